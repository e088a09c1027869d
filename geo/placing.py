"""Places as they may be shown: from crossings, blocks, named places and areas of the gazetteer."""

from collections.abc import Iterable, Sequence
from math import sqrt

from geo.corners import corner_label, corner_streets
from geo.entries import Area, Crossing, NamedPlace, Segment
from geo.gazetteer import Gazetteer
from geo.place import Place, Precision
from geo.point import Point, distance_m
from geo.polygons import area_m2, centroid, distance_to_m

CROSSING_RADIUS_M = 60.0
NAMED_RADIUS_M = 120.0
PARK_RADIUS_M = 250.0
BLOCK_RADIUS_M = 80.0
HUNDRED = 100
SAME_BLOCK_M = 400.0
"""Pieces of one block this near each other belong together, a park or a railway between them or not."""


def crossing_place(gazetteer: Gazetteer, crossing: Crossing, street_ids: Sequence[int]) -> Place:
    """Return a crossing as a place, under its one canonical name unless other streets of it were named."""
    named = [gazetteer.street(street_id) for street_id in street_ids]
    usual = {street.own_name for street in corner_streets(gazetteer, crossing)}
    is_usual = {street.own_name for street in named} <= usual
    names = dict.fromkeys(street.name for street in named)
    return Place(
        anchor=f"x:{crossing.id}",
        label=corner_label(gazetteer, crossing) if is_usual else " & ".join(names),
        point=crossing.point,
        precision=Precision.CROSSING,
        radius_m=CROSSING_RADIUS_M,
        neighborhood=neighborhood_name(gazetteer, crossing.point),
    )


def block_place(
    gazetteer: Gazetteer, street_id: int, hundred: int, segments: Iterable[Segment], *, part: int = 0
) -> Place:
    """Return one block of a street as a place; `segments` are those of its numbers that lie together.

    `part` counts the stretches of a street that bears the same numbers twice, far apart.
    """
    line = [point for segment in segments for point in segment.line]
    point = middle_of(line)
    name = gazetteer.street(street_id).name
    label = f"{hundred} block of {name}" if hundred else f"first block of {name}"
    return Place(
        anchor=f"b:{street_id}:{hundred}" + (f":{part}" if part else ""),
        label=label,
        point=point,
        precision=Precision.BLOCK,
        radius_m=max(BLOCK_RADIUS_M, *(distance_m(point, other) for other in line)),
        neighborhood=neighborhood_name(gazetteer, point),
    )


def stretch_place(gazetteer: Gazetteer, ends: tuple[Crossing, Crossing], streets: Sequence[int]) -> Place:
    """Return the stretch of the first street between two others; its anchor is the crossing in its middle."""
    names = [gazetteer.street(street_id).name for street_id in streets]
    a, b = ends[0].point, ends[1].point
    middle = Point((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)
    own = gazetteer.crossings_of(streets[0])
    crossing = min(own, key=lambda c: (distance_m(c.point, middle), c.id))
    return Place(
        anchor=f"x:{crossing.id}",
        label=f"{names[0]}, {names[1]} – {names[2]}",
        point=crossing.point,
        precision=Precision.BLOCK,
        radius_m=max(BLOCK_RADIUS_M, distance_m(a, b) / 2),
        neighborhood=neighborhood_name(gazetteer, crossing.point),
    )


def named_place(gazetteer: Gazetteer, entry: NamedPlace) -> Place:
    """Return a public place with a name."""
    return Place(
        anchor=f"n:{entry.id}",
        label=entry.name,
        point=entry.point,
        precision=Precision.NAMED,
        radius_m=PARK_RADIUS_M if entry.kind == "park" else NAMED_RADIUS_M,
        neighborhood=neighborhood_name(gazetteer, entry.point),
        kind=entry.kind,
    )


def area_place(area: Area) -> Place:
    """Return an area; its point lies inside its largest polygon wherever that is simple to tell."""
    point = middle_of_area(area)
    return Place(
        anchor=f"a:{area.id}",
        label=area.name,
        point=point,
        precision=Precision.AREA,
        radius_m=max(200.0, sqrt(area_m2(area.polygons) / 3.14)),
        neighborhood=area.name,
    )


def street_in_area(gazetteer: Gazetteer, street_id: int, area: Area, crossings: Sequence[Crossing]) -> Place:
    """Return the part of a street that lies in one area; `crossings` are the street's own there."""
    points = [crossing.point for crossing in crossings]
    point = middle_of(points)
    nearest = min(crossings, key=lambda c: (distance_m(c.point, point), c.id))
    return Place(
        anchor=f"s:{street_id}:{area.id}",
        label=f"{gazetteer.street(street_id).name}, {area.name}",
        point=nearest.point,
        precision=Precision.STREET,
        radius_m=max(BLOCK_RADIUS_M, *(distance_m(nearest.point, other) for other in points)),
        neighborhood=area.name,
    )


def neighborhood_name(gazetteer: Gazetteer, point: Point) -> str:
    """Return the name of the neighborhood a point lies in, "" outside all of them."""
    area = gazetteer.neighborhood_of(point)
    return area.name if area else ""


def middle_of(points: Sequence[Point]) -> Point:
    """The point of a set nearest to the set's middle, so that it lies on what the points draw."""
    south, north = min(p.lat for p in points), max(p.lat for p in points)
    west, east = min(p.lon for p in points), max(p.lon for p in points)
    middle = Point((south + north) / 2, (west + east) / 2)
    if len(points) == 2:
        return middle
    return min(points, key=lambda point: distance_m(point, middle))


def middle_of_area(area: Area) -> Point:
    """Return a point that stands for an area: its centre, or where that lies outside, a point of its edge."""
    largest = max(area.polygons, key=lambda polygon: area_m2([polygon]))
    middle = centroid(largest[0])
    if distance_to_m(middle, area.polygons) == 0.0:
        return middle
    return min(largest[0], key=lambda point: distance_m(point, middle))


def stretches(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Sort segments into those that lie together, the longest row first: a number may exist at both ends of town."""
    groups: list[list[Segment]] = []
    for segment in segments:
        near = [group for group in groups if any(_lie_together(segment, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), segment])
    return sorted(groups, key=lambda group: -len(group))


def _lie_together(a: Segment, b: Segment) -> bool:
    return any(distance_m(p, q) <= SAME_BLOCK_M for p in (a.line[0], a.line[-1]) for q in (b.line[0], b.line[-1]))


def segments_with_block(gazetteer: Gazetteer, street_id: int, hundred: int) -> list[Segment]:
    """Return the segments of a street that bear numbers of this hundred."""
    return [
        segment
        for segment in gazetteer.segments_of(street_id)
        if segment.high and segment.low < hundred + HUNDRED and segment.high >= max(hundred, 1)
    ]
