"""Street names, normalised: the one reading that importers, resolution and alias files share.

"CEDAR AVE S", "South Cedar Avenue" and "avenida Cedar sur" all become base "cedar", kind "ave",
direction "s". Nothing here knows which streets exist.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.folding import fold_words
from geo.streetwords import (
    ARTICLES_BEFORE_A_NUMBER,
    BOUND_WORDS,
    DIRECTIONS,
    FIRST_WORDS,
    KINDS,
    LEADING_ARTICLES,
    LEADING_KINDS,
    LOOSE_DIRECTIONS,
    ONES,
    ROUND,
    SHORT_FORMS,
    SPANISH_ORDINALS,
    TENS,
    TITLES_AFTER,
    TITLES_BEFORE,
)

HIGHWAY = "hwy"
INTERSTATE = "i"
COUNTY_ROAD = "cr"

_ROUTES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?:(?:us|state|trunk|mn) )?(?:highway|hwy|hiway|route|rte|rt|th|sr|carretera|autopista)"
            r" (\d+[a-z]?)"
        ),
        HIGHWAY,
    ),
    (re.compile(r"us (\d+[a-z]?)"), HIGHWAY),
    (re.compile(r"(?:interstate|interestatal|i)(?: (?:highway|hwy))? (\d+[a-z]?)"), INTERSTATE),
    (
        re.compile(r"(?:(?:county|co) (?:road|rd|highway|hwy|state aid highway)|cr|csah|cord|cnty rd) (\d+[a-z]?)"),
        COUNTY_ROAD,
    ),
)
_GLUED_ROUTE = re.compile(r"(i|hwy|highway|us|th|cr|csah|cord)(\d+[a-z]?)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|ra|ro|da|do|ta|to|ma|mo|va|vo|na|er)?")
_DIRECTION_PAIRS = {(a, b): a[0] + b[0] for a in ("north", "south") for b in ("east", "west")}


@dataclass(frozen=True, slots=True)
class ParsedStreet:
    """A street name in normalised parts; `kind` and `direction` are "" where the text names none."""

    base: str
    kind: str = ""
    direction: str = ""

    @property
    def is_route(self) -> bool:
        """Whether it is a numbered highway, interstate or county road."""
        return self.kind in {HIGHWAY, INTERSTATE, COUNTY_ROAD} and self.base[:1].isdigit()

    @property
    def own_name(self) -> tuple[str, str]:
        """What it shares with its other half and with no street that may cross it."""
        return own_name(self.base, self.kind, self.direction)


def parse_street(text: str) -> ParsedStreet:
    """Split a street name into base, kind and direction.

    Nothing is ever stripped so far that no base is left: "West St" is base "west", "Avenue N" base "n". A
    bare number is read as an ordinal ("38" -> "38th"); whether it may be a street at all is for the caller
    to decide. An empty text gives an empty base.
    """
    words = [word for word in _unglued(fold_words(text)) if word not in BOUND_WORDS]
    words, trailing = _without_trailing_direction(words)
    route = _route(words)
    if route:
        return ParsedStreet(route[0], route[1], trailing)
    if trailing and len(words) == 1 and words[0] in LEADING_KINDS and len(trailing) == 1:
        return ParsedStreet(trailing, LEADING_KINDS[words[0]], "")
    words, kind = _without_kind(words)
    words, leading = _without_leading_direction(words, taken=bool(trailing))
    route = _route([*words, kind]) if leading else None
    if route:
        return ParsedStreet(route[0], route[1], leading)
    if not kind:
        words, kind = _without_leading_kind(words)
    return ParsedStreet(_base(words), kind, trailing or leading)


def alternate_parses(text: str) -> tuple[ParsedStreet, ...]:
    """Return further readings a street should also be found under.

    "West River Pkwy N" is base "west river", but people say "West River Pkwy": base "river", direction "w".
    """
    parsed = parse_street(text)
    first, _, rest = parsed.base.partition(" ")
    if parsed.direction and rest and first in DIRECTIONS:
        return (ParsedStreet(rest, parsed.kind, DIRECTIONS[first]),)
    return ()


def is_on_grid(base: str, kind: str, direction: str) -> bool:
    """Whether a street is called by its distance from the middle of the town: "3300 South"."""
    return bool(base and direction) and not kind and base[0].isdigit() and " " not in base


def own_name(base: str, kind: str, direction: str) -> tuple[str, str]:
    """Return what a street shares with its halves and with no other street that may cross it.

    E and W Lake St are one name and never meet; 900 South and 900 East are two, and do.
    """
    if is_on_grid(base, kind, direction):
        return base, "ns" if direction in {"n", "s"} else "ew"
    return base, kind


def ordinal(number: int) -> str:
    """Return 38 as "38th"."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def ordinal_of(words: Sequence[str]) -> str | None:
    """Return the ordinal that all the folded words together spell ("thirty eighth", "38", "3ra")."""
    if len(words) == 1:
        word = words[0]
        digits = _ORDINAL.fullmatch(word)
        if digits:
            return ordinal(int(digits[1]))
        if word in ONES or word in ROUND:
            return ordinal(ONES.get(word, 0) or ROUND[word])
        for tens, value in TENS.items():
            if word.startswith(tens) and ONES.get(word[len(tens) :], 10) < 10:
                return ordinal(value + ONES[word[len(tens) :]])
    elif len(words) == 2 and words[0] in TENS and ONES.get(words[1], 10) < 10:
        return ordinal(TENS[words[0]] + ONES[words[1]])
    return None


