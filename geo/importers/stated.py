"""Crossings that a source states itself, laid over those found where lines meet."""

from collections.abc import Sequence
from itertools import combinations

from geo.importers.draft import Conflict, CrossingDraft, Draft
from geo.importers.nodes import Node, clustered, metres

CONFIRMED_M = 150.0
"""A stated crossing this near to a found one of the same streets is the same crossing."""


def with_stated_crossings(
    draft: Draft, nodes: Sequence[Node], names: Sequence[object], files: Sequence[str]
) -> tuple[list[Node], list[Conflict]]:
    """Return found and stated crossings together, and the stated ones that contradict the found."""
    if not draft.crossings:
        return list(nodes), []
    found, conflicts, more = _Found(draft, nodes), [], []
    for stated in draft.crossings:
        nearest_m = found.nearest_m(stated)
        if nearest_m is not None and nearest_m <= CONFIRMED_M:
            continue
        if nearest_m is not None:
            shown = " & ".join(min(draft.streets[at].shown) for at in stated.streets)
            what = f"{shown} lies {nearest_m:.0f} m from where the street lines meet"
            conflicts.append(Conflict(file=files[stated.source], what=what, kept="both are kept"))
        more.append(Node(*stated.spot, frozenset(found.known_streets(stated))))
    return [*nodes, *clustered(more, names)], conflicts


class _Found:
    """The crossings found where lines meet, by the base names of their streets (and other names)."""

    def __init__(self, draft: Draft, nodes: Sequence[Node]) -> None:
        self._draft = draft
        self._drawn = set(draft.lines.streets)
        self._by_bases: dict[tuple[str, str], list[Node]] = {}
        self._by_base: dict[str, list[int]] = {}
        for at in sorted(self._drawn):
            for base in self._bases(at):
                self._by_base.setdefault(base, []).append(at)
        for node in nodes:
            bases = sorted({base for at in node.streets for base in self._bases(at)})
            for pair in combinations(bases, 2):
                self._by_bases.setdefault(pair, []).append(node)

    def nearest_m(self, stated: CrossingDraft) -> float | None:
        """Metres to the nearest found crossing of streets with these base names, None when there is none."""
        bases = sorted({self._draft.streets[at].parsed.base for at in stated.streets})
        candidates = [node for pair in combinations(bases, 2) for node in self._by_bases.get(pair, ())]
        return min((metres((node.lat, node.lon), stated.spot) for node in candidates), default=None)

    def known_streets(self, stated: CrossingDraft) -> list[int]:
        """Return for each street named the drawn one it must be, or itself when that is not clear."""
        return [self._known(at) for at in stated.streets]

    def _known(self, at: int) -> int:
        if at in self._drawn:
            return at
        parsed = self._draft.streets[at].parsed
        fitting = [
            other
            for other in self._by_base.get(parsed.base, ())
            if parsed.kind in {"", self._draft.streets[other].parsed.kind}
            and parsed.direction in {"", self._draft.streets[other].parsed.direction}
        ]
        return fitting[0] if len(fitting) == 1 else at

    def _bases(self, at: int) -> set[str]:
        street = self._draft.streets[at]
        return {street.parsed.base, *(alias.base for alias in street.aliases)}
