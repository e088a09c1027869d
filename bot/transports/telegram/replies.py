"""Says what is to be said after a commit, and wipes a private chat when asked to."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from cachetools import TTLCache

from bot import logs
from bot.events import Event
from bot.transports.base import DeliveryError, Limited, NotSent, Undeliverable
from bot.transports.telegram.config import Say, TelegramConfig
from bot.transports.telegram.outcomes import Moved
from bot.transports.telegram.outlet import Outlet, patiently
from handlers.outbound import Message

Sending = Callable[[], Awaitable[list[int]]]

TRIES = 4
LONGEST_WAIT_S = 60.0
_CHATS = 20_000
_TRAIL_S = 47 * 3600.0
"""Telegram deletes nothing that is 48 hours old."""
_TRAIL = 200


class Trail:
    """Which messages stand in a private chat: RAM only, so after a restart older ones stay where they are."""

    def __init__(self) -> None:
        self._ids: TTLCache[int, tuple[int, ...]] = TTLCache(_CHATS, _TRAIL_S)

    def remember(self, chat: int, ids: Sequence[int]) -> None:
        self._ids[chat] = (*self._ids.get(chat, ()), *ids)[-_TRAIL:]

    def take(self, chat: int) -> list[int]:
        return sorted(set(self._ids.pop(chat, ())))


class Replies:
    """Replies are never stored: what cannot be said within a few tries is dropped and counted in the log."""

    def __init__(self, outlet: Outlet, config: TelegramConfig, say: Say) -> None:
        self._outlet, self._config, self._say = outlet, config, say
        self.trail = Trail()

    async def in_private(self, chat: int, messages: Sequence[Message], language: str, *, erase: bool = False) -> None:
        """Say it, then delete what stood there before, where asked to: the resident's words and our answers."""
        before = self.trail.take(chat) if erase else []
        label = self._say(language or self._config.default_language, "telegram.share_place")
        for message in messages:
            sent = await self._patient(partial(self._outlet.to_chat, chat, message, label))
            self.trail.remember(chat, sent)
        if before:
            await self._wipe(chat, before)

    async def in_room(self, room: str, messages: Sequence[Message], *, answers: int | None = None) -> None:
        for message in messages:
            await self._patient(partial(self._outlet.to_room, room, message, answers=answers))

    async def in_group(self, chat: int, message: Message) -> None:
        """In a group that is no room of ours, or where residents are."""
        await self._patient(partial(self._outlet.to_chat, chat, message))

    async def _wipe(self, chat: int, ids: Sequence[int]) -> None:
        try:
            await self._outlet.delete(chat, ids)
        except DeliveryError:
            # One message too old fails the whole; the others are still tried one by one.
            for each in ids:
                await self._wipe_one(chat, each)

    async def _wipe_one(self, chat: int, message: int) -> None:
        try:
            await self._outlet.delete(chat, [message])
        except DeliveryError:
            return

    async def _patient(self, send: Sending) -> list[int]:
        for attempt in range(1, TRIES + 1):
            try:
                return await send()
            except NotSent as error:
                if attempt == TRIES:
                    return self._dropped("other")
                await patiently(self._wait_s(error, attempt))
            except Undeliverable:
                return self._dropped("blocked")
            except (DeliveryError, Moved):
                return self._dropped("unknown_outcome")
        return []

    def _wait_s(self, error: NotSent, attempt: int) -> float:
        if isinstance(error, Limited):
            return min(error.retry_after_s, LONGEST_WAIT_S)
        return min(self._config.backoff_s * float(2**attempt), LONGEST_WAIT_S)

    def _dropped(self, reason: str) -> list[int]:
        logs.get().event(Event.DELIVERY_DROPPED, transport="telegram", lane="reply", reason=reason)
        return []
