"""The town that speaks: residents, moderators and channels of the sample town, with the real bot behind them.

Time stands still unless somebody listens or `passes` is called; whoever listens lets it run second by second.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Self

from bot.app import App, build_app
from bot.clock import TownClock
from bot.settings import Settings
from bot.transports.simulator import FLAVORS, SimMessage, SimPhone, Simulator, SimWorld
from geo.point import Point
from handlers.incident import Incident, Report
from tests.instants import NOON

PATIENCE_S = 240
"""Of the town's time: how long one listens before it is clear that nothing comes."""

REAL_PATIENCE_S = 30.0
"""Of real time, so that a story that hangs ends with a transcript."""

CHANNELS = ("Downtown", "Old Mill", "Orchard Hill", "Lakeside", "Cannery", "Northgate", "Southfield", "Westbank")
BOTH_FLAVORS = ("lakeside", "downtown")
"""Channels with a room on either platform; the second one in Spanish."""

Wanted = Callable[[SimMessage], bool] | str


def town_settings(gazetteer: Path, folder: Path, **changes: dict[str, object]) -> Settings:
    """Settings of the whole town; `changes` are merged into its tables."""
    tables: dict[str, dict[str, object]] = {
        "city": {"gazetteer": gazetteer, "timezone": "America/Chicago", "hotlines": {"all": ("Hotline: 555-0100",)}},
        "storage": {"path": folder / "whistle.db"},
        "keyring": {"moderators_file": folder / "moderators.secret"},
        "moderation": {"sim": ({"language": "en"},), "simsig": ({"language": "en"},)},
        "alerts": {"release_delay": "0 s"},  # on by default; stories/test_release.py is about it
        "health": {"enabled": False},
    }
    for table, values in changes.items():
        tables[table] = {**tables.get(table, {}), **values}
    return Settings.model_validate({**tables, "channels": [_channel(name) for name in CHANNELS]})


def _channel(area: str) -> dict[str, object]:
    name = area.lower().replace(" ", "-")
    channel: dict[str, object] = {"name": name, "areas": (area,), "sim": ({"language": "en"},)}
    if name in BOTH_FLAVORS:
        channel["simsig"] = ({"language": "es"},)
    return channel


class Town:
    """The world and the bot in it. The bot can be stopped and started again; the world stays."""

    def __init__(self, settings: Settings, platform: str = "sim") -> None:
        self.settings = settings
        self.platform = platform
        self.clock = TownClock(NOON)
        self.world = SimWorld(self.clock.now, [name for name, _, _ in settings.rooms()])
        self.app: App | None = None
        self.told: list[str] = []
        """Short lines shown to whoever pressed a button."""
        self.world.observe(lambda event: self.told.append(event.toast) if event.toast else None)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, platform: str = "sim") -> AsyncIterator[Self]:
        town = cls(settings, platform)
        await town.starts()
        try:
            yield town
        finally:
            await town.stops()

    async def starts(self) -> None:
        """Start the bot."""
        transports = [Simulator(self.world, platform) for platform in FLAVORS]
        self.app = build_app(self.settings, transports=transports, clock=self.clock)
        await self.app.__aenter__()

    async def stops(self) -> None:
        """Stop the bot gracefully."""
        app, self.app = self.app, None
        if app is not None:
            await app.__aexit__(None, None, None)

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    def resident(self, name: str, language: str = "en", platform: str = "", number: str = "") -> "Resident":
        return Resident(self, self.world.phone(name, platform or self.platform, language, number))

    def moderator(self, name: str, platform: str = "") -> "Moderator":
        phone = self.world.phone(name, platform or self.platform)
        room = f"moderators@{phone.flavor.platform}"
        phone.joins(room)
        return Moderator(self, phone, room)

    def channel(self, name: str, platform: str = "sim") -> "Neighbor":
        room = f"{name}@{platform}"
        phone = self.world.phone(f"neighbor of {name}", platform)
        phone.joins(room)
        return Neighbor(self, phone, room)

    async def settles(self) -> None:
        """Let everything happen that can happen at this moment."""
        assert self.app is not None
        async with asyncio.timeout(REAL_PATIENCE_S):
            await self.world.idle()
            await self.app.settle()
            await self.world.idle()

    async def passes(self, **span: float) -> None:
        """Let time pass: `await town.passes(minutes=30)`."""
        await self.settles()
        self.clock.advance(timedelta(**span))
        await self.settles()

    async def open_incidents(self) -> tuple[Incident, ...]:
        assert self.app is not None
        return await self.app.store.read(lambda tx: tuple(tx.incidents.open()))

    async def reports_of(self, code: str) -> tuple[Report, ...]:
        assert self.app is not None
        return await self.app.store.read(lambda tx: tuple(tx.reports.of_incident(code)))

    def alerts_in(self, *channels: str) -> list[str]:
        """Every alert that stands in these channels on every platform (in all of them, unless some are named)."""
        rooms = [chat for chat in self.world.chats.values() if chat.is_room and not chat.name.startswith("moderators")]
        named = [chat for chat in rooms if not channels or chat.name.partition("@")[0] in channels]
        return [message.text for chat in named for message in chat.shown if message.from_bot]

    def rooms_alerted(self) -> set[str]:
        """Names of the channels' rooms in which anything stands."""
        rooms = (chat for chat in self.world.chats.values() if chat.is_room)
        return {chat.name for chat in rooms if chat.shown and not chat.name.startswith("moderators")}


