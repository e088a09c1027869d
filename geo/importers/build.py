"""Building a gazetteer from any number of sources, with one schema for all of them."""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from geo.box import Box
from geo.errors import BrokenSourceError, EmptySourceError, GazetteerFileError
from geo.gazetteer import Gazetteer
from geo.importers.aliases import AliasFile, read_aliases
from geo.importers.detect import REMEDY
from geo.importers.draft import Conflict, Draft
from geo.importers.kinds import BuildOptions, SourceKind, SourceOptions
from geo.importers.merge import Content, merge
from geo.importers.osm import read_osm
from geo.importers.report import BuildReport, SourceReport, source_info
from geo.importers.sources import digest_of, expanded, kind_by_name, options_for
from geo.importers.tables import read_table
from geo.importers.write import write_gazetteer
from geo.neighborhoods import coverage

Progress = Callable[[str, float], None]
"""Told what is being done and how far it is, 0 to 1."""

FAR_APART_M = 50_000.0

READING_SHARE = 0.8
"""Of a build's time, roughly, is spent reading; the rest on crossings and on writing."""


def build(
    out: Path,
    sources: Sequence[Path],
    *,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build `out` from files and folders of files; a `SourceError` tells what is wrong with one.

    An earlier file at `out` stays as it is unless the new one is complete.
    """
    started = time.perf_counter()
    options = options or BuildOptions()
    say = progress or _silent
    paths = expanded(sources)
    draft, aliases, reports = _read(paths, options, say)
    say("crossings", READING_SHARE)
    draft.conflicts += _far_apart(reports)
    content = merge(draft, aliases, [path.name for path in paths])
    box = _box(content, draft.lines.box())
    if box is None:
        raise EmptySourceError("the sources", "they hold nothing that has a place", remedy=f"{REMEDY}.")
    say("writing", 0.95)
    infos = tuple(report.info for report in reports)
    counts = write_gazetteer(out, content, infos, box, options.built_at or datetime.now(UTC))
    say("done", 1.0)
    return BuildReport(
        out=out,
        counts=counts,
        sources=tuple(reports),
        conflicts=tuple(content.conflicts),
        coverage=coverage(content.areas, content.crossings, box),
        seconds=time.perf_counter() - started,
        peak_memory_mb=_peak_memory_mb(),
    )


def ensure_built(
    out: Path,
    sources: Sequence[Path],
    *,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport | None:
    """Build `out` unless it is already built from these very files; None when nothing had to be done."""
    try:
        made_from = [(source.file, source.digest) for source in Gazetteer.open(out).info.sources]
    except GazetteerFileError:
        made_from = []
    if made_from == [(path.name, digest_of(path)) for path in expanded(sources)]:
        return None
    out.parent.mkdir(parents=True, exist_ok=True)
    return build(out, sources, options=options, progress=progress)


def _read(
    paths: Sequence[Path], options: BuildOptions, say: Progress
) -> tuple[Draft, list[AliasFile], list[SourceReport]]:
    draft, aliases, reports = Draft(), list[AliasFile](), list[SourceReport]()
    whole, done = sum(path.stat().st_size for path in paths) or 1, 0
    for number, path in enumerate(paths):
        size = path.stat().st_size

        def tell(part: float, name: str = path.name, before: int = done, size: int = size) -> None:
            say(name, READING_SHARE * (before + part * size) / whole)

        tell(0.0)
        try:
            own = options_for(path, options)
            kind = own.kind or kind_by_name(path)
            if kind is SourceKind.ALIASES:
                aliases.append(read_aliases(path, number))
                reports.append(_alias_report(path, own, len(aliases[-1])))
            elif kind is SourceKind.OSM:
                reports.append(read_osm(path, number, draft, own, tell))
            else:
                reports.append(read_table(path, number, draft, own, tell))
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise BrokenSourceError(path.name, f"it cannot be read ({why})", remedy="Check the file.") from error
        done += size
    return draft, aliases, reports


def _alias_report(path: Path, options: SourceOptions, lines: int) -> SourceReport:
    info = source_info(path, SourceKind.ALIASES, options, rows=lines)
    return SourceReport(info=info, used=lines, skipped=0)


def _far_apart(reports: Sequence[SourceReport]) -> Iterator[Conflict]:
    """Sources that lie far from the first one are likely the wrong file, or have their axes swapped."""
    boxes = [(report.info.file, report.box) for report in reports if report.box]
    for file, box in boxes[1:]:
        metres = boxes[0][1].distance_m(box.centre)
        if metres > FAR_APART_M:
            yield Conflict(
                file=file,
                what=f"it lies {metres / 1000:.0f} km from {boxes[0][0]}; is it of the same city",
                kept="both are kept",
            )


def _box(content: Content, streets: Box | None) -> Box | None:
    """The box of streets and neighborhoods; named places count only where there is nothing else."""
    points = [crossing.point for crossing in content.crossings]
    points += [point for area in content.areas for polygon in area.polygons for point in polygon[0]]
    if not points and not streets:
        points = [place.point for place in content.named_places]
    around = Box.around(points)
    return streets.joined(around) if streets and around else streets or around


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)  # macOS tells bytes, others kilobytes


def _silent(_what: str, _done: float) -> None:
    """Report progress to nobody."""
