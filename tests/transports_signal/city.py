"""The bot over one database and a server on loopback, and everybody's phones: what stories on Signal are told with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import App, build_app
from geo.gazetteer import Gazetteer
from geo.point import Point
from geo.resolve import Resolver
from tests.fake_signal.account import Said
from tests.fake_signal.people import ANA, Person, Phones
from tests.fake_signal.server import FakeSignal
from tests.transports_signal.harness import MODERATORS, PHILLIPS
from tests.transports_signal.test_story import SIGHTING, number_of, settings_for, shown

WREN = Person(name="Wren Colibri", aci="30de0000-0000-4000-8000-000000000004", number="+15555550144")
CARDS, ALERTS = MODERATORS.rest_id, PHILLIPS.rest_id


@dataclass
class City:
    """The bot over one database, started as often as a story wants; everybody's phones besides."""

    server: FakeSignal
    gazetteer: Path
    folder: Path
    phones: Phones = field(default_factory=Phones)
    alerts: tuple[str, ...] = (ALERTS,)
    """The groups of the one channel."""
    admits_members: bool = True
    """Whether whoever is in the moderators' group decides."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[App]:
        before = self.server.connections
        given = settings_for(self.server, self.gazetteer, self.folder, self.alerts, admits_members=self.admits_members)
        app = build_app(given)
        async with app:
            await self.server.listening(before + 1)
            yield app

    def corner(self, label: str) -> Point:
        """Where two streets meet."""
        found = Resolver(Gazetteer.open(self.gazetteer)).resolve(label).place
        assert found is not None
        return found.point

    async def reports(self) -> Said:
        """Somebody reports; answers the card."""
        await self.server.emit(self.phones.says(ANA, SIGHTING))
        preview = await shown(self.server, ANA.aci, "E Lake St & Chicago Ave S")
        await self.server.emit(self.phones.says(ANA, number_of(preview, "send now")))
        await shown(self.server, CARDS, "needs 2 votes")
        return next(each for each in self.server.said if each.recipient == CARDS and "needs 2 votes" in each.text)

    async def says(self, person: Person, text: str) -> None:
        await self.server.emit(self.phones.says(person, text, MODERATORS))

    async def votes(self, person: Person, card: Said) -> None:
        await self.server.emit(self.phones.quotes(person, "approve", card.times[-1], MODERATORS))

    async def alias_of(self, person: Person, app: App) -> str:
        member = app.parts.members.member_key("signal", person.aci)
        found = await app.store.read(lambda tx: tx.moderators.by_member(member))
        return found.alias if found else ""

    async def key_kept(self, person: Person, app: App) -> str:
        member = app.parts.members.member_key("signal", person.aci)
        return await app.store.read(lambda tx: tx.moderators.key_of(member)) or ""

    async def known(self, person: Person, app: App) -> str:
        """They do something twice: the first makes them a moderator, the second shows the key they speak with."""
        for _ in range(2):
            answers = len(self.server.shown(CARDS))
            await self.says(person, "pending")
            await self.server.until(lambda: len(self.server.shown(CARDS)) > answers)  # noqa: B023  awaited here
        assert await self.key_kept(person, app)
        return await self.alias_of(person, app)
