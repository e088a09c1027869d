"""A Signal transport against a server on loopback, and what it hands in."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.transports.base import Incoming, Reaction
from bot.transports.signal import SignalConfig, SignalTransport
from tests.fake_signal.people import BOT, Group, Phones
from tests.fake_signal.server import FakeSignal

MODERATORS, PHILLIPS = Group("Moderators"), Group("Phillips")
ROOM, CHANNEL = "moderators@signal", "phillips@signal"


class Ear:
    """Takes what a transport hands in; `mishaps` are raised first, one each."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.reaction = Reaction()
        self.mishaps: list[Exception] = []
        self._changed = asyncio.Condition()

    async def __call__(self, incoming: Incoming) -> Reaction:
        if self.mishaps:
            raise self.mishaps.pop(0)
        self.heard.append(incoming)
        async with self._changed:
            self._changed.notify_all()
        return self.reaction

    async def until(self, happened: Callable[[], bool], within_s: float = 20.0) -> None:
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(happened)

    async def has(self, count: int) -> list[Incoming]:
        await self.until(lambda: len(self.heard) >= count)
        return self.heard


@dataclass
class Line:
    """A transport, its server, and people's phones."""

    server: FakeSignal
    transport: SignalTransport
    phones: Phones = field(default_factory=Phones)
    ear: Ear = field(default_factory=Ear)

    async def is_member(self, said: Incoming) -> bool:
        """Whether Signal vouches for whoever said this."""
        assert said.sender is not None
        return (await self.transport.vouch(said.sender, frozenset({ROOM}))).is_member

    @asynccontextmanager
    async def running(self, *, listening: bool = True) -> AsyncIterator[None]:
        task = asyncio.create_task(self.transport.run(self.ear))
        try:
            if listening:
                await self.server.listening()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def now() -> datetime:
    return datetime.now(UTC)


def transport_of(
    server: FakeSignal,
    clock: Callable[[], datetime] = now,
    seconds: Callable[[], float] = time.monotonic,
    **fields: object,
) -> SignalTransport:
    """A transport through the receiver that the server is."""
    return transport_at(server.url, clock, seconds, receiver=server.receiver, **fields)


def transport_at(
    url: str, clock: Callable[[], datetime] = now, seconds: Callable[[], float] = time.monotonic, **fields: object
) -> SignalTransport:
    given: dict[str, object] = {
        "number": BOT,
        "url": url,
        "rooms": {ROOM: MODERATORS.rest_id, CHANNEL: PHILLIPS.rest_id},
        "moderation": frozenset({ROOM}),
        "group_timer_s": 0,
        "pace_s": 0.0,
        "backoff_s": 0.05,
        "request_timeout_s": 10.0,
    }
    config = SignalConfig(**{**given, **fields})  # type: ignore[arg-type] # fields by name
    return SignalTransport(config, now=clock, seconds=seconds)