def _unglued(words: list[str]) -> list[str]:
    out: list[str] = []
    for word in words:
        glued = _GLUED_ROUTE.fullmatch(word)
        out += glued.groups() if glued else (word,)
    return out


def _route(words: Sequence[str]) -> tuple[str, str] | None:
    text = " ".join(words).strip()
    for pattern, kind in _ROUTES:
        found = pattern.fullmatch(text)
        if found:
            return found[1], kind
    return None


def _without_trailing_direction(words: list[str]) -> tuple[list[str], str]:
    if len(words) >= 3 and (words[-2], words[-1]) in _DIRECTION_PAIRS:
        return words[:-2], _DIRECTION_PAIRS[words[-2], words[-1]]
    if len(words) >= 2:
        last = words[-1]
        if last in DIRECTIONS:
            return words[:-1], DIRECTIONS[last]
        if last in LOOSE_DIRECTIONS and words[-2] in KINDS and len(words) >= 3:
            return words[:-1], LOOSE_DIRECTIONS[last]
    return words, ""


def _without_kind(words: list[str]) -> tuple[list[str], str]:
    if len(words) >= 2 and words[-1] in KINDS:
        return words[:-1], KINDS[words[-1]]
    return words, ""


def _without_leading_direction(words: list[str], *, taken: bool) -> tuple[list[str], str]:
    if taken or len(words) < 2:
        return words, ""
    if len(words) >= 3 and (words[0], words[1]) in _DIRECTION_PAIRS:
        return words[2:], _DIRECTION_PAIRS[words[0], words[1]]
    if words[0] in DIRECTIONS:
        return words[1:], DIRECTIONS[words[0]]
    return words, ""


def _without_leading_kind(words: list[str]) -> tuple[list[str], str]:
    if len(words) < 2 or words[0] not in LEADING_KINDS:
        return words, ""
    rest = words[1:]
    while len(rest) > 1 and rest[0] in LEADING_ARTICLES:
        rest = rest[1:]
    if len(rest) == 1 and rest[0] in SPANISH_ORDINALS:
        rest = [ordinal(SPANISH_ORDINALS[rest[0]])]
    return rest, LEADING_KINDS[words[0]]


def _base(words: list[str]) -> str:
    if len(words) == 2 and words[0] in ARTICLES_BEFORE_A_NUMBER and _ORDINAL.fullmatch(words[1]):
        words = words[1:]
    if len(words) > 2 and words[0] in TITLES_BEFORE:
        words = words[1:]
    if len(words) > 1 and words[-1] in TITLES_AFTER:
        words = words[:-1]
    if len(words) > 1 and words[0] in FIRST_WORDS:
        words = [FIRST_WORDS[words[0]], *words[1:]]
    number = ordinal_of(words)
    if number:
        return number
    base = " ".join(words)
    return SHORT_FORMS.get(base, base)
