"""Lines made ready to bear house numbers: cut at crossings, then widened by the addresses beside them."""

from itertools import pairwise

from geo.importers.draft import Draft, Lines
from geo.importers.nodes import cell_of
from geo.packed import E7, unpack_line
from geo.point import Point
from geo.polygons import distance_to_line_m
from geo.streetnames import ParsedStreet

NEAR_STREET_M = 150.0
"""An address farther from every line of its street belongs to another street of that name."""


def cut_at_crossings(draft: Draft, cells: set[int]) -> None:
    """Cut lines that run through crossings, unless they bear numbers: those cannot be shared out."""
    old, new = draft.lines, Lines()
    for at in range(len(old)):
        numbers = old.numbers_of(at)
        spots = [(numbers[i] / E7, numbers[i + 1] / E7) for i in range(0, len(numbers), 2)]
        cuts = [0, len(spots) - 1]
        if not old.highs[at]:
            inner = range(1, len(spots) - 1)
            cuts[1:1] = [i for i in inner if cell_of(numbers[2 * i], numbers[2 * i + 1]) in cells]
        for start, end in pairwise(cuts):
            new.add(old.streets[at], old.lows[at], old.highs[at], spots[start : end + 1])
    draft.lines = new


def assign_addresses(draft: Draft) -> None:
    """Widen the ranges of the lines the addresses stand at."""
    if not draft.addresses.blocks:
        return
    by_name: dict[ParsedStreet, list[int]] = {}
    for at in range(len(draft.lines)):
        by_name.setdefault(draft.streets[draft.lines.streets[at]].parsed, []).append(at)
    cache: dict[int, tuple[Point, ...]] = {}
    for (parsed, *_), ends in draft.addresses.blocks.items():
        for number, spot in ends:
            nearest = _nearest(draft.lines, by_name.get(parsed, []), Point(*spot), cache)
            if nearest is not None:
                low = draft.lines.lows[nearest]
                draft.lines.lows[nearest] = min(low, number) if low else number
                draft.lines.highs[nearest] = max(draft.lines.highs[nearest], number)


def _nearest(lines: Lines, candidates: list[int], point: Point, cache: dict[int, tuple[Point, ...]]) -> int | None:
    best, best_m = None, NEAR_STREET_M
    for at in candidates:
        if at not in cache:
            cache[at] = unpack_line(lines.numbers_of(at))
        metres = distance_to_line_m(point, cache[at])
        if metres < best_m:
            best, best_m = at, metres
    return best
