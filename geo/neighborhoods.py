"""Which neighborhoods a place concerns, and which of them nobody has a channel for.

Polygons meet along streets, so a third of all crossings lie within 150 m of a border: a place concerns every
neighborhood near it, not only the one whose polygon holds it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.entries import Area
from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.point import Point, distance_m

ROUTE_WITHIN_M = 150.0
"""How near a neighborhood must be to a place to hear of it, unless the operator says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """One area a place concerns, and how far away it is (0 inside)."""

    area: Area
    metres: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPlace:
    """A named place with a channel of its own: a school, a clinic, a worksite."""

    name: str
    point: Point
    radius_m: float

    def concerns(self, point: Point, slack_m: float = 0.0) -> bool:
        """Whether something at `point`, known to within `slack_m`, is near enough to be told."""
        return distance_m(self.point, point) <= self.radius_m + slack_m


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCoverage:
    """What an operator should know before going live."""

    uncovered: tuple[str, ...]
    """Areas of the layer that no channel covers."""
    unknown: Mapping[str, tuple[str, ...]]
    """Per channel the names that no area has."""
    shared: Mapping[str, tuple[str, ...]]
    """Per area that has several channels, their names."""


class UnknownPlaceError(LookupError):
    """No place of the gazetteer has this name."""


def route(
    gazetteer: Gazetteer, point: Point, *, within_m: float = ROUTE_WITHIN_M, layer: str | None = None
) -> tuple[Routed, ...]:
    """Return the areas near a place, nearest first: the neighborhoods, unless another layer is named."""
    wanted = gazetteer.neighborhood_layer if layer is None else layer
    near = gazetteer.areas_near(point, within_m, layer=wanted)
    return tuple(Routed(area=area, metres=metres) for area, metres in near)


def find_areas(gazetteer: Gazetteer, name: str, layer: str | None = None) -> tuple[Area, ...]:
    """Return the areas with this name, whatever its case and accents."""
    folded = fold(name)
    return tuple(area for area in gazetteer.areas if folded in area.names and (layer is None or area.layer == layer))


def channel_coverage(
    gazetteer: Gazetteer, channels: Mapping[str, Iterable[str]], *, layer: str | None = None
) -> ChannelCoverage:
    """Compare channels (name -> neighborhoods it serves) with the areas of a layer."""
    wanted = gazetteer.neighborhood_layer if layer is None else layer
    served: dict[int, list[str]] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    for channel, names in channels.items():
        strangers = []
        for name in names:
            found = find_areas(gazetteer, name)
            for area in found:
                served.setdefault(area.id, []).append(channel)
            if not found:
                strangers.append(name)
        if strangers:
            unknown[channel] = tuple(strangers)
    areas = [area for area in gazetteer.areas if area.layer == wanted]
    return ChannelCoverage(
        uncovered=tuple(area.name for area in areas if area.id not in served),
        unknown=unknown,
        shared={area.name: tuple(served[area.id]) for area in areas if len(served.get(area.id, ())) > 1},
    )


def watch_place(gazetteer: Gazetteer, name: str, radius_m: float) -> WatchPlace:
    """Return the watch place for a name; UnknownPlaceError when the gazetteer has none, or several, of it."""
    folded = fold(name)
    found = [place for place in gazetteer.named_places if folded in place.names]
    if len(found) != 1:
        how_many = "no place" if not found else f"{len(found)} places"
        raise UnknownPlaceError(f'{how_many} called "{name}" in the gazetteer; an alias file can give it one')
    return WatchPlace(name=found[0].name, point=found[0].point, radius_m=radius_m)


def watched(places: Iterable[WatchPlace], point: Point, slack_m: float = 0.0) -> tuple[WatchPlace, ...]:
    """Return the watch places that something at `point` concerns, nearest first."""
    near = [place for place in places if place.concerns(point, slack_m)]
    return tuple(sorted(near, key=lambda place: (distance_m(place.point, point), place.name)))
