"""Work that follows an input: in order within a chat, side by side between chats, never in the way of intake."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable

from bot import logs
from bot.events import Event

MOST = 5_000
"""More than can wait for its turn to be said: an answer that is slow must not hold up what comes in."""


class Lanes:
    """At most `most` pieces of work wait at once; `room` lets intake wait until there is room for another."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._last: dict[Hashable, asyncio.Task[None]] = {}
        self._open: set[asyncio.Task[None]] = set()
        self._waiting: Counter[Hashable] = Counter()

    @property
    def open(self) -> int:
        """How much work is begun and not done."""
        return len(self._open)

    def waiting(self, lane: Hashable) -> int:
        """How much of one lane is not done."""
        return self._waiting[lane]

    async def room(self) -> None:
        while len(self._open) >= self._most:
            await asyncio.wait(self._open, return_when=asyncio.FIRST_COMPLETED)

    def put(self, lane: Hashable, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._follow(self._last.get(lane), work))
        self._last[lane] = task
        self._waiting[lane] += 1
        self._open.add(task)
        task.add_done_callback(lambda done: self._done(lane, done))
        return task

    async def drain(self, within_s: float) -> None:
        """Let what was begun come to its end; what takes longer is given up."""
        if not self._open:
            return
        _, late = await asyncio.wait(self._open, timeout=within_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _follow(self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            await work()
        except Exception as error:  # noqa: BLE001 -- the root of a task: one failed answer must not end the others
            logs.get().event(Event.DELIVERY_FAILED, transport="telegram", lane="reply", error=error)

    def _done(self, lane: Hashable, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        self._waiting[lane] -= 1
        if self._last.get(lane) is task:
            del self._last[lane], self._waiting[lane]
