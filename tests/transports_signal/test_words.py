"""Everything a chat without buttons can do, from the frame to what the other phones show: words, quotes, reactions."""

import re

from tests.fake_signal.account import Charter, Said
from tests.fake_signal.people import ANA, BOT, HERON, Group, time_of
from tests.transports_signal.city import ALERTS, CARDS, WREN, City
from tests.transports_signal.harness import MODERATORS
from tests.transports_signal.test_story import SIGHTING, number_of, shown


def code_of(card: Said) -> str:
    found = re.search(r"#([A-Z0-9]{4})\b", card.text)
    assert found, card.text
    return found[1]


async def test_an_edit_before_it_was_passed_on_changes_what_is_passed_on(city: City):
    async with city.running():
        first = city.phones.says(ANA, SIGHTING)
        await city.server.emit(first)
        await shown(city.server, ANA.aci, "E Lake St & Chicago Ave S")
        await city.server.emit(city.phones.edits(ANA, SIGHTING.replace("3", "5"), time_of(first)))
        preview = await shown(city.server, ANA.aci, "5 ")
        await city.server.emit(city.phones.says(ANA, number_of(preview, "send now")))
        card = await shown(city.server, CARDS, "needs 2 votes")
    assert "E 5" in card, card


async def test_an_edit_after_it_was_passed_on_changes_the_card(city: City):
    async with city.running():
        first = city.phones.says(ANA, SIGHTING)
        await city.server.emit(first)
        preview = await shown(city.server, ANA.aci, "E Lake St & Chicago Ave S")
        await city.server.emit(city.phones.says(ANA, number_of(preview, "send now")))
        card = await shown(city.server, CARDS, "needs 2 votes")
        assert "E 3" in card
        await city.server.emit(city.phones.edits(ANA, SIGHTING.replace("3", "5"), time_of(first)))
        changed = await shown(city.server, CARDS, "E 5")
        assert "E 3" not in changed


async def test_a_deleted_message_is_a_report_taken_back(city: City):
    async with city.running() as app:
        first = city.phones.says(ANA, SIGHTING)
        await city.server.emit(first)
        await shown(city.server, ANA.aci, "E Lake St & Chicago Ave S")
        answers = len(city.server.shown(ANA.aci))
        await city.server.emit(city.phones.deletes(ANA, time_of(first)))
        await city.server.until(lambda: len(city.server.shown(ANA.aci)) > answers)
        assert await app.store.read(lambda tx: tx.incidents.open()) == []
    assert "needs 2 votes" not in "".join(city.server.shown(CARDS))


async def test_taking_a_reaction_back_takes_the_vote_back(city: City):
    async with city.running():
        card = await city.reports()
        await city.server.emit(city.phones.reacts(HERON, "👍", card.at_ms, MODERATORS))
        await city.server.until(lambda: "1/2" in card.text)
        await city.server.emit(city.phones.reacts(HERON, "👍", card.times[-1], MODERATORS, remove=True))
        await city.server.until(lambda: "1/2" not in card.text)
        await city.votes(WREN, card)
        await city.server.until(lambda: "1/2" in card.text)
    assert city.server.shown(ALERTS) == []


async def test_a_short_code_in_the_room_decides_without_a_quote(city: City):
    async with city.running():
        card = await city.reports()
        await city.says(HERON, f"approve {code_of(card).lower()}")
        await city.server.until(lambda: "1/2" in card.text)
        await city.says(WREN, f"approve #{code_of(card)}")
        assert f"code {code_of(card)}" in await shown(city.server, ALERTS, "REPORTED")


async def test_a_quoted_ask_reaches_the_reporter_and_the_answer_the_card(city: City):
    async with city.running():
        card = await city.reports()
        await city.server.emit(city.phones.quotes(HERON, "ask 1", card.at_ms, MODERATORS))
        await shown(city.server, ANA.aci, "Question about your report")
        assert "still there" not in card.text.lower()
        await city.server.emit(city.phones.says(ANA, "yes"))
        await city.server.until(lambda: "still there" in card.text.lower())


async def test_a_shared_place_and_a_pasted_map_link_are_places(city: City):
    async with city.running():
        await city.server.emit(city.phones.says(ANA, "agents stopping people here right now"))
        asked = await shown(city.server, ANA.aci, "Where")
        assert "E Lake St" not in asked
        corner = city.corner("E Lake St & Chicago Ave S")
        await city.server.emit(
            city.phones.says(ANA, f"A corner\nSome street\nhttps://maps.google.com/maps?q={corner.lat}%2C{corner.lon}")
        )
        await shown(city.server, ANA.aci, "E Lake St & Chicago Ave S")


async def test_an_alert_reaches_every_group_of_a_channel_and_so_does_its_end(city: City):
    other = Group("Lakeside-2")
    city.server.members[other], city.server.charters[other] = [BOT], Charter()
    city.alerts = (ALERTS, other.rest_id)
    async with city.running():
        card = await city.reports()
        await city.votes(HERON, card)
        await city.server.until(lambda: "1/2" in card.text)
        await city.votes(WREN, card)
        for group in city.alerts:
            await shown(city.server, group, "REPORTED")
        for person in (HERON, WREN):
            await city.says(person, f"clear {code_of(card)}")
        for group in city.alerts:
            await shown(city.server, group, "ALL CLEAR")
        first, second = (city.server.shown(group) for group in city.alerts)
        assert first == second
