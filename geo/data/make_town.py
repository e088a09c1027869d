"""Writes the sample town, Alder Ferry: streets, neighborhoods and named places, all invented.

    python -m geo.data.make_town

It lies where nobody lives, in the empty prairie of eastern Montana, so that no address in it is anybody's
home. The plan is drawn in metres east (x) and north (y) of the middle of town. Ferry Street runs along y = 0
and parts north from south; Main Avenue runs along x = 0 and parts east from west. A river runs through from
north to south, and only Ferry and Lake Street bridge it. North and south have the same numbered streets and
the same avenues, so "Linden and 5th" means two places two kilometres apart, as in many a real city.
"""

import json
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from geo.box import METRES_PER_DEGREE
from geo.data.town_plan import AVENUE_M, HOUSES_PER_BLOCK, NEIGHBORHOODS, PLACES, STREET_M, Way, river_x, ways

HERE = Path(__file__).parent / "town"
MIDDLE_LAT, MIDDLE_LON = 47.1, -106.6

XY = tuple[float, float]


def main() -> None:
    """Write the three files; the alias file beside them is written by hand."""
    HERE.mkdir(exist_ok=True)
    _write("streets", [street for way in ways() for street in _street_features(way)])
    _write("neighborhoods", [_area_feature(name, rings) for name, rings in NEIGHBORHOODS.items()])
    _write("places", [_place_feature(*place) for place in PLACES])


def degrees(x: float, y: float) -> list[float]:
    """Return longitude and latitude of a position in the plan, to about ten centimetres."""
    lat = MIDDLE_LAT + y / METRES_PER_DEGREE
    lon = MIDDLE_LON + x / (METRES_PER_DEGREE * cos(radians(MIDDLE_LAT)))
    return [round(lon, 6), round(lat, 6)]


def _street_features(way: Way) -> list[dict[str, Any]]:
    """A street, cut where it meets another, with house numbers that grow away from Ferry and Main."""
    line = list(way.line)
    for other in ways():
        if other.name != way.name:
            line = _with_meetings(line, other.line)
    cuts = _meeting_positions(line, way)
    out = []
    for start, end in pairwise(cuts):
        part = line[start : end + 1]
        low, high = _house_numbers(part, way)
        properties = {
            "FULLNAME": way.name,
            "ALT_NAME1": way.other_name,
            "L_FROM": low + 1 if low else 0,
            "L_TO": high - 1 if high else 0,
            "R_FROM": low,
            "R_TO": high - 2 if high else 0,
            "CLASS": way.road_class,
        }
        out.append(_feature(properties, "LineString", [degrees(*spot) for spot in part]))
    return out


def _with_meetings(line: list[XY], other: tuple[XY, ...]) -> list[XY]:
    """Return the line with a vertex wherever it meets the other one."""
    out = [line[0]]
    for a, b in pairwise(line):
        met = [t for c, d in pairwise(other) if (t := _meeting(a, b, c, d)) is not None]
        out += [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for t in sorted(set(met)) if 1e-9 < t < 1 - 1e-9]
        out.append(b)
    return out


def _meeting_positions(line: list[XY], way: Way) -> list[int]:
    others = [other for other in ways() if other.name != way.name]
    meets = {
        i for i, spot in enumerate(line) for other in others if any(_on(spot, c, d) for c, d in pairwise(other.line))
    }
    return sorted(meets | {0, len(line) - 1})


def _meeting(a: XY, b: XY, c: XY, d: XY) -> float | None:
    """How far along a-b it meets c-d, 0 to 1; None when it does not."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if abs(cross) < 1e-9:
        return None
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    near = 1e-6
    return t if -near <= t <= 1 + near and -near <= u <= 1 + near else None


def _on(spot: XY, c: XY, d: XY) -> bool:
    length = hypot(d[0] - c[0], d[1] - c[1])
    off = abs((d[0] - c[0]) * (c[1] - spot[1]) - (c[0] - spot[0]) * (d[1] - c[1])) / length
    along = ((spot[0] - c[0]) * (d[0] - c[0]) + (spot[1] - c[1]) * (d[1] - c[1])) / length
    return off < 0.01 and -0.01 <= along <= length + 0.01


def _house_numbers(part: list[XY], way: Way) -> tuple[int, int]:
    if not way.has_houses:
        return 0, 0
    axis, block_m = (0, AVENUE_M) if way.runs_east else (1, STREET_M)
    ends = sorted(abs(part[i][axis]) / block_m * HOUSES_PER_BLOCK for i in (0, -1))
    low, high = round(ends[0]), round(ends[1])
    return (low + low % 2) or 2, max(high + high % 2, low + 4)


def _area_feature(name: str, rings: list[list[XY]]) -> dict[str, Any]:
    """A neighborhood; an edge along the river follows its bends."""
    closed = [[degrees(*spot) for spot in _along_river(ring)] for ring in rings]
    return _feature({"name": name}, "Polygon", [[*ring, ring[0]] for ring in closed])


def _along_river(ring: list[XY]) -> list[XY]:
    """Where two neighboring corners stand in mid-river, follow the river between them."""
    out: list[XY] = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        out.append(a)
        if abs(a[0] - river_x(a[1])) < 1 and abs(b[0] - river_x(b[1])) < 1:
            steps = int(abs(b[1] - a[1]) // 200)
            out += [(river_x(y), y) for y in (a[1] + (b[1] - a[1]) * i / steps for i in range(1, steps))]
    return out


def _place_feature(name: str, kind: str, x: float, y: float, other_name: str = "") -> dict[str, Any]:
    properties = {"name": name, "kind": kind}
    if other_name:
        properties["alt_name"] = other_name
    return _feature(properties, "Point", degrees(x, y))


def _feature(properties: dict[str, Any], kind: str, coordinates: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write(name: str, features: list[dict[str, Any]]) -> None:
    """One feature a line, so that a change to the plan reads well as a difference."""
    head = {
        "type": "FeatureCollection",
        "name": name,
        "licence": "CC0-1.0",
        "attribution": "Alder Ferry (invented)",
    }
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{json.dumps(head)[:-1]}, "features": [\n{lines}\n]}}\n'
    (HERE / f"{name}.geojson").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
