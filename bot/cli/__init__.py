"""The command line, in English, for operators. Each file holds one group of commands."""

from bot.cli.main import main

__all__ = ["main"]
