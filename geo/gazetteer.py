"""The gazetteer: one city's streets, crossings, named places and neighborhoods, read from a read-only file.

It is loaded into memory once and never changes while it is open. It must never hold anything a resident wrote.
"""

from dataclasses import dataclass

from geo.point import Point


@dataclass(frozen=True, slots=True)
class Street:
    """One street of one municipality. `base`, `kind` and `direction` are normalised ("lake", "st", "e")."""

    id: int
    name: str  # canonical for people: "E Lake St"
    base: str
    kind: str
    direction: str
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class StreetAlias:
    """Another name of a street (old name, county road, name:es, an operator's alias), normalised like a street."""

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
