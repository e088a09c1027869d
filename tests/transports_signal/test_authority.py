"""Whose word counts: a moderator with another key than before is out until somebody who knows them lets them in again."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import App, build_app
from bot.storage.store import Store
from tests.fake_signal.account import Said
from tests.fake_signal.people import ANA, BEN, BOT, HERON, Person, Phones
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

    @asynccontextmanager
    async def running(self) -> AsyncIterator[App]:
        before = self.server.connections
        app = build_app(settings_for(self.server, self.gazetteer, self.folder))
        async with app:
            await self.server.listening(before + 1)
            yield app

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


@pytest.fixture
def city(server: FakeSignal, town_gazetteer: Path, tmp_path: Path) -> City:
    server.members[MODERATORS].append(WREN.number)
    server.numbers[WREN.aci] = WREN.number
    server.fingerprints = {HERON.aci: "05 aa heron", WREN.aci: "05 bb wren", ANA.aci: "05 cc ana"}
    return City(server, town_gazetteer, tmp_path)


async def test_a_key_that_changed_while_the_bot_was_down_voids_the_vote_and_suspends(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
    city.server.fingerprints[HERON.aci] = "05 ee somebody else's phone"
    async with city.running() as app:
        await shown(city.server, CARDS, f"The safety number of {heron} changed")
        await city.votes(WREN, card)
        await city.server.until(lambda: "1/2" in card.text and f"({heron})" not in card.text)
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "suspended")
        assert city.server.shown(ALERTS) == []


async def test_whoever_is_let_in_again_speaks_with_the_new_key_from_then_on(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        city.server.fingerprints[HERON.aci] = "05 ee a new phone"
    async with city.running():
        await shown(city.server, CARDS, f"The safety number of {heron} changed")
        await city.says(WREN, f"/mod readmit {heron}")
        await shown(city.server, CARDS, "again")
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
        await city.votes(WREN, card)
        await shown(city.server, ALERTS, "REPORTED")
    told = [text for text in city.server.shown(CARDS) if "safety number" in text]
    assert len(told) == 1


async def test_a_stolen_number_is_noticed_before_its_vote_counts(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        card = await city.reports()
        await city.votes(WREN, card)
        await shown(city.server, CARDS, "1/2")
        city.server.fingerprints[HERON.aci] = "05 ee a stolen number"
        update = {"groupId": MODERATORS.internal_id, "groupName": "Moderators", "revision": 9, "type": "UPDATE"}
        await city.server.emit(city.phones.says(BEN, None, groupInfo=update))
        await city.votes(HERON, card)
        await shown(city.server, CARDS, f"{heron} is suspended")
    assert city.server.shown(ALERTS) == []


async def test_a_residents_new_phone_means_nothing_and_no_key_of_theirs_is_kept(city: City):
    async with city.running() as app:
        await city.known(HERON, app)
        card = await city.reports()
        city.server.fingerprints[ANA.aci] = "05 ff a new phone of ana"
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
        assert await city.key_kept(ANA, app) == ""
    assert not [text for text in city.server.shown(CARDS) if "safety number" in text]


async def test_no_fingerprint_rests_anywhere(city: City):
    async with city.running() as app:
        await city.known(HERON, app)
        kept = await city.key_kept(HERON, app)
    assert re.fullmatch(r"[0-9a-f]{32}", kept)
    rest = b"".join(path.read_bytes() for path in city.folder.iterdir() if path.is_file())
    assert kept.encode() in rest
    assert b"05 aa" not in rest


async def test_what_an_operator_types_on_a_linked_phone_is_no_report_and_no_vote(city: City):
    async with city.running() as app:
        await city.known(HERON, app)
        sent = {"destination": ANA.aci, "timestamp": 5, "message": SIGHTING, "expiresInSeconds": 0, "viewOnce": False}
        in_room = {
            **sent, "destination": None, "message": "freeze",
            "groupInfo": {"groupId": MODERATORS.internal_id, "type": "DELIVER", "revision": 1},
        }  # fmt: skip
        owner = Person(name="Whistle", aci=HERON.aci, number=BOT)
        for each in (sent, in_room, {**sent, "editMessage": {"targetSentTimestamp": 5, "dataMessage": sent}}):
            await city.server.emit(city.phones.frame(owner, {"syncMessage": {"sentMessage": each}}))
        answers = len(city.server.shown(CARDS))
        await city.says(HERON, "pending")
        await city.server.until(lambda: len(city.server.shown(CARDS)) > answers)
        assert await _rows(app.store) == (0, False)
    assert city.server.shown(ANA.aci) == []


async def _rows(store: Store) -> tuple[int, bool]:
    """How many incidents are open, and whether the bot was frozen."""
    return await store.read(lambda tx: (len(tx.incidents.open()), bool(tx.journal.switch("frozen"))))


async def test_moderators_let_in_who_waits_at_a_channel(city: City):
    city.server.charters[PHILLIPS].asking.append(BEN.aci)
    async with city.running() as app:
        await shown(city.server, CARDS, "waiting to be let in")
        await city.known(HERON, app)
        await city.says(BEN, "admit lakeside")
        await shown(city.server, CARDS, "Only moderators may do this")
        assert city.server.members[PHILLIPS] == [BOT]
        await city.says(HERON, "admit nowhere")
        await shown(city.server, CARDS, "name of a channel")
        await city.says(HERON, "admit lakeside")
        await city.server.until(lambda: city.server.members[PHILLIPS] == [BOT, BEN.aci])
