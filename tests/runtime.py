"""Parts of a running bot for tests: a city, an app of real parts, and small transports that fail on demand."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.clock import TownClock
from bot.transports.base import (
    DeliveryError,
    Features,
    Health,
    Incoming,
    IncomingKind,
    NotSent,
    Receive,
    Sender,
    Sent,
    Undeliverable,
    Vouched,
)
from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.point import Point
from handlers.outbound import Message

NOON = datetime(2026, 1, 15, 12, 0, 7, tzinfo=UTC)


@cache
def alder_ferry() -> Gazetteer:
    """The sample town, built once a test run."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "town.gazetteer"
        build(out, town_sources())
        return Gazetteer.open(out)


def sender(name: str = "ana", platform: str = "sim") -> Sender:
    return Sender(platform=platform, key=name.encode(), address=name.encode())


def says(text: str, who: str = "ana", *, at: datetime = NOON, platform: str = "sim", **fields) -> Incoming:
    values = {"kind": IncomingKind.TEXT, "sender": sender(who, platform), "received_at": at, "text": text}
    return Incoming(**{**values, **fields})


def shares(pin: Point, who: str = "ana", **fields) -> Incoming:
    return says("", who, kind=IncomingKind.PIN, pin=pin, **fields)


@dataclass(eq=False)
class Post:
    """A transport that keeps what it was given. `before` and `after` decide what it fails with, and when."""

    platform: str = "sim"
    room_names: Sequence[str] = ("moderators@sim", "phillips@sim")
    clock: TownClock | None = None
    edit_within: timedelta | None = None
    max_edits: int | None = None
    rooms_apart: bool = False
    refuses: set[str] = field(default_factory=set)
    """Who is not to be reached any more."""
    silent: set[str] = field(default_factory=set)
    """Whose phone answers no request to delete something."""
    before: list[DeliveryError | Exception] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    out: list[tuple[str, str, str]] = field(default_factory=list)  # (what, where, text)
    messages: list[Message] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    hides_members: bool = False
    asked: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    """Whom somebody asked to be vouched for, and in which rooms."""
    received: Receive | None = None
    started: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def features(self) -> Features:
        return Features(
            platform=self.platform,
            buttons=True,
            edit_within=self.edit_within,
            max_edits=self.max_edits,
            rooms_apart=self.rooms_apart,
        )

    @property
    def rooms(self) -> frozenset[str]:
        return frozenset(self.room_names)

    async def run(self, receive: Receive) -> None:
        self.received = receive
        self.started.set()
        await asyncio.Event().wait()

    async def send(self, room: str, message: Message) -> Sent:
        return self._say("send", room, message)

    async def edit(self, room: str, ref: str, message: Message, shown: str = "") -> Sent:
        self._say(f"edit {ref}", room, message)
        return Sent(ref)

    async def delete(self, room: str, ref: str) -> None:
        self.out.append(("delete", room, ref))

    async def send_private(self, address: bytes, message: Message) -> Sent:
        return self._say("private", address.decode(), message)

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched:
        self.asked.append((sender.key.decode(), rooms))
        if self.hides_members:
            raise NotSent("nobody says who is a member")
        return Vouched(is_member=sender.key.decode() not in self.outside)

    async def delete_private(self, address: bytes, ref: str) -> None:
        if address.decode() in self.silent:
            raise NotSent("no certain answer")
        if self.before:
            raise self.before.pop(0)
        self.out.append(("delete", address.decode(), ref))

    def health(self) -> Health:
        return Health(up=True)

    def texts(self, where: str) -> list[str]:
        return [text for _, place, text in self.out if place == where]

    def _say(self, what: str, where: str, message: Message) -> Sent:
        if where in self.refuses:
            raise Undeliverable
        if self.before:
            raise self.before.pop(0)
        self.out.append((what, where, message.text))
        self.messages.append(message)
        if self.clock:
            self.times.append(self.clock.seconds())
        if self.after:
            raise self.after.pop(0)
        return Sent(str(len(self.out)))


def later(**span: float) -> datetime:
    return NOON + timedelta(**span)
