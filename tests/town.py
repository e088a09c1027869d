"""The town that speaks: residents, moderators and channels of the sample town, with the real bot behind them.

A town has two platforms: the one its story is told on, and another beside it. Time stands still unless somebody
listens or `passes` is called; whoever listens lets it run second by second.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.app import build_app
from bot.clock import TownClock
from bot.settings import Settings
from geo.point import Point
from handlers.incident import Incident, Report
from tests.instants import NOON
from tests.platforms import PLATFORMS
from tests.platforms.base import Phone, Platform, Shown, TownBot

PATIENCE_S = 240
"""Of the town's time: how long one listens before it is clear that nothing comes."""

REAL_PATIENCE_S = 30.0
"""Of real time, so that a story that hangs ends with a transcript."""

AREAS = ("Downtown", "Old Mill", "Orchard Hill", "Lakeside", "Cannery", "Northgate", "Southfield", "Westbank")
CHANNELS = tuple(area.lower().replace(" ", "-") for area in AREAS)
ON_BOTH = ("lakeside", "downtown")
"""Channels with a room on either platform; the one beside is in Spanish."""

T = TypeVar("T")
Wanted = Callable[[Shown], bool] | str
Tables = dict[str, dict[str, Any]]


def town_settings(gazetteer: Path, folder: Path, platforms: tuple[Platform, Platform], changes: Tables) -> Settings:
    """Settings of the whole town; `changes` are merged into its tables."""
    home, beside = platforms
    tables: Tables = {
        "city": {"gazetteer": gazetteer, "timezone": "America/Chicago", "hotlines": {"all": ("Hotline: 555-0100",)}},
        "storage": {"path": folder / "whistle.db"},
        "keyring": {"moderators_file": folder / "moderators.secret"},
        "moderation": {each.name: ({**each.opens("moderators"), "language": "en"},) for each in platforms},
        "alerts": {"release_delay": "0 s"},  # on by default; stories/test_release.py is about it
        "health": {"enabled": False},
    }
    channels: list[dict[str, Any]] = []
    for name, area in zip(CHANNELS, AREAS, strict=True):
        channels.append({"name": name, "areas": (area,), home.name: ({**home.opens(name), "language": "en"},)})
        if name in ON_BOTH:
            channels[-1][beside.name] = ({**beside.opens(name), "language": "es"},)
    for more in (*(each.tables() for each in platforms), changes):
        tables |= {table: {**tables.get(table, {}), **values} for table, values in more.items()}
    return Settings.model_validate({**tables, "channels": channels})


class Town:
    """The platforms and the bot on them. The bot can be stopped and started again; the platforms stay."""

    def __init__(self, settings: Settings, clock: TownClock, platforms: tuple[Platform, Platform]) -> None:
        self.settings, self.clock = settings, clock
        self.home, self.beside = platforms
        self.platforms: Mapping[str, Platform] = {each.name: each for each in platforms}
        self.bot: TownBot | None = None

    @property
    def app(self) -> TownBot:
        """The bot while it runs."""
        assert self.bot is not None
        return self.bot

    async def starts(self) -> None:
        """Start the bot, and wait until it listens."""
        simulated = [transport for each in self.platforms.values() for transport in each.transports()]
        self.bot = TownBot(build_app(self.settings, transports=simulated or None, clock=self.clock).parts)
        await self.bot.__aenter__()
        async with asyncio.timeout(REAL_PATIENCE_S):
            for each in self.platforms.values():
                await each.listened_to()

    async def stops(self) -> None:
        """Stop the bot gracefully."""
        bot, self.bot = self.bot, None
        if bot is not None:
            await bot.__aexit__(None, None, None)
            for each in self.platforms.values():
                each.left()

    async def ends(self) -> None:
        """The story is told: stop, and let nobody wait for a time that does not come."""
        for each in self.platforms.values() if self.bot else ():
            await each.ends(self.app)
        await self.stops()

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    def resident(self, name: str, language: str = "en", on: str = "", number: str = "") -> "Resident":
        return Resident(self, self._on(on).phone(name, language, number))

    def moderator(self, name: str, on: str = "") -> "Moderator":
        platform = self._on(on)
        phone, room = platform.phone(name), f"moderators@{platform.name}"
        phone.joins(room)
        return Moderator(self, phone, room)

    def channel(self, name: str, on: str = "") -> "Neighbor":
        platform = self._on(on)
        return Neighbor(self, platform.phone(f"neighbor of {name}"), f"{name}@{platform.name}")

    async def settles(self) -> None:
        """Let everything happen that can happen at this moment."""
        async with asyncio.timeout(REAL_PATIENCE_S):
            for each in self.platforms.values():
                await each.heard(self.app)
            await self.app.settle()

    async def passes(self, **span: float) -> None:
        """Let time pass: `await town.passes(minutes=30)`."""
        await self.settles()
        self.clock.advance(timedelta(**span))
        await self.settles()

    async def until(self, claim: Callable[[], T], *, within_s: int = PATIENCE_S) -> T:
        """Let time pass second by second until something is there; returns it, or what there was instead at last."""
        for _ in range(within_s):
            await self.settles()
            if found := claim():
                return found
            self.clock.advance(timedelta(seconds=1))
        return claim()

    async def open_incidents(self) -> tuple[Incident, ...]:
        return await self.app.store.read(lambda tx: tuple(tx.incidents.open()))

    async def reports_of(self, code: str) -> tuple[Report, ...]:
        return await self.app.store.read(lambda tx: tuple(tx.reports.of_incident(code)))

    @property
    def told(self) -> list[str]:
        """Short lines shown to whoever pressed a button."""
        return [line for each in self.platforms.values() for line in each.told]

    def rooms(self, *channels: str) -> dict[str, list[Shown]]:
        """What stands in every channel's room (of all channels, unless some are named)."""
        names = [name for name, _, _ in self.settings.rooms() if not name.startswith("moderators")]
        named = [name for name in names if not channels or name.partition("@")[0] in channels]
        return {name: self.platforms[name.partition("@")[2]].shown(name) for name in named}

    def alerts_in(self, *channels: str) -> list[str]:
        """Every alert that stands in these channels on every platform (in all of them, unless some are named)."""
        return [message.text for shown in self.rooms(*channels).values() for message in shown]

    def rooms_alerted(self) -> set[str]:
        """Names of the channels' rooms in which anything stands."""
        return {name for name, shown in self.rooms().items() if shown}

    def room_of(self, channel: str) -> str:
        """The channel's room on the platform the story is told on."""
        return f"{channel}@{self.home.name}"

    def rooms_of(self, channel: str) -> set[str]:
        """The channel's rooms on either platform."""
        return set(self.rooms(channel))

    def everything_in_rooms(self) -> str:
        """All that moderators and channels can read."""
        moderators = [each.shown(f"moderators@{each.name}") for each in self.platforms.values()]
        return "\n".join(message.text for shown in (*moderators, *self.rooms().values()) for message in shown)

    def _on(self, platform: str) -> Platform:
        return self.platforms[platform] if platform else self.home


