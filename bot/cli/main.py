"""The command `whistle`: finds the command asked for, and turns every failure into one line and an exit status.

Exit status: 0 done, 1 `check` found errors, `shred` or `purge` could not reach all, or the reader of our output went
away, 2 a clear error, 130 stopped from the keyboard. A traceback is never printed, for it would show what people wrote.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

from bot.cli.console import plain_streams, quiet_libraries

OK: Final = 0
PIPE_CLOSED: Final = 1
FAILED: Final = 2
STOPPED: Final = 130

_COMMANDS: Final = {
    "demo": "bot.cli.running",
    "run": "bot.cli.running",
    "check": "bot.cli.check",
    "gazetteer": "bot.cli.gazetteer",
    "signal": "bot.cli.signalnumber",
    "moderator": "bot.cli.moderators",
    "place": "bot.cli.texts",
    "scrub": "bot.cli.texts",
    "replay": "bot.cli.texts",
    "photo": "bot.cli.texts",
    "purge": "bot.cli.upkeep",
    "shred": "bot.cli.upkeep",
    "backup": "bot.cli.upkeep",
    "warn": "bot.cli.warning",
    "version": "bot.cli.version",
}
"""Every command and the module that holds it, in the order of the help."""


class _Commands(click.Group):
    """Imports a command's module only when the command is asked for: starting takes a blink that way."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        module = _COMMANDS.get(cmd_name)
        command: Any = getattr(import_module(module), cmd_name) if module else None
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def whistle() -> None:
    """Anonymous sightings in, moderated neighborhood alerts out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    plain_streams()
    quiet_libraries()
    try:
        status = whistle.main(
            args=list(sys.argv[1:] if arguments is None else arguments), prog_name="whistle", standalone_mode=False
        )
        sys.stdout.flush()
    except click.exceptions.Exit as left:
        return left.exit_code
    except BaseException as error:  # noqa: BLE001 - the root of the program: a traceback would show people's words
        return _ended(error)
    return status if isinstance(status, int) else OK


def _ended(error: BaseException) -> int:
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return STOPPED
    if isinstance(error, (BrokenPipeError, SystemExit)):
        # So click leaves when the reader of our output is gone. What is still buffered must not raise a second
        # time while Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return FAILED
    return _fail(_in_words(error) if isinstance(error, click.ClickException) else _unexpected(error))


def _in_words(error: click.ClickException) -> str:
    if isinstance(error, click.UsageError) and error.ctx:
        return f"{error.format_message()} (see: {error.ctx.command_path} --help)"
    return error.format_message()


def _unexpected(error: BaseException) -> str:
    from bot.faults import fault
    from bot.privacy.sealing import KeyringError
    from geo.errors import GazetteerError

    if isinstance(error, (GazetteerError, KeyringError)):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"this should not have happened; please report it: {fault(error)}"


def _fail(text: str) -> int:
    try:
        sys.stderr.writelines(f"whistle: {line}\n" for line in text.splitlines())
    except (OSError, ValueError):
        return FAILED
    return FAILED
