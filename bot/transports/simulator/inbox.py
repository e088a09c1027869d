"""What the platform has for the bot: kept until it is confirmed, handed out in order within each chat."""

import asyncio
from dataclasses import dataclass

from bot.transports.base import Incoming


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """One input of one chat. It is handed out again, the same, until it is confirmed."""

    chat: str
    incoming: Incoming


class Inbox:
    """Several workers may take at once; two inputs of one chat are never out together."""

    def __init__(self) -> None:
        self._waiting: list[Pending] = []
        self._busy: set[str] = set()
        self._wake = asyncio.Event()
        self._emptied = asyncio.Event()

    def put(self, pending: Pending) -> None:
        self._waiting.append(pending)
        self._wake.set()

    async def take(self) -> Pending:
        """Wait for the first input whose chat is free."""
        while True:
            for pending in self._waiting:
                if pending.chat not in self._busy:
                    self._busy.add(pending.chat)
                    return pending
            self._wake.clear()
            await self._wake.wait()

    def confirm(self, pending: Pending) -> None:
        """It was committed: never hand it out again."""
        self._waiting.remove(pending)
        if not self._waiting:
            self._emptied.set()
        self.release(pending)

    def release(self, pending: Pending) -> None:
        """Let its chat be taken from again; an input that was not confirmed comes first."""
        self._busy.discard(pending.chat)
        self._wake.set()

    async def empty(self) -> None:
        """Wait until everything was committed."""
        while self._waiting:
            self._emptied.clear()
            await self._emptied.wait()

    def __len__(self) -> int:
        return len(self._waiting)
