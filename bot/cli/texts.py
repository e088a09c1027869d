"""Trying one's own texts and pictures: place, scrub, replay, photo. Nothing of them is kept.

With --lines each reads standard input and answers one JSON object a line, in order; that form is a contract.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.console import gazetteer_option, json_lines, typed

if TYPE_CHECKING:
    from rich.console import Console

    from geo.place import Candidate, Place, Resolution

LINES = click.option("--lines", is_flag=True, help="Read standard input, answer one JSON object a line.")
WORDS = click.argument("words", nargs=-1)


@click.command()
@gazetteer_option(required=True)
@LINES
@WORDS
def place(gazetteer: Path, lines: bool, words: tuple[str, ...]) -> None:
    """Say which place a text means, and why."""
    _one_of_two(lines=lines, words=words)
    from geo.gazetteer import Gazetteer
    from geo.resolve import Resolver

    resolver = Resolver(Gazetteer.open(gazetteer))
    if lines:
        from geo.lines import answer_lines

        answer_lines(resolver, sys.stdin, json_lines(sys.stdout))
        return
    _explain(resolver.resolve(typed(words)))


@click.command()
@gazetteer_option(required=False)
@LINES
@WORDS
def scrub(gazetteer: Path | None, lines: bool, words: tuple[str, ...]) -> None:
    """Show what is left of a text once what is personal is taken out."""
    _one_of_two(lines=lines, words=words)
    from bot.privacy.scrub import Scrubber, answer_lines, place_names
    from geo.gazetteer import Gazetteer
    from geo.resolve import Resolver

    city = Gazetteer.open(gazetteer) if gazetteer else None
    scrubber = Scrubber(places=place_names(city) if city else ())
    resolver = Resolver(city) if city else None
    if lines:
        answer_lines(scrubber, resolver, sys.stdin, json_lines(sys.stdout))
        return
    text = typed(words)
    scrubbed = scrubber.scrub(text, resolver.resolve(text).spans if resolver else ())
    click.echo(f"kept, sealed      {scrubbed.text}")
    click.echo(f"moderators see    {scrubbed.masked}")


@click.command()
@gazetteer_option(required=True)
@click.option("--lines", is_flag=True, required=True, help="Read standard input, answer one JSON object a line.")
def replay(gazetteer: Path, lines: bool) -> None:  # noqa: ARG001 - the only form there is, named like the others'
    """Run submissions through the whole bot under a clock of their own."""
    from bot.replay import BadLine, replay_lines

    try:
        replay_lines(gazetteer, sys.stdin, json_lines(sys.stdout))
    except BadLine as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
def photo(source: Path, target: Path) -> int:
    """Write the bare pixels of a picture to a new file (exit status: 0 cleaned, 2 refused)."""
    from bot.privacy.media import clean_photo_file

    return clean_photo_file(source, target)


def _one_of_two(*, lines: bool, words: tuple[str, ...]) -> None:
    if lines == bool(words):
        raise click.UsageError("give either a text or --lines", click.get_current_context())


def _explain(resolution: "Resolution") -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{resolution.outcome.value}[/bold], confidence {resolution.confidence:.2f}")
    if resolution.place:
        console.print(escape(_one_place(resolution.place)))
    if resolution.missing:
        console.print(f"missing: {resolution.missing.value.replace('_', ' ')}")
    if resolution.understood:
        console.print(f"understood: {escape(', '.join(resolution.understood))}")
    if resolution.candidates:
        _candidates(console, resolution.candidates)
    for sentence in resolution.why:
        console.print(escape(f"- {sentence}"))


def _one_place(found: "Place") -> str:
    where = f" in {found.neighborhood}" if found.neighborhood else ""
    return (
        f"{found.label}{where} ({found.precision.value}, anchor {found.anchor})\n"
        f"{found.point.lat:.5f}, {found.point.lon:.5f}, within {found.radius_m:.0f} m"
    )


def _candidates(console: "Console", candidates: "tuple[Candidate, ...]") -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("", "asked as", "place", "score", "position")
    for number, each in enumerate(candidates, start=1):
        point = each.place.point
        position = f"{point.lat:.5f}, {point.lon:.5f}"
        table.add_row(str(number), escape(each.label), escape(each.place.label), f"{each.score:.2f}", position)
    console.print(table)
