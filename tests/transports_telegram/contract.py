"""Telegram, as the contract of all transports sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.transports.base import Transport
from tests.fake_telegram.server import FakeTelegram, Fault, fake_telegram
from tests.fake_telegram.world import Room
from tests.transports_telegram.harness import MODERATORS, Town


class TelegramHarness:
    """The town of these tests: Ana is the resident, Heron the moderator, Mallory the stranger."""

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake, self._town = fake, Town(fake)
        self.room = MODERATORS
        self.transport: Transport = self._town.transport(member_cache_s=0.0)
        self._muffled: Fault | None = None

    def resident_writes(self, text: str) -> None:
        self._town.ana.writes(text)

    def resident_shares(self, lat: float, lon: float) -> None:
        self._town.ana.shares(lat, lon)

    def moderator_writes(self, text: str, *, private: bool = False) -> None:
        self._town.heron.writes(text, None if private else self._town.moderators)

    async def moderator_leaves(self) -> None:
        self._town.moderators.members[self._town.heron.id] = "left"

    def hide_members(self) -> None:
        self._fake.fails(method="getChatMember", status=500, times=-1)

    def stranger_writes_in_room(self, text: str) -> None:
        self._town.mallory.writes(text, self._town.moderators)

    def shown(self, *, private: bool = False) -> list[str]:
        return self._chat(private=private).texts

    def pictures(self) -> list[bytes]:
        return [said.photo for said in self._town.moderators.said.values()]

    async def until_shown(self, words: str, *, private: bool = False) -> None:
        await self._fake.until(lambda: any(words in text for text in self.shown(private=private)))

    def cut(self) -> None:
        self._fake.cut()

    def swallow_answers(self) -> None:
        self._fake.mend()
        self._muffled = self._fake.fails(method="sendMessage", after=True, times=-1)

    def mend(self) -> None:
        if self._muffled:
            self._fake.faults.remove(self._muffled)
            self._muffled = None
        self._fake.mend()

    def restarted(self) -> Transport:
        self.transport = self._town.transport(member_cache_s=0.0)
        return self.transport

    def _chat(self, *, private: bool) -> Room:
        return self._town.ana.chat if private else self._town.moderators


@asynccontextmanager
async def telegram_harness() -> AsyncIterator[TelegramHarness]:
    async with fake_telegram() as fake:
        harness = TelegramHarness(fake)
        try:
            yield harness
        finally:
            fake.mend()
