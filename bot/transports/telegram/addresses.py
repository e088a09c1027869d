"""Keeps the new chat ids of moved groups, in a small file beside the database or in RAM only."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path


class AddressesInRam:
    """For tests and for operators who correct config.toml by hand: forgets at a restart."""

    def __init__(self) -> None:
        self._moved: dict[int, int] = {}

    async def moved(self) -> Mapping[int, int]:
        return dict(self._moved)

    async def move(self, old: int, new: int) -> None:
        self._moved[old] = new


class AddressFile:
    """One JSON file of old and new chat ids of groups; written whole, then renamed into place."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def moved(self) -> Mapping[int, int]:
        return await asyncio.to_thread(self._read)

    async def move(self, old: int, new: int) -> None:
        await asyncio.to_thread(self._write, old, new)

    def _read(self) -> dict[int, int]:
        if not self._path.exists():
            return {}
        try:
            return {int(old): int(new) for old, new in json.loads(self._path.read_bytes()).items()}
        except (ValueError, AttributeError, TypeError):
            raise ValueError(
                f"{self._path.name} is damaged: delete it and correct the chat ids in the settings"
            ) from None

    def _write(self, old: int, new: int) -> None:
        moved = {**self._read(), old: new}
        draft = self._path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump({str(key): value for key, value in moved.items()}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
