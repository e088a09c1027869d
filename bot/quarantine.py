"""Which inputs were set aside, kept over a restart: by number and kind of error, never with what they held."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from bot.marks import SetAside
from bot.transports.base import TryAgain
from bot.work import Unavailable

HELD = timedelta(hours=48)
"""A platform brings an input again for a day; one more is for whoever looks after it."""


class Shelf(Protocol):
    """Where a store keeps them. Both raise `Unavailable`."""

    async def set_aside(self, source: str, each: SetAside) -> None: ...

    async def set_asides(self, source: str) -> Sequence[SetAside]: ...


class Quarantine:
    """Remembers nothing until it is told which store to keep it in."""

    def __init__(self) -> None:
        self._store: Shelf | None = None

    def keep_in(self, store: Shelf) -> None:
        """Where to keep it, from now on."""
        self._store = store

    async def keep(self, source: str, each: SetAside) -> None:
        """Returns after the commit; `TryAgain` where it could not be kept."""
        if self._store is None:
            return
        try:
            await self._store.set_aside(source, each)
        except Unavailable:
            raise TryAgain from None

    async def kept(self, source: str) -> Sequence[SetAside]:
        """Those of one source, oldest first."""
        return () if self._store is None else await self._store.set_asides(source)
