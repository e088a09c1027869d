"""Areas, indexed by their boxes, and how their shapes are packed into a file."""

from array import array
from collections.abc import Iterable, Sequence

from geo.box import Box
from geo.entries import Area
from geo.packed import E7
from geo.point import Point
from geo.polygons import Polygon, area_m2, distance_to_m, inside

Polygons = tuple[tuple[tuple[Point, ...], ...], ...]


class AreaIndex:
    """Areas and their boxes; a city has hundreds, so the boxes are simply looked at in turn."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.areas = tuple(areas)
        boxed = ((area, Box.around(p for polygon in area.polygons for p in polygon[0])) for area in self.areas)
        self._boxes = tuple((area, box, area_m2(area.polygons)) for area, box in boxed if box)

    def holds(self, point: Point) -> bool:
        """Whether any area holds the point."""
        return any(box.distance_m(point) == 0 and inside(point, area.polygons) for area, box, _ in self._boxes)

    def near(self, point: Point, within_m: float, layer: str | None) -> tuple[tuple[Area, float], ...]:
        """Return areas at most `within_m` away with their distance: nearest, then smallest, first."""
        found = []
        for area, box, size_m2 in self._boxes:
            if (layer is None or area.layer == layer) and box.distance_m(point) <= within_m:
                metres = distance_to_m(point, area.polygons)
                if metres <= within_m:
                    found.append((metres, size_m2, area.id, area))
        return tuple((area, metres) for metres, _, _, area in sorted(found, key=lambda hit: hit[:3]))


def pack_polygons(polygons: Iterable[Polygon]) -> bytes:
    """Return polygons as 32-bit numbers: how many, then per polygon its rings, per ring its points."""
    whole = list(polygons)
    numbers = array("i", [len(whole)])
    for polygon in whole:
        numbers.append(len(polygon))
        for ring in polygon:
            numbers.append(len(ring))
            for point in ring:
                numbers.append(round(point.lat * E7))
                numbers.append(round(point.lon * E7))
    return numbers.tobytes()


def unpack_polygons(packed: bytes) -> Polygons:
    """Return the polygons of `pack_polygons`; ValueError when the bytes are cut short."""
    numbers = array("i")
    numbers.frombytes(packed)
    take = iter(numbers).__next__
    try:
        return tuple(
            tuple(tuple(Point(take() / E7, take() / E7) for _ in range(take())) for _ in range(take()))
            for _ in range(take())
        )
    except (StopIteration, RuntimeError) as error:
        raise ValueError("the shape of an area is cut short") from error
