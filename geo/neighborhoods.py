"""Which neighborhoods a place concerns, and which of them nobody has a channel for.

Polygons meet along streets, so a third of all crossings lie within 150 m of a border: a place concerns every
neighborhood near it, not only the one whose polygon holds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.areas import AreaIndex
from geo.box import Box
from geo.entries import NEIGHBORHOOD_LAYER, Area, Crossing
from geo.folding import fold
from geo.gazetteer import NEAR_NEIGHBORHOOD_M, Gazetteer
from geo.place import Place, Precision
from geo.placing import middle_of_area
from geo.point import Point, distance_m
from geo.polygons import area_m2, inside


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPlace:
    """A named place with a channel of its own: a school, a clinic, a worksite."""

    name: str
    point: Point
    radius_m: float

    def concerns(self, place: Place) -> bool:
        """Whether something at a place may be near enough to be told; of an area or a long street it may."""
        return distance_m(self.point, place.point) <= self.radius_m + _reach_m(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCoverage:
    """What an operator should know before going live."""

    uncovered: tuple[str, ...]
    """Neighborhoods that no channel serves, by name or by an area of another layer that holds their middle."""
    unknown: Mapping[str, tuple[str, ...]]
    """Per channel the names that no area has."""
    shared: Mapping[str, tuple[str, ...]]
    """Per neighborhood that has several channels, their names."""


SPOTS = frozenset({Precision.CROSSING, Precision.BLOCK, Precision.NAMED})
"""Where the point of a place is where something was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of the city has a neighborhood."""

    box: Box
    neighborhoods: int
    neighborhoods_km2: float
    crossings_inside: float
    """Share of the crossings that lie in a neighborhood or within reach of one, 0 to 1."""

    def __str__(self) -> str:
        size = f"{self.neighborhoods} neighborhoods of {self.neighborhoods_km2:.1f} km²"
        return f"{size} hold {self.crossings_inside:.1%} of the crossings"


class UnknownPlaceError(LookupError):
    """No place of the gazetteer has this name."""


def coverage(areas: Iterable[Area], crossings: Sequence[Crossing], box: Box) -> Coverage:
    """Measure how much of a city the neighborhoods among `areas` cover."""
    neighborhoods = [area for area in areas if area.layer == NEIGHBORHOOD_LAYER]
    index = AreaIndex(neighborhoods)
    inside_some = sum(index.holds(c.point) or bool(index.near(c.point, NEAR_NEIGHBORHOOD_M, None)) for c in crossings)
    return Coverage(
        box=box,
        neighborhoods=len(neighborhoods),
        neighborhoods_km2=sum(area_m2(area.polygons) for area in neighborhoods) / 1e6,
        crossings_inside=inside_some / len(crossings) if crossings else 0.0,
    )


def find_areas(gazetteer: Gazetteer, name: str, layer: str | None = None) -> tuple[Area, ...]:
    """Return the areas with this name, whatever its case and accents."""
    folded = fold(name)
    return tuple(area for area in gazetteer.areas if folded in area.names and (layer is None or area.layer == layer))


def sharing_ground(gazetteer: Gazetteer, name: str) -> tuple[Area, ...]:
    """Return the areas of this name, and those of other layers that hold their middle, or whose middle they hold."""
    own = find_areas(gazetteer, name)
    layers = {area.layer for area in own}
    others = (area for area in gazetteer.areas if area.layer not in layers)
    return (*own, *(other for other in others if any(_overlap(area, other) for area in own)))


def channel_coverage(gazetteer: Gazetteer, channels: Mapping[str, Iterable[str]]) -> ChannelCoverage:
    """Compare channels (name -> areas of any layer that it serves) with the neighborhoods there are."""
    served: dict[int, list[str]] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    for channel, names in channels.items():
        found = {name: find_areas(gazetteer, name) for name in names}
        for area in {area.id: area for areas in found.values() for area in areas}.values():
            served.setdefault(area.id, []).append(channel)
        strangers = tuple(name for name, areas in found.items() if not areas)
        if strangers:
            unknown[channel] = strangers
    neighborhoods = [area for area in gazetteer.areas if area.layer == gazetteer.neighborhood_layer]
    drawn = [a for a in gazetteer.areas if a.id in served and a.layer != gazetteer.neighborhood_layer]
    return ChannelCoverage(
        uncovered=tuple(a.name for a in neighborhoods if a.id not in served and not _inside_any(a, drawn)),
        unknown=unknown,
        shared={a.name: tuple(served[a.id]) for a in neighborhoods if len(served.get(a.id, ())) > 1},
    )


def _overlap(a: Area, b: Area) -> bool:
    return _inside_any(a, [b]) or _inside_any(b, [a])


def _inside_any(area: Area, others: Iterable[Area]) -> bool:
    middle = middle_of_area(area)
    return any(inside(middle, other.polygons) for other in others)


def watch_place(gazetteer: Gazetteer, name: str, radius_m: float) -> WatchPlace:
    """Return the watch place for a name; UnknownPlaceError when the gazetteer has none, or several, of it."""
    folded = fold(name)
    found = [place for place in gazetteer.named_places if folded in place.names]
    if len(found) != 1:
        how_many = "no place" if not found else f"{len(found)} places"
        raise UnknownPlaceError(f'{how_many} called "{name}" in the gazetteer; an alias file can give it one')
    return WatchPlace(name=found[0].name, point=found[0].point, radius_m=radius_m)


def is_sensitive(gazetteer: Gazetteer, place: Place, within_m: float) -> bool:
    """Whether a place is a school, clinic or the like, or a spot within `within_m` of one.

    An area or a street through it holds such places nearly always, which says nothing of what was seen.
    """
    if place.sensitive:
        return True
    if place.precision not in SPOTS:
        return False
    return any(distance_m(entry.point, place.point) <= within_m for entry in gazetteer.sensitive_places)


def _reach_m(place: Place) -> float:
    """How far what was seen may lie from the point of a place that is no spot."""
    return 0.0 if place.precision in SPOTS else place.radius_m
