"""Inside, outside and how far: polygons with holes, measured in metres."""

from collections.abc import Iterable, Sequence
from math import cos, inf, radians, sqrt

from geo.box import METRES_PER_DEGREE
from geo.point import Point

Ring = Sequence[Point]
Polygon = Sequence[Ring]
"""An outer ring and its holes; rings may or may not repeat their first point."""


def inside(point: Point, polygons: Iterable[Polygon]) -> bool:
    """Whether a point lies in any of the polygons and in none of that polygon's holes."""
    return any(
        _in_ring(point, polygon[0]) and not any(_in_ring(point, hole) for hole in polygon[1:])
        for polygon in polygons
        if polygon
    )


def distance_to_m(point: Point, polygons: Sequence[Polygon]) -> float:
    """Metres to the nearest polygon, 0 inside. A point in a hole is as far as the hole's edge."""
    if inside(point, polygons):
        return 0.0
    return min((distance_to_line_m(point, ring, closed=True) for p in polygons for ring in p), default=inf)


def distance_to_line_m(point: Point, line: Ring, *, closed: bool = False) -> float:
    """Metres from a point to a line (flat-earth around the point), infinite for an empty one."""
    if not line:
        return inf
    shrink = cos(radians(point.lat))
    best = inf  # squared degrees until the end
    last = line[-1] if closed else line[0]
    ax, ay = (last.lon - point.lon) * shrink, last.lat - point.lat
    for vertex in line:
        bx, by = (vertex.lon - point.lon) * shrink, vertex.lat - point.lat
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        t = -(ax * dx + ay * dy) / length if length else 0.0
        t = 0.0 if t < 0 else min(t, 1.0)
        x, y = ax + t * dx, ay + t * dy
        if (apart := x * x + y * y) < best:
            best = apart
        ax, ay = bx, by
    return sqrt(best) * METRES_PER_DEGREE


def centroid(ring: Ring) -> Point:
    """The centre of gravity of a ring, or the mean of its corners when it has no area."""
    lat0, lon0 = ring[0].lat, ring[0].lon
    area = x = y = 0.0
    ax, ay = ring[-1].lon - lon0, ring[-1].lat - lat0
    for vertex in ring:
        bx, by = vertex.lon - lon0, vertex.lat - lat0
        cross = ax * by - bx * ay
        area += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
        ax, ay = bx, by
    if abs(area) < 1e-15:
        return Point(sum(p.lat for p in ring) / len(ring), sum(p.lon for p in ring) / len(ring))
    return Point(lat0 + y / (3 * area), lon0 + x / (3 * area))


def area_m2(polygons: Iterable[Polygon]) -> float:
    """Square metres of land, holes taken off."""
    total = 0.0
    for polygon in polygons:
        rings = [_ring_area_m2(ring) for ring in polygon if ring]
        total += max(0.0, rings[0] - sum(rings[1:])) if rings else 0.0
    return total


def _ring_area_m2(ring: Ring) -> float:
    shrink = cos(radians(ring[0].lat))
    lon0, lat0 = ring[0].lon, ring[0].lat
    twice = 0.0
    a = ring[-1]
    for b in ring:
        twice += (a.lon - lon0) * (b.lat - lat0) - (b.lon - lon0) * (a.lat - lat0)
        a = b
    return abs(twice) / 2 * shrink * METRES_PER_DEGREE**2


def _in_ring(point: Point, ring: Ring) -> bool:
    lat, lon = point.lat, point.lon
    odd = False
    a = ring[-1]
    for b in ring:
        if (a.lat > lat) != (b.lat > lat) and lon < (b.lon - a.lon) * (lat - a.lat) / (b.lat - a.lat) + a.lon:
            odd = not odd
        a = b
    return odd
