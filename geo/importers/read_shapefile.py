"""Shapefiles, zipped or not. Only what is inside the file is read: a .zip is never unpacked into place."""

import shutil
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, Any

import shapefile

from geo.errors import BrokenSourceError, NoGeometryError, UnknownSourceError
from geo.importers.row import Row
from geo.importers.shapes import Placer, projection_of
from geo.importers.table import Table

_AGAIN = "Download or export it again."


def read_shapefile(path: Path) -> Table:
    """Open a .zip with one shapefile in it, or a .shp with its .dbf beside it."""
    placer, far = Placer(path.name), _HowFar()
    return Table(path.name, _rows(path, placer, far), placer, fraction=far.fraction)


class _HowFar:
    """How many of a shapefile's rows have been read."""

    def __init__(self) -> None:
        self.read, self.rows = 0, 1

    def fraction(self) -> float:
        return self.read / max(1, self.rows)


def names_in_zip(path: Path) -> list[str]:
    """Return the names of the files in a zip archive; BrokenSourceError when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BrokenSourceError(path.name, "the zip archive is broken", remedy=_AGAIN) from error


def _rows(path: Path, placer: Placer, far: "_HowFar") -> Iterator[Row]:
    file = path.name
    try:
        with ExitStack() as stack:
            parts = _parts(path, stack)
            prj = parts.pop(".prj", None)
            placer.use(projection_of(prj.read().decode("utf-8", "replace") if prj else "", file))
            cpg = parts.pop(".cpg", None)
            reader = _reader(parts, _encoding(cpg.read().decode("ascii", "replace") if cpg else ""))
            yield from _records(reader, file, placer, far)
    except (shapefile.ShapefileException, struct.error, zlib.error, zipfile.BadZipFile, EOFError) as error:
        raise BrokenSourceError(file, "the shapefile is broken or cut short", remedy=_AGAIN) from error


def _reader(parts: dict[str, IO[bytes]], encoding: str) -> Any:
    with warnings.catch_warnings():
        # Some programs write a wrong length into the header of a sound file; a cut one fails when read.
        warnings.simplefilter("ignore", shapefile.PossiblyCorruptFileHeader)
        return shapefile.Reader(
            shp=parts[".shp"],
            dbf=parts[".dbf"],
            shx=parts.get(".shx"),
            encoding=encoding,
            encodingErrors="replace",
        )


def _records(reader: Any, file: str, placer: Placer, far: "_HowFar") -> Iterator[Row]:
    if reader.shapeTypeName == "NULL":
        raise NoGeometryError(file, "the shapefile holds no geometry", remedy="Export it with its shapes.")
    lines = reader.shapeTypeName.startswith("POLYLINE")
    names = [field[0] for field in reader.fields if field[0] != "DeletionFlag"]
    number, far.rows = 0, len(reader)
    for number, record in enumerate(reader.iterShapeRecords(), start=1):
        shape, far.read = record.shape, number
        if not shape.points:
            geometry = None
        elif lines:
            ends = [*shape.parts[1:], len(shape.points)]
            parts = [shape.points[a:b] for a, b in zip(shape.parts, ends, strict=True)]
            geometry = {"type": "MultiLineString", "coordinates": parts}
        else:
            geometry = shape.__geo_interface__
        yield Row(number, dict(zip(names, record.record, strict=False)), placer.geojson(geometry, number))
    if number < len(reader):
        raise BrokenSourceError(file, f"its shapes end after {number} of {len(reader)} rows", remedy=_AGAIN)


def _parts(path: Path, stack: ExitStack) -> dict[str, IO[bytes]]:
    """Return the streams of the shapefile's parts by ending."""
    if path.suffix.lower() == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(path))
        stem = _only_stem(path.name, archive.namelist())
        members = {
            PurePosixPath(name).suffix.lower(): name
            for name in archive.namelist()
            if str(PurePosixPath(name).with_suffix("")) == stem
        }
        found = {end: _unpacked(archive, name, stack) for end, name in members.items() if end in _ENDINGS}
    else:
        beside = {p.suffix.lower(): p for p in sorted(path.parent.iterdir()) if p.stem == path.stem}
        found = {end: stack.enter_context(p.open("rb")) for end, p in beside.items() if end in _ENDINGS}
    for end in (".shp", ".dbf"):
        if end not in found:
            raise BrokenSourceError(path.name, f"the shapefile lacks its {end} part", remedy=_AGAIN)
    return found


_ENDINGS = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg"})


def _only_stem(file: str, names: list[str]) -> str:
    stems = sorted(str(PurePosixPath(n).with_suffix("")) for n in names if n.lower().endswith(".shp"))
    if len(stems) == 1:
        return stems[0]
    if not stems:
        raise UnknownSourceError(file, "the zip holds no shapefile", remedy="Give the city's own .zip download.")
    raise UnknownSourceError(
        file,
        f"the zip holds several shapefiles ({', '.join(stems)})",
        remedy="Unpack it and give the .shp needed.",
    )


def _unpacked(archive: zipfile.ZipFile, name: str, stack: ExitStack) -> IO[bytes]:
    # The reader jumps to and fro, which a compressed member can only do by starting over.
    target = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    with archive.open(name) as member:
        shutil.copyfileobj(member, target)
    target.seek(0)
    return target


def _encoding(cpg: str) -> str:
    name = cpg.strip().lower().replace("ansi ", "cp")
    try:
        "".encode(name or "utf-8")
    except LookupError:
        return "utf-8"
    return name or "utf-8"
