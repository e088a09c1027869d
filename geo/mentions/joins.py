"""What stands between two streets of a message: whether it says that they meet, and how clearly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from geo.mentions.cues import (
    CONNECTORS,
    CUE_PADDING,
    LOCATIVES,
    MONTHS,
    NEAR_CONNECTORS,
    NUMBER_CUES,
    NUMBERS_CONNECTED,
    PADDING,
    SIGHTING_WORDS,
    TOWARDS,
    WEAK_LOCATIVES,
)
from geo.mentions.streetcues import LETTERS_IN_CHAT
from geo.mentions.streetmention import StreetMention
from geo.mentions.words import Word
from geo.streetwords import BOUND_WORDS, DIRECTIONS, KINDS, LOOSE_DIRECTIONS

MAX_BETWEEN = 8
"""Mentions after one that may still be its pair; words between them may be read as streets as well."""
MAX_JOINS = 12
"""The clearest of one message; every pair costs time."""
MAX_GLUE = 6
"""Words that may stand between two streets that are said to meet ("on the corner of the ...")."""
SHORT_MESSAGE = 6
"""A message of so few words is all place; a longer one needs a word that says where."""


# A direction no street of the name has ("Lake St S & ...") says nothing, but parts nothing either.
_GLUE = CONNECTORS | NEAR_CONNECTORS | PADDING | frozenset(DIRECTIONS) | frozenset(LOOSE_DIRECTIONS) | BOUND_WORDS


class Strength(Enum):
    """How clearly two streets are joined; the value is taken off a candidate's score."""

    CONNECTED = 0.0
    NEAR = 0.05
    LISTED = 0.15  # "Lake St, Chicago Ave"
    ADJACENT = 0.2  # "38th chicago"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two streets that a message says meet; `cued` when a word before them says that a place follows."""

    a: StreetMention
    b: StreetMention
    strength: Strength
    cued: bool


def glue_strength(words: Sequence[Word], start: int, end: int) -> Strength | None:
    """How the words `start` to `end` (exclusive) join what stands on both sides; None when they do not."""
    texts = [words[at].text for at in range(start, end)]
    apart = end - start > MAX_GLUE or end >= len(words) or _parts_sentences(words, start, end)
    if apart or not all(text in _GLUE for text in texts):
        return None
    if any(text in CONNECTORS for text in texts):
        return Strength.CONNECTED
    if any(text in NEAR_CONNECTORS for text in texts):
        return Strength.NEAR
    if any(a in DIRECTIONS and b in {"of", "de"} for a, b in pairwise(texts)):
        return Strength.NEAR  # "Chicago just north of Lake"
    return None if any(text not in DIRECTIONS for text in texts) else _gap_strength(words, end)


def _gap_strength(words: Sequence[Word], end: int) -> Strength | None:
    """How punctuation alone joins the streets on its two sides."""
    word = words[end]
    gap = word.gap.strip()
    if gap == "." and word.breaks_sentence and not _after_short_form(words, end, or_line=True):
        return None
    if gap in {"-", "–", "—", "→"}:
        return Strength.NEAR
    if gap in {",", ".", "(", ";", "\n", ".,"} or not gap:
        return Strength.LISTED if gap or "\n" in word.gap else Strength.ADJACENT
    return None


def joins(words: Sequence[Word], mentions: Sequence[StreetMention]) -> list[Join]:
    """Return the pairs of streets the message joins, the clearest first."""
    found: list[Join] = []
    for at, one in enumerate(mentions):
        for other in mentions[at + 1 : at + 1 + MAX_BETWEEN]:
            if not -1 <= other.first - one.last <= MAX_GLUE or other.core[0] < one.core[1]:
                continue
            for a, b, strength in _ways(words, one, other):
                different = a.base != b.base or _differ(a, b)
                if different and _meant(words, a, b, strength):
                    found.append(Join(a=a, b=b, strength=strength, cued=is_cued(words, a.first)))
    return sorted(found, key=lambda join: (join.strength.value, not join.cued))[:MAX_JOINS]


def _ways(
    words: Sequence[Word], a: StreetMention, b: StreetMention
) -> Iterator[tuple[StreetMention, StreetMention, Strength]]:
    """The ways to share out the words between two streets: "11th n 24th" is a direction or an "and"."""
    if b.first >= a.last:
        strength = glue_strength(words, a.last, b.first)
        if not strength and _is_along(words, a, b):
            strength = Strength.NEAR
        if strength:
            yield a, b, strength
    left = replace(a, last=a.last - 1, direction="") if _ends_in_direction(words, a) else None
    right = replace(b, first=b.first + 1, direction="") if _begins_with_direction(words, b) else None
    if b.first < a.last:
        yield from ((x, y, Strength.ADJACENT) for x, y in ((left, b), (a, right)) if x and y and x.last <= y.first)
        a, b = left or a, right or b
    elif a.last == b.first and (left or right):
        a, b = (left, b) if left else (a, right or b)
    else:
        return
    between = [words[at].text for at in range(a.last, b.first)]
    if between in (["n"], ["e"]):
        yield a, b, Strength.CONNECTED


def _is_along(words: Sequence[Word], a: StreetMention, b: StreetMention) -> bool:
    """Whether the second street says along what to look for the first: "just past Nicollet on 28th"."""
    between = [words[at].text for at in range(a.last, b.first)]
    if between[:1] not in (["on"], ["along"], ["en"]) or not set(between[1:]) <= {"the", "la", "calle"}:
        return False
    return is_cued(words, a.first) and not any(words[at].breaks_sentence for at in range(a.last, b.first + 1))


