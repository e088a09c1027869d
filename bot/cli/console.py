"""Standard streams that nothing a person pastes can break and no library writes to, and progress on a terminal."""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

import click

# JSON leaves these as they are, yet many a reader takes each of them for the end of a line.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x7f": "\\u007f"})


class _JsonLines(io.TextIOBase):
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        # In JSON these characters can only stand inside strings, so escaping them changes nothing.
        self._out.write(text.translate(_LINE_ENDS))
        return len(text)

    def flush(self) -> None:
        self._out.flush()


def json_lines(out: TextIO) -> TextIO:
    """Pass JSON lines on so that each stays one line for every reader, whatever a text holds."""
    return cast("TextIO", _JsonLines(out))


def plain_streams() -> None:
    """Read and write UTF-8 whatever the locale; a byte that is no text becomes a mark, never an error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Only a line feed ends a message: a carriage return inside one must not make two of it.
        sys.stdin.reconfigure(newline="\n")


def quiet_libraries() -> None:
    """Keep what libraries log or warn of off the screen: without a handler Python prints their words, whole."""
    logging.lastResort = None
    logging.raiseExceptions = False  # or it would say that there is no handler
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(capture=True)


def typed(words: tuple[str, ...]) -> str:
    """Join what was typed as arguments into one text."""
    return " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def gazetteer_option(*, required: bool) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """The option --gazetteer, the same for every command."""
    return click.option(
        "--gazetteer",
        "gazetteer",
        type=click.Path(path_type=Path, dir_okay=False),
        required=required,
        help="The city's gazetteer file (see: whistle gazetteer build).",
    )


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """Show how far something is on stderr; silent where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1.0)

        def tell(what: str, done: float) -> None:
            bar.update(task, description=f"{title}: {what}"[:50], completed=done)

        yield tell
