"""GeoJSON and Esri JSON, feature by feature: a file larger than memory may pass through."""

import json
import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from geo.errors import BrokenSourceError, UnknownSourceError
from geo.importers.row import Row
from geo.importers.shapes import Placer, projection_of
from geo.importers.table import Table

CHUNK = 1 << 20
"""Characters read at a time."""

_FEATURES = re.compile(r'"features"\s*:\s*\[')
_SPACE_OR_COMMA = re.compile(r"[\s,]*")
_AGAIN = "Download or export it again."


def read_geojson(path: Path) -> Table:
    """Open a FeatureCollection or an Esri feature set; its rows are read as they are asked for."""
    file, size = path.name, path.stat().st_size or 1
    raw = path.open("rb")
    stream = TextIOWrapper(raw, encoding="utf-8-sig")
    try:
        head, rest = _head(stream, file)
        placer = Placer(file, projection_of(_crs(head), file))
    except BaseException:
        stream.close()
        raise
    return Table(
        file,
        _rows(stream, rest, file, placer),
        placer,
        licence=str(head.get("licence") or head.get("license") or ""),
        attribution=str(head.get("attribution") or ""),
        fraction=lambda: raw.tell() / size if not raw.closed else 1.0,
    )


def _head(stream: TextIO, file: str) -> tuple[dict[str, Any], str]:
    """Read as far as the list of features; return what stood before it and the text after it."""
    buffer = ""
    while True:
        more = _read(stream, file)
        buffer += more
        found = _FEATURES.search(buffer)
        if found:
            break
        if not more or len(buffer) > 16 * CHUNK:
            raise UnknownSourceError(
                file,
                'it has no list of "features"',
                remedy="GeoJSON FeatureCollection or Esri JSON is needed.",
            )
    try:
        head = json.loads(f'{buffer[: found.start()]}"features": []}}')
    except ValueError as error:
        raise BrokenSourceError(file, f"it is not valid JSON ({error})", remedy=_AGAIN) from error
    return head, buffer[found.end() :]


def _rows(stream: TextIO, buffer: str, file: str, placer: Placer) -> Iterator[Row]:
    decode = json.JSONDecoder().raw_decode
    number, at = 0, 0
    with stream:
        while True:
            at = _SPACE_OR_COMMA.match(buffer, at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if buffer[at : at + 1] == "]":
                return
            try:
                feature, at = decode(buffer, at)
            except (ValueError, RecursionError) as error:
                # Reading twice as much each time keeps one huge outline from being parsed over and over.
                more = _read(stream, file, len(buffer) - at)
                if not more:
                    raise BrokenSourceError(
                        file, "the JSON breaks off or is malformed", remedy=_AGAIN, row=number + 1
                    ) from error
                buffer, at = buffer[at:] + more, 0
                continue
            number += 1
            yield _row(feature, number, file, placer)


def _row(feature: Any, number: int, file: str, placer: Placer) -> Row:
    if not isinstance(feature, dict):
        raise BrokenSourceError(file, "a feature is not an object", remedy=_AGAIN, row=number)
    values = feature.get("properties") or feature.get("attributes") or {}
    if not isinstance(values, dict):
        raise BrokenSourceError(file, "a feature's properties are not an object", remedy=_AGAIN, row=number)
    return Row(number, values, placer.geojson(feature.get("geometry"), number))


def _read(stream: TextIO, file: str, at_least: int = 0) -> str:
    try:
        return stream.read(max(CHUNK, at_least))
    except UnicodeDecodeError as error:
        raise BrokenSourceError(file, "it is not UTF-8 text", remedy="Save it as UTF-8.") from error


def _crs(head: dict[str, Any]) -> str:
    crs = head.get("crs")
    if isinstance(crs, dict):
        return str((crs.get("properties") or {}).get("name", ""))
    reference = head.get("spatialReference")
    if isinstance(reference, dict):
        return str(reference.get("latestWkid") or reference.get("wkid") or reference.get("wkt") or "")
    return ""
