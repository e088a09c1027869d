"""What moderators decide, and that nobody's second press, haste or mistake does harm."""

from tests.town import Moderator, Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
ON_A_BORDER = "agents in vests checking ids at lake st and 5th ave s"


async def published(town: Town, heron: Moderator, wren: Moderator, text: str = SIGHTING) -> str:
    """A report that two moderators let out; returns its code."""
    await town.resident("ana").reports(text)
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.passes(seconds=30)
    return code_of(card)


def corrected(town: Town) -> set[str]:
    """Rooms that got a correction of its own, besides the mark on the alert."""
    said = {name: [line.text for line in shown if not line.edited] for name, shown in town.rooms().items()}
    return {name for name, texts in said.items() if any(t.startswith(("CORRECTION", "CORRECCIÓN")) for t in texts)}


async def test_a_rejected_report_tells_its_writer_why(town: Town):
    ana = town.resident("ana")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await ana.reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)  # so that it takes as many to refuse
    for moderator in (wren, town.moderator("crane")):
        await moderator.picks(card, "reject")
        menu = await moderator.hears(f"Reject {code_of(card)}")
        await moderator.picks(menu, "not ICE")
    outcome = await ana.hears("not shared")
    assert "is not ICE" in outcome.text
    assert "heron" not in outcome.text
    assert await town.open_incidents() == ()
    assert town.rooms_alerted() == set()


async def test_two_moderators_press_at_once_and_one_alert_goes_out(town: Town):
    await town.resident("ana").reports(SIGHTING)
    crowd = [town.moderator(name) for name in ("heron", "wren", "crane", "stork")]
    card = await crowd[0].sees_card()
    for moderator in crowd:
        moderator.phone.picks(moderator.now(card), "approve")
    await town.channel("lakeside").hears("REPORTED")
    await town.passes(minutes=2)
    assert (
        len([text for text in town.alerts_in("lakeside") if "ICE activity near" in text]) == 1
    )  # the other is Spanish
    losers = [line for line in (*town.told, *crowd[0].sees()) if f"{code_of(card)} was already published by" in line]
    assert len(losers) == 2


async def test_a_double_click_is_one_vote(town: Town):
    await town.resident("ana").reports(SIGHTING)
    heron = town.moderator("heron")
    card = await heron.sees_card()
    for _ in range(3):
        heron.phone.picks(heron.now(card), "approve")
    await heron.sees_card("1/2")
    await town.passes(minutes=1)
    assert town.alerts_in() == []


async def test_a_vote_by_reaction_goes_when_the_reaction_goes(town: Town):
    await town.resident("ana").reports(SIGHTING)
    heron = town.moderator("heron")
    card = await heron.sees_card()
    heron.phone.reacts(card, "👍")
    await heron.sees_card("1/2")
    heron.phone.takes_back(heron.now(card), "👍")
    await heron.hears(lambda m: m.ref == card.ref and "1/2" not in m.text)
    await town.moderator("wren").approves(heron.now(card))
    assert town.alerts_in() == []


async def test_who_reported_a_thing_cannot_vote_on_it(town: Town):
    heron = town.moderator("heron")
    await heron.as_resident().reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    assert "1/2" not in heron.now(card).text


async def test_a_stranger_in_the_room_decides_nothing(town: Town):
    await town.resident("ana").reports(SIGHTING)
    heron = town.moderator("heron")
    card = await heron.sees_card()
    mallory = town.resident("mallory")
    for text in (f"approve {code_of(card)}", f"clear {code_of(card)}", "freeze"):
        mallory.phone.writes(text, heron.room)
    await town.passes(minutes=1)
    assert "1/2" not in heron.now(card).text
    assert "FROZEN" not in heron.now(card).text


