"""`whistle version`."""

import platform
import sqlite3

import click

from bot import __version__


@click.command()
def version() -> None:
    """Print the version, and those a bug report needs."""
    click.echo(f"whistle {__version__} (Python {platform.python_version()}, SQLite {sqlite3.sqlite_version})")
