"""Invented cities on a grid, with the street habits of other places, built through the real importers."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.importers import build

STEP_M = 180.0
MIDDLE = (40.0, -90.0)
AREA_STEPS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A straight street along one axis of the grid, in steps of a block."""

    name: str
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Streets that run east and west, and streets that run north and south."""

    across: tuple[Line, ...]
    along: tuple[Line, ...]
    places: tuple[tuple[str, str, float, float], ...] = ()
    """Name, kind, steps east and north of the middle."""


def built(grid: Grid, folder: Path) -> Gazetteer:
    """Write the city as GeoJSON, as a city's portal gives it, and build a gazetteer from it."""
    source = folder / "source"
    source.mkdir()
    _write(source / "streets.geojson", [*_pieces(grid.across, grid.along), *_pieces(grid.along, grid.across, up=True)])
    _write(source / "neighborhoods.geojson", _squares(grid))
    if grid.places:
        spots = [({"name": name, "amenity": kind}, "Point", _spot(x, y)) for name, kind, x, y in grid.places]
        _write(source / "places.geojson", spots)
    build(folder / "city.gazetteer", [source])
    return Gazetteer.open(folder / "city.gazetteer")


def _pieces(lines: Iterable[Line], others: Iterable[Line], *, up: bool = False):
    others = tuple(others)
    for line in lines:
        meets = {o.at for o in others if line.start <= o.at <= line.end and o.start <= line.at <= o.end}
        stops = sorted({line.start, line.end, *meets})
        for a, b in pairwise(stops):
            ends = [_spot(line.at, a), _spot(line.at, b)] if up else [_spot(a, line.at), _spot(b, line.at)]
            low = 100 * round(min(abs(a), abs(b))) + 100
            numbers = {"L_F_ADD": low, "L_T_ADD": low + 98, "R_F_ADD": low + 1, "R_T_ADD": low + 99}
            yield {"FULLNAME": line.name, **numbers}, "LineString", ends


def _squares(grid: Grid):
    xs, ys = [line.at for line in grid.along], [line.at for line in grid.across]
    for x in range(int(min(xs)) - 1, int(max(xs)) + 2, AREA_STEPS):
        for y in range(int(min(ys)) - 1, int(max(ys)) + 2, AREA_STEPS):
            corners = [(x, y), (x + AREA_STEPS, y), (x + AREA_STEPS, y + AREA_STEPS), (x, y + AREA_STEPS), (x, y)]
            yield {"name": f"Quarter {x} {y}"}, "Polygon", [[_spot(*corner) for corner in corners]]


def _spot(x: float, y: float) -> list[float]:
    degree_m = 111_195.0
    return [
        round(MIDDLE[1] + x * STEP_M / (degree_m * cos(radians(MIDDLE[0]))), 7),
        round(MIDDLE[0] + y * STEP_M / degree_m, 7),
    ]


def _write(path: Path, features) -> None:
    listed = [
        {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": spots}}
        for told, kind, spots in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
