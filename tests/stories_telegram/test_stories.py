"""The main job on Telegram, through the real library, HTTP and a strict server: nothing of it is simulated twice."""

from geo.gazetteer import Gazetteer
from geo.point import Point
from tests.fake_telegram.people import upgraded
from tests.fake_telegram.server import FakeTelegram
from tests.stories_telegram.telegramtown import MODERATORS_ID, Moderator, TelegramTown, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
PIN = Point(47.0784367, -106.5987123)
"""Inside a block, near E Lake St & Chicago Ave S but on neither street."""


async def published(town: TelegramTown, heron: Moderator, wren: Moderator) -> str:
    """A report that two moderators let out; returns its code."""
    await town.resident("Ana").says(SIGHTING)
    card = await heron.sees_card()
    await heron.picks(card, "approve")
    await wren.picks(card, "approve")
    await town.channel("lakeside").hears("REPORTED")
    return code_of(card)


async def test_one_report_becomes_an_alert(town: TelegramTown):
    ana, heron, wren = town.resident("Ana"), town.moderator("Heron"), town.moderator("Wren")
    preview = await ana.says(SIGHTING)
    assert "E Lake St & Chicago Ave S" in preview.text
    assert "3 SUV" in preview.text
    card = await heron.sees_card("E Lake St & Chicago Ave S")
    await heron.picks(card, "approve")
    assert town.alerted() == set()
    assert "1/2" in (await heron.hears("1/2")).text
    await wren.picks(card, "approve")
    alert = await town.channel("lakeside").hears("REPORTED, not confirmed")
    assert "ICE activity near E Lake St & Chicago Ave S" in alert.text
    assert f"code {code_of(card)}" in alert.text
    assert "lakeside" in (await ana.hears("shared with")).text
    assert town.alerted() == {"lakeside"}
    everything = "\n".join(text for room in (town.room, *town.channels.values()) for text in room.texts)
    assert not any(name in everything for name in ("Ana", "canary", str(ana.person.id)))


async def test_two_neighbors_report_one_raid(town: TelegramTown):
    ana, luis = town.resident("Ana"), town.resident("Luis")
    heron, wren = town.moderator("Heron"), town.moderator("Wren")
    await ana.says("4 agents in green vests at ferry and main")
    await luis.says("ice at main ave & ferry st, two vans")
    card = await heron.sees_card("2 witnesses")
    assert len(await town.open_incidents()) == 1
    await heron.picks(card, "approve")
    await wren.picks(card, "approve")
    await town.channel("downtown").hears("ICE activity near")
    await ana.hears("shared with")
    await luis.hears("shared with")
    await town.passes(minutes=5)
    assert len(town.alerts_in("downtown")) == 1


async def test_an_ambiguous_crossing_is_asked_and_answered_by_button(town: TelegramTown):
    ana = town.resident("Ana")
    question = await ana.says("two vans parked at 5th and linden")
    preview = await ana.picks(question, "Old Mill")
    assert "5th St N & Linden Ave N" in preview.text
    assert "Old Mill" in (await town.moderator("Heron").sees_card("5th St N & Linden Ave N")).text


async def test_a_pin_is_snapped_to_its_crossing(town: TelegramTown, town_gazetteer):
    nearest = Gazetteer.open(town_gazetteer).nearest_crossing(PIN)
    assert nearest is not None
    ana = town.resident("Ana")
    await ana.says("agents in vests stopping people")
    preview = await ana.shares(PIN.lat, PIN.lon)
    await ana.picks(preview, "send now")
    (incident,) = await town.open_incidents()
    assert incident.place is not None
    assert incident.place.point == nearest[0].point
    assert [report.place.point for report in await town.reports_of(incident.code) if report.place] == [nearest[0].point]


async def test_moderators_who_press_at_once_send_one_alert(town: TelegramTown):
    await town.resident("Ana").says(SIGHTING)
    crowd = [town.moderator(name) for name in ("Heron", "Wren", "Crane", "Stork")]
    card = await crowd[0].sees_card()
    for moderator in crowd:
        moderator.presses(card, "approve")
    await town.channel("lakeside").hears("REPORTED")
    await town.passes(minutes=2)
    assert len(town.alerts_in("lakeside")) == 1
    assert len([line for line in town.toasts() if "was already published by" in line]) == 2


async def test_a_correction_reaches_exactly_the_channels_that_had_the_alert(town: TelegramTown):
    heron, wren = town.moderator("Heron"), town.moderator("Wren")
    code = await published(town, heron, wren)
    had = town.alerted()
    await heron.writes(f"/false {code}")
    await wren.writes(f"/false {code}")
    await town.channel("lakeside").hears("CORRECTION")
    await town.passes(minutes=5)
    assert town.alerted() == had == {"lakeside"}


async def test_at_the_door_rights_come_first_and_a_home_is_never_published(town: TelegramTown):
    ana = town.resident("Ana")
    rights = await ana.says("they are at my door")
    assert "You need not open" in rights.text
    home = await ana.hears("Is this your home?")
    await ana.picks(home, "yes")
    await ana.says("5th st n & linden ave n")
    heron, wren = town.moderator("Heron"), town.moderator("Wren")
    card = await heron.sees_card("PRIVATE HOME")
    await heron.picks(card, "approve")
    await wren.picks(card, "approve")
    alert = await town.channel("old-mill").hears("ICE activity near")
    assert "Old Mill" in alert.text
    assert not any(street in alert.text for street in ("Linden", "5th"))
    assert town.alerted() == {"old-mill"}


async def test_a_restart_in_the_middle_loses_nothing_and_doubles_nothing(town: TelegramTown):
    ana, heron, wren = town.resident("Ana"), town.moderator("Heron"), town.moderator("Wren")
    await ana.says(SIGHTING)
    await town.restarts()
    card = await heron.sees_card()
    await heron.picks(card, "approve")
    await town.stops()
    wren.presses(card, "approve")  # pressed while nobody listens
    await town.starts()
    await town.channel("lakeside").hears("REPORTED")
    await town.restarts()
    await town.passes(minutes=5)
    assert len(town.alerts_in("lakeside")) == 1
    assert len(await town.open_incidents()) == 1


async def test_a_moderators_group_that_moved_is_found_again_after_a_restart(town: TelegramTown, fake: FakeTelegram):
    heron = town.moderator("Heron")
    town.room = heron.room = upgraded(fake, town.room, heron.person, -1001999999999)
    await town.settles()
    await town.restarts()
    fake.calls.clear()
    await town.resident("Ana").says(SIGHTING)
    await heron.sees_card("E Lake St & Chicago Ave S")
    assert not [call for call in fake.calls if str(call[1].get("chat_id")) == str(MODERATORS_ID)]