class Somebody:
    """A person with a phone, looking at one chat."""

    def __init__(self, town: Town, phone: SimPhone, room: str = "") -> None:
        self.town = town
        self.phone = phone
        self.room = room

    async def hears(self, wanted: Wanted = "", *, within_s: int = PATIENCE_S) -> SimMessage:
        """Listen, while time passes, until the bot says it. AssertionError shows the chat when it never does."""
        for _ in range(within_s):
            await self.town.settles()
            message = self.phone.heard(wanted, self.room)
            if message is not None:
                return message
            self.town.clock.advance(timedelta(seconds=1))
        raise AssertionError(f"{self.phone.name} never heard {wanted!r}; the chat shows:\n{self.transcript}")

    @property
    def transcript(self) -> str:
        return self.phone.transcript(self.room)

    def sees(self) -> list[str]:
        """What the bot has said and still stands here."""
        return [message.text for message in self.phone.sees(self.room)]

    def now(self, message: SimMessage) -> SimMessage:
        """Return a message as it stands by now."""
        return self.town.world.chats[message.chat].messages[message.ref]


class Resident(Somebody):
    async def reports(self, text: str) -> SimMessage:
        """Send a sighting and hear the preview of what will be passed on."""
        self.phone.writes(text)
        return await self.hears()

    async def says(self, text: str) -> SimMessage:
        """Say something and hear the next thing the bot answers."""
        return await self.reports(text)

    async def shares(self, lat: float, lon: float) -> SimMessage:
        self.phone.shares(Point(lat, lon))
        return await self.hears()

    async def picks(self, message: SimMessage, words: str) -> SimMessage:
        """Take one of the choices under a message and hear the answer."""
        self.phone.picks(self.now(message), words)
        return await self.hears()


class Moderator(Somebody):
    async def sees_card(self, words: str = "") -> SimMessage:
        """Wait for a card that says this."""
        return await self.hears(lambda m: m.text.startswith("#") and words.lower() in m.text.lower())

    async def approves(self, card: SimMessage) -> None:
        await self.picks(card, "approve")

    async def picks(self, message: SimMessage, words: str) -> None:
        self.phone.picks(self.now(message), words)
        await self.town.settles()

    async def writes(self, text: str, quoting: SimMessage | None = None) -> None:
        self.phone.writes(text, self.room, quoting)
        await self.town.settles()


class Neighbor(Somebody):
    """Somebody who reads a channel."""


def code_of(card: SimMessage) -> str:
    """The code a card begins with."""
    return card.text.split()[0].lstrip("#")
