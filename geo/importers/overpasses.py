"""Where a main road passes over or under a street: no node is shared, but people call it a corner."""

from collections.abc import Iterator, Sequence

from geo.importers.draft import Draft
from geo.importers.nodes import Node
from geo.importers.row import Spot
from geo.packed import E7

BIG_RANK = 1
"""Main streets and highways are the ones with bridges; to try every pair of streets would take memory."""

CELL_E7 = 20_000
"""About 200 m: a few pieces of main road to a cell."""

Piece = tuple[int, int, int, int, int]
"""A street and the two ends of a straight piece of it, in ten-millionths of a degree."""


def overpasses(draft: Draft, names: Sequence[object]) -> list[Node]:
    """Return a node for every place where a main road's line runs across another street's."""
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in _pieces(draft, only_big=True):
        for cell in _cells(piece):
            cells.setdefault(cell, []).append(piece)
    if not cells:
        return []
    found: dict[tuple[int, int, Spot], Node] = {}
    for piece in _pieces(draft, only_big=False):
        for cell in _cells(piece):
            for big in cells.get(cell, ()):
                spot = _across(piece, big) if names[piece[0]] != names[big[0]] else None
                if spot:
                    streets = frozenset({piece[0], big[0]})
                    found.setdefault((piece[0], big[0], spot), Node(*spot, streets))
    return list(found.values())


def _pieces(draft: Draft, *, only_big: bool) -> Iterator[Piece]:
    wanted = [not only_big or street.rank >= BIG_RANK for street in draft.streets]
    for at in range(len(draft.lines)):
        street = draft.lines.streets[at]
        if wanted[street]:
            numbers = draft.lines.numbers_of(at)
            for i in range(0, len(numbers) - 2, 2):
                yield street, numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]


def _cells(piece: Piece) -> Iterator[tuple[int, int]]:
    _, lat0, lon0, lat1, lon1 = piece
    for row in range(min(lat0, lat1) // CELL_E7, max(lat0, lat1) // CELL_E7 + 1):
        for column in range(min(lon0, lon1) // CELL_E7, max(lon0, lon1) // CELL_E7 + 1):
            yield row, column


def _across(piece: Piece, big: Piece) -> Spot | None:
    """Where two pieces cross, None where they do not or run side by side."""
    _, ay, ax, by, bx = piece
    _, cy, cx, dy, dx = big
    rx, ry, sx, sy = bx - ax, by - ay, dx - cx, dy - cy
    cross = rx * sy - ry * sx
    if cross == 0:
        return None
    t = ((cx - ax) * sy - (cy - ay) * sx) / cross
    u = ((cx - ax) * ry - (cy - ay) * rx) / cross
    if not (0 <= t <= 1 and 0 <= u <= 1):
        return None
    return round((ay + t * ry) / E7, 6), round((ax + t * rx) / E7, 6)
