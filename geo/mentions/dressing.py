"""The titles, type and direction written before or after a street's name."""

from collections.abc import Sequence
from dataclasses import replace

from geo.mentions.cues import CONNECTORS, LOCATIVES, PADDING
from geo.mentions.streetcues import FIRM_KINDS
from geo.mentions.streetindex import StreetIndex
from geo.mentions.streetmention import StreetMention
from geo.mentions.streetnumbers import number_at
from geo.mentions.words import Word
from geo.spelling import misspelled_kind
from geo.streetwords import (
    DIRECTIONS,
    KINDS,
    LEADING_ARTICLES,
    LEADING_KINDS,
    LOOSE_DIRECTIONS,
    TITLES_AFTER,
    TITLES_BEFORE,
)

LOOSE_AVENUES = frozenset({"avenida", "avda", "av"})
"""Said of a numbered street as loosely as "calle" is: of "calle 46 con avenida 41" both corners are asked about."""
DASHES = frozenset({"-", "–", "—", "--"})


def dressed(words: Sequence[Word], mention: StreetMention, index: StreetIndex) -> StreetMention:
    """Take in the titles, type and direction written before or after the name."""
    mention = _with_titles(words, mention)
    mention = _with_trailing_kind(words, mention)
    mention = with_trailing_direction(words, mention)
    mention = with_leading_direction(words, mention)
    mention = _with_leading_kind(words, mention, index)
    return with_leading_direction(words, mention)


def _with_titles(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    """ "Rev Abraham Woods Jr Blvd": the name is known without its titles."""
    first, last = mention.first, mention.last
    if last < len(words) and words[last].text in TITLES_AFTER and not words[last].breaks_name:
        last += 1
    if first > 0 and words[first - 1].text in TITLES_BEFORE and not words[first].breaks_name:
        first -= 1
    return replace(mention, first=first, last=last)


def _with_trailing_kind(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.last >= len(words) or words[mention.last].breaks_name or _is_dash(words[mention.last].gap):
        return mention
    text = words[mention.last].text
    kind = KINDS.get(text) or misspelled_kind(text)
    if not kind or not (kind in FIRM_KINDS or any(form.kind == kind for form in mention.forms)):
        return mention
    return replace(mention, last=mention.last + 1, kind=kind)


def with_trailing_direction(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.direction or mention.last >= len(words) or words[mention.last].breaks_name:
        return mention
    text = words[mention.last].text
    direction = DIRECTIONS.get(text, "") or (LOOSE_DIRECTIONS.get(text, "") if mention.kind else "")
    # "Cedar Ave S" says which Cedar even where no Cedar is known as south; "n" and "e" may be an "and"
    plain = mention.kind and direction and text not in {"n", "e", *LOOSE_DIRECTIONS}
    if not plain and not fits(direction, mention):
        return mention
    return replace(mention, last=mention.last + 1, direction=direction)


def with_leading_direction(words: Sequence[Word], mention: StreetMention) -> StreetMention:
    if mention.direction or mention.first == 0 or words[mention.first].breaks_name:
        return mention
    direction = DIRECTIONS.get(words[mention.first - 1].text, "")
    if not fits(direction, mention):
        return mention
    return replace(mention, first=mention.first - 1, direction=direction)


def fits(direction: str, mention: StreetMention) -> bool:
    """Whether some street of that name has the direction; otherwise the word means something else."""
    return bool(direction) and any(
        form.direction and (form.direction in direction or direction in form.direction) for form in mention.forms
    )


def _with_leading_kind(words: Sequence[Word], mention: StreetMention, index: StreetIndex) -> StreetMention:
    if mention.kind:
        return mention
    at = mention.first
    while at > 0 and mention.first - at < 2 and words[at - 1].text in LEADING_ARTICLES and not words[at].breaks_name:
        at -= 1
    if at == 0 or words[at].breaks_name:
        return mention
    text = words[at - 1].text
    kind = LEADING_KINDS.get(text) or misspelled_kind(text)
    if not kind:
        return mention
    if text in {"ave", "avenue", "av"} and _follows_a_name(words, at - 1, index):
        return mention  # "Chicago Ave 38th": the type belongs to the name before it
    loosely = text == "calle" or (text in LOOSE_AVENUES and mention.base[0].isdigit())
    return replace(mention, first=at - 1, kind=kind, loose_kind=loosely)


def _follows_a_name(words: Sequence[Word], at: int, index: StreetIndex) -> bool:
    """Whether the word at `at` can be the end of a street's name that began before it."""
    if at == 0 or words[at].breaks_name or _is_dash(words[at].gap) or words[at - 1].is_symbol:
        return False
    before = words[at - 1].text
    small = before in CONNECTORS or before in PADDING or before in LOCATIVES
    return not small and (index.ends_a_name(before) or bool(number_at(words, at - 1)[0]))


def _is_dash(gap: str) -> bool:
    """Whether a gap is a dash that parts ("Los Feliz - Avenue 66"), no hyphen that joins."""
    return gap.strip() in DASHES and gap != gap.strip()
