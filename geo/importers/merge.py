"""From everything gathered to what a gazetteer holds: names joined, crossings found, everything numbered.

The same sources in the same order always give the same numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.entries import Area, Crossing, NamedPlace, Street, StreetAlias
from geo.importers.aliases import AliasFile, apply_places, apply_streets, area_names
from geo.importers.draft import Conflict, Draft, shown_name
from geo.importers.merge_areas import merged_areas
from geo.importers.merge_places import merged_places
from geo.importers.nodes import Node, cell_of, clustered, crossing_nodes
from geo.importers.overpasses import overpasses
from geo.importers.ranges import assign_addresses, cut_at_crossings
from geo.importers.stated import with_stated_crossings
from geo.importers.stops import learn_from_stops
from geo.packed import E7
from geo.point import Point


@dataclass(frozen=True, slots=True)
class Content:
    """What is written into a gazetteer. Segments are street id, low, high, packed line."""

    streets: list[Street]
    aliases: list[StreetAlias]
    crossings: list[Crossing]
    segments: Iterable[tuple[int, int, int, bytes]]
    named_places: list[NamedPlace]
    areas: list[Area]
    conflicts: list[Conflict]


def merge(draft: Draft, alias_files: Sequence[AliasFile], files: Sequence[str]) -> Content:
    """Join what several sources say; `files` are the sources' names, for reporting conflicts."""
    conflicts = list(draft.conflicts)
    _join_municipalities(draft)
    for aliases in alias_files:
        conflicts += apply_streets(aliases, draft)
        conflicts += apply_places(aliases, draft)
    names = [street.parsed.own_name for street in draft.streets]
    nodes = crossing_nodes(draft, names)
    cut_at_crossings(draft, {cell_of(round(node.lat * E7), round(node.lon * E7)) for node in nodes})
    assign_addresses(draft)
    nodes = clustered([*nodes, *overpasses(draft, names)], names)
    learn_from_stops(draft, nodes)
    names = [street.parsed.own_name for street in draft.streets]
    nodes, disagreements = with_stated_crossings(draft, nodes, names, files)
    numbers = _numbers(draft, nodes)
    areas = merged_areas(draft.areas, files, conflicts)
    return Content(
        streets=[_street(draft, at, number) for at, number in numbers.items()],
        aliases=list(_aliases(draft, numbers)),
        crossings=_crossings(nodes, numbers),
        segments=_segments(draft, numbers),
        named_places=merged_places(draft.places, files, conflicts),
        areas=list(_with_area_aliases(areas, alias_files, conflicts)),
        conflicts=conflicts + disagreements,
    )


def _join_municipalities(draft: Draft) -> None:
    """A street whose town one source does not tell is the one another source knows, if there is only one."""
    towns: dict[object, list[int]] = {}
    for at, street in enumerate(draft.streets):
        towns.setdefault(street.parsed, []).append(at)
    moved: dict[int, int] = {}
    for found in towns.values():
        homeless = [at for at in found if not draft.streets[at].municipality]
        if homeless and len(found) == 2:
            old, new = homeless[0], next(at for at in found if at not in homeless)
            moved[old] = new
            street, other = draft.streets[new], draft.streets[old]
            street.aliases |= other.aliases
            street.shown += other.shown
            street.rank = max(street.rank, other.rank)
    if not moved:
        return
    draft.move_streets(moved)


def _numbers(draft: Draft, nodes: Sequence[Node]) -> dict[int, int]:
    """Number the streets that have a line or a crossing, in the order of their names."""
    used = set(draft.lines.streets).union(*(node.streets for node in nodes))

    def order(at: int) -> tuple[str, ...]:
        street = draft.streets[at]
        return street.parsed.base, street.parsed.kind, street.parsed.direction, street.municipality

    return {at: number for number, at in enumerate(sorted(used, key=order), start=1)}


def _street(draft: Draft, at: int, number: int) -> Street:
    street = draft.streets[at]
    parsed = street.parsed
    return Street(
        number,
        shown_name(street),
        parsed.base,
        parsed.kind,
        parsed.direction,
        street.municipality,
        street.rank,
    )


def _aliases(draft: Draft, numbers: dict[int, int]) -> Iterator[StreetAlias]:
    for at, number in numbers.items():
        street = draft.streets[at]
        for alias in sorted(street.aliases, key=lambda a: (a.base, a.kind, a.direction)):
            if alias != street.parsed:
                yield StreetAlias(number, alias.base, alias.kind, alias.direction)


def _crossings(nodes: Iterable[Node], numbers: dict[int, int]) -> list[Crossing]:
    rows = sorted((tuple(sorted(numbers[at] for at in node.streets)), node.lat, node.lon) for node in nodes)
    return [
        Crossing(number, Point(round(lat, 7), round(lon, 7)), streets)
        for number, (streets, lat, lon) in enumerate(rows, start=1)
    ]


def _segments(draft: Draft, numbers: dict[int, int]) -> Iterator[tuple[int, int, int, bytes]]:
    lines = draft.lines
    for at in sorted(range(len(lines)), key=lambda i: numbers[lines.streets[i]]):
        yield numbers[lines.streets[at]], lines.lows[at], lines.highs[at], lines.numbers_of(at).tobytes()


def _with_area_aliases(
    areas: Sequence[Area], alias_files: Sequence[AliasFile], conflicts: list[Conflict]
) -> Iterator[Area]:
    known: dict[str, list[int]] = {}
    for at, area in enumerate(areas):
        for name in area.names:
            known.setdefault(name, []).append(at)
    more: dict[int, list[str]] = {}
    for aliases in alias_files:
        for found in area_names(aliases, known):
            if isinstance(found, Conflict):
                conflicts.append(found)
            else:
                more.setdefault(found[0], []).append(found[1])
    for at, area in enumerate(areas):
        names = tuple(dict.fromkeys((*area.names, *more.get(at, ()))))
        yield Area(area.id, area.name, area.layer, area.polygons, names)
