"""A gazetteer as GeoJSON, small enough for a page: streets as few lines, neighborhoods, anchors."""

from collections.abc import Iterable, Sequence
from math import cos, radians
from typing import Any

from geo.box import METRES_PER_DEGREE
from geo.corners import corner_label
from geo.entries import Street
from geo.gazetteer import Gazetteer
from geo.point import Point

SIMPLIFY_M = 4.0
"""Vertices that move a line less than this are left out; nobody sees them at the scale of a city."""

DECIMALS = 5
"""Of a degree, about a metre."""

CLASSES = ("street", "main", "highway")
"""What a street's rank is called on the map."""

XY = tuple[float, float]


def map_shapes(gazetteer: Gazetteer) -> dict[str, Any]:
    """Return {"bounds", "attribution", "streets", "neighborhoods", "anchors"}; the last three are GeoJSON.

    `bounds` is [[south, west], [north, east]]. Streets carry name and class, neighborhoods name and id,
    anchors the id and label that places use.
    """
    south, west, north, east = gazetteer.info.bbox
    return {
        "bounds": [[south, west], [north, east]],
        "attribution": gazetteer.info.attribution,
        "streets": _collection(_street(gazetteer, street) for street in gazetteer.streets),
        "neighborhoods": _collection(_neighborhoods(gazetteer)),
        "anchors": _collection(_anchors(gazetteer)),
    }


def simplified(line: Sequence[XY], tolerance_m: float) -> list[XY]:
    """Return a line (of longitude, latitude) without the vertices that hardly bend it."""
    if len(line) < 3:
        return list(line)
    keep = {0, len(line) - 1}
    stack = [(0, len(line) - 1)]
    while stack:
        start, end = stack.pop()
        far, far_m = start, tolerance_m
        for i in range(start + 1, end):
            metres = _off_m(line[i], line[start], line[end])
            if metres > far_m:
                far, far_m = i, metres
        if far != start:
            keep.add(far)
            stack += [(start, far), (far, end)]
    return [line[i] for i in sorted(keep)]


def joined(lines: Iterable[Sequence[XY]]) -> list[list[XY]]:
    """Return lines put together end to end where they meet, each used once."""
    out: list[list[XY]] = []
    by_end: dict[XY, int] = {}
    for line in lines:
        piece = list(line)
        while (at := by_end.pop(piece[0], None)) is not None or (at := by_end.pop(piece[-1], None)) is not None:
            other = out[at]
            out[at] = []
            for end in (other[0], other[-1]):
                if by_end.get(end) == at:
                    del by_end[end]
            piece = _together(other, piece)
        out.append(piece)
        by_end[piece[0]] = by_end[piece[-1]] = len(out) - 1
    return [line for line in out if line]


def _together(a: list[XY], b: list[XY]) -> list[XY]:
    if a[-1] == b[0]:
        return [*a, *b[1:]]
    if a[0] == b[-1]:
        return [*b, *a[1:]]
    if a[0] == b[0]:
        return [*reversed(a), *b[1:]]
    return [*a, *reversed(b[:-1])]


def _off_m(spot: XY, a: XY, b: XY) -> float:
    shrink = cos(radians(a[1]))
    bx, by = (b[0] - a[0]) * shrink, b[1] - a[1]
    px, py = (spot[0] - a[0]) * shrink, spot[1] - a[1]
    length = bx * bx + by * by
    t = min(1.0, max(0.0, (px * bx + py * by) / length)) if length else 0.0
    return float(((px - t * bx) ** 2 + (py - t * by) ** 2) ** 0.5 * METRES_PER_DEGREE)


def _street(gazetteer: Gazetteer, street: Street) -> dict[str, Any] | None:
    lines = [_xy(segment.line) for segment in gazetteer.segments_of(street.id)]
    if not lines:
        return None
    parts = [simplified(line, SIMPLIFY_M) for line in joined(lines)]
    properties = {"name": street.name, "class": CLASSES[street.rank]}
    return _feature(properties, "MultiLineString", parts)


def _neighborhoods(gazetteer: Gazetteer) -> Iterable[dict[str, Any]]:
    for area in gazetteer.areas:
        if area.layer == gazetteer.neighborhood_layer:
            polygons = [
                [_closed(simplified(_closed(_xy(ring)), SIMPLIFY_M)) for ring in polygon] for polygon in area.polygons
            ]
            yield _feature({"name": area.name, "id": f"a:{area.id}"}, "MultiPolygon", polygons)


def _anchors(gazetteer: Gazetteer) -> Iterable[dict[str, Any]]:
    for crossing in gazetteer.crossings:
        properties = {"id": f"x:{crossing.id}", "label": corner_label(gazetteer, crossing)}
        yield _feature(properties, "Point", _xy([crossing.point])[0])


def _xy(line: Iterable[Point]) -> list[XY]:
    return [(round(point.lon, DECIMALS), round(point.lat, DECIMALS)) for point in line]


def _closed(ring: list[XY]) -> list[XY]:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _feature(properties: dict[str, Any], kind: str, coordinates: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _collection(features: Iterable[dict[str, Any] | None]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [feature for feature in features if feature]}
