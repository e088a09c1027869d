"""Named places of several sources: parts of one place joined, namesakes kept apart."""

from collections.abc import Sequence

from geo.entries import NamedPlace
from geo.importers.draft import Conflict, PlaceDraft
from geo.importers.nodes import metres
from geo.importers.row import Spot
from geo.point import Point

SAME_PLACE_M = 300.0
"""Entries of one name this close are parts of one place: a school and its yard, a park in three pieces."""

ELSEWHERE_M = 2_000.0
"""Two sources may differ by the size of a park; beyond this one of them is likely wrong."""


def merged_places(drafts: Sequence[PlaceDraft], files: Sequence[str], conflicts: list[Conflict]) -> list[NamedPlace]:
    """Return the places, numbered by name; a name that two sources put far apart is added to `conflicts`."""
    by_name: dict[str, list[PlaceDraft]] = {}
    for draft in drafts:
        by_name.setdefault(next(iter(draft.names)), []).append(draft)
    groups = [group for _, found in sorted(by_name.items()) for group in _clusters(found, files, conflicts)]
    return [_place(number, group) for number, group in enumerate(groups, start=1)]


def _clusters(drafts: Sequence[PlaceDraft], files: Sequence[str], conflicts: list[Conflict]) -> list[list[PlaceDraft]]:
    groups: list[list[PlaceDraft]] = []
    for draft in sorted(drafts, key=lambda d: d.spots):
        near = (g for g in groups if any(metres(p.spots[0], draft.spots[0]) <= SAME_PLACE_M for p in g))
        group = next(near, None)
        if group is None:
            groups.append([draft])
        else:
            group.append(draft)
    first, *others = sorted((group[0] for group in groups), key=lambda draft: draft.source)
    for other in others:
        apart_m = metres(first.spots[0], other.spots[0])
        if other.source != first.source and apart_m > ELSEWHERE_M:
            what = f'"{other.name}" lies {apart_m / 1000:.1f} km from the one in {files[first.source]}'
            conflicts.append(Conflict(file=files[other.source], what=what, kept="both are kept"))
    return groups


def _place(number: int, group: Sequence[PlaceDraft]) -> NamedPlace:
    lat, lon = _mean([spot for draft in group for spot in draft.spots])
    kind = next((draft.kind for draft in group if draft.kind), "")
    names = tuple(dict.fromkeys(name for draft in group for name in draft.names))
    return NamedPlace(number, group[0].name, kind, Point(round(lat, 7), round(lon, 7)), names)


def _mean(spots: Sequence[Spot]) -> Spot:
    return sum(lat for lat, _ in spots) / len(spots), sum(lon for _, lon in spots) / len(spots)
