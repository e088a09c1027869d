"""The option --config, and reading what it names."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings

config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="WHISTLE_CONFIG",
    default="config.toml",
    show_default=True,
    help="The settings (or set WHISTLE_CONFIG).",
)


class UnusableSettings(click.ClickException):
    """The settings cannot be used; every problem is a line of its own."""


def read_settings(path: Path) -> "Settings":
    """Read the settings, or stop with everything that is wrong with them."""
    from bot.settings import SettingsError, load

    try:
        return load(path, os.environ)
    except SettingsError as error:
        raise UnusableSettings(str(error)) from None
