"""Which town a street lies in, so that namesakes of two towns are never taken for one street."""

from geo.box import Box
from geo.importers.row import Line, Spot
from geo.point import Point
from geo.polygons import inside

CELL_DEGREES = 0.001
"""About 100 m: towns are told apart no finer, which is enough for a street and spares most of the work."""


class Towns:
    """The outlines of towns."""

    def __init__(self) -> None:
        self._towns: list[tuple[str, Box, tuple[tuple[tuple[Point, ...], ...], ...]]] = []
        self._by_cell: dict[tuple[int, int], str] = {}

    def add(self, name: str, polygons: list[list[Line]]) -> None:
        """Add a town's outline."""
        shape = tuple(tuple(tuple(Point(*spot) for spot in ring) for ring in polygon) for polygon in polygons)
        box = Box.around(point for polygon in shape for point in polygon[0])
        if box:
            self._towns.append((name, box, shape))
            self._towns.sort(key=lambda town: town[0])

    def at(self, spot: Spot) -> str:
        """Return the name of the town at a position, "" outside all of them."""
        cell = int(spot[0] // CELL_DEGREES), int(spot[1] // CELL_DEGREES)
        if cell not in self._by_cell:
            middle = Point((cell[0] + 0.5) * CELL_DEGREES, (cell[1] + 0.5) * CELL_DEGREES)
            self._by_cell[cell] = next(
                (name for name, box, shape in self._towns if box.contains(middle) and inside(middle, shape)),
                "",
            )
        return self._by_cell[cell]