def _ends_in_direction(words: Sequence[Word], mention: StreetMention) -> bool:
    return bool(mention.direction) and mention.last > mention.core[1] and words[mention.last - 1].text in DIRECTIONS


def _begins_with_direction(words: Sequence[Word], mention: StreetMention) -> bool:
    return bool(mention.direction) and mention.first < mention.core[0] and words[mention.first].text in DIRECTIONS


def is_cued(words: Sequence[Word], first: int, *, firmly: bool = False) -> bool:
    """Whether a word shortly before says that a place follows ("near the ...", "en la ...").

    `firmly`: words that as often stand before a person ("to", "by", the @ of a handle) do not count.
    """
    for at in range(first - 1, max(-1, first - 4), -1):
        text = words[at].text
        if text in LOCATIVES and not (firmly and (text in WEAK_LOCATIVES or _is_handle(words, at))):
            return True
        if text not in CUE_PADDING and text not in DIRECTIONS:
            return False
    return False


def _is_handle(words: Sequence[Word], at: int) -> bool:
    return words[at].text == "@" and at + 1 < len(words) and not words[at + 1].gap


def is_towards(words: Sequence[Word], first: int) -> bool:
    """Whether the place that begins here is only where something went."""
    return any(
        words[at].text in TOWARDS
        for at in range(max(0, first - 3), first)
        if not any(words[between].breaks_sentence for between in range(at + 1, first + 1))
    )


def _differ(a: StreetMention, b: StreetMention) -> bool:
    """38th Street and 38th Avenue do meet; Lake Street and Lake Street do not."""
    if a.kind and b.kind and a.kind != b.kind:
        return True
    return len({form.kind for form in a.forms}) > 1 or _turned(a, b)


def _turned(a: StreetMention, b: StreetMention) -> bool:
    """900 South and 900 East meet; so do "9th and 9th" where these are what is meant."""
    on_grid = all(form.on_grid for form in (*a.forms, *b.forms))
    return on_grid and (a.direction != b.direction or not a.direction)


def _parts_sentences(words: Sequence[Word], start: int, end: int) -> bool:
    return end > start and any(
        words[at].breaks_sentence and not _after_short_form(words, at) and not _line_at_connector(words, at)
        for at in range(start, min(end + 1, len(words)))
    )


def _line_at_connector(words: Sequence[Word], at: int) -> bool:
    """Whether only a new line parts a connector from a street: "Lake &" and below it "Chicago"."""
    beside = {words[at].text, words[at - 1].text if at else ""}
    return not words[at].gap.strip() and not beside.isdisjoint(CONNECTORS)


def _after_short_form(words: Sequence[Word], at: int, *, or_line: bool = False) -> bool:
    """Whether the full stop before this word only ends a short form ("Lake St. and Chicago").

    `or_line`: so it may before a new line, which by itself lists two streets.
    """
    gap = words[at].gap
    if at == 0 or ("\n" in gap and not or_line) or not gap.startswith("."):
        return False
    before = words[at - 1].text
    return before in KINDS or before in DIRECTIONS or before in {"esq", "no", "so", "cor", "int", "nr"}


def _meant(words: Sequence[Word], a: StreetMention, b: StreetMention, strength: Strength) -> bool:
    """The rule of naked numbers: they count beside a connector and a street, or after a word that says so."""
    plain = [mention for mention in (a, b) if mention.naked or (mention.common and not mention.dressed)]
    if strength in {Strength.LISTED, Strength.ADJACENT}:
        if strength is Strength.LISTED and len(words) == b.last - a.first:
            plain = [mention for mention in plain if not _is_plain_letter(mention)]  # "D, 17th" says nothing else
        return not any(m.naked for m in plain) and (not plain or _whole_message(words, a))
    if a.naked and b.naked and a.base[0].isdigit() and b.base[0].isdigit():
        between = {words[at].text for at in range(a.last, b.first)}
        return _number_cue(words, a.first) or not between.isdisjoint(NUMBERS_CONNECTED)
    if len(plain) == 2 and not _whole_message(words, a):
        return False
    return not _date_like(words, a, b)


def _is_plain_letter(mention: StreetMention) -> bool:
    return len(mention.base) == 1 and mention.base.isalpha() and mention.base not in LETTERS_IN_CHAT


def _number_cue(words: Sequence[Word], first: int) -> bool:
    return any(words[at].text in NUMBER_CUES for at in range(max(0, first - 3), first))


def _date_like(words: Sequence[Word], a: StreetMention, b: StreetMention) -> bool:
    """ "May 4th and 5th": two bare ordinals after a month."""
    both_bare = not a.dressed and not b.dressed and a.base[0].isdigit() and b.base[0].isdigit()
    return both_bare and a.first > 0 and words[a.first - 1].text in MONTHS


def _whole_message(words: Sequence[Word], a: StreetMention) -> bool:
    return len(words) <= SHORT_MESSAGE or is_cued(words, a.first) or is_report(words)


def is_report(words: Sequence[Word]) -> bool:
    """Whether the message tells of something seen, so that two streets in it are a place."""
    return any(word.text in SIGHTING_WORDS for word in words)
