"""One table into the draft: its kind and columns told from its first rows, then row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from geo.errors import EmptySourceError, NoGeometryError
from geo.importers.columns import Columns, guess_columns, squash
from geo.importers.detect import REMEDY, guess_kind
from geo.importers.draft import Draft
from geo.importers.kinds import OSM_ATTRIBUTION, OSM_LICENCE, Role, SourceKind, SourceOptions
from geo.importers.report import SourceReport, source_info
from geo.importers.row import Row, Shape, ShapeKind, text
from geo.importers.rows import AreaRows, CrossingRows, PlaceRows, StopRows, layer_of
from geo.importers.shapes import Placer
from geo.importers.sources import open_table
from geo.importers.streets import StreetRows
from geo.importers.table import Table

SAMPLE_ROWS = 200
"""How many rows are looked at to tell kind and columns; they are kept, not read twice."""

PROGRESS_ROWS = 1_000

Add = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the first rows of a table told about it."""

    kind: SourceKind
    columns: Columns
    mixed: bool
    """An export of everything in one file: the shape of each row tells what it is."""


def read_table(
    path: Path, number: int, draft: Draft, options: SourceOptions, tell: Callable[[float], None]
) -> SourceReport:
    """Read a file of rows into the draft; `number` is the source's, `tell` hears how far it is, 0 to 1."""
    table = open_table(path)
    sample = list(islice(table.rows, SAMPLE_ROWS))
    if not sample:
        raise EmptySourceError(path.name, "it holds no rows", remedy="Download or export it again.")
    columns = guess_columns(sample, options.columns)
    kind = options.kind or guess_kind(path.name, sample, columns)
    told = _Told(kind, columns, mixed=len({row.shape.kind for row in sample if row.shape}) > 1)
    add = _adder(told, draft, number, options, path.name)
    used = skipped = 0
    first_skipped = ""
    for row in chain(sample, table.rows):
        if add(placed(row, columns, table.placer)):
            used += 1
        else:
            skipped += 1
            first_skipped = first_skipped or f"row {row.number}: no name, no position or no road for people"
        if row.number % PROGRESS_ROWS == 0:
            tell(table.fraction())
    if not used:
        _refuse(path.name, kind, sample)
    info = source_info(path, kind, _with_guessed_licence(options, table, sample), rows=used + skipped)
    return SourceReport(info=info, used=used, skipped=skipped, first_skipped=first_skipped, box=table.placer.box)


def placed(row: Row, columns: Columns, placer: Placer) -> Row:
    """Give a row without geometry the point, or the line, that its columns tell."""
    if row.shape or not columns.has(Role.LATITUDE, Role.LONGITUDE):
        return row
    pairs = [(Role.LATITUDE, Role.LONGITUDE)]
    if columns.has(Role.LATITUDE_2, Role.LONGITUDE_2):
        pairs.append((Role.LATITUDE_2, Role.LONGITUDE_2))
    spots = [
        placer.columns(text(row.values.get(columns.first(lat))), text(row.values.get(columns.first(lon))), row.number)
        for lat, lon in pairs
    ]
    line = [spot for spot in spots if spot]
    if len(line) < len(pairs):
        return row
    kind = ShapeKind.LINES if len(line) == 2 else ShapeKind.POINT
    return replace(row, shape=Shape(kind, [line], []))


def _adder(told: _Told, draft: Draft, source: int, options: SourceOptions, file: str) -> Add:
    if told.kind is SourceKind.STOPS:
        return StopRows(draft, source, told.columns).add
    if told.kind is SourceKind.CROSSINGS:
        return CrossingRows(draft, source, told.columns, options).add
    places = PlaceRows(draft, source, told.columns).add
    if told.kind is SourceKind.PLACES:
        return places
    if told.kind is SourceKind.AREAS:
        main, shape = AreaRows(draft, source, told.columns, layer_of(file, options)).add, ShapeKind.POLYGONS
    else:
        main, shape = StreetRows(draft, told.columns, options).add, ShapeKind.LINES
    if not told.mixed:
        return main
    return lambda row: main(row) if not row.shape or row.shape.kind is shape else places(row)


def _refuse(file: str, kind: SourceKind, sample: Sequence[Row]) -> None:
    if not any(row.shape for row in sample) and kind is not SourceKind.CROSSINGS:
        raise NoGeometryError(file, "none of its rows has a position", remedy="Export it with its geometry.")
    raise EmptySourceError(file, f"none of its rows can be used as {kind.value}", remedy=f"{REMEDY}.")


def _with_guessed_licence(options: SourceOptions, table: Table, sample: Sequence[Row]) -> SourceOptions:
    """What the file says of itself, and for rows that carry OpenStreetMap's numbers its licence."""
    from_osm = any(squash(name) in {"osmid", "osmtype"} or name == "@id" for name in sample[0].values)
    return SourceOptions(
        licence=options.licence or table.licence or (OSM_LICENCE if from_osm else ""),
        attribution=options.attribution or table.attribution or (OSM_ATTRIBUTION if from_osm else ""),
    )
