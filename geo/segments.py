"""Which street segment is nearest to a point."""

from array import array
from collections.abc import Iterator
from math import cos, inf, radians

from geo.box import METRES_PER_DEGREE
from geo.entries import Segment
from geo.grid import CELL_DEGREES
from geo.packed import PackedSegments
from geo.point import Point
from geo.polygons import distance_to_line_m


class SegmentIndex:
    """Segments by the cells their boxes touch. Built on first use: most questions never need it."""

    def __init__(self, segments: PackedSegments) -> None:
        self._segments = segments
        self._cells: dict[tuple[int, int], array[int]] = {}
        for at, segment in enumerate(segments):
            lats = [point.lat for point in segment.line]
            lons = [point.lon for point in segment.line]
            for row in range(_cell(min(lats)), _cell(max(lats)) + 1):
                for column in range(_cell(min(lons)), _cell(max(lons)) + 1):
                    self._cells.setdefault((row, column), array("l")).append(at)

    def nearest(self, point: Point, within_m: float) -> tuple[Segment, float] | None:
        """Return the nearest segment at most `within_m` away and its distance; first built wins a tie."""
        best, best_m = None, inf
        for segment in self.around(point, within_m):
            metres = distance_to_line_m(point, segment.line)
            if metres < best_m:
                best, best_m = segment, metres
        return (best, best_m) if best and best_m <= within_m else None

    def around(self, point: Point, within_m: float) -> Iterator[Segment]:
        """Yield, in the order they were built, every segment in the cells that touch a square of +-`within_m`."""
        lat = within_m / METRES_PER_DEGREE
        lon = lat / max(0.01, cos(radians(point.lat)))
        found = {
            at
            for row in range(_cell(point.lat - lat), _cell(point.lat + lat) + 1)
            for column in range(_cell(point.lon - lon), _cell(point.lon + lon) + 1)
            for at in self._cells.get((row, column), ())
        }
        return (self._segments[at] for at in sorted(found))


def _cell(degrees: float) -> int:
    return int(degrees // CELL_DEGREES)
