"""OpenStreetMap extracts (.osm.pbf, .osm, .osm.bz2) through pyosmium, which is an extra of the installation.

Ways become lines whose shared nodes are crossings; polygons become neighborhoods and towns; what has a name
and matters to people becomes a named place; addresses become the house numbers of the blocks they stand in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import BrokenSourceError, EmptySourceError, MissingExtraError
from geo.folding import fold
from geo.importers.draft import AreaDraft, Draft, Lines, PlaceDraft
from geo.importers.kinds import OSM_ATTRIBUTION, OSM_LICENCE, SourceKind, SourceOptions
from geo.importers.osm_tags import (
    WANTED_KEYS,
    Road,
    Tags,
    is_municipality,
    layer_of,
    place_names,
    place_of,
    road_of,
)
from geo.importers.report import SourceReport, source_info
from geo.importers.row import Line, Spot, whole
from geo.importers.shapes import Placer
from geo.importers.towns import Towns
from geo.packed import E7
from geo.point import Point
from geo.polygons import centroid


def read_osm(
    path: Path, number: int, draft: Draft, options: SourceOptions, tell: Callable[[float], None]
) -> SourceReport:
    """Read an extract into the draft; `number` is the source's, `tell` hears how far it is, 0 to 1."""
    extract = _Extract(draft, number)
    try:
        for thing in _things(path):
            extract.add(thing)
    except RuntimeError as error:
        raise BrokenSourceError(
            path.name, "it cannot be read as OpenStreetMap data", remedy="Download it again."
        ) from error
    tell(0.7)
    extract.finish(options.municipality)
    if not extract.used:
        raise EmptySourceError(
            path.name, "it holds no named street, place or neighborhood", remedy="Take a bigger extract."
        )
    known = SourceOptions(licence=options.licence or OSM_LICENCE, attribution=options.attribution or OSM_ATTRIBUTION)
    info = source_info(path, SourceKind.OSM, known, rows=extract.used + extract.skipped)
    return SourceReport(
        info=info,
        used=extract.used,
        skipped=extract.skipped,
        box=extract.placer.box,
        first_skipped="ways and points without a name, or of no use for finding a place" if extract.skipped else "",
    )


@dataclass(slots=True)
class _Thing:
    """One object of an extract, freed from the library that read it."""

    tags: Tags
    spot: Spot | None = None
    line: Line = field(default_factory=list)
    polygons: list[list[Line]] = field(default_factory=list)


class _Extract:
    """Sorts the objects of one extract. Streets wait until the towns' outlines are known."""

    def __init__(self, draft: Draft, source: int) -> None:
        self._draft, self._source = draft, source
        self._roads: dict[Road, int] = {}
        self._lines = Lines()
        self._towns = Towns()
        self.placer = Placer("")
        self.used = self.skipped = 0

    def add(self, thing: _Thing) -> None:
        """Take one object; whether it was of any use is counted."""
        where = thing.spot or (thing.line[0] if thing.line else None)
        if where:
            self.placer.spot(where[1], where[0], 0)
        useful = self._add_road(thing) if thing.line else self._add_other(thing)
        number = whole(thing.tags.get("addr:housenumber"))
        spot = thing.spot or (_middle(thing.polygons) if thing.polygons else None)
        if number and spot and "addr:street" in thing.tags:
            self._draft.addresses.add(thing.tags["addr:street"], number, spot)
            useful = True
        self.used += useful
        self.skipped += not useful

    def finish(self, municipality: str) -> None:
        """Give the draft its streets, each in its town."""
        roads = list(self._roads)
        for at in range(len(self._lines)):
            road = roads[self._lines.streets[at]]
            numbers = self._lines.numbers_of(at)
            line = [(numbers[i] / E7, numbers[i + 1] / E7) for i in range(0, len(numbers), 2)]
            town = self._towns.at(line[len(line) // 2]) or municipality
            street = self._draft.street(road.name, town, rank=road.rank)
            if street is None:
                continue
            for other in road.others:
                self._draft.alias(street, other)
            self._draft.lines.add(street, 0, 0, line)

    def _add_road(self, thing: _Thing) -> bool:
        road = road_of(thing.tags)
        if road is None or len(thing.line) < 2:
            return False
        self._lines.add(self._roads.setdefault(road, len(self._roads)), 0, 0, thing.line)
        return True

    def _add_other(self, thing: _Thing) -> bool:
        names = place_names(thing.tags)
        if not names or not fold(names[0]):
            return False
        if thing.polygons and is_municipality(thing.tags):
            self._towns.add(names[0], thing.polygons)
            return True
        layer = layer_of(thing.tags) if thing.polygons else ""
        folded = tuple(dict.fromkeys(f for name in names if (f := fold(name))))
        if layer:
            self._draft.areas.append(AreaDraft(self._source, names[0], layer, thing.polygons, folded))
            return True
        kind = place_of(thing.tags)
        spot = thing.spot or (_middle(thing.polygons) if thing.polygons else None)
        if kind is None or spot is None:
            return False
        self._draft.places.append(PlaceDraft(self._source, names[0], kind, [spot], dict.fromkeys(folded)))
        return True


def _things(path: Path) -> Iterator[_Thing]:
    try:
        import osmium
    except ImportError as error:
        raise MissingExtraError(
            path.name, "reading OpenStreetMap files needs pyosmium", remedy="Install whistle[osm]."
        ) from error
    wanted = osmium.filter.KeyFilter(*WANTED_KEYS)
    thing: Any  # a node, way or area; the library's type for it is a union of every kind of object
    for thing in osmium.FileProcessor(path).with_areas(wanted).with_filter(wanted):
        if thing.is_node():
            yield _Thing(_tags(thing), spot=(thing.lat, thing.lon))
        elif thing.is_way() and "highway" in thing.tags:
            line = [(node.lat, node.lon) for node in thing.nodes if node.location.valid()]
            yield _Thing(_tags(thing), line=line)
        elif thing.is_area() and "highway" not in thing.tags:
            polygons = [_rings(thing, outer) for outer in thing.outer_rings()]
            if polygons:
                yield _Thing(_tags(thing), polygons=polygons)


def _tags(thing: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags}


def _rings(area: Any, outer: Any) -> list[Line]:
    rings = [outer, *area.inner_rings(outer)]
    return [[(node.lat, node.lon) for node in ring][:-1] for ring in rings]


def _middle(polygons: list[list[Line]]) -> Spot:
    centre = centroid([Point(*spot) for spot in polygons[0][0]])
    return centre.lat, centre.lon
