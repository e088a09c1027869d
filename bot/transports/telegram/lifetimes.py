"""Deletes messages that were sent to live for a while. Known in RAM only: a stop deletes what is still waiting."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.transports.base import DeliveryError
from bot.transports.telegram.roombook import ChatId

Delete = Callable[[ChatId, Sequence[int]], Awaitable[None]]


class Lifetimes:
    """One small task per message that has to go."""

    def __init__(self, delete: Delete) -> None:
        self._delete = delete
        self._waiting: dict[asyncio.Task[None], tuple[ChatId, list[int]]] = {}

    def add(self, chat: ChatId, ids: Sequence[int], lives_s: float) -> None:
        if not ids:
            return
        task = asyncio.create_task(self._end(chat, list(ids), lives_s))
        self._waiting[task] = (chat, list(ids))
        task.add_done_callback(lambda done: self._waiting.pop(done, None))

    async def end_all(self) -> None:
        """Delete everything now: after a stop nobody would remember to."""
        waiting = list(self._waiting.items())
        for task, _ in waiting:
            task.cancel()
        for _, (chat, ids) in waiting:
            await self._gone(chat, ids)

    async def _end(self, chat: ChatId, ids: list[int], lives_s: float) -> None:
        await asyncio.sleep(lives_s)
        await self._gone(chat, ids)

    async def _gone(self, chat: ChatId, ids: list[int]) -> None:
        try:
            await self._delete(chat, ids)
        except DeliveryError:
            # Too old, or gone with its chat.
            return
