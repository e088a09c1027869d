"""The sample town on Telegram: the real bot, the real library and HTTP, and a Bot API server on loopback.

Time stands still unless somebody listens or `passes` is called, for the bot and for the server alike.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.app import App, build_app
from bot.clock import TownClock
from bot.settings import Settings
from bot.transports.telegram import TelegramTransport
from handlers.incident import Incident, Report
from tests.fake_telegram.people import Person
from tests.fake_telegram.server import TOKEN, FakeTelegram
from tests.fake_telegram.world import BOT_ID, Clock, Room, Said
from tests.instants import NOON
from tests.platforms.telegram import give_up_what_waits
from tests.town import AREAS, PATIENCE_S, REAL_PATIENCE_S

MODERATORS_ID = -1001000000000
ROOM_IDS = {name.lower().replace(" ", "-"): -1001000000001 - number for number, name in enumerate(AREAS)}


def telegram_settings(gazetteer: Path, folder: Path, fake: FakeTelegram, **tables: dict[str, Any]) -> Settings:
    """Settings of the whole town on Telegram alone, unless `tables` say more."""
    return Settings.model_validate(telegram_tables(gazetteer, folder, fake, **tables))


def telegram_tables(gazetteer: Path, folder: Path, fake: FakeTelegram, **tables: dict[str, Any]) -> dict[str, Any]:
    """The same as the tables of a settings file."""
    plain: dict[str, dict[str, Any]] = {
        "city": {"gazetteer": gazetteer, "timezone": "America/Chicago", "hotlines": {"all": ("Hotline: 555-0100",)}},
        "storage": {"path": folder / "whistle.db"},
        "keyring": {"moderators_file": folder / "moderators.secret"},
        "moderation": {"telegram": MODERATORS_ID},
        "telegram": {"enabled": True, "token": TOKEN, "base_url": fake.url},
        "alerts": {"release_delay": "0 s"},
        "health": {"enabled": False},
    }
    merged = {table: {**plain.get(table, {}), **tables.get(table, {})} for table in plain.keys() | tables.keys()}
    channels = [
        {"name": name, "areas": (area,), "telegram": ROOM_IDS[name], **merged.get("also", {}).get(name, {})}
        for name, area in ((each.lower().replace(" ", "-"), each) for each in AREAS)
    ]
    merged.pop("also", None)
    return {**merged, "channels": channels}


class TownTime(Clock):
    """The server's clock is the town's."""

    def __init__(self, clock: TownClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


class TelegramTown:
    """The server with its chats stays; the bot can be stopped, killed and started again."""

    def __init__(self, settings: Settings, fake: FakeTelegram, clock: TownClock) -> None:
        self.settings, self.fake, self.clock = settings, fake, clock
        fake.world.clock = TownTime(clock)
        self.room = fake.world.room(MODERATORS_ID, "supergroup", title="Moderators")
        self.channels = {
            name: fake.world.room(number, "channel", title=name, username=f"{name.replace('-', '_')}_alerts")
            for name, number in ROOM_IDS.items()
        }
        self.app: App | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, fake: FakeTelegram, clock: TownClock) -> AsyncIterator[Self]:
        town = cls(settings, fake, clock)
        await town.starts()
        try:
            yield town
        finally:
            await town.ends()

    async def starts(self) -> None:
        self.app = build_app(self.settings, clock=self.clock)
        await self.app.__aenter__()

    async def stops(self) -> None:
        app, self.app = self.app, None
        if app is not None:
            await app.__aexit__(None, None, None)

    async def ends(self) -> None:
        """The story is told: stop, and let nobody wait for a time that does not come."""
        if self.app is not None:
            await give_up_what_waits(self.telegram)
        await self.stops()

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    @property
    def telegram(self) -> TelegramTransport:
        assert self.app is not None
        return next(each for each in self.app.parts.transports if isinstance(each, TelegramTransport))

    def resident(self, name: str, language: str = "en") -> "Resident":
        person = self.fake.person(name, language)
        return Resident(self, person, person.chat)

    def moderator(self, name: str) -> "Moderator":
        person = self.fake.person(name)
        self.room.members[person.id] = "member"
        return Moderator(self, person, self.room)

    def channel(self, name: str) -> "Somebody":
        return Somebody(self, self.fake.person(f"Neighbor{name.title().replace('-', '')}"), self.channels[name])

    async def settles(self) -> None:
        """Let everything happen that can happen at this moment."""
        assert self.app is not None
        async with asyncio.timeout(REAL_PATIENCE_S):
            await self.fake.until(lambda: not self.fake.waiting.updates)
            await self.fake.until(self._is_idle, REAL_PATIENCE_S)
            await self.app.settle()

    def _is_idle(self) -> bool:
        """Whether everything is said, or waits for time to pass."""
        return not self.telegram._intake.lanes.open or self.telegram._outlet.turns.waiting > 0

    async def passes(self, **span: float) -> None:
        await self.settles()
        self.clock.advance(timedelta(**span))
        await self.settles()

    async def open_incidents(self) -> tuple[Incident, ...]:
        assert self.app is not None
        return await self.app.store.read(lambda tx: tuple(tx.incidents.open()))

    async def reports_of(self, code: str) -> tuple[Report, ...]:
        assert self.app is not None
        return await self.app.store.read(lambda tx: tuple(tx.reports.of_incident(code)))

    def alerted(self) -> set[str]:
        """The channels in which anything stands."""
        return {name for name, room in self.channels.items() if room.texts}

    def alerts_in(self, name: str) -> list[str]:
        return [text for text in self.channels[name].texts if "ICE activity near" in text]

    def toasts(self) -> list[str]:
        return [text for _, text in self.fake.methods.toasts]


class Somebody:
    """A person with a phone, looking at one chat."""

    def __init__(self, town: TelegramTown, person: Person, room: Room) -> None:
        self.town, self.person, self.room = town, person, room
        self._heard: set[tuple[int, int]] = set()

    async def hears(self, words: str = "") -> Said:
        """Listen, while time passes, until the bot says it."""
        for _ in range(PATIENCE_S):
            await self.town.settles()
            for said in self.room.said.values():
                seen = (said.id, said.edits)
                if "keyboard" in said.markup:  # a line of its own that brings up "share a place", and says no more
                    continue
                if said.author == BOT_ID and seen not in self._heard and words.lower() in said.text.lower():
                    self._heard.add(seen)
                    return said
            self.town.clock.advance(timedelta(seconds=1))
        shown = "\n".join(self.room.texts)
        raise AssertionError(f"{self.person.name} never heard {words!r}; the chat shows:\n{shown}")

    def presses(self, said: Said, words: str) -> None:
        """Press the button with these words; nothing is waited for."""
        rows = said.markup.get("inline_keyboard", [])
        labels = [button["text"] for row in rows for button in row]
        label = next((each for each in labels if words.lower() in each.lower()), "")
        assert label, f"no button {words!r} among {labels}"
        self.person.presses(said.data_of(label), self.room, said)


class Resident(Somebody):
    async def says(self, text: str) -> Said:
        self.person.writes(text)
        return await self.hears()

    async def shares(self, lat: float, lon: float) -> Said:
        self.person.shares(lat, lon)
        return await self.hears()

    async def picks(self, said: Said, words: str) -> Said:
        self.presses(said, words)
        return await self.hears()


class Moderator(Somebody):
    async def sees_card(self, words: str = "") -> Said:
        while True:
            card = await self.hears(words)
            if card.text.startswith("#"):
                return card

    async def picks(self, said: Said, words: str) -> None:
        self.presses(said, words)
        await self.town.settles()

    async def writes(self, text: str) -> None:
        self.person.writes(text, self.room)
        await self.town.settles()


def code_of(card: Said) -> str:
    return card.text.split()[0].lstrip("#")


@asynccontextmanager
async def telegram_town(gazetteer: Path, folder: Path, fake: FakeTelegram) -> AsyncIterator[TelegramTown]:
    async with TelegramTown.open(telegram_settings(gazetteer, folder, fake), fake, TownClock(NOON)) as town:
        yield town
