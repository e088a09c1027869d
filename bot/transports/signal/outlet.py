"""Everything that is sent, edited and deleted goes through here; what comes back is a DeliveryError or done."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from signalbot import SendMessage, SentMessage, TextMode, UpdateContact

from bot.transports.base import NotSent, Undeliverable
from bot.transports.numbered import numbered
from bot.transports.signal import tally as findings
from bot.transports.signal.book import Book
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.lane import Lane, Rank
from bot.transports.signal.refusals import Throttled, calling
from bot.transports.signal.tally import Tally
from bot.transports.signal.wire import Wire
from handlers.outbound import Message

T = TypeVar("T")
MAX_TEXT = 8_000
"""Beyond 2,000 bytes Signal sends the rest as a file, which phones join to the text again."""


class Outlet:
    """One number's requests. `needs_captcha` is told once per challenge."""

    def __init__(
        self,
        config: SignalConfig,
        *,
        lane: Lane,
        book: Book,
        tally: Tally,
        now: Callable[[], datetime],
        needs_captcha: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._config, self._lane, self._book, self._tally = config, lane, book, tally
        self._now, self._needs_captcha = now, needs_captcha
        self._wire: Wire | None = None
        self._opened = asyncio.Event()

    def open(self, wire: Wire) -> None:
        self._wire = wire
        self._opened.set()

    def shut(self) -> None:
        self._wire = None
        self._opened.clear()

    async def to_room(self, room: str, message: Message, rank: Rank) -> int:
        text = _text(message)
        at_ms = await self._send(self.group_of(room), text, rank)
        self._book.sent(room, at_ms, text)
        return at_ms

    async def to_person(self, address: bytes, message: Message, rank: Rank) -> int:
        at_ms = await self._send(address.decode(errors="replace"), _text(message), rank)
        self._book.said(address, at_ms)
        return at_ms

    async def edit(self, room: str, first_ms: int, message: Message, rank: Rank) -> None:
        """Rewrite our message; one that reads so already is left alone, for edits are few."""
        text, group = _text(message), self.group_of(room)
        if self._book.reads(room, first_ms, text):
            return
        self._book.check_editable(room, first_ms, self._now())
        at_ms = await self._send(group, text, rank, edits=first_ms)
        self._book.edited(room, first_ms, at_ms, text)

    async def delete(self, recipient: str, at_ms: int, rank: Rank) -> None:
        """Delete for everybody."""
        sent = SentMessage.model_construct(text="", recipient=recipient, timestamp=at_ms)
        await self._run(rank, lambda wire: wire.bot.messages.remote_delete(sent), repeatable=True)

    async def set_timer(self, address: bytes) -> None:
        """Let messages disappear in a private chat."""
        timer = UpdateContact(expiration_in_seconds=self._config.disappearing_s)
        person = address.decode(errors="replace")
        await self._run(Rank.REPLY, lambda wire: wire.bot.contacts.update(timer, person), repeatable=True)
        self._book.timed(address)

    async def solve(self, token: str, captcha: str) -> None:
        """Hand in a solved captcha."""
        body = {"challenge_token": token, "captcha": captcha}
        path = "/v1/accounts/{number}/rate-limit-challenge"
        await self._run(Rank.LOOK, lambda wire: wire.tell(path, body), repeatable=True)
        self._lane.release()
        self._tally.clear("limit")

    async def ask(self, path: str) -> object:
        """A question to the server, when nothing else is waiting."""
        return await self._run(Rank.LOOK, lambda wire: wire.ask(path), repeatable=True)

    def group_of(self, room: str) -> str:
        group = self._config.rooms.get(room)
        if group is None:
            raise Undeliverable("there is no such room")
        return group

    async def _send(self, recipient: str, text: str, rank: Rank, *, edits: int = 0) -> int:
        message = SendMessage(
            text=text,
            # Said outright: the server's default may be another, and would read stars and bars as styles.
            text_mode=TextMode.NORMAL,
            notify_self=False,
            edit_timestamp=edits or None,
        )
        sent = await self._run(rank, lambda wire: wire.bot.messages.send(message, recipient), repeatable=bool(edits))
        return sent.timestamp

    async def _run(self, rank: Rank, call: Callable[[Wire], Awaitable[T]], *, repeatable: bool = False) -> T:
        wire = await self._running()
        async with self._lane.turn(rank):
            try:
                result = await calling(lambda: call(wire), repeatable=repeatable)
            except Throttled as throttled:
                self._tally.find("limit", findings.NEEDS_CAPTCHA if throttled.tokens else findings.LIMITED)
                self._needs_captcha(throttled.tokens)
                raise self._lane.hold() from None
        if rank is not Rank.LOOK:
            self._lane.went_well()
            self._tally.clear("limit")
        return result

    async def _running(self) -> Wire:
        """The wire, which a start puts up within a moment."""
        try:
            async with asyncio.timeout(self._config.connect_timeout_s):
                await self._opened.wait()
        except TimeoutError:
            pass
        if self._wire is None:
            raise NotSent("the transport does not run")
        return self._wire


def _text(message: Message) -> str:
    text = numbered(message)
    if not text.strip() or len(text) > MAX_TEXT:
        raise Undeliverable("Signal takes no empty and no longer text")
    return text
