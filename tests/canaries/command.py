"""The shipped command `whistle` in a process of its own, with everything it prints."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.canaries.process import environ_in
from tests.fake_telegram.server import TOKEN

SECRETS = ("token", "spare_token", "webhook_secret", "password")
"""Keys that no settings file takes."""
WEBHOOK_SECRET = "a-secret-of-sixteen-signs"
GIVEN = {"WHISTLE_TELEGRAM__TOKEN": TOKEN, "WHISTLE_TELEGRAM__WEBHOOK_SECRET": WEBHOOK_SECRET}


def write_settings(folder: Path, tables: Mapping[str, Any]) -> None:
    """The settings as an operator writes them, in `folder`/config.toml."""
    lines = []
    for name, table in tables.items():
        if isinstance(table, list):
            lines += [f"{name} = {_toml(table)}"]
            continue
        lines += [f"{name}.{key} = {_toml(value)}" for key, value in table.items() if key not in SECRETS]
    (folder / "config.toml").write_text("\n".join(lines) + "\n")


@asynccontextmanager
async def whistle(folder: Path, *arguments: str, module: str = "bot", **environ: str) -> AsyncIterator[Process]:
    """Running in `folder`; ended with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=folder, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
        env=environ_in(folder) | GIVEN | environ,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, default=str)


async def printed_by(folder: Path, *arguments: str, at: datetime | None = None) -> tuple[int, bytes]:
    """What a command ends with and prints, done at that time, or now."""
    when = () if at is None else (at.isoformat(),)
    async with whistle(folder, *when, *arguments, module="tests.canaries.attime" if when else "bot") as process:
        out, errors = await process.communicate()
    return process.returncode or 0, out + errors
