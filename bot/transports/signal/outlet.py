"""Everything that is sent, edited and deleted goes through here; what comes back is a DeliveryError or done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot.transports.base import NotSent, Undeliverable, Unknown
from bot.transports.numbered import numbered
from bot.transports.signal.book import Book
from bot.transports.signal.circuit import Circuit
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.lane import PACED, Lane, Rank
from bot.transports.signal.refusals import Throttled, calling
from bot.transports.signal.tally import Tally
from bot.transports.signal.wire import Posted, Wire
from handlers.outbound import Message, Picture

T = TypeVar("T")
MAX_TEXT = 8_000
"""Beyond 2,000 bytes Signal sends the rest as a file, which phones join to the text again."""


class Outlet:
    """One number's requests."""

    def __init__(
        self,
        config: SignalConfig,
        *,
        lane: Lane,
        book: Book,
        circuit: Circuit,
        tally: Tally,
        now: Callable[[], datetime],
    ) -> None:
        self._config, self._lane, self._book, self._tally = config, lane, book, tally
        self._circuit, self._now = circuit, now
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
        at_ms = await self._send(self.group_of(room), text, rank, picture=message.picture)
        self._book.sent(room, at_ms, text)
        return at_ms

    async def to_person(self, address: bytes, message: Message, rank: Rank) -> int:
        at_ms = await self._send(address.decode(errors="replace"), _text(message), rank)
        self._book.said(address, at_ms)
        return at_ms

    async def edit(self, room: str, first_ms: int, message: Message, rank: Rank) -> int:
        """Rewrite our message; one that reads so already is left alone, for edits are few. Answers its newest time."""
        text, group = _text(message), self.group_of(room)
        if self._book.reads(room, first_ms, text):
            return self._book.latest_of(room, first_ms)
        self._book.check_editable(room, first_ms, self._now())
        at_ms = await self._send(group, text, rank, edits=first_ms)
        self._book.edited(room, first_ms, at_ms, text)
        return at_ms

    async def delete(self, recipient: str, at_ms: int, rank: Rank) -> None:
        """Delete for everybody."""
        await self._run(rank, lambda wire: wire.delete(recipient, at_ms), repeatable=True)

    async def set_timer(self, address: bytes) -> None:
        """Let messages disappear in a private chat."""
        person, seconds = address.decode(errors="replace"), self._config.disappearing_s
        await self._run(Rank.REPLY, lambda wire: wire.set_timer(person, seconds), repeatable=True)
        self._book.timed(address)

    async def ask(self, method: str, path: str = "", body: Mapping[str, Any] | None = None) -> object:
        """A question to signal-cli, when nothing else is waiting; asking twice is as good as once."""
        return await self._run(Rank.LOOK, lambda wire: wire.ask(method, path, body), repeatable=True)

    async def ask_first(self, method: str, path: str = "", body: Mapping[str, Any] | None = None) -> object:
        """As `ask`, before anything that waits to be sent."""
        return await self._run(Rank.VOUCH, lambda wire: wire.ask(method, path, body), repeatable=True)

    async def aside(self, call: Callable[[], Awaitable[T]]) -> T:
        """Something else that is asked of the same signal-cli in its turn, and may be asked twice."""
        return await self._run(Rank.LOOK, lambda _: call(), repeatable=True)

    def group_of(self, room: str) -> str:
        group = self._config.rooms.get(room)
        if group is None:
            raise Undeliverable("there is no such room")
        return group

    async def _send(
        self, recipient: str, text: str, rank: Rank, *, edits: int = 0, picture: Picture | None = None
    ) -> int:
        def call(wire: Wire) -> Awaitable[Posted]:
            return wire.send(recipient, text, edits=edits, picture=picture)

        sent = await self._run(rank, call, repeatable=bool(edits))
        if sent.missed:
            # Some of a group did not get it; sending again would reach all the others twice.
            self._tally.count("members_missed", sent.missed)
        if sent.limited:
            self._circuit.throttled(Throttled(sent.tokens, sent.retry_after_s))
        return sent.at_ms

    async def _run(self, rank: Rank, call: Callable[[Wire], Awaitable[T]], *, repeatable: bool = False) -> T:
        wire = await self._running()
        self._circuit.check()
        async with self._lane.turn(rank):
            try:
                result = await calling(lambda: call(wire), repeatable=repeatable)
            except Throttled as throttled:
                raise self._circuit.throttled(throttled) from None
            except Unknown:
                if rank is not Rank.LAST:  # it yields to others, and must not stop them
                    self._circuit.unsure()
                raise
        if rank in PACED:
            self._circuit.went_well()
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
