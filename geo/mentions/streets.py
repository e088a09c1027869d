"""Stretches of a message that name streets, with the type and direction written beside the name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from geo.mentions.cues import CONNECTORS, SPANISH_NUMBERS
from geo.mentions.dressing import dressed, fits, with_leading_direction, with_trailing_direction
from geo.mentions.streetcues import (
    AFTER_A_STREET,
    COMMON_WORDS,
    FIRM_KINDS,
    FUNCTION_WORDS,
    LETTER_CONNECTORS,
    LETTERS_IN_CHAT,
    LETTERS_IN_TALK,
    NAKED_ROUTE_KINDS,
    ROUTE_KINDS,
    ROUTE_WORDS,
    STATES,
    STATES_THAT_ARE_WORDS,
)
from geo.mentions.streetindex import StreetIndex
from geo.mentions.streetmention import StreetMention
from geo.mentions.streetnumbers import counts_something, number_at
from geo.mentions.words import Word, phrase
from geo.streetnames import ordinal, parse_street
from geo.streetwords import (
    DIRECTIONS,
    KINDS,
    LOOSE_DIRECTIONS,
    ONES,
    ROUND,
    SHORT_FORMS,
    SPANISH_ORDINALS,
    TENS,
)

MAX_BASE_WORDS = 5
MIN_JOINED = 6
"""Letters of a name that may be typed with a space too many; shorter ones meet by chance."""
SAINTS = frozenset({"st", "saint", "san", "santo"})
MAX_MENTIONS = 60
"""Of one message: whoever writes more street names than this means no place."""

_OTHER_BEGINNINGS = (
    ROUTE_WORDS | STATES | SAINTS | frozenset(SHORT_FORMS) | frozenset(SPANISH_NUMBERS) | frozenset(SPANISH_ORDINALS)
)
_NUMBER_BEGINNINGS = (*ONES, *TENS, *ROUND)
_GLUED_ROUTE = re.compile(r"(?:i|hwy|us|cr|csah|sr|th)\d+[a-z]?")
_GRID_NUMBER = re.compile(r"(\d{1,5})(st|nd|rd|th)?")
_ROUTE_NUMBER = re.compile(r"\d{1,3}[a-z]?")


def street_mentions(words: Sequence[Word], index: StreetIndex) -> list[StreetMention]:
    """Return every street named in the words, longest name first where names lie inside each other."""
    beginnings = (at for at in range(len(words)) if _may_begin(words, at, index))
    everywhere = (mention for at in beginnings for mention in _mentions_at(words, at, index))
    found = list(islice(everywhere, MAX_MENTIONS))
    return [
        mention
        for at, mention in enumerate(found)
        if _whole_name(mention)
        # a longer name begins at most as many words before as a name can have, one mention a word
        or not any(_inside(mention, other) for other in found[max(0, at - MAX_BASE_WORDS) : at])
    ]


def _may_begin(words: Sequence[Word], at: int, index: StreetIndex) -> bool:
    """Whether a street's name may begin here; most words of a message are passed over with this one look."""
    text = words[at].text
    if text in index.compact or index.longest_from(text) or text[0].isdigit() or text in _OTHER_BEGINNINGS:
        return True
    if text.startswith(_NUMBER_BEGINNINGS) or _GLUED_ROUTE.fullmatch(text):
        return True
    joined = text + words[at + 1].text if at + 1 < len(words) else ""
    return index.knows(joined) or joined in index.compact


def _inside(mention: StreetMention, other: StreetMention) -> bool:
    """Whether a name is only a part of a longer one that fits as well."""
    longer = other.core[1] - other.core[0] > mention.core[1] - mention.core[0]
    within = other.core[0] <= mention.core[0] and mention.core[1] <= other.core[1]
    return longer and within


def _whole_name(mention: StreetMention) -> bool:
    """Whether type and direction are both written as some street has them: "E River Pkwy" in "East River"."""
    return bool(mention.kind and mention.direction) and any(
        (form.kind, form.direction) == (mention.kind, mention.direction) for form in mention.forms
    )


def _mentions_at(words: Sequence[Word], at: int, index: StreetIndex) -> Iterator[StreetMention]:
    if words[at].is_symbol:
        return
    # digits are read as numbers only, so that the parts of a date or a telephone number are no names
    only_number = words[at].is_number
    mention = (
        _route_at(words, at, index)
        or _grid_at(words, at, index)
        or _number_at(words, at, index)
        or (None if only_number else _name_at(words, at, index))
    )
    if mention:
        yield mention


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
            return with_trailing_direction(words, mention)
    return None


def _state_route(words: Sequence[Word], at: int, last: int) -> str:
    """ "CA-24", "NJ 3": a state's letters before the number."""
    if last != at + 2 or words[at].text not in STATES:
        return ""
    # "la 42" and "in 3" are words before a number, "LA-42" is Louisiana's route.
    gaps = {"-"} if words[at].text in STATES_THAT_ARE_WORDS else {"-", " "}
    return words[at + 1].text if words[at + 1].gap in gaps else ""