async def test_a_correction_reaches_exactly_the_channels_that_had_the_alert(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    code = await published(town, heron, wren)
    had = town.rooms_alerted()
    assert had == town.rooms_of("lakeside")
    await heron.writes(f"false {code}")
    await wren.writes(f"false {code}")
    correction = await town.channel("lakeside").hears("CORRECTION")
    assert not correction.silent
    await town.channel("lakeside", town.beside.name).hears("CORRECCIÓN")
    await town.passes(minutes=5)
    assert town.rooms_alerted() == had


async def test_a_correction_follows_an_alert_that_moved_and_reaches_no_other_channel(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    code = await published(town, heron, wren)
    await heron.writes(f"update {code} moved to 5th st n & linden ave n")
    await wren.writes(f"approve {code}")
    await town.channel("old-mill").hears("5th St N")
    moved = town.rooms_alerted()
    assert town.rooms_of("lakeside") | town.rooms_of("old-mill") <= moved
    assert moved < town.rooms().keys()
    for moderator in (heron, wren):
        await moderator.writes(f"false {code}")
    await town.until(lambda: moved <= corrected(town))
    await town.passes(minutes=5)
    assert corrected(town) == moved == town.rooms_alerted()


async def test_a_place_near_a_border_is_told_on_both_sides(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await published(town, heron, wren, ON_A_BORDER)
    assert {room.partition("@")[0] for room in town.rooms_alerted()} == {"lakeside", "southfield"}


async def test_all_clear_is_said_where_the_alert_was(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    code = await published(town, heron, wren)
    await heron.writes(f"clear {code}")
    await wren.writes(f"clear {code}")
    await town.channel("lakeside").hears("ALL CLEAR")
    assert await town.open_incidents() == ()


async def test_expiry_edits_silently(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await published(town, heron, wren)
    lakeside = town.channel("lakeside")
    alert = await lakeside.hears("REPORTED")
    await town.passes(minutes=76)
    await heron.hears("expires in")
    await town.passes(minutes=20)
    gone = await lakeside.hears("EXPIRED")
    assert gone.ref == alert.ref
    assert gone.edited
    assert len(lakeside.sees()) == 1


async def test_a_freeze_holds_every_alert_until_it_is_lifted(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await heron.writes("freeze")
    await wren.writes("freeze")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.passes(minutes=20)
    assert town.alerts_in() == []
    await heron.writes("unfreeze")
    await wren.writes("unfreeze")
    await town.channel("lakeside").hears("REPORTED")


async def test_a_claim_tells_the_others_and_ends_by_itself(town: Town):
    await town.resident("ana").reports(SIGHTING)
    heron = town.moderator("heron")
    card = await heron.sees_card()
    await heron.picks(card, "I check this")
    await heron.sees_card("is checking")
    await town.passes(minutes=11)
    released = await heron.hears(lambda m: m.ref == card.ref and "is checking" not in m.text)
    assert "needs 2 votes" in released.text


async def test_decisions_at_the_very_same_moment_are_all_counted(town: Town):
    residents = [town.resident(f"r{number}") for number in range(6)]
    places = ("lake & chicago", "ferry & main", "2nd st n & 8th ave n", "quarry rd & alder ave",
              "5th st n & linden ave n", "lake & cedar")  # fmt: skip
    for resident, place in zip(residents, places, strict=True):
        resident.phone.writes(f"3 agents in vests at {place}")
    await town.passes(minutes=1)
    incidents = await town.open_incidents()
    assert len(incidents) == 6
    heron, wren = town.moderator("heron"), town.moderator("wren")
    for incident in incidents:
        for moderator in (heron, wren):
            moderator.phone.writes(f"approve {incident.code}", moderator.room)
    codes = {incident.code for incident in incidents}
    assert await town.until(lambda: all(f"code {code}" in "\n".join(town.alerts_in()) for code in codes))


async def test_moderators_hear_that_a_published_report_was_changed_and_taken_back(town: Town):
    ana = town.resident("ana")
    heron, dov = town.moderator("heron"), town.moderator("dov", town.beside.name)
    await ana.reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    await dov.writes(f"approve {code_of(card)}")
    await ana.hears("shared with")
    alerts = sorted(town.alerts_in())
    await ana.says("fix")
    await ana.says("it was 5 suvs")
    changed = await heron.hears(f"r1 of {code_of(card)} changed it")
    assert "update" in changed.text
    await dov.hears(f"r1 of {code_of(card)} changed it")
    await ana.says("withdraw")
    taken_back = await heron.hears("took it back")
    await town.passes(minutes=1)
    assert sorted(town.alerts_in()) == alerts
    await heron.picks(taken_back, "In doubt")
    await town.channel("lakeside").hears("IN DOUBT")
