"""What a build tells the operator when it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.box import Box
from geo.entries import SourceInfo
from geo.importers.draft import Conflict
from geo.importers.kinds import SourceKind, SourceOptions
from geo.importers.sources import digest_of
from geo.neighborhoods import Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What became of one source: rows used, rows left out and the first of them with the reason."""

    info: SourceInfo
    used: int
    skipped: int
    first_skipped: str = ""
    box: Box | None = None
    """Of every position in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """Counts, conflicts and coverage of one build."""

    out: Path
    counts: Mapping[str, int]
    sources: tuple[SourceReport, ...]
    conflicts: tuple[Conflict, ...]
    coverage: Coverage
    seconds: float
    peak_memory_mb: float
    """Of this whole process, the highest so far."""


def source_info(path: Path, kind: SourceKind, options: SourceOptions, *, rows: int) -> SourceInfo:
    """Return what a gazetteer keeps of a source."""
    return SourceInfo(
        file=path.name,
        kind=kind.value,
        licence=options.licence,
        attribution=options.attribution,
        rows=rows,
        digest=digest_of(path),
    )
