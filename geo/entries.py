"""What a gazetteer holds: streets, crossings, named places and areas, and where they came from.

Every value is public knowledge about a city; nothing a resident wrote is ever put into one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from geo.box import Box
from geo.point import Point
from geo.streetnames import own_name

NEIGHBORHOOD_LAYER = "neighborhood"
"""The layer whose areas have channels; other layers (school zones, wards) are drawn and routed by name."""


@dataclass(frozen=True, slots=True)
class Street:
    """One street of one municipality. `base`, `kind` and `direction` are normalised ("lake", "st", "e")."""

    id: int
    name: str  # canonical for people: "E Lake St"
    base: str
    kind: str
    direction: str
    municipality: str = ""
    rank: int = 0
    """How big a road it is: 0 a street, 1 a main street, 2 a highway."""

    @property
    def own_name(self) -> tuple[str, str]:
        """What it shares with its other half and with no street that may cross it."""
        return own_name(self.base, self.kind, self.direction)


@dataclass(frozen=True, slots=True)
class StreetAlias:
    """Another name of a street (old, Spanish, county road, an operator's alias), normalised like a street."""

    street_id: int
    base: str
    kind: str
    direction: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A place where streets of different names meet; nodes of divided roads are clustered into one."""

    id: int
    point: Point
    street_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a street between two nodes, with its address ranges (0 where unknown)."""

    street_id: int
    low: int
    high: int
    line: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A public place with a name. `names` are its normalised names and aliases."""

    id: int
    name: str
    kind: str
    point: Point
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A neighborhood, school zone or drawn area: polygons, each an outer ring and its holes."""

    id: int
    name: str
    layer: str
    polygons: tuple[tuple[tuple[Point, ...], ...], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """One file a gazetteer was built from."""

    file: str
    kind: str
    licence: str
    attribution: str
    rows: int
    digest: str = ""
    """Of the file's bytes, to tell whether a rebuild is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerInfo:
    """What a gazetteer is made of, for operators and for the attribution people see."""

    sources: tuple[SourceInfo, ...]
    built_at: datetime
    box: Box
    centre: Point
    counts: Mapping[str, int]
    schema: int

    @property
    def licences(self) -> tuple[str, ...]:
        """Each licence once, in the order of the sources."""
        return tuple(dict.fromkeys(source.licence for source in self.sources if source.licence))

    @property
    def attribution(self) -> str:
        """One line naming everybody who has to be named wherever the map is shown."""
        return "; ".join(dict.fromkeys(s.attribution for s in self.sources if s.attribution))

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """South, west, north, east, in degrees."""
        return self.box.south, self.box.west, self.box.north, self.box.east
