"""Until when a platform asked to be left alone, kept over a restart: its rooms and its token, never a person."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.work import Unavailable, Work
from handlers.ports import Transaction

SWITCH = "held"
"""The switch that keeps them: names of rooms and times alone."""
EVERYTHING = ""
"""Stands for the whole token where a room's name would."""

_Kept = dict[str, dict[str, str]]


class Holds:
    """Remembers nothing until it is told which store to keep it in."""

    def __init__(self) -> None:
        self._store: Work | None = None

    def keep_in(self, store: Work) -> None:
        """Where to keep it, from now on."""
        self._store = store

    async def keep(self, platform: str, room: str, until: datetime, now: datetime) -> None:
        """A store that is away loses it: the pause still counts while the process lives."""
        if self._store is None:
            return
        try:
            await self._store.run(lambda tx: _keep(tx, platform, room, until, now))
        except Unavailable:
            return

    async def kept(self, platform: str) -> Mapping[str, datetime]:
        """The rooms of a platform that were to be left alone, and until when."""
        if self._store is None:
            return {}
        found = await self._store.read(_read)
        return {room: datetime.fromisoformat(until) for room, until in found.get(platform, {}).items()}


def _read(tx: Transaction) -> _Kept:
    kept: _Kept = json.loads(tx.journal.switch(SWITCH) or "{}")
    return kept


def _keep(tx: Transaction, platform: str, room: str, until: datetime, now: datetime) -> None:
    held = {name: dict(rooms) for name, rooms in _read(tx).items()}
    held.setdefault(platform, {})[room] = until.isoformat()
    open_still = {
        name: {each: at for each, at in rooms.items() if datetime.fromisoformat(at) > now}
        for name, rooms in held.items()
    }
    tx.journal.set_switch(SWITCH, json.dumps(open_still))
