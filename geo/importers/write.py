"""Writing a gazetteer file: whole or not at all, and the same bytes for the same content."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from glob import escape
from pathlib import Path

from geo.areas import pack_polygons
from geo.box import Box
from geo.entries import SourceInfo
from geo.errors import GazetteerFileError
from geo.gazetteer import APPLICATION_ID, SCHEMA
from geo.importers.merge import Content

PARTIAL = ".partial"
_SCHEMA_SQL = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, file TEXT, kind TEXT, licence TEXT, attribution TEXT,
    rows INTEGER, digest TEXT);
CREATE TABLE street (id INTEGER PRIMARY KEY, name TEXT, base TEXT, kind TEXT, direction TEXT,
    municipality TEXT, rank INTEGER);
CREATE TABLE street_alias (street_id INTEGER REFERENCES street, base TEXT, kind TEXT, direction TEXT);
CREATE TABLE crossing (id INTEGER PRIMARY KEY, lat REAL, lon REAL);
CREATE TABLE crossing_street (crossing_id INTEGER REFERENCES crossing, street_id INTEGER REFERENCES street,
    PRIMARY KEY (crossing_id, street_id)) WITHOUT ROWID;
CREATE TABLE segment (id INTEGER PRIMARY KEY, street_id INTEGER REFERENCES street, low INTEGER, high INTEGER,
    line BLOB);
CREATE TABLE named_place (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, lat REAL, lon REAL);
CREATE TABLE named_place_name (place_id INTEGER REFERENCES named_place, name TEXT);
CREATE TABLE area (id INTEGER PRIMARY KEY, name TEXT, layer TEXT, shape BLOB);
CREATE TABLE area_name (area_id INTEGER REFERENCES area, name TEXT);
"""


def write_gazetteer(
    out: Path, content: Content, sources: tuple[SourceInfo, ...], box: Box, built_at: datetime
) -> dict[str, int]:
    """Write the file and return how much is in it; readers see the old file or the new one, never a part.

    GazetteerFileError when there is no folder for it, no right to write there or no room on the disk.
    """
    try:
        return _write(out, content, sources, box, built_at)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else "the disk may be full"
        raise GazetteerFileError(f"{out.name}: it cannot be written ({why}).") from error


def _write(
    out: Path, content: Content, sources: tuple[SourceInfo, ...], box: Box, built_at: datetime
) -> dict[str, int]:
    with _replacing(out) as temporary, closing(sqlite3.connect(temporary, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA}")
        for statement in _SCHEMA_SQL.strip().split(";\n"):
            db.execute(statement)
        _insert(db, content)
        counts = {
            table: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - constant names
            for table, name in _COUNTED.items()
        }
        _describe(db, sources, box, built_at, counts)
        db.execute("COMMIT")
    return counts


_COUNTED = {
    "streets": "street",
    "aliases": "street_alias",
    "crossings": "crossing",
    "segments": "segment",
    "named_places": "named_place",
    "areas": "area",
}


def _insert(db: sqlite3.Connection, content: Content) -> None:
    db.executemany(
        "INSERT INTO street VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((s.id, s.name, s.base, s.kind, s.direction, s.municipality, s.rank) for s in content.streets),
    )
    db.executemany(
        "INSERT INTO street_alias VALUES (?, ?, ?, ?)",
        ((a.street_id, a.base, a.kind, a.direction) for a in content.aliases),
    )
    db.executemany(
        "INSERT INTO crossing VALUES (?, ?, ?)",
        ((c.id, c.point.lat, c.point.lon) for c in content.crossings),
    )
    db.executemany(
        "INSERT INTO crossing_street VALUES (?, ?)",
        ((c.id, street_id) for c in content.crossings for street_id in c.street_ids),
    )
    db.executemany("INSERT INTO segment (street_id, low, high, line) VALUES (?, ?, ?, ?)", iter(content.segments))
    db.executemany(
        "INSERT INTO named_place VALUES (?, ?, ?, ?, ?)",
        ((p.id, p.name, p.kind, p.point.lat, p.point.lon) for p in content.named_places),
    )
    db.executemany(
        "INSERT INTO named_place_name VALUES (?, ?)",
        ((place.id, name) for place in content.named_places for name in place.names),
    )
    db.executemany(
        "INSERT INTO area VALUES (?, ?, ?, ?)",
        ((area.id, area.name, area.layer, pack_polygons(area.polygons)) for area in content.areas),
    )
    db.executemany(
        "INSERT INTO area_name VALUES (?, ?)",
        ((area.id, name) for area in content.areas for name in area.names),
    )


def _describe(
    db: sqlite3.Connection,
    sources: tuple[SourceInfo, ...],
    box: Box,
    built_at: datetime,
    counts: dict[str, int],
) -> None:
    db.executemany(
        "INSERT INTO source (file, kind, licence, attribution, rows, digest) VALUES (?, ?, ?, ?, ?, ?)",
        ((s.file, s.kind, s.licence, s.attribution, s.rows, s.digest) for s in sources),
    )
    meta = {
        "built_at": built_at.isoformat(timespec="seconds"),
        "box": [box.south, box.west, box.north, box.east],
        "centre": [box.centre.lat, box.centre.lon],
        "counts": counts,
    }
    db.executemany("INSERT INTO meta VALUES (?, ?)", ((key, json.dumps(value)) for key, value in meta.items()))


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Give a temporary file beside `out` that takes its place when all went well.

    What a build that was killed has left there goes first.
    """
    for left in out.absolute().parent.glob(f".{escape(out.name)}.*{PARTIAL}"):
        left.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.", suffix=PARTIAL)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        with temporary.open("rb") as whole:
            os.fsync(whole.fileno())
        temporary.replace(out)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(out.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
