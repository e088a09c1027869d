"""Says what is to be said after a commit, and wipes a private chat when asked to."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from cachetools import TTLCache

from bot import logs
from bot.events import Event
from bot.transports.base import DeliveryError, Limited, NotSent, Undeliverable
from bot.transports.telegram.config import Say, TelegramConfig
from bot.transports.telegram.outcomes import Moved
from bot.transports.telegram.outlet import Outlet, patiently
from bot.transports.telegram.trail import CHATS, Trail
from bot.turns import LONGEST_S, TooSoon
from handlers.outbound import Message

Sending = Callable[[], Awaitable[list[int]]]

TRIES = 4
_SWEEP_S = 60.0


class Replies:
    """Replies are never stored: what cannot be said within a few tries is dropped and counted in the log."""

    def __init__(self, outlet: Outlet, config: TelegramConfig, say: Say, timer: Callable[[], float]) -> None:
        self._outlet, self._config, self._say = outlet, config, say
        self.trail = Trail(timer)
        self._explained: TTLCache[int, bool] = TTLCache(CHATS, config.trace_lives_s, timer)

    def words(self, language: str, key: str) -> str:
        """A text of the catalogues; "" for the default language."""
        return self._say(language or self._config.default_language, key)

    async def in_private(
        self, chat: int, messages: Sequence[Message], language: str, *, erase: bool = False, heard: int = 0
    ) -> None:
        """Say it, then delete what stood there before, where asked to: the resident's words and our answers.

        `heard`: the resident's message all this answers; with traces erased it goes as soon as it is answered.
        """
        before = self.trail.take(chat) if erase else []
        if heard and not erase and self._config.erase_traces:
            messages = self._explained_in(chat, messages, language)
        label = self.words(language, "telegram.share_place")
        for message in messages:
            sent = await self._patient(partial(self._outlet.to_chat, chat, message, label), chat=chat)
            self.trail.remember(chat, sent)
        if before:
            await self._wipe(chat, before)
        elif heard and self._config.erase_traces:
            self.trail.forget(chat, heard)
            await self._wipe_one(chat, heard)

    def _explained_in(self, chat: int, messages: Sequence[Message], language: str) -> Sequence[Message]:
        """Nobody's words may vanish unexplained: the first answer says that they will, and when."""
        if not messages or chat in self._explained:
            return messages
        self._explained[chat] = True
        first, *others = messages
        hint = self.words(language, "telegram.erasing")
        return [replace(first, text=f"{first.text}\n\n{hint}"), *others]

    async def sweep(self) -> None:
        """For ever: wipe the chats that have been quiet for as long as a conversation lives."""
        while True:
            await patiently(min(_SWEEP_S, self._config.trace_lives_s))
            for chat in self.trail.quiet(self._config.trace_lives_s):
                await self._wipe(chat, self.trail.take(chat))

    async def in_room(self, room: str, messages: Sequence[Message], *, answers: int | None = None) -> None:
        for message in messages:
            await self._patient(partial(self._outlet.to_room, room, message, answers=answers), room=room)

    async def in_group(self, chat: int, message: Message) -> None:
        """In a group that is no room of ours, or where residents are."""
        await self._patient(partial(self._outlet.to_chat, chat, message), chat=chat)

    async def _wipe(self, chat: int, ids: Sequence[int]) -> None:
        try:
            await self._deleted(chat, ids)
        except NotSent:
            self.trail.remember(chat, ids)  # when the chat is quiet, once more
        except DeliveryError:
            # One message too old fails the whole; the others are still tried one by one.
            for each in ids:
                await self._wipe_one(chat, each)

    async def _wipe_one(self, chat: int, message: int) -> None:
        try:
            await self._deleted(chat, [message])
        except NotSent:
            self.trail.remember(chat, [message])
        except DeliveryError:
            return

    async def _deleted(self, chat: int, ids: Sequence[int]) -> None:
        """What people were promised to be rid of is not given up for a pause or an outage. Raises the last error."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self._outlet.delete(chat, ids)
            except NotSent as error:
                wait_s = self._wait_s(error, attempt)
                if attempt == TRIES or wait_s > LONGEST_S:
                    raise
                if isinstance(error, Limited):
                    await self._held(error, "", chat)
                await self._outlet.turns.wait(wait_s)
        return None

    async def _patient(self, send: Sending, *, room: str = "", chat: int = 0) -> list[int]:
        """`room` is where it goes, or else `chat`."""
        for attempt in range(1, TRIES + 1):
            try:
                return await send()
            except NotSent as error:
                if isinstance(error, Limited):
                    await self._held(error, room, chat)
                wait_s = self._wait_s(error, attempt)
                if attempt == TRIES or wait_s > LONGEST_S:
                    return self._dropped("other")
                await self._outlet.turns.wait(wait_s)
            except Undeliverable:
                return self._dropped("blocked")
            except (DeliveryError, Moved):
                return self._dropped("unknown_outcome")
        return []

    async def _held(self, limit: Limited, room: str, chat: int) -> None:
        if room or limit.whole_token:
            await self._outlet.turns.held(limit, room)
        else:
            self._outlet.turns.held_private(limit, self._outlet.paced_under(chat))

    def _wait_s(self, error: NotSent, attempt: int) -> float:
        if isinstance(error, Limited):
            return error.retry_after_s
        if isinstance(error, TooSoon):
            return error.wait_s
        return min(self._config.backoff_s * float(2**attempt), LONGEST_S)

    def _dropped(self, reason: str) -> list[int]:
        logs.get().event(Event.DELIVERY_DROPPED, transport="telegram", lane="reply", reason=reason)
        return []
