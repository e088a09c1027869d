"""How a street's name is shown to people: types and directions abbreviated, shouting capitals calmed."""

import re

from geo.folding import fold_words
from geo.streetnames import COUNTY_ROAD, HIGHWAY, INTERSTATE, parse_street
from geo.streetwords import BOUND_WORDS, DIRECTIONS, KINDS, KINDS_SHOWN_WHOLE

_ROUTE_SHOWN = {HIGHWAY: "Hwy {}", INTERSTATE: "I-{}", COUNTY_ROAD: "County Rd {}"}
_SMALL_WORDS = frozenset({"of", "the", "and", "de", "del", "la", "las", "los", "du", "des"})
_INITIALS = frozenset({"mlk", "jfk", "us", "ii", "iii", "iv"})
_SPLIT = re.compile(r"\s+")
_MC = re.compile(r"^Mc([a-z])")


def display_name(text: str) -> str:
    """Return a street's name as shown: "EAST LAKE STREET" -> "E Lake St", "42ND AVE S" -> "42nd Ave S".

    Words keep the order the source gives them, since every city has its own. Accents stay.
    """
    parsed = parse_street(text)
    if parsed.is_route:
        shown = _ROUTE_SHOWN[parsed.kind].format(parsed.base.upper())
        return f"{shown} {parsed.direction.upper()}".strip()
    words = [word for word in _SPLIT.split(text.strip()) if _plain(word) not in BOUND_WORDS]
    shouting = text.upper() == text or text.lower() == text
    last = len(words) - 1
    kind_at = _kind_at(words)
    out = []
    for i, word in enumerate(words):
        plain = _plain(word)
        if parsed.direction and i in {0, last} and DIRECTIONS.get(plain) == parsed.direction:
            out.append(parsed.direction.upper())
        elif i == kind_at and KINDS.get(plain) == parsed.kind:
            out.append(parsed.kind.capitalize() if parsed.kind not in KINDS_SHOWN_WHOLE else _calm(word, first=False))
        else:
            out.append(_calm(word, first=i == 0) if shouting else word)
    return " ".join(out)


def _plain(word: str) -> str:
    return "".join(fold_words(word))


def _kind_at(words: list[str]) -> int:
    """Where the street type stands: last, or before a trailing direction; never first ("Avenue C" stays)."""
    at = len(words) - 1
    if at > 0 and _plain(words[at]) in DIRECTIONS:
        at -= 1
    return at if at > 0 else -1


def _calm(word: str, *, first: bool) -> str:
    plain = word.lower()
    if plain in _INITIALS or (plain in DIRECTIONS and len(plain) == 2):
        return plain.upper()
    if plain[:1].isdigit():
        return plain if plain[-2:] in {"st", "nd", "rd", "th"} else plain.upper()
    if plain in _SMALL_WORDS and not first:
        return plain
    calm = re.sub(r"(?:^|(?<=[-/']))\w", lambda letter: letter[0].upper(), plain)
    calm = re.sub(r"'S\b", "'s", calm)
    return _MC.sub(lambda mc: f"Mc{mc[1].upper()}", calm)
