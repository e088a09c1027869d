"""`whistle gazetteer build` and `info`: a city's places in one file, and what is in it."""

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.console import progress_bar

if TYPE_CHECKING:
    from rich.table import Table

    from geo.importers import BuildReport, SourceKind

KINDS = ("streets", "crossings", "areas", "places", "stops", "aliases", "osm")


@click.group()
def gazetteer() -> None:
    """Build a city's gazetteer file, or look into one."""


@gazetteer.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--licence", default="", help="Licence of the sources, where they do not say it themselves.")
@click.option("--attribution", default="", help="Whom to name wherever the map is shown.")
@click.option("--municipality", default="", help="The municipality of streets that name none.")
@click.option("--kind", "kinds", multiple=True, metavar="FILE=KIND", help=f"Say what a file is: {', '.join(KINDS)}.")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def build(
    *, out: Path, licence: str, attribution: str, municipality: str, kinds: tuple[str, ...], sources: tuple[Path, ...]
) -> None:
    """Build a gazetteer from files and folders of files; what each is, is guessed from its content."""
    from geo.importers import BuildOptions, SourceOptions
    from geo.importers import build as build_gazetteer

    every = SourceOptions(licence=licence, attribution=attribution, municipality=municipality)
    files = {
        name: SourceOptions(kind=kind, licence=licence, attribution=attribution, municipality=municipality)
        for name, kind in map(_file_and_kind, kinds)
    }
    with progress_bar("building") as tell:
        report = build_gazetteer(out, sources, options=BuildOptions(every=every, files=files), progress=tell)
    _print_report(report)


@gazetteer.command()
@click.argument("file", type=click.Path(path_type=Path))
def info(file: Path) -> None:
    """Show the sources, licences, counts and coverage of a gazetteer."""
    from rich.console import Console
    from rich.markup import escape

    from geo.gazetteer import Gazetteer
    from geo.neighborhoods import coverage

    city = Gazetteer.open(file)
    about, console = city.info, Console(highlight=False, soft_wrap=True)
    built = about.built_at.astimezone(UTC)
    console.print(f"{escape(file.name)}: schema {about.schema}, built {built:%Y-%m-%d %H:%M} UTC")
    console.print(
        f"{about.centre.lat:.4f}, {about.centre.lon:.4f}; box {', '.join(f'{edge:.4f}' for edge in about.bbox)}"
    )
    console.print(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in about.counts.items()))
    table = _table("source", "kind", "rows", "licence", "attribution")
    for source in about.sources:
        table.add_row(
            escape(source.file),
            source.kind,
            f"{source.rows:,}",
            escape(source.licence or "not said"),
            escape(source.attribution),
        )
    console.print(table)
    console.print(str(coverage(city.areas, city.crossings, about.box)))
    towns = sorted({street.municipality for street in city.streets} - {""})
    if towns:
        console.print(escape(f"{len(towns)} municipalities: {', '.join(towns)}"))
    for layer in dict.fromkeys(area.layer for area in city.areas):
        names = sorted(area.name for area in city.areas if area.layer == layer)
        console.print(escape(f"{len(names)} areas of the layer {layer}: {', '.join(names)}"))


def _file_and_kind(text: str) -> "tuple[str, SourceKind]":
    from geo.importers import SourceKind

    name, _, kind = text.rpartition("=")
    if not name or kind not in KINDS:
        raise click.BadParameter(f"found {text!r}, expected FILE=KIND, where KIND is one of {', '.join(KINDS)}")
    return Path(name).name, SourceKind(kind)


def _print_report(report: "BuildReport") -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    table = _table("source", "kind", "used", "left out", "first left out")
    for source in report.sources:
        left_out = f"{source.skipped:,}" if source.skipped else ""
        table.add_row(
            escape(source.info.file), source.info.kind, f"{source.used:,}", left_out, escape(source.first_skipped)
        )
    console.print(table)
    for conflict in report.conflicts:
        console.print(escape(f"note: {conflict.file}: {conflict.what}; {conflict.kept}"))
    console.print(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in report.counts.items()))
    console.print(str(report.coverage))
    console.print(escape(f"{report.out} built in {report.seconds:.1f} s, {report.peak_memory_mb:.0f} MB at most"))


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
