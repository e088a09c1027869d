"""Areas of several sources and rows: parts of one area joined, one area told twice kept once."""

from collections.abc import Sequence

from geo.box import Box
from geo.entries import Area
from geo.importers.draft import AreaDraft, Conflict
from geo.point import Point

_Group = list[AreaDraft]


def merged_areas(drafts: Sequence[AreaDraft], files: Sequence[str], conflicts: list[Conflict]) -> list[Area]:
    """Return the areas, numbered by layer and name; conflicts are added to `conflicts`.

    Rows of one source with the same name are parts of one area. An area that a later source tells again, in
    the same place, is left out; one far away (another city's Downtown) stays.
    """
    groups: dict[tuple[str, str, int], _Group] = {}
    for draft in drafts:
        groups.setdefault((draft.layer, draft.names[0], draft.source), []).append(draft)
    kept: dict[tuple[str, str], list[_Group]] = {}
    for (layer, name, source), group in groups.items():
        same = kept.setdefault((layer, name), [])
        twin = next((other for other in same if _touch(group, other)), None)
        if twin is None:
            same.append(group)
            continue
        conflicts.append(
            Conflict(
                file=files[source],
                what=f'{layer} "{group[0].name}" is also in {files[twin[0].source]}',
                kept="the first one is kept",
            )
        )
    ordered = [group for _, found in sorted(kept.items()) for group in found]
    return [_area(number, group) for number, group in enumerate(ordered, start=1)]


def _area(number: int, group: _Group) -> Area:
    polygons = tuple(
        tuple(tuple(Point(lat, lon) for lat, lon in ring) for ring in polygon)
        for draft in group
        for polygon in draft.polygons
    )
    names = tuple(dict.fromkeys(name for draft in group for name in draft.names))
    return Area(number, group[0].name, group[0].layer, polygons, names)


def _touch(group: _Group, other: _Group) -> bool:
    a, b = _box(group), _box(other)
    return a.south <= b.north and b.south <= a.north and a.west <= b.east and b.west <= a.east


def _box(group: _Group) -> Box:
    spots = [spot for draft in group for polygon in draft.polygons for spot in polygon[0]]
    lats, lons = [lat for lat, _ in spots], [lon for _, lon in spots]
    return Box(min(lats), min(lons), max(lats), max(lons))
