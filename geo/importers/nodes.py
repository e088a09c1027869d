"""Where streets meet: crossings found from the positions that lines of different names share."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import cos, hypot, radians

from geo.box import METRES_PER_DEGREE
from geo.importers.draft import Draft
from geo.importers.row import Spot
from geo.packed import E7

NODE_E7 = 100
"""Positions within this many ten-millionths of a degree (about one metre) are one node."""

CLUSTER_M = 60.0
"""Nodes of the same two names this close are one crossing: the two carriageways of a divided road."""

_STREET_BITS = 24
_ROW = 1 << 26
_STEPS_BACK = (-_ROW - 1, -_ROW, -_ROW + 1, -1)
"""From a cell to those of its neighbors that have a lower number."""


class Node:
    """A position where streets of different names meet."""

    __slots__ = ("lat", "lon", "streets")

    def __init__(self, lat: float, lon: float, streets: frozenset[int]) -> None:
        self.lat, self.lon, self.streets = lat, lon, streets


def crossing_nodes(draft: Draft, names: Sequence[object]) -> list[Node]:
    """Return every node where lines of at least two different names meet, in order of position.

    `names` gives for each street what makes it different: two streets with an equal value never cross (the
    east and west half of one street). Vertices inside lines count too, so that lines need not be split.
    """
    marks = sorted(_marks(draft))
    nodes: list[Node] = []
    start = 0
    for i in range(1, len(marks) + 1):
        if i == len(marks) or marks[i] >> _STREET_BITS != marks[start] >> _STREET_BITS:
            if i - start > 1:
                nodes += _node(marks[start:i], names)
            start = i
    return nodes


def clustered(nodes: Sequence[Node], names: Sequence[object]) -> list[Node]:
    """Join nodes of the same two names within `CLUSTER_M`; the crossing stands in their middle."""
    parent = list(range(len(nodes)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    by_pair: dict[tuple[object, object], list[int]] = {}
    for i, node in enumerate(nodes):
        kinds = sorted({names[street] for street in node.streets}, key=repr)
        for pair in combinations(kinds, 2):
            by_pair.setdefault(pair, []).append(i)
    for members in by_pair.values():
        for a, b in combinations(members, 2) if len(members) > 1 else ():
            if root(a) != root(b) and metres((nodes[a].lat, nodes[a].lon), (nodes[b].lat, nodes[b].lon)) <= CLUSTER_M:
                low, high = sorted((root(a), root(b)))
                parent[high] = low
    groups: dict[int, list[Node]] = {}
    for i, node in enumerate(nodes):
        groups.setdefault(root(i), []).append(node)
    return [_joined(group) for group in groups.values()]


def metres(a: Spot, b: Spot) -> float:
    """Flat-earth distance, good within a city."""
    return hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(a[0]))) * METRES_PER_DEGREE


def cell_of(lat_e7: int, lon_e7: int) -> int:
    """Return the number of the square metre or so that a position lies in."""
    lat = (lat_e7 + 900_000_000 + NODE_E7 // 2) // NODE_E7
    lon = (lon_e7 + 1_800_000_000 + NODE_E7 // 2) // NODE_E7
    return lat * _ROW + lon


def _marks(draft: Draft) -> Iterator[int]:
    """One whole number for each vertex: its cell in the upper bits, its street in the lower."""
    lines = draft.lines
    same = _neighboring_ends(draft)
    for at in range(len(lines)):
        street = lines.streets[at]
        numbers = lines.numbers[lines.ends[at] : lines.ends[at + 1]]
        for i in range(0, len(numbers), 2):
            cell = cell_of(numbers[i], numbers[i + 1])
            yield same.get(cell, cell) << _STREET_BITS | street


def _neighboring_ends(draft: Draft) -> dict[int, int]:
    """Map cells of line ends to a neighboring cell with another line's end: one corner, drawn carelessly."""
    lines = draft.lines
    ends = set()
    for at in range(len(lines)):
        first, last = lines.ends[at], lines.ends[at + 1] - 2
        ends.add(cell_of(lines.numbers[first], lines.numbers[first + 1]))
        ends.add(cell_of(lines.numbers[last], lines.numbers[last + 1]))
    same: dict[int, int] = {}
    for cell in sorted(ends):
        before = next((cell + step for step in _STEPS_BACK if cell + step in ends), None)
        if before is not None:
            same[cell] = same.get(before, before)
    return same


def _node(marks: Sequence[int], names: Sequence[object]) -> Iterable[Node]:
    streets = frozenset(mark & ((1 << _STREET_BITS) - 1) for mark in marks)
    if len({names[street] for street in streets}) < 2:
        return
    cell = marks[0] >> _STREET_BITS
    lat = (cell // _ROW * NODE_E7 - 900_000_000) / E7
    lon = (cell % _ROW * NODE_E7 - 1_800_000_000) / E7
    yield Node(lat, lon, streets)


def _joined(group: Sequence[Node]) -> Node:
    if len(group) == 1:
        return group[0]
    lat = sum(node.lat for node in group) / len(group)
    lon = sum(node.lon for node in group) / len(group)
    return Node(lat, lon, frozenset().union(*(node.streets for node in group)))
