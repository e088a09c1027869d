"""Stretches of a message that name streets, with the type and direction written beside the name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.mentions.cues import CONNECTORS, LOCATIVES, PADDING
from geo.mentions.streetcues import (
    COMMON_WORDS,
    FIRM_KINDS,
    FUNCTION_WORDS,
    NAKED_ROUTE_KINDS,
    ROUTE_KINDS,
    ROUTE_WORDS,
    STATES,
    STATES_THAT_ARE_WORDS,
)
from geo.mentions.streetindex import StreetForm, StreetIndex
from geo.mentions.streetnumbers import counts_something, number_at
from geo.mentions.words import Word, phrase
from geo.streetnames import parse_street
from geo.streetwords import DIRECTIONS, KINDS, LEADING_ARTICLES, LEADING_KINDS, LOOSE_DIRECTIONS

MAX_BASE_WORDS = 5

_GLUED_ROUTE = re.compile(r"(?:i|hwy|us|cr|csah|sr|th)\d+[a-z]?")
_ROUTE_NUMBER = re.compile(r"\d{1,3}[a-z]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetMention:
    """Words `first` to `last` (exclusive) that name a street; the bare name stands at `core`."""

    first: int
    last: int
    core: tuple[int, int]
    base: str
    forms: tuple[StreetForm, ...]
    kind: str = ""
    direction: str = ""
    likeness: float = 1.0
    """1 for a name spelled as the gazetteer has it, less for one that was corrected or cut short."""
    loose_kind: bool = False
    """Whether the type is only "calle", which people say of avenues too."""
    naked: bool = False
    """A bare number without ordinal ending, type or article."""
    common: bool = False
    """Written as a word of everyday talk ("first", "park") without a type."""

    @property
    def exact(self) -> bool:
        return self.likeness == 1.0

    @property
    def dressed(self) -> bool:
        """Whether a type, direction or article says that a street is meant."""
        return bool(self.kind or self.direction)


def street_mentions(words: Sequence[Word], index: StreetIndex) -> list[StreetMention]:
    """Return every street named in the words, longest name first where names lie inside each other."""
    found = [mention for at in range(len(words)) for mention in _mentions_at(words, at, index)]
    return [
        mention
        for mention in found
        if not any(
            other.core[0] <= mention.core[0]
            and mention.core[1] <= other.core[1]
            and other.core[1] - other.core[0] > mention.core[1] - mention.core[0]
            for other in found
        )
    ]


def _mentions_at(words: Sequence[Word], at: int, index: StreetIndex) -> Iterator[StreetMention]:
    if words[at].is_symbol:
        return
    route = _route_at(words, at, index)
    if route:
        yield route
        return
    number = _number_at(words, at, index)
    if number:
        yield number
        return
    name = _name_at(words, at, index)
    if name:
        yield name


def _route_at(words: Sequence[Word], at: int, index: StreetIndex) -> StreetMention | None:
    text = words[at].text
    if text not in ROUTE_WORDS and text not in STATES and not _GLUED_ROUTE.fullmatch(text):
        return None
    for last in range(min(at + 5, len(words)), at, -1):
        written = phrase(words, at, last)
        if not written or not _ROUTE_NUMBER.search(words[last - 1].text):
            continue
        parsed = parse_street(written)
        base = parsed.base if parsed.is_route else _state_route(words, at, last)
        forms = tuple(form for form in index.forms.get(base, ()) if form.kind in ROUTE_KINDS)
        if base and forms:
            kind = parsed.kind if parsed.is_route else "hwy"
            mention = StreetMention(first=at, last=last, core=(at, last), base=base, forms=forms, kind=kind)
            return _with_trailing_direction(words, mention)
    return None


def _state_route(words: Sequence[Word], at: int, last: int) -> str:
    """ "CA-24", "NJ 3": a state's letters before the number."""
    if last != at + 2 or words[at].text not in STATES:
        return ""
    # "la 42" and "in 3" are words before a number, "LA-42" is Louisiana's route.
    gaps = {"-"} if words[at].text in STATES_THAT_ARE_WORDS else {"-", " "}
    return words[at + 1].text if words[at + 1].gap in gaps else ""


