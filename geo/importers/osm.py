"""OpenStreetMap extracts."""

from collections.abc import Callable
from pathlib import Path

from geo.errors import MissingExtraError
from geo.importers.draft import Draft
from geo.importers.kinds import SourceOptions
from geo.importers.report import SourceReport


def read_osm(
    path: Path, _number: int, _draft: Draft, _options: SourceOptions, _tell: Callable[[float], None]
) -> SourceReport:
    """Read an extract into the draft."""
    raise MissingExtraError(
        path.name, "reading OpenStreetMap files needs pyosmium", remedy="Install whistle[osm]."
    )
