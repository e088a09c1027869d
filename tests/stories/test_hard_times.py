"""Restarts, outages and floods: nothing that was acknowledged is lost, and nothing goes out twice."""

from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"


async def test_a_restart_in_the_middle_loses_no_report_and_doubles_no_alert(town: Town):
    ana = town.resident("ana")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await ana.reports(SIGHTING)
    await town.restarts()
    card = await heron.sees_card("E Lake St & Chicago Ave S")
    await heron.approves(card)
    await town.restarts()
    await heron.sees_card("1/2")
    await wren.approves(card)
    await town.restarts()
    await town.channel("lakeside").hears("REPORTED")
    await town.restarts()
    await town.passes(minutes=5)
    assert len(town.alerts_in("lakeside")) == 2  # one a language
    await heron.writes(f"clear {code_of(card)}")
    await wren.writes(f"clear {code_of(card)}")
    await town.channel("lakeside").hears("ALL CLEAR")


async def test_what_was_written_while_the_bot_was_away_arrives_once(town: Town):
    ana = town.resident("ana")
    await town.stops()
    ana.phone.writes(SIGHTING)
    await town.starts()
    await town.passes(minutes=1)
    (incident,) = await town.open_incidents()
    assert incident.reports == 1


async def test_an_outage_delays_an_alert_and_doubles_none(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    for platform in town.platforms.values():
        platform.refuses(3)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED", within_s=400)
    await town.channel("lakeside", town.beside.name).hears("REPORTADO", within_s=400)
    await town.passes(minutes=5)
    assert len(town.alerts_in("lakeside")) == 2  # one a language


async def test_an_alert_of_unknown_outcome_is_not_sent_twice_by_itself(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    await heron.approves(card)
    await town.passes(seconds=30)
    town.beside.muffles()
    await wren.approves(card)
    await town.passes(minutes=2)
    town.beside.recovers()
    await town.passes(minutes=10)
    assert [len(shown) for shown in town.rooms("lakeside").values()] == [1, 1]


async def test_a_flood_of_200_leaves_moderators_a_handful_of_cards(town: Town):
    crowd = [town.resident(f"crowd-{number}") for number in range(200)]
    for number, resident in enumerate(crowd):
        resident.phone.writes(f"{number % 5 + 1} agents in vests at lake & chicago")
    for _ in range(len(crowd) + 40):  # where answers take turns, each step of the town's time lets one out
        await town.passes(seconds=1.25)
    (incident,) = await town.open_incidents()
    taken = town.settings.limits.reports_overall_minute
    assert incident.reports == taken
    # Tags have 16 bits on purpose: one pair among 120 people shares one in every tenth run, three never.
    assert taken - 3 <= incident.witnesses <= taken
    refused = [resident for resident in crowd if any("send it again in a minute" in text for text in resident.sees())]
    assert len(refused) == len(crowd) - taken
    assert not any("Received" in text for resident in refused for text in resident.sees())
    assert town.alerts_in() == []
    heron, wren = town.moderator("heron"), town.moderator("wren")
    card = await heron.sees_card()
    assert len([text for text in heron.sees() if text.startswith("#")]) == 1
    await heron.approves(card)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    assert all(resident.sees() for resident in crowd)
    refused[0].phone.writes("4 agents in vests at lake & chicago")
    await refused[0].hears("Received")
