"""Crossings and segments in flat arrays: a metropolis in tens of megabytes, objects made when asked for."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from geo.entries import Crossing, Segment
from geo.point import Point

E7 = 10_000_000
"""Positions are kept as whole ten-millionths of a degree (about one centimetre)."""


def pack_line(line: Iterable[Point]) -> bytes:
    """Return a line as little-endian 32-bit numbers, latitude and longitude in turn."""
    numbers = array("i")
    for point in line:
        numbers.append(round(point.lat * E7))
        numbers.append(round(point.lon * E7))
    return numbers.tobytes()


def unpack_line(numbers: Sequence[int]) -> tuple[Point, ...]:
    """Return the points of latitude and longitude numbers in turn."""
    return tuple(Point(numbers[i] / E7, numbers[i + 1] / E7) for i in range(0, len(numbers), 2))


class PackedCrossings(Sequence[Crossing]):
    """Crossings in ascending order of id."""

    def __init__(self, rows: Iterable[tuple[int, float, float, Iterable[int]]]) -> None:
        self.ids, self.lats, self.lons = array("l"), array("d"), array("d")
        self._streets, self._ends = array("l"), array("l", [0])
        for crossing_id, lat, lon, street_ids in rows:
            self.ids.append(crossing_id)
            self.lats.append(lat)
            self.lons.append(lon)
            self._streets.extend(street_ids)
            self._ends.append(len(self._streets))

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Crossing: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Crossing, ...]: ...
    def __getitem__(self, index: int | slice) -> Crossing | tuple[Crossing, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        at = range(len(self))[index]
        return Crossing(self.ids[at], Point(self.lats[at], self.lons[at]), self.street_ids(at))

    def street_ids(self, at: int) -> tuple[int, ...]:
        """Return the streets that meet at the crossing at this position."""
        return tuple(self._streets[self._ends[at] : self._ends[at + 1]])

    def position(self, crossing_id: int) -> int:
        """Return where the crossing with this id stands; KeyError when there is none."""
        return _position(self.ids, crossing_id)

    def positions_by_street(self) -> dict[int, "array[int]"]:
        """Return for each street the positions of its crossings."""
        found: dict[int, array[int]] = {}
        for at in range(len(self)):
            for street_id in self._streets[self._ends[at] : self._ends[at + 1]]:
                found.setdefault(street_id, array("l")).append(at)
        return found


class PackedSegments:
    """Segments in ascending order of street; their lines stay packed until one is asked for."""

    def __init__(self, rows: Iterable[tuple[int, int, int, bytes]]) -> None:
        self._streets, self._lows, self._highs = array("l"), array("l"), array("l")
        self._numbers, self._ends = array("i"), array("l", [0])
        for street_id, low, high, line in rows:
            self._streets.append(street_id)
            self._lows.append(low)
            self._highs.append(high)
            self._numbers.frombytes(line)
            self._ends.append(len(self._numbers))

    def __len__(self) -> int:
        return len(self._streets)

    def __iter__(self) -> Iterator[Segment]:
        return (self[at] for at in range(len(self)))

    def __getitem__(self, at: int) -> Segment:
        line = unpack_line(self._numbers[self._ends[at] : self._ends[at + 1]])
        return Segment(self._streets[at], self._lows[at], self._highs[at], line)

    def of_street(self, street_id: int) -> tuple[Segment, ...]:
        """Return the segments of one street in the order they were built."""
        first, last = bisect_left(self._streets, street_id), bisect_right(self._streets, street_id)
        return tuple(self[at] for at in range(first, last))


def _position(ids: Sequence[int], wanted: int) -> int:
    at = bisect_left(ids, wanted)
    if at == len(ids) or ids[at] != wanted:
        raise KeyError(wanted)
    return at
