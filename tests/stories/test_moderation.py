"""What moderators do besides voting: edit, mute, merge, publish alone, show, suspend, and what stays at the end."""

import pytest

from tests.town import Town, code_of

SIGHTING = "3 suvs agents in vests at lake & chicago"


async def test_an_edit_asks_for_new_votes(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    await heron.sees_card("1/2")
    await wren.writes(f"edit {code_of(card)} vehicles: 5")
    await heron.sees_card("5")
    await wren.approves(card)
    await town.passes(minutes=2)
    assert town.alerts_in() == []
    await heron.approves(card)
    assert "5 SUVs" in (await town.channel("lakeside").hears("REPORTED")).text


async def test_a_muted_sender_is_told_and_still_gets_help(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports(SIGHTING)
    card = await heron.sees_card()
    await heron.writes(f"mute {code_of(card)} r1")
    told = await ana.hears("555-0100")
    assert "heron" not in told.text
    await ana.says("2 vans at 5th st n & linden ave n")
    await town.passes(minutes=15)
    assert len(await town.open_incidents()) == 1
    assert "You may stay silent" in (await ana.says("rights")).text


async def test_two_incidents_become_one_and_both_reporters_hear_of_it(town: Town):
    ana, luis = town.resident("ana"), town.resident("luis")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await ana.reports(SIGHTING)
    first = await heron.sees_card("Chicago Ave")
    await luis.reports("2 vans at lake & cedar")
    second = await heron.sees_card("Cedar")
    for moderator in (heron, wren):
        await moderator.writes(f"merge {code_of(second)} {code_of(first)}")
    await heron.sees_card("2 witnesses")
    (incident,) = await town.open_incidents()
    assert (incident.code, incident.witnesses) == (code_of(first), 2)
    for moderator in (heron, wren):
        await moderator.writes(f"approve {code_of(first)}")
    await town.channel("lakeside").hears("REPORTED")
    await ana.hears("shared with")
    await luis.hears("shared with")


async def test_who_publishes_alone_is_told_of_and_unconfirmed_when_nobody_follows(town: Town):
    heron = town.moderator("heron")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.picks(card, "alone")
    lakeside = town.channel("lakeside")
    alert = await lakeside.hears("REPORTED")
    await town.passes(minutes=16)
    marked = await lakeside.hears(lambda m: m.ref == alert.ref and m.edited)
    assert "NOT CONFIRMED BY ANYONE" in marked.text


@pytest.mark.settings(moderation={"signal_wording_on_telegram": True})  # off as shipped
async def test_the_words_of_a_report_are_shown_when_asked_for_and_not_before(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports("3 suvs agents in vests at lake & chicago by the blue bakery")
    card = await heron.sees_card()
    assert "bakery" not in town.everything_in_rooms()
    await heron.writes(f"show {code_of(card)}")
    assert "blue bakery" in (await heron.hears("bakery")).text


async def test_a_suspended_moderators_vote_is_void_until_they_are_let_in_again(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    await heron.sees_card("1/2 (heron)")
    await wren.writes("/mod revoke heron")
    await wren.sees_card("needs 2 votes")
    await wren.approves(card)
    await heron.approves(card)
    await town.passes(minutes=2)
    assert town.alerts_in() == []
    await wren.writes("/mod readmit heron")
    await heron.approves(card)
    await town.channel("lakeside").hears("REPORTED")


async def test_at_the_end_a_card_is_one_line_that_names_nobody(town: Town):
    ana, heron, wren = town.resident("ana"), town.moderator("heron"), town.moderator("wren")
    await ana.reports(SIGHTING)
    card = await heron.sees_card()
    for moderator in (heron, wren):
        await moderator.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code_of(card)}")
    await ana.hears("is over")
    summary = await heron.hears(lambda m: code_of(card) in m.text and "NEW" not in m.text and not m.choices)
    assert "vests" not in summary.text
    await town.until(lambda: not any("NEW" in text or "PUBLISHED" in text for text in heron.sees()))
    assert not any("would alert" in text for text in heron.sees())


async def test_what_is_pending_is_listed_with_its_age(town: Town):
    heron = town.moderator("heron")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await town.passes(minutes=7)
    await heron.writes("pending")
    listed = await heron.hears(lambda m: code_of(card) in m.text and not m.text.startswith("#"))
    assert "min" in listed.text
