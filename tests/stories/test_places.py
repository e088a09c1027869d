"""Where it is: asked when in doubt, told back, and never finer than a crossing."""

from geo.gazetteer import Gazetteer
from geo.point import Point, distance_m
from tests.town import Town, code_of

PIN = Point(47.0784367, -106.5987123)
"""Inside a block, near E Lake St & Chicago Ave S but on neither street."""


async def test_an_ambiguous_crossing_is_asked_and_answered(town: Town):
    ana = town.resident("ana")
    question = await ana.reports("two vans parked at 5th and linden")
    assert [label for label in question.choices if "&" in label] == [
        "5th St N & Linden Ave N (Old Mill)",
        "5th St S & Linden Ave S (Orchard Hill)",
    ]
    preview = await ana.picks(question, "Old Mill")
    assert "5th St N & Linden Ave N" in preview.text
    card = await town.moderator("heron").sees_card("5th St N & Linden Ave N")
    assert "Old Mill" in card.text


async def test_a_typed_answer_settles_the_place_as_well(town: Town):
    ana = town.resident("ana")
    await ana.reports("two vans parked at 5th and linden")
    preview = await ana.says("5th st s and linden ave s")
    assert "5th St S & Linden Ave S" in preview.text


async def test_a_report_without_a_place_is_not_lost_and_moderators_can_find_it(town: Town):
    ana = town.resident("ana")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    question = await ana.reports("3 unmarked vans with agents in vests")
    assert "Where?" in question.text
    assert await town.open_incidents() == ()
    await town.passes(minutes=11)
    card = await heron.sees_card("PLACE UNKNOWN")
    for moderator in (heron, wren):
        await moderator.writes(f"approve {code_of(card)}")
    assert town.alerts_in() == []
    await heron.writes(f"place {code_of(card)} lake & chicago")
    placed = await heron.sees_card("E Lake St & Chicago Ave S")
    for moderator in (heron, wren):
        await moderator.approves(placed)
    await town.channel("lakeside").hears("ICE activity near E Lake St & Chicago Ave S")


async def test_a_pin_is_snapped_to_its_crossing_before_anything_is_kept(town: Town, town_gazetteer):
    gazetteer = Gazetteer.open(town_gazetteer)
    nearest = gazetteer.nearest_crossing(PIN)
    assert nearest is not None
    ana = town.resident("ana")
    ana.phone.writes("agents in vests stopping people")
    await ana.hears()
    preview = await ana.shares(PIN.lat, PIN.lon)
    await ana.picks(preview, "send now")
    (incident,) = await town.open_incidents()
    assert incident.place is not None
    assert incident.place.point == nearest[0].point
    assert 20 < distance_m(incident.place.point, PIN) < 250
    for report in await town.reports_of(incident.code):
        assert report.place is not None
        assert report.place.point == nearest[0].point
    everything = "\n".join([town.everything_in_rooms(), *ana.sees()])
    assert incident.code in everything
    assert "47.0784" not in everything
    assert "106.5987" not in everything


async def test_a_button_of_an_older_list_chooses_no_other_place(town: Town):
    ana = town.resident("ana")
    older = await ana.reports("agents at linden & 5th")
    await ana.says("sorry, lake & chicago")
    assert "older" in (await ana.picks(older, "Orchard Hill")).text
    await town.passes(minutes=1)
    (incident,) = await town.open_incidents()
    assert incident.place is not None
    assert "Lake" in incident.place.label


async def test_step_by_step_goes_on_after_a_choice_of_places(town: Town):
    ana = town.resident("ana")
    await ana.says("report")
    await ana.hears("1 of 6")
    await ana.says("4")
    await ana.says("skip")
    which = await ana.says("linden & 5th")
    assert "4 of 6" in (await ana.picks(which, "Old Mill")).text
    await ana.says("skip")
    await ana.says("skip")
    assert "5th St N & Linden Ave N" in (await ana.says("2 vans")).text


async def test_a_corner_beside_a_school_takes_as_many_votes_as_the_school(town: Town):
    ana = town.resident("ana")
    preview = await ana.reports("3 agents in vests at 3rd St S and Juniper Ave S")
    await ana.picks(preview, "send now")
    heron, wren, crane = town.moderator("heron"), town.moderator("wren"), town.moderator("crane")
    card = await heron.sees_card("3rd St S & Juniper Ave S")
    assert "sensitive place" in card.text
    assert "needs 3 votes" in card.text
    for moderator in (heron, wren):
        await moderator.approves(card)
    assert town.alerts_in() == []
    await crane.approves(card)
    await town.channel("orchard-hill").hears("ICE activity near 3rd St S & Juniper Ave S")
