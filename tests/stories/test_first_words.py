"""The shorter ways of residents: first contact, step by step, a shared place, rights, channels, and taking back."""

import pytest

from geo.gazetteer import Gazetteer
from geo.point import Point
from tests.town import Moderator, Town, code_of

SIGHTING = "3 suvs agents in vests at lake & chicago"
PIN = Point(47.0784367, -106.5987123)
CORNER = "12th St S & Chicago Ave S"
"""The crossing nearest to it."""


async def published(town: Town) -> tuple[Moderator, Moderator, str]:
    """Ana's sighting is out; returns who decided, and the code."""
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    return heron, wren, code_of(card)


@pytest.mark.parametrize(("words", "greeting"), [("hi", "without your name"), ("hola", "sin tu nombre")])
async def test_a_greeting_is_answered_in_its_language_with_what_to_do_next(town: Town, words, greeting):
    hello = await town.resident("ana", language="").says(words)
    assert greeting in hello.text
    assert {"English", "Español"} <= set(hello.choices)


async def test_another_language_is_one_choice_away_and_stays(town: Town):
    ana = town.resident("ana")
    hola = await ana.picks(await ana.says("hi"), "Español")
    assert "sin tu nombre" in hola.text
    assert "Recibido" in (await ana.says("3 suvs lake & chicago")).text


async def test_step_by_step_ends_in_the_same_preview(town: Town):
    ana = town.resident("ana")
    ana.phone.writes("report")
    await ana.hears("1 of 6")
    ana.phone.writes("4")
    await ana.picks(await ana.hears("2 of 6"), "Stopping or questioning")
    ana.phone.writes("lake & chicago")
    await ana.picks(await ana.hears("4 of 6"), "Vests")
    await ana.hears("5 of 6")
    ana.phone.writes("now")
    await ana.hears("6 of 6")
    ana.phone.writes("2 vans")
    preview = await ana.hears("I pass on")
    for part in ("E Lake St & Chicago Ave S", "4 agents", "vests", "2 vans", "stopping people"):
        assert part in preview.text
    card = await town.moderator("heron").sees_card("E Lake St & Chicago Ave S")
    assert "S 4" in card.text


async def test_who_stops_answering_step_by_step_is_passed_on_as_it_stands(town: Town):
    ana = town.resident("ana")
    ana.phone.writes("report")
    await ana.hears("1 of 6")
    await ana.says("4")
    await ana.says("skip")
    await ana.says("lake & chicago")
    await town.passes(minutes=11)
    assert "S 4" in (await town.moderator("heron").sees_card("E Lake St & Chicago Ave S")).text


async def test_a_place_arrives_in_every_way_this_platform_shares_one(town: Town, town_gazetteer):
    nearest = Gazetteer.open(town_gazetteer).nearest_crossing(PIN)
    assert nearest is not None
    forms = town.resident("ana").phone.place_forms
    for form in forms:
        who = town.resident(f"ana {form}")
        await who.says("agents in vests stopping people")
        preview = await who.shares(PIN.lat, PIN.lon, form)
        assert CORNER in preview.text, form
        assert "47." not in preview.text
        await town.passes(minutes=1)
    (incident,) = await town.open_incidents()
    assert incident.witnesses == len(forms)
    assert incident.place is not None
    assert incident.place.point == nearest[0].point


async def test_a_question_is_answered_by_a_choice_and_the_card_says_so(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports(SIGHTING)
    await heron.picks(await heron.sees_card(), "ask")
    await heron.picks(await heron.hears("Ask the people"), "still there")
    question = await ana.hears("Still there?")
    assert "You need not answer" in question.text
    await ana.picks(question, "still there")
    await heron.sees_card("still there")


async def test_after_the_end_a_conversation_is_over_and_a_sighting_is_a_new_one(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports(SIGHTING)
    card = await heron.sees_card()
    await heron.picks(card, "reject")
    await heron.picks(await heron.hears(f"Reject {code_of(card)}"), "too old")
    assert "not shared" in (await ana.hears("not shared")).text
    await ana.says("fix")
    assert await town.open_incidents() == ()
    await ana.reports(SIGHTING)
    again = await heron.sees_card("NEW")
    assert code_of(again) != code_of(card)


async def test_rights_come_with_the_number_to_call(town: Town):
    rights = await town.resident("ana").says("/rights")
    assert "You may stay silent" in rights.text
    assert "555-0100" in rights.text
    assert "puedes guardar silencio" in (await town.resident("eva", language="es").says("mis derechos")).text.lower()


async def test_who_tells_of_somebody_taken_hears_whom_to_call_and_no_name_goes_on(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    aid = await ana.says("they took my brother Xochitl Quetzalli at lake & chicago")
    assert "555-0100" in aid.text
    await town.passes(minutes=11)
    await heron.sees_card("E Lake St & Chicago Ave S")
    assert not any(name in town.everything_in_rooms() for name in ("Xochitl", "Quetzalli"))


async def test_channels_are_listed_all_together_or_for_a_place_that_is_not_kept(town: Town):
    luis = town.resident("luis")
    every = await luis.says("/zones")
    assert "- lakeside" in every.text
    assert "- cannery" in every.text
    assert await town.open_incidents() == ()


async def test_an_alert_can_be_compared_and_whatever_is_none_looks_the_same(town: Town):
    heron, _, code = await published(town)
    luis = town.resident("luis")
    await town.resident("bo").reports("3 agents in vests at quarry rd & alder ave")
    pending = code_of(await heron.sees_card("Quarry Rd"))
    luis.phone.writes(f"verify {code}")
    await luis.hears("as published")
    assert "ICE activity near E Lake St & Chicago Ave S" in (await luis.hears("REPORTED")).text
    for other in (pending, "ZZZZ"):
        assert (await luis.says(f"verify {other}")).text == "No such alert."


async def test_still_there_counts_once_a_person_and_brings_no_second_alert(town: Town):
    heron, _, code = await published(town)
    luis = town.resident("luis")
    for _ in range(2):
        await luis.says(f"{code} still")
    await heron.sees_card("still there")
    (incident,) = await town.open_incidents()
    assert incident.witnesses == 2
    await town.passes(minutes=5)
    assert [len(shown) for shown in town.rooms("lakeside").values()] == [1, 1]


async def test_a_fix_before_it_is_passed_on_changes_what_is_passed_on(town: Town):
    ana = town.resident("ana")
    preview = await ana.reports(SIGHTING)
    await ana.picks(preview, "fix place")
    fixed = await ana.says("ferry & main")
    assert "Main Ave" in fixed.text
    await town.passes(minutes=1)
    (incident,) = await town.open_incidents()
    assert incident.place is not None
    assert "Main Ave" in incident.place.label


async def test_deleting_the_message_of_an_open_report_takes_it_back(town: Town):
    ana = town.resident("ana")
    wrote = ana.phone.writes(SIGHTING)
    await ana.hears("Received")
    ana.phone.deletes(wrote)
    await town.passes(minutes=15)
    assert await town.open_incidents() == ()
