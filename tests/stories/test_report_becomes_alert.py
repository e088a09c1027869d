"""The main job: somebody sees something, moderators decide, the neighborhood hears of it, and nobody else."""

import pytest

from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"


async def test_one_report_becomes_an_alert(town: Town):
    ana = town.resident("ana")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    lakeside = town.channel("lakeside")

    preview = await ana.reports(SIGHTING)
    assert "E Lake St & Chicago Ave S" in preview.text
    assert "3 SUV" in preview.text
    assert "vests" in preview.text

    card = await heron.sees_card("E Lake St & Chicago Ave S")
    assert "needs 2 votes" in card.text
    await heron.approves(card)
    await heron.sees_card("1/2")
    assert town.alerts_in() == []
    await wren.approves(card)

    alert = await lakeside.hears("REPORTED, not confirmed")
    assert "ICE activity near E Lake St & Chicago Ave S" in alert.text
    assert "3 SUV" in alert.text
    assert "vests" in alert.text
    assert f"code {code_of(card)}" in alert.text
    assert not alert.silent
    outcome = await ana.hears("shared with")
    assert "lakeside" in outcome.text
    assert town.rooms_alerted() == town.rooms_of("lakeside")


async def test_nothing_goes_out_while_nobody_decides(town: Town):
    await town.resident("ana").reports(SIGHTING)
    await town.moderator("heron").sees_card()
    for _ in range(20):
        await town.resident("another").reports(SIGHTING)
    await town.passes(minutes=30)
    assert town.alerts_in() == []


async def test_a_draft_waits_for_its_writer_and_can_be_cancelled(town: Town):
    ana = town.resident("ana")
    preview = await ana.reports(SIGHTING)
    await town.passes(seconds=20)
    assert await town.open_incidents() == ()
    await ana.picks(preview, "cancel")
    await town.passes(minutes=2)
    assert await town.open_incidents() == ()


async def test_a_draft_can_be_sent_at_once(town: Town):
    ana = town.resident("ana")
    preview = await ana.reports(SIGHTING)
    await ana.picks(preview, "send now")
    (incident,) = await town.open_incidents()
    assert incident.place is not None
    assert incident.place.label == "E Lake St & Chicago Ave S"


async def test_two_neighbors_report_one_raid_and_downtown_hears_once(town: Town):
    ana, luis = town.resident("ana"), town.resident("luis")
    heron, wren = town.moderator("heron"), town.moderator("wren")

    await ana.reports("4 agents in green vests at ferry and main")
    await luis.reports("ice at main ave & ferry st, two vans")
    card = await heron.sees_card("2 witnesses")
    assert len(await town.open_incidents()) == 1
    await heron.approves(card)
    await wren.approves(card)

    await town.channel("downtown").hears("ICE activity near")
    await ana.hears("shared with")
    await luis.hears("shared with")
    await town.passes(minutes=5)
    assert len([text for text in town.alerts_in("downtown") if "ICE activity near" in text]) == 1


async def test_one_person_who_reports_twice_is_one_witness(town: Town):
    ana = town.resident("ana")
    heron = town.moderator("heron")
    preview = await ana.reports(SIGHTING)
    await ana.picks(preview, "send now")
    await heron.sees_card("1 witness")
    await town.passes(minutes=3)
    again = await ana.reports("still there, more agents now at lake & chicago, 8 agents in vests")
    assert "Lake St" in again.text
    await town.passes(minutes=2)
    (incident,) = await town.open_incidents()
    assert incident.witnesses == 1


async def test_moderators_on_both_platforms_are_one_room(town: Town):
    heron, dov = town.moderator("heron"), town.moderator("dov", town.beside.name)
    await town.resident("ana").reports(SIGHTING)
    here, there = await heron.sees_card(), await dov.sees_card()
    assert code_of(here) == code_of(there)
    await heron.approves(here)
    assert "1/2" in (await dov.sees_card("1/2")).text
    await dov.approves(there)
    await town.channel("lakeside").hears("REPORTED")


@pytest.mark.parametrize("basis", ["seen by a trained observer", "photo", "official source"])
async def test_a_confirmation_says_what_it_rests_on(town: Town, basis):
    await town.resident("ana").reports(SIGHTING)
    heron, wren = town.moderator("heron"), town.moderator("wren")
    card = await heron.sees_card()
    for moderator in (heron, wren):
        await moderator.picks(card, "confirm")
        menu = await moderator.hears(f"Confirm {code_of(card)}")
        await moderator.picks(menu, basis)
    alert = await town.channel("lakeside").hears("CONFIRMED (")
    assert basis.split()[0] in alert.text
