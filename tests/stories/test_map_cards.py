"""A map card shows where: it comes with the alert, follows what becomes of it, and never shows a home."""

from io import BytesIO

import pytest
from PIL import Image

from geo.mapcard import HEIGHT, WIDTH
from tests.platforms.base import Shown
from tests.town import Moderator, Neighbor, Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"

pytestmark = pytest.mark.settings(alerts={"map_card": "dark"})


async def published(town: Town, sighting: str = SIGHTING) -> tuple[str, Moderator, Moderator]:
    """A report that two moderators let out: its code, and the two."""
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(sighting)
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    return code_of(card), heron, wren


def is_map(message: Shown) -> bool:
    return bool(message.photo) and Image.open(BytesIO(message.photo)).size == (WIDTH, HEIGHT)


async def test_an_alert_arrives_with_its_map_and_is_edited_to_all_clear(town: Town):
    lakeside = town.channel("lakeside")
    code, heron, wren = await published(town)
    alert = await lakeside.hears("REPORTED")
    assert is_map(alert)
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code}")
    marked = await lakeside.hears(lambda m: m.ref == alert.ref and "ALL CLEAR" in m.text)
    assert is_map(marked)
    assert marked.photo != alert.photo, "the words on the map still call it live"
    news = await lakeside.hears(lambda m: m.ref != alert.ref and "ALL CLEAR" in m.text)
    assert not news.photo


@pytest.mark.parametrize("platform", ["sim", "telegram"], indirect=True)
async def test_where_an_edit_takes_no_picture_the_first_one_stays_under_the_new_words(town: Town):
    neighbor = town.channel("lakeside", town.beside.name)
    code, heron, wren = await published(town)
    alert = await neighbor.hears("REPORTADO")
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code}")
    marked = await neighbor.hears(lambda m: m.ref == alert.ref and m.edited)
    assert is_map(alert)
    assert marked.photo == alert.photo


async def test_moderators_see_the_map_on_the_card_through_all_its_edits(town: Town):
    heron = town.moderator("heron")
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card()
    assert is_map(card)
    await heron.approves(card)
    voted = await heron.sees_card("1/2")
    assert (voted.ref, voted.photo) == (card.ref, card.photo)
    await town.moderator("wren").approves(card)
    out = await heron.sees_card("PUBLISHED")
    assert out.ref == card.ref
    assert is_map(out)


async def test_a_card_whose_place_is_unknown_gets_its_map_when_the_place_is_known(town: Town):
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports("agents in vests stopping people")
    await town.passes(minutes=11)
    card = await heron.sees_card("PLACE UNKNOWN")
    assert not card.photo
    await heron.writes(f"edit {code_of(card)} place: lake & chicago")
    assert is_map(await heron.hears(lambda m: m.ref == card.ref and "Lake St" in m.text))


async def test_a_home_is_on_no_map(town: Town):
    ana, heron, wren = town.resident("ana"), town.moderator("heron"), town.moderator("wren")
    await ana.says("they are at my door")
    await ana.picks(await ana.hears("Is this your home?"), "yes")
    await ana.says("5th st n & linden ave n")
    card = await heron.sees_card("PRIVATE HOME")
    await heron.approves(card)
    await wren.approves(card)
    alert = await town.channel("old-mill").hears("ICE activity near")
    assert "Old Mill" in alert.text
    assert not alert.photo
    assert await town.until(lambda: not any(message.photo for message in heron.phone.shown(heron.room)))


async def turned_out_a_home(town: Town) -> tuple[Shown, Neighbor, Moderator]:
    """An alert with a map is found to be about a home: what stands in its channel then, and two who see it."""
    code, heron, wren = await published(town, "agents in vests at 5th st n & linden ave n")
    channel = town.channel("old-mill")
    alert = await channel.hears("Linden")
    assert is_map(alert)
    luis = town.resident("luis")
    await luis.says("they are at my door")
    await luis.picks(await luis.hears("Is this your home?"), "yes")
    await luis.says("9th st n & sumac ave n")
    home = await heron.sees_card("PRIVATE HOME")
    for moderator in (heron, wren):
        await moderator.writes(f"merge {code_of(home)} {code}")
    return await channel.hears(lambda m: "ICE activity near Old Mill" in m.text), channel, heron


async def test_an_alert_that_turns_out_to_be_about_a_home_loses_its_map(town: Town):
    coarse, channel, heron = await turned_out_a_home(town)
    assert not coarse.photo
    assert [message.photo for message in channel.phone.shown(channel.room)] == [b""]
    assert await town.until(lambda: not any(message.photo for message in heron.phone.shown(heron.room)))


async def test_an_alert_that_loses_its_map_makes_no_sound(town: Town):
    assert (await turned_out_a_home(town))[0].silent


@pytest.mark.settings(alerts={"map_card": "off"})  # as shipped
async def test_nobody_gets_a_map_where_the_operator_wants_none(town: Town):
    _, heron, _ = await published(town)
    alert = await town.channel("lakeside").hears("REPORTED")
    assert not alert.photo
    assert not any(message.photo for shown in town.rooms().values() for message in shown)
    assert await town.until(lambda: not any(message.photo for message in heron.phone.shown(heron.room)))


async def test_an_alert_that_somebodys_home_joins_loses_its_street_and_its_map(town: Town):
    await published(town, "agents in vests at 5th st n & linden ave n")
    channel = town.channel("old-mill")
    assert is_map(await channel.hears("Linden"))
    luis = town.resident("luis")
    await luis.says("they are at my door")
    await luis.picks(await luis.hears("Is this your home?"), "yes")
    await luis.says("5th st n & linden ave n")
    assert not (await channel.hears("ICE activity near Old Mill")).photo
    assert not any("Linden" in text for text in town.alerts_in())
