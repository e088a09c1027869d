"""CSV files: comma, semicolon, tab or bar, with a header. A geometry column is read as well-known text."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from geo.errors import BrokenSourceError, WrongColumnsError
from geo.importers.columns import squash
from geo.importers.row import Row, Shape
from geo.importers.shapes import Placer
from geo.importers.table import Table
from geo.importers.wkt import parse_wkt

_WKT_COLUMNS = frozenset({"thegeom", "geom", "geometry", "wkt", "shape", "line", "multiline", "location", "point"})
_FIELD_LIMIT = 16 << 20
"""Characters in one field; a neighborhood's outline as text can be long."""


def read_csv(path: Path, member: str | None = None) -> Table:
    """Open a CSV file, or one member of a zip archive; a geometry column becomes the rows' shape."""
    placer = Placer(path.name)
    return Table(path.name, _rows(path, member, placer), placer)


def _rows(path: Path, member: str | None, placer: Placer) -> Iterator[Row]:
    csv.field_size_limit(_FIELD_LIMIT)
    file = path.name
    try:
        with _text(path, member) as stream:
            reader = csv.DictReader(stream, dialect=_dialect(stream), restkey="", restval="")
            geometry = _geometry_column(reader.fieldnames, file)
            for number, values in enumerate(reader, start=1):
                shape = _shape(values.get(geometry), placer, number) if geometry else None
                yield Row(number, values, shape)
    except csv.Error as error:
        raise BrokenSourceError(file, f"it is not a CSV table ({error})", remedy="Save it as CSV again.") from error


def _geometry_column(names: object, file: str) -> str | None:
    if not isinstance(names, list) or len(names) < 2:
        raise WrongColumnsError(
            file,
            "its first line holds no column names",
            remedy="A CSV needs a header line, such as name,lat,lon.",
        )
    return next((name for name in names if squash(name) in _WKT_COLUMNS), None)


def _shape(value: object, placer: Placer, number: int) -> Shape | None:
    geometry = parse_wkt(str(value)) if value else None
    return placer.geojson(geometry, number)


def _dialect(stream: TextIO) -> type[csv.Dialect]:
    header = stream.readline()
    stream.seek(0)
    best = max(",;\t|", key=header.count)

    class Found(csv.excel):
        delimiter = best

    return Found


@contextmanager
def _text(path: Path, member: str | None) -> Iterator[TextIO]:
    """Open as UTF-8 as a rule; spreadsheets of old still save the Western code page."""
    with ExitStack() as stack:
        if member:
            archive = stack.enter_context(zipfile.ZipFile(path))
            raw = stack.enter_context(archive.open(member))
            yield stack.enter_context(io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline=""))
        else:
            yield stack.enter_context(path.open(encoding=_encoding(path), newline=""))


def _encoding(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
