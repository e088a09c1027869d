"""The real transport beside the fake server, and a `receive` that writes down what it was handed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot.quarantine import Quarantine
from bot.transports.base import Incoming, IncomingKind, Reaction, Receive
from bot.transports.telegram import RoomAddresses, TelegramConfig, TelegramTransport, WebhookConfig
from tests.fake_telegram.people import Person
from tests.fake_telegram.server import FakeTelegram
from tests.fake_telegram.world import Room

MODERATORS, PHILLIPS = "moderators@telegram", "phillips@telegram"
Answer = Reaction | Exception


class Recorder:
    """Takes what comes. `mishaps` are raised first; a reaction may be given for a text or button's data."""

    def __init__(self, *mishaps: Exception, **reactions: Reaction) -> None:
        self.seen: list[Incoming] = []
        self.committed: list[Incoming] = []
        self.mishaps = list(mishaps)
        self.always = Reaction()
        self.reactions: dict[str, Reaction] = reactions
        self._marks: set[object] = set()
        self._changed = asyncio.Event()

    async def __call__(self, incoming: Incoming) -> Reaction:
        self.seen.append(incoming)
        if self.mishaps:
            raise self.mishaps.pop(0)
        if incoming.mark is not None and incoming.mark in self._marks:
            # A store answers a mark it knows with nothing.
            return Reaction()
        self._marks.add(incoming.mark)
        self.committed.append(incoming)
        self._changed.set()
        return self.reactions.get(incoming.text or incoming.data, self.always)

    async def has(self, committed: int) -> list[Incoming]:
        async with asyncio.timeout(20):
            while len(self.committed) < committed:
                self._changed.clear()
                await self._changed.wait()
        return self.committed

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.committed if incoming.kind is IncomingKind.TEXT]


class Town:
    """A moderators' supergroup, a neighborhood's channel, a resident and two moderators."""

    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake
        self.moderators: Room = fake.world.room(-1001000000001, "supergroup", title="Moderators")
        self.phillips: Room = fake.world.room(-1001000000002, "channel", title="Phillips", username="phillips_alerts")
        self.ana: Person = fake.person("Ana", "es-MX")
        self.heron: Person = fake.person("Heron")
        self.egret: Person = fake.person("Egret")
        self.mallory: Person = fake.person("Mallory")
        self.moderators.members |= {self.heron.id: "administrator", self.egret.id: "member"}

    def config(self, **more: Any) -> TelegramConfig:
        plain: dict[str, Any] = {
            "token": self.fake.token,
            "rooms": {MODERATORS: self.moderators.id, PHILLIPS: self.phillips.id},
            "moderation": frozenset({MODERATORS}),
            "base_url": self.fake.url,
            "backoff_s": 0.01,
            "slow_retry_s": 0.05,
            "request_timeout_s": 5.0,
            "stop_within_s": 2.0,
        }
        return TelegramConfig(**(plain | more))

    def transport(
        self, addresses: RoomAddresses | None = None, quarantine: Quarantine | None = None, **more: Any
    ) -> TelegramTransport:
        now = self.fake.world.clock.now
        return TelegramTransport(self.config(**more), now=now, addresses=addresses, quarantine=quarantine)

    def hooked(self, port: int, quarantine: Quarantine | None = None, **more: Any) -> TelegramTransport:
        hook = WebhookConfig(public_url=f"http://127.0.0.1:{port}/telegram", port=port, **more)
        return self.transport(webhook=hook, quarantine=quarantine)


async def is_member(transport: TelegramTransport, said: Incoming) -> bool:
    """Whether Telegram vouches for whoever said this."""
    assert said.sender is not None
    return (await transport.vouch(said.sender, frozenset({MODERATORS}))).is_member


@asynccontextmanager
async def running(transport: TelegramTransport, receive: Receive) -> AsyncIterator[TelegramTransport]:
    task = asyncio.create_task(transport.run(receive))
    try:
        yield transport
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