class Somebody:
    """A person with a phone, looking at one chat."""

    def __init__(self, town: Town, phone: Phone, room: str = "") -> None:
        self.town, self.phone, self.room = town, phone, room
        self._heard: set[tuple[str, int]] = set()

    async def hears(self, wanted: Wanted = "", *, within_s: int = PATIENCE_S) -> Shown:
        """Listen, while time passes, until the bot says it. AssertionError shows the chat when it never does."""
        message = await self.town.until(lambda: self._news(wanted), within_s=within_s)
        if message is None:
            raise AssertionError(f"{self.phone.name} never heard {wanted!r}; the chat shows:\n{self.transcript}")
        self._heard.add((message.ref, message.version))
        return message

    @property
    def transcript(self) -> str:
        return "\n".join(f"  {message.ref}: {message.text}" for message in self.phone.shown(self.room))

    def sees(self) -> list[str]:
        """What the bot has said and still stands here."""
        return [message.text for message in self.phone.shown(self.room)]

    def now(self, message: Shown) -> Shown:
        """Return a message as it stands by now."""
        return next(each for each in self.phone.shown(message.room) if each.ref == message.ref)

    def _news(self, wanted: Wanted) -> Shown | None:
        """The first message, or edition of one, that was not heard yet."""
        shown = (each for each in self.phone.shown(self.room) if (each.ref, each.version) not in self._heard)
        return next((each for each in shown if _is(each, wanted)), None)


class Resident(Somebody):
    async def reports(self, text: str) -> Shown:
        """Send a sighting and hear the preview of what will be passed on."""
        self.phone.writes(text)
        return await self.hears()

    async def says(self, text: str) -> Shown:
        """Say something and hear the next thing the bot answers."""
        return await self.reports(text)

    async def shares(self, lat: float, lon: float, form: str = "") -> Shown:
        self.phone.shares(Point(lat, lon), form)
        return await self.hears()

    async def picks(self, message: Shown, words: str) -> Shown:
        """Take one of the choices under a message and hear the answer."""
        self.phone.picks(self.now(message), words)
        return await self.hears()


class Moderator(Somebody):
    def as_resident(self) -> Resident:
        """The same person, writing privately."""
        return Resident(self.town, self.phone)

    async def sees_card(self, words: str = "") -> Shown:
        """Wait for a card that says this."""
        return await self.hears(lambda m: m.text.startswith("#") and words.lower() in m.text.lower())

    async def approves(self, card: Shown) -> None:
        await self.picks(card, "approve")

    async def picks(self, message: Shown, words: str) -> None:
        self.phone.picks(self.now(message), words)
        await self.town.settles()

    async def writes(self, text: str, quoting: Shown | None = None) -> None:
        self.phone.writes(text, self.room, quoting)
        await self.town.settles()


class Neighbor(Somebody):
    """Somebody who reads a channel."""


def code_of(card: Shown) -> str:
    """The code a card begins with."""
    return card.text.split()[0].lstrip("#")


def _is(message: Shown, wanted: Wanted) -> bool:
    return wanted.lower() in message.text.lower() if isinstance(wanted, str) else wanted(message)


@asynccontextmanager
async def open_town(gazetteer: Path, folder: Path, platform: str = "sim", **changes: Any) -> AsyncIterator[Town]:
    """A town whose bot runs; `changes` are tables of its settings."""
    clock = TownClock(NOON)
    async with AsyncExitStack() as stack:
        platforms = PLATFORMS[platform](clock)
        for each in platforms:
            await stack.enter_async_context(each)
        town = Town(town_settings(gazetteer, folder, platforms, changes), clock, platforms)
        stack.push_async_callback(town.ends)
        await town.starts()
        yield town