def _number_at(words: Sequence[Word], at: int, index: StreetIndex) -> StreetMention | None:
    base, last, kind_of_number = number_at(words, at)
    if not base:
        return None
    text = words[at].text
    forms = index.forms.get(base, ()) if base[0].isdigit() else ()
    if kind_of_number == "naked" and text in index.forms:
        # "la 94" may be the interstate; nobody calls a county road by its number alone
        forms += tuple(form for form in index.forms[text] if form.kind in NAKED_ROUTE_KINDS)
    if not forms:
        return None
    mention = StreetMention(first=at, last=last, core=(at, last), base=base, forms=forms)
    mention = _dressed(words, mention)
    if kind_of_number == "ordinal" or mention.dressed:
        return mention
    if kind_of_number == "word":
        return replace(mention, common=True)
    if counts_something(words, at, last):
        return None
    spanish_article = at > 0 and words[at - 1].text == "la" and not words[at].breaks_name
    return replace(mention, naked=not spanish_article)


def _name_at(words: Sequence[Word], at: int, index: StreetIndex) -> StreetMention | None:
    first = "saint" if words[at].text in {"st", "saint", "san", "santo"} else words[at].text
    longest = max(index.longest_from(first), index.longest_from(words[at].text))
    for last in range(min(at + max(longest, 2), at + MAX_BASE_WORDS, len(words)), at, -1):
        base = _base_written(words, at, last, first, index)
        if base:
            core = (at, last)
            mention = StreetMention(first=at, last=last, core=core, base=base, forms=index.forms[base])
            mention = _dressed(words, mention)
            if last - at == 1 and _too_small(words[at].text, mention):
                continue
            return replace(mention, common=not mention.kind and base in COMMON_WORDS)
    return None


def _base_written(words: Sequence[Word], at: int, last: int, first: str, index: StreetIndex) -> str:
    written = phrase(words, at, last)
    if not written:
        return ""
    if first != words[at].text:
        as_saint = " ".join([first, *written.split(" ")[1:]])
        if index.knows(as_saint):
            return as_saint
    if index.knows(written):
        return written
    joined = written.replace(" ", "")
    if last - at <= 2 and len(joined) >= 6:
        if joined in index.compact:
            return index.compact[joined]
        if last - at == 2 and index.knows(joined):
            return joined
    short = parse_street(written).base if written in {"mlk", "jfk", "ml king", "m l king"} else ""
    return short if index.knows(short) else ""


def _too_small(text: str, mention: StreetMention) -> bool:
    if text in FUNCTION_WORDS or text in DIRECTIONS or text in KINDS or len(text) == 1:
        return not mention.kind
    return False


def _dressed(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    """Take in the type and direction written before or after the name."""
    mention = _with_trailing_kind(words, mention)
    mention = _with_trailing_direction(words, mention)
    mention = _with_leading_direction(words, mention)
    mention = _with_leading_kind(words, mention)
    return _with_leading_direction(words, mention)


def _with_trailing_kind(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.last >= len(words) or words[mention.last].breaks_name:
        return mention
    kind = KINDS.get(words[mention.last].text, "")
    if not kind or not (kind in FIRM_KINDS or any(form.kind == kind for form in mention.forms)):
        return mention
    return replace(mention, last=mention.last + 1, kind=kind)


def _with_trailing_direction(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.direction or mention.last >= len(words) or words[mention.last].breaks_name:
        return mention
    text = words[mention.last].text
    direction = DIRECTIONS.get(text, "") or (LOOSE_DIRECTIONS.get(text, "") if mention.kind else "")
    if not _fits(direction, mention):
        return mention
    return replace(mention, last=mention.last + 1, direction=direction)


def _with_leading_direction(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.direction or mention.first == 0 or words[mention.first].breaks_name:
        return mention
    direction = DIRECTIONS.get(words[mention.first - 1].text, "")
    if not _fits(direction, mention):
        return mention
    return replace(mention, first=mention.first - 1, direction=direction)


def _fits(direction: str, mention: StreetMention) -> bool:
    """Whether some street of that name has the direction; otherwise the word means something else."""
    return bool(direction) and any(
        form.direction and (form.direction in direction or direction in form.direction)
        for form in mention.forms
    )


def _with_leading_kind(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.kind:
        return mention
    at = mention.first
    while (
        at > 0
        and mention.first - at < 2
        and words[at - 1].text in LEADING_ARTICLES
        and not words[at].breaks_name
    ):
        at -= 1
    if at == 0 or words[at].breaks_name or words[at - 1].text not in LEADING_KINDS:
        return mention
    text = words[at - 1].text
    if text in {"ave", "avenue", "av"} and _follows_a_name(words, at - 1):
        return mention  # "Chicago Ave 38th": the type belongs to the name before it
    return replace(mention, first=at - 1, kind=LEADING_KINDS[text], loose_kind=text == "calle")


def _follows_a_name(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` can be the end of a name that began before it."""
    if at == 0 or words[at].breaks_name or words[at - 1].is_symbol:
        return False
    before = words[at - 1].text
    return before not in CONNECTORS and before not in PADDING and before not in LOCATIVES
