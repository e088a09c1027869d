"""The gazetteer in the making: streets, lines and names gathered from all sources before they are merged."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from geo.box import Box
from geo.folding import fold_words
from geo.importers.addresses import Addresses
from geo.importers.row import Line, Spot
from geo.packed import E7
from geo.streetdisplay import display_name
from geo.streetnames import ParsedStreet, alternate_parses, parse_street

_NO_STREET = re.compile(
    r"(.* )?(ramp|exit|driveway|offramp|onramp)( [a-z])?|alley|private( (rd|road|dr|drive|st|street))?"
    r"|no name|fs \d+|hov lane?|unnamed.*|unknown.*"
)
"""Folded names of pieces of road nobody would name in a message."""


@dataclass(slots=True)
class StreetDraft:
    """A street while it is being gathered."""

    parsed: ParsedStreet
    municipality: str
    shown: Counter[str] = field(default_factory=Counter)
    aliases: set[ParsedStreet] = field(default_factory=set)
    rank: int = 0


@dataclass(frozen=True, slots=True)
class CrossingDraft:
    """A crossing that a source states itself, rather than one found where lines meet."""

    source: int
    spot: Spot
    streets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StopDraft:
    """A transit stop called after two streets."""

    source: int
    spot: Spot
    names: tuple[str, str]


@dataclass(slots=True)
class PlaceDraft:
    """A named place while it is being gathered; `spots` grows when parts of it are merged."""

    source: int
    name: str
    kind: str
    spots: list[Spot]
    names: dict[str, None]


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area as its source gives it."""

    source: int
    name: str
    layer: str
    polygons: list[list[Line]]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two sources, or two rows of one, that do not agree; `kept` says what was done about it."""

    file: str
    what: str
    kept: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}; {self.kept}"


class Lines:
    """Segments in flat arrays: which street, which house numbers, which positions."""

    def __init__(self) -> None:
        self.streets, self.lows, self.highs = array("l"), array("l"), array("l")
        self.numbers, self.ends = array("i"), array("l", [0])

    def __len__(self) -> int:
        return len(self.streets)

    def add(self, street: int, low: int, high: int, line: Iterable[Spot]) -> None:
        """Add one segment of a street."""
        self.streets.append(street)
        self.lows.append(low)
        self.highs.append(high)
        for lat, lon in line:
            self.numbers.append(round(lat * E7))
            self.numbers.append(round(lon * E7))
        self.ends.append(len(self.numbers))

    def numbers_of(self, at: int) -> "array[int]":
        """Return one segment's positions, latitude and longitude in turn, in ten-millionths of a degree."""
        return self.numbers[self.ends[at] : self.ends[at + 1]]

    def box(self) -> Box | None:
        """Return the box of all lines, None when there is none."""
        if not self.numbers:
            return None
        lats, lons = self.numbers[0::2], self.numbers[1::2]
        return Box(min(lats) / E7, min(lons) / E7, max(lats) / E7, max(lons) / E7)


class Draft:
    """Everything gathered so far. Sources only add; merging and numbering come afterwards."""

    def __init__(self) -> None:
        self.streets: list[StreetDraft] = []
        self.lines = Lines()
        self.crossings: list[CrossingDraft] = []
        self.stops: list[StopDraft] = []
        self.places: list[PlaceDraft] = []
        self.areas: list[AreaDraft] = []
        self.addresses = Addresses()
        self.conflicts: list[Conflict] = []
        self._by_key: dict[tuple[ParsedStreet, str], int] = {}
        self._by_text: dict[tuple[str, str], int | None] = {}

    def street(self, name: str, municipality: str = "", *, rank: int = 0) -> int | None:
        """Return the number of the street with this name, made when new; None when it is no street's name."""
        key = (name, municipality)
        if key not in self._by_text:
            self._by_text[key] = self._new_street(name, municipality)
        at = self._by_text[key]
        if at is not None:
            street = self.streets[at]
            street.shown[name] += 1
            street.rank = max(street.rank, rank)
        return at

    def alias(self, street: int, name: str) -> None:
        """Give a street another name."""
        if is_street_name(name):
            self.streets[street].aliases |= {parse_street(name), *alternate_parses(name)}

    def move_streets(self, moved: Mapping[int, int]) -> None:
        """Let everything that belonged to one street belong to another."""
        self.lines.streets = array("l", (moved.get(at, at) for at in self.lines.streets))
        self.crossings = [
            replace(crossing, streets=tuple(sorted({moved.get(at, at) for at in crossing.streets})))
            for crossing in self.crossings
        ]

    def _new_street(self, name: str, municipality: str) -> int | None:
        if not is_street_name(name):
            return None
        parsed = parse_street(name)
        at = self._by_key.setdefault((parsed, municipality), len(self.streets))
        if at == len(self.streets):
            self.streets.append(StreetDraft(parsed, municipality))
        self.streets[at].aliases.update(alternate_parses(name))
        return at


def is_street_name(name: str) -> bool:
    """Whether people would call a street so: no ramp ("EB I94 TO CEDAR AVE"), driveway or filler."""
    words = fold_words(name)
    return bool(words) and "to" not in words[1:-1] and not _NO_STREET.fullmatch(" ".join(words))


def shown_name(street: StreetDraft) -> str:
    """Return the name most rows use, as it is shown to people."""
    best = min(street.shown, key=lambda name: (-street.shown[name], name))
    return display_name(best)
