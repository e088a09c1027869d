"""What happens when residents change their mind, ask instead of tell, or report what is known already."""

import pytest

from tests.town import Moderator, Town, code_of

SIGHTING = "3 suvs agents in vests at lake & chicago"


async def published(town: Town) -> tuple[Moderator, str]:
    """Ana's sighting is out; returns one of those who decided, and the code."""
    heron, wren = town.moderator("heron"), town.moderator("wren")
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    return heron, code_of(card)


async def asks(moderator: Moderator, question: str) -> None:
    await moderator.picks(await moderator.sees_card(), "ask")
    await moderator.picks(await moderator.hears("Ask the people"), question)


async def counted(town: Town) -> tuple[int, int]:
    (incident,) = await town.open_incidents()
    return incident.witnesses, incident.reports


async def test_who_reports_what_channels_know_is_told_so_once(town: Town):
    await town.resident("ana").reports(SIGHTING)
    _, code = await published(town)
    bo = town.resident("bo", language="es")
    await bo.reports("3 camionetas en lake y chicago")
    told = await bo.hears("ya se conocía")
    assert "lakeside" in told.text
    assert code in told.text
    await town.passes(minutes=2)
    assert await counted(town) == (2, 2)
    assert sum(code in text for text in bo.sees()) == 1


async def test_withdrawing_one_of_two_reports_keeps_the_person_a_witness(town: Town):
    ana = town.resident("ana")
    for who in (ana, ana, town.resident("bo")):
        await who.reports(SIGHTING)
        await town.passes(minutes=1)
    assert await counted(town) == (2, 3)
    await ana.says("withdraw")
    assert await counted(town) == (2, 3)


async def test_who_withdraws_is_no_witness_until_saying_it_again(town: Town):
    ana, bo = town.resident("ana"), town.resident("bo")
    for who in (ana, bo):
        await who.reports(SIGHTING)
        await town.passes(minutes=1)
    await ana.says("withdraw")
    assert await counted(town) == (1, 2)
    for _ in range(2):
        await ana.reports(SIGHTING)
        await town.passes(minutes=1)
        assert (await counted(town))[0] == 2


async def test_who_withdrew_is_asked_and_told_nothing_more(town: Town):
    ana, bo = town.resident("ana"), town.resident("bo")
    for who in (ana, bo):
        await who.reports(SIGHTING)
        await town.passes(minutes=1)
    await ana.says("withdraw")
    silent = ana.sees()
    heron, code = await published(town)
    await bo.hears("shared with")
    await asks(heron, "how many")
    await bo.hears("How many")
    wren = town.moderator("wren")
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code}")
    await bo.hears("is over")
    await town.passes(minutes=1)
    assert ana.sees() == silent


async def test_withdrawing_the_only_report_ends_it_in_one_line(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports(SIGHTING)
    code = code_of(await heron.sees_card())
    told = await ana.says("withdraw")
    assert "Withdrawn" in told.text
    assert await town.open_incidents() == ()
    await town.passes(minutes=1)
    assert "shared" not in ana.transcript.rpartition("Withdrawn")[2]
    assert not any("#" + code in text and "NEW" in text for text in heron.sees())
    await ana.reports(SIGHTING)
    await heron.sees_card("Lake St")
    assert (await counted(town)) == (1, 1)


async def test_asking_whether_they_are_there_says_nothing_of_it(town: Town):
    ana = town.resident("ana")
    await ana.reports(SIGHTING)
    _, code = await published(town)
    for words in ("are they still there?", f"{code} still there?"):
        await ana.says(words)
        (incident,) = await town.open_incidents()
        assert (incident.presence, incident.witnesses) == (None, 1)
    await ana.says(f"{code} still there")
    assert (await town.open_incidents())[0].presence is not None


async def test_the_door_is_heard_whatever_moderators_asked(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports(SIGHTING)
    await asks(heron, "how many")
    await ana.hears("How many")
    rights = await ana.says("now they are at my door")
    assert "You need not open" in rights.text
    await ana.hears("Is this your home?")
    assert not (await town.open_incidents())[0].private_home


@pytest.mark.settings(telegram={"erase_traces": False})  # what is deleted on both sides cannot be edited
async def test_an_edited_report_loses_what_its_message_no_longer_says(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    wrote = ana.phone.writes("4 agents in vests at lake & chicago, by the blue bakery")
    await heron.sees_card("S 4")
    ana.phone.edits(wrote, "agents at lake & chicago")
    await ana.hears("Changed")
    (incident,) = await town.open_incidents()
    assert (incident.observation.agents, incident.observation.uniforms) == (None, ())
    (report,) = await town.reports_of(incident.code)
    assert town.app is not None
    words = await town.app.store.read(lambda tx: tx.wordings.read(f"report:{report.ref}"))
    assert words == "agents at lake & chicago"


async def test_an_edit_after_forget_opens_nothing(town: Town):
    ana = town.resident("ana")
    wrote = ana.phone.writes(SIGHTING)
    await town.passes(minutes=1)
    await ana.says("forget")
    ana.phone.edits(wrote, "3 suvs at 5th st n & linden ave n")
    assert "send it as a new message" in (await ana.hears()).text
    await town.passes(minutes=15)
    assert await counted(town) == (1, 1)