def _grid_at(words: Sequence[Word], at: int, index: StreetIndex) -> StreetMention | None:
    """ "3300 South", "E 900", "13th South" for 1300 South: streets called by their distance from the middle."""
    number = _GRID_NUMBER.fullmatch(words[at].text)
    if not number or not index.has_grid:
        return None
    hundreds = ordinal(int(number[1]) * 100) if number[2] else ordinal(int(number[1]))
    forms = tuple(form for form in index.forms.get(hundreds, ()) if form.on_grid)
    if not forms:
        return None
    mention = StreetMention(first=at, last=at + 1, core=(at, at + 1), base=hundreds, forms=forms)
    mention = with_leading_direction(words, with_trailing_direction(words, mention))
    after = words[at + 1] if at + 1 < len(words) else None
    loose = LOOSE_DIRECTIONS.get(after.text, "") if after and not after.breaks_name else ""
    if not mention.direction and fits(loose, mention):
        mention = replace(mention, last=at + 2, direction=loose)  # "3300 so"
    return mention if mention.direction or number[2] else None


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
    mention = dressed(words, mention, index)
    if kind_of_number == "ordinal" or mention.kind:
        return mention
    if kind_of_number == "word":
        return replace(mention, common=True)
    if counts_something(words, at, last):
        return None
    spanish_article = at > 0 and words[at - 1].text == "la" and not words[at].breaks_name
    return replace(mention, naked=not spanish_article)


def _name_at(words: Sequence[Word], at: int, index: StreetIndex) -> StreetMention | None:
    for last, base in _bases_at(words, at, index):
        mention = StreetMention(first=at, last=last, core=(at, last), base=base, forms=index.forms[base])
        mention = dressed(words, mention, index)
        if last - at == 1 and _no_name_here(words, at, mention):
            continue
        common = not mention.kind and (base in COMMON_WORDS or base in KINDS)
        return replace(mention, common=common, naked=len(base) == 1 and not mention.dressed)
    return None


def _bases_at(words: Sequence[Word], at: int, index: StreetIndex) -> Iterator[tuple[int, str]]:
    """Known names that begin here, longest first: as written, with saint for st, or with a space too many."""
    text = words[at].text
    saint = "saint" if text in SAINTS else text
    longest = max(index.longest_from(text), index.longest_from(saint))
    for last in range(min(at + longest, len(words)), at, -1):
        written = phrase(words, at, last)
        if not written:
            continue
        if saint != text and index.knows(as_saint := saint + written[len(text) :]):
            yield last, as_saint
        if index.knows(written):
            yield last, written
    yield from _joined_at(words, at, index)
    short = SHORT_FORMS.get(text, "")
    if index.knows(short):
        yield at + 1, short


def _joined_at(words: Sequence[Word], at: int, index: StreetIndex) -> Iterator[tuple[int, str]]:
    """Names typed as one word ("vannest"), and one word typed as two ("wood dale")."""
    text = words[at].text
    if text in index.compact:
        yield at + 1, index.compact[text]
    if at + 1 < len(words) and not words[at + 1].breaks_name:
        joined = text + words[at + 1].text
        if len(joined) >= MIN_JOINED and (index.knows(joined) or joined in index.compact):
            yield at + 2, index.compact.get(joined, joined)


def _too_small(text: str, mention: StreetMention) -> bool:
    small = text in FUNCTION_WORDS or text in DIRECTIONS or text in LETTERS_IN_TALK or _is_firm_kind(text, mention)
    return small and not mention.kind


def _no_name_here(words: Sequence[Word], at: int, mention: StreetMention) -> bool:
    if words[at].text in LETTERS_IN_CHAT and not mention.dressed and _is_leant_on(words, at):
        return True
    return _too_small(words[at].text, mention) and not _letter_at_connector(words, at)


def _letter_at_connector(words: Sequence[Word], at: int) -> bool:
    """Whether a letter that is a word in talk stands where only a street can: "E and 13th", "21st/O"."""
    if words[at].text not in LETTERS_IN_TALK:
        return False
    return any(
        0 <= near < len(words) and words[near].text in LETTER_CONNECTORS and words[max(at, near)].gap.strip() == ""
        for near in (at - 1, at + 1)
    )


def _is_leant_on(words: Sequence[Word], at: int) -> bool:
    """Whether the word after a letter makes a word of it: "and a van", "near i think", "y a mi", "b safe"."""
    if at + 1 >= len(words) or words[at + 1].breaks_name or words[at + 1].breaks_sentence:
        return False
    after = words[at + 1].text
    goes_on = after in CONNECTORS or after in AFTER_A_STREET or after in DIRECTIONS or after in KINDS
    return after.isalpha() and not goes_on


def _is_firm_kind(text: str, mention: StreetMention) -> bool:
    """ "Ave" is a type and nothing else; "Grove", or a street that is only called "Parkway", may be a name."""
    return KINDS.get(text) in FIRM_KINDS and not any(form.kind == "" for form in mention.forms)
