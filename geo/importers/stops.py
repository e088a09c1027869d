"""What transit stops add: names that the street files do not know, and crossings they missed.

A stop called "Lake St & Bde Maka Ska Pkwy" that stands where Lake Street meets Calhoun Parkway tells another
name of that parkway. One stop may be badly named, so two have to agree.
"""

from collections import Counter
from collections.abc import Sequence

from geo.grid import PointGrid
from geo.importers.draft import CrossingDraft, Draft, StopDraft, is_street_name
from geo.importers.nodes import Node
from geo.point import Point
from geo.streetnames import ParsedStreet, parse_street

NEAR_STOP_M = 100.0
"""Stops stand beside the crossing they are called after, on the far side of a wide one at most."""

VOTES = 2


def learn_from_stops(draft: Draft, nodes: Sequence[Node]) -> None:
    """Turn stops into other names of known streets, and into stated crossings of known streets."""
    if not draft.stops:
        return
    if not len(draft.lines):
        for stop in draft.stops:
            _state(draft, stop)
        return
    known = _known_streets(draft)
    grid = PointGrid([node.lat for node in nodes], [node.lon for node in nodes])
    votes: Counter[tuple[int, str]] = Counter()
    for stop in draft.stops:
        first, second = (_find(known, name) for name in stop.names)
        near = [nodes[at] for at, _ in grid.within(Point(*stop.spot), NEAR_STOP_M)]
        if first and second:
            if not any(node.streets & first and node.streets & second for node in near):
                _state_known(draft, stop, first, second)
        elif first or second:
            unknown = stop.names[0] if second else stop.names[1]
            for street in _other_street(draft, near, first or second):
                votes[street, unknown] += 1
    for (street, name), count in sorted(votes.items()):
        if count >= VOTES:
            draft.alias(street, name)


def _known_streets(draft: Draft) -> dict[str, set[int]]:
    known: dict[str, set[int]] = {}
    for at in sorted(set(draft.lines.streets)):
        street = draft.streets[at]
        for parsed in (street.parsed, *street.aliases):
            known.setdefault(parsed.base, set()).add(at)
    return known


def _find(known: dict[str, set[int]], name: str) -> set[int]:
    return known.get(parse_street(name).base, set())


def _other_street(draft: Draft, near: Sequence[Node], known: set[int]) -> list[int]:
    """Return the one other street at the nearest crossing of a known street, if there is only one name."""
    for node in near:
        if node.streets & known:
            others = sorted(node.streets - known)
            names: set[ParsedStreet] = {draft.streets[at].parsed for at in others}
            return others if len({(parsed.base, parsed.kind) for parsed in names}) == 1 else []
    return []


def _state_known(draft: Draft, stop: StopDraft, first: set[int], second: set[int]) -> None:
    """State a crossing of two streets when each name means one street only; else nobody knows which meet."""
    if len(first) == 1 and len(second) == 1 and first != second:
        streets = tuple(sorted(first | second))
        draft.crossings.append(CrossingDraft(stop.source, stop.spot, streets))


def _state(draft: Draft, stop: StopDraft) -> None:
    if all(is_street_name(name) for name in stop.names):
        streets = {at for name in stop.names if (at := draft.street(name)) is not None}
        if len(streets) == 2:
            draft.crossings.append(CrossingDraft(stop.source, stop.spot, tuple(sorted(streets))))
