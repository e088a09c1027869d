"""The last alert at the top of its channel, where the operator wants it; never what has ended."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from telegram import Bot

from bot.transports.base import DeliveryError, Limited, TryAgain
from bot.transports.telegram.lanes import Lanes
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.roombook import RoomBook
from bot.transports.telegram.tally import Tally
from bot.turns import Turns


class PinMemory(Protocol):
    """Which message of ours is pinned in which room; durable when `pin` returns. 0: none."""

    async def pinned(self) -> Mapping[str, int]: ...

    async def pin(self, room: str, message: int) -> None: ...


class PinsInRam:
    """Forgets at a restart: what was pinned before then stays until somebody unpins it."""

    def __init__(self) -> None:
        self._pinned: dict[str, int] = {}

    async def pinned(self) -> Mapping[str, int]:
        return dict(self._pinned)

    async def pin(self, room: str, message: int) -> None:
        self._pinned[room] = message


class Pins:
    """Works after the alert is out and holds it up in nothing: a pin that fails is counted and left."""

    def __init__(self, bot: Bot, rooms: RoomBook, turns: Turns, tally: Tally, memory: PinMemory) -> None:
        self._bot, self._rooms, self._turns, self._tally, self._memory = bot, rooms, turns, tally, memory
        self.lanes = Lanes()

    def newest(self, room: str, message: int) -> None:
        """Pin this one, and unpin the one before it."""
        self.lanes.put(room, partial(self._guarded, room, message))

    def ended(self, room: str, messages: Sequence[int]) -> None:
        """Unpin what has ended, if it is what is pinned."""
        self.lanes.put(room, partial(self._guarded, room, 0, only=tuple(messages)))

    async def _guarded(self, room: str, message: int, *, only: Sequence[int] = ()) -> None:
        try:
            before = (await self._memory.pinned()).get(room, 0)
            if not only or before in only:
                await self._change(room, before, message)
        except (DeliveryError, Moved, TryAgain) as error:
            self._tally.dropped("pin")
            if isinstance(error, Limited):
                await self._turns.held(error, room)

    async def _change(self, room: str, before: int, message: int) -> None:
        chat = self._rooms.chat_of(room)
        if message:
            await self._turns.take(room)
            pin = partial(self._bot.pin_chat_message, chat, message, disable_notification=True)
            await calling(pin, repeatable=True)
        await self._memory.pin(room, message)
        if before:
            await calling(partial(self._bot.unpin_chat_message, chat, before), repeatable=True)
