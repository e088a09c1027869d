"""Which files a build reads, and how each is opened."""

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geo.errors import BrokenSourceError, UnknownSourceError, WrongColumnsError
from geo.importers.kinds import BuildOptions, Role, SourceKind, SourceOptions
from geo.importers.read_csv import read_csv
from geo.importers.read_geojson import read_geojson
from geo.importers.read_shapefile import names_in_zip, read_shapefile
from geo.importers.table import Table

SIDECAR = ".source.toml"
"""`streets.zip.source.toml` beside `streets.zip` tells its licence, or what guessing gets wrong."""

_OSM_ENDINGS = (".osm", ".pbf", ".osm.bz2", ".osm.gz")
_JSON_ENDINGS = (".geojson", ".json", ".esrijson")
_CSV_ENDINGS = (".csv", ".tsv", ".txt")
_KNOWN_ENDINGS = (*_OSM_ENDINGS, *_JSON_ENDINGS, *_CSV_ENDINGS, ".zip", ".shp", ".toml")
_KINDS_READ = (
    "A source is a shapefile (.zip, .shp), GeoJSON or Esri JSON, CSV, OpenStreetMap (.osm.pbf, .osm, "
    ".osm.bz2), GTFS stops (stops.txt or the feed's .zip) or an alias file (.toml)."
)


def expanded(paths: Iterable[Path]) -> list[Path]:
    """Return the files to read: a folder stands for the sources in it, in the order of their names."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.iterdir() if p.is_file() and _is_source(p))
        elif path.is_file():
            files.append(path)
        else:
            raise UnknownSourceError(path.name, "there is no such file", remedy="Check the path.")
    if not files:
        raise UnknownSourceError("the sources", "there is nothing to build from", remedy=_KINDS_READ)
    return files


def kind_by_name(path: Path) -> SourceKind | None:
    """Return the kinds that a file's name alone tells; tables tell theirs by their columns."""
    name = path.name.lower()
    if name.endswith(_OSM_ENDINGS):
        return SourceKind.OSM
    if name.endswith(".toml"):
        return SourceKind.ALIASES
    return None


def open_table(path: Path) -> Table:
    """Open a file as a table, by its name or, failing that, by its first bytes."""
    name = path.name.lower()
    if name.endswith(".zip"):
        members = names_in_zip(path)
        stops = next((member for member in members if member.split("/")[-1].lower() == "stops.txt"), None)
        return read_csv(path, member=stops) if stops else read_shapefile(path)
    if name.endswith(".shp"):
        return read_shapefile(path)
    if name.endswith(_JSON_ENDINGS):
        return read_geojson(path)
    if name.endswith(_CSV_ENDINGS):
        return read_csv(path)
    return _by_content(path)


def options_for(path: Path, options: BuildOptions) -> SourceOptions:
    """Return what is known about a file: its own options, then its sidecar, then those of all sources."""
    own = options.files.get(path.name, SourceOptions())
    beside = _sidecar(path)
    every = options.every
    return SourceOptions(
        kind=own.kind or beside.kind or every.kind,
        columns={**every.columns, **beside.columns, **own.columns},
        layer=own.layer or beside.layer or every.layer,
        licence=own.licence or beside.licence or every.licence,
        attribution=own.attribution or beside.attribution or every.attribution,
        municipality=own.municipality or beside.municipality or every.municipality,
    )


def digest_of(path: Path) -> str:
    """Return a digest of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _is_source(path: Path) -> bool:
    name = path.name.lower()
    return name.endswith(_KNOWN_ENDINGS) and not name.endswith(SIDECAR) and not name.startswith(".")


def _by_content(path: Path) -> Table:
    with path.open("rb") as stream:
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"PK"):
        return read_shapefile(path)
    if start.startswith(b"{"):
        return read_geojson(path)
    if b"," in start or b";" in start or b"\t" in start:
        return read_csv(path)
    raise UnknownSourceError(path.name, "it is no kind of file that is known", remedy=_KINDS_READ)


def _sidecar(path: Path) -> SourceOptions:
    beside = path.with_name(path.name + SIDECAR)
    if not beside.is_file():
        return SourceOptions()
    try:
        said = tomllib.loads(beside.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenSourceError(beside.name, f"it is not valid TOML ({error})", remedy=_SIDECAR_REMEDY) from error
    unknown = set(said) - {"kind", "columns", "layer", "licence", "attribution", "municipality"}
    if unknown:
        raise WrongColumnsError(beside.name, f'it has no key "{min(unknown)}"', remedy=_SIDECAR_REMEDY)
    try:
        kind = SourceKind(said["kind"]) if "kind" in said else None
        columns = {Role(role): str(column) for role, column in _table(said.get("columns")).items()}
    except ValueError as error:
        raise WrongColumnsError(beside.name, str(error), remedy=_SIDECAR_REMEDY) from error
    words = {key: str(said.get(key, "")) for key in ("layer", "licence", "attribution", "municipality")}
    return SourceOptions(kind=kind, columns=columns, **words)


_SIDECAR_REMEDY = (
    "Keys are kind, layer, licence, attribution, municipality and a table [columns] of "
    f"{', '.join(role.value for role in Role)}."
)


def _table(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise ValueError("columns is not a table")
