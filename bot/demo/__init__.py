"""Everything in one browser window, on this machine alone: only the chat network is simulated."""

from pathlib import Path
from typing import Any

__all__ = ["run_demo"]


async def run_demo(gazetteer_path: Path, **options: Any) -> None:
    """See `bot.demo.run`."""
    from bot.demo.run import run_demo as serve

    await serve(gazetteer_path, **options)
