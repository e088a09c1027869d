"""Whose word counts: a moderator's, for as long as they are in the moderators' room, wherever they write."""

from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
FORGOTTEN_S = 30
"""For so long at most a platform's answer about somebody is remembered."""


async def test_whoever_left_the_room_decides_nothing_in_private_until_they_are_back(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await heron.writes("pending")
    await heron.hears("Nothing waits")
    await town.resident("ana").reports(SIGHTING)
    card = await wren.sees_card("needs 2 votes")
    vote, privately = f"approve {code_of(card)}", heron.as_resident()

    heron.phone.leaves(heron.room)
    await town.passes(seconds=FORGOTTEN_S)
    assert "not in the moderators' room any more" in (await privately.says(vote)).text
    await privately.says("freeze")
    await wren.approves(card)
    assert "1/2 (heron)" not in (await wren.sees_card("1/2")).text
    await town.passes(minutes=2)
    assert town.alerts_in() == []

    heron.phone.joins(heron.room)
    await town.passes(seconds=FORGOTTEN_S)
    assert "is published" in (await privately.says(vote)).text
    await town.channel("lakeside").hears("REPORTED")


async def test_whoever_left_the_room_is_a_resident_like_any_other(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await heron.writes("pending")
    await heron.hears("Nothing waits")
    heron.phone.leaves(heron.room)
    await town.passes(seconds=FORGOTTEN_S)
    privately = heron.as_resident()
    assert "approve K7Q2" not in (await privately.says("help")).text
    assert "E Lake St & Chicago Ave S" in (await privately.reports(SIGHTING)).text
    assert "Lake St" in (await wren.sees_card()).text


async def test_where_the_platform_does_not_say_who_is_in_the_room_nothing_counts_and_everybody_is_told(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await heron.writes("pending")
    await heron.hears("Nothing waits")
    await town.resident("ana").reports(SIGHTING)
    card = await wren.sees_card("needs 2 votes")
    vote = f"approve {code_of(card)}"

    await town.passes(seconds=FORGOTTEN_S)
    town.home.hides_members()
    assert "cannot see at this moment who is" in (await heron.as_resident().says(vote)).text
    await wren.writes(vote)
    await wren.hears("cannot see at this moment who is")
    assert "1/2" not in wren.now(card).text
    assert "Received" in (await town.resident("luis").reports("agents in vests at chicago and lake")).text

    town.home.recovers()
    await heron.as_resident().says(vote)
    await wren.sees_card("1/2")
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
