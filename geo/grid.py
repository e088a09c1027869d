"""Which of many points are near: cells of about half a kilometre, held in flat arrays."""

from array import array
from collections.abc import Iterator, Sequence
from math import cos, hypot, inf, radians

from geo.box import METRES_PER_DEGREE
from geo.point import Point

CELL_DEGREES = 0.005
"""About 550 m of latitude: a handful of crossings to a cell in a dense city."""

MAX_RINGS = 12
"""How many rings of cells are searched before every point is looked at; beyond, a point is out of town."""


class PointGrid:
    """An index over points given as two arrays of degrees; answers are positions in those arrays."""

    def __init__(self, lats: Sequence[float], lons: Sequence[float]) -> None:
        self._lats, self._lons = lats, lons
        cells: dict[tuple[int, int], array[int]] = {}
        for i, (lat, lon) in enumerate(zip(lats, lons, strict=True)):
            cells.setdefault(_cell(lat, lon), array("l")).append(i)
        self._cells = cells

    def nearest(self, point: Point) -> tuple[int, float] | None:
        """Return position and metres of the nearest point; the lower position wins a tie."""
        if not self._lats:
            return None
        row, column = _cell(point.lat, point.lon)
        step_m = CELL_DEGREES * METRES_PER_DEGREE * min(1.0, cos(radians(point.lat)))
        best, best_m = -1, inf
        for ring in range(MAX_RINGS):
            best, best_m = self._better(point, _ring_of(row, column, ring), best, best_m)
            if best_m <= ring * step_m:
                return best, best_m
        return self._brute(point)

    def within(self, point: Point, radius_m: float) -> list[tuple[int, float]]:
        """Return positions and metres of all points at most `radius_m` away, nearest first."""
        lat_cells = radius_m / METRES_PER_DEGREE
        lon_cells = lat_cells / max(0.01, cos(radians(point.lat)))
        south, west = _cell(point.lat - lat_cells, point.lon - lon_cells)
        north, east = _cell(point.lat + lat_cells, point.lon + lon_cells)
        found = [
            (i, metres)
            for row in range(south, north + 1)
            for column in range(west, east + 1)
            for i in self._cells.get((row, column), ())
            if (metres := self._metres(point, i)) <= radius_m
        ]
        return sorted(found, key=lambda hit: (hit[1], hit[0]))

    def _better(self, point: Point, cells: Iterator[tuple[int, int]], best: int, best_m: float) -> tuple[int, float]:
        for cell in cells:
            for i in self._cells.get(cell, ()):
                metres = self._metres(point, i)
                if metres < best_m or (metres == best_m and i < best):
                    best, best_m = i, metres
        return best, best_m

    def _brute(self, point: Point) -> tuple[int, float]:
        metres, i = min((self._metres(point, i), i) for i in range(len(self._lats)))
        return i, metres

    def _metres(self, point: Point, i: int) -> float:
        lat, lon = self._lats[i], self._lons[i]
        shrink = cos(radians((point.lat + lat) / 2))
        return hypot(lat - point.lat, (lon - point.lon) * shrink) * METRES_PER_DEGREE


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // CELL_DEGREES), int(lon // CELL_DEGREES)


def _ring_of(row: int, column: int, ring: int) -> Iterator[tuple[int, int]]:
    if ring == 0:
        yield row, column
        return
    for d in range(-ring, ring + 1):
        yield row - ring, column + d
        yield row + ring, column + d
    for d in range(-ring + 1, ring):
        yield row + d, column - ring
        yield row + d, column + ring
