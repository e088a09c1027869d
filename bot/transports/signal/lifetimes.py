"""Deletes messages that were sent to live for a while. Known in RAM only: a stop deletes what is still waiting."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.transports.base import DeliveryError

Delete = Callable[[str, int], Awaitable[None]]


class Lifetimes:
    """One small task per message that has to go; `delete` takes a recipient and the message's time."""

    def __init__(self, delete: Delete) -> None:
        self._delete = delete
        self._waiting: dict[asyncio.Task[None], tuple[str, int]] = {}

    def add(self, recipient: str, at_ms: int, lives_s: float) -> None:
        if lives_s <= 0:
            return
        task = asyncio.create_task(self._end(recipient, at_ms, lives_s))
        self._waiting[task] = (recipient, at_ms)
        task.add_done_callback(lambda done: self._waiting.pop(done, None))

    async def end_all(self) -> None:
        """Delete everything now: after a stop nobody would remember to."""
        waiting = list(self._waiting.items())
        for task, _ in waiting:
            task.cancel()
        for _, (recipient, at_ms) in waiting:
            await self._gone(recipient, at_ms)

    async def _end(self, recipient: str, at_ms: int, lives_s: float) -> None:
        await asyncio.sleep(lives_s)
        await self._gone(recipient, at_ms)

    async def _gone(self, recipient: str, at_ms: int) -> None:
        try:
            await self._delete(recipient, at_ms)
        except DeliveryError:
            # Its timer ends it anyway, where the group has one.
            return
