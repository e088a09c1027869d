"""A map is drawn once for all who get it, knows one place from another, and is never in the way of its words."""

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from bot.mapcards import MapCards
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.mapcard import FOOT, HEIGHT, WIDTH, Caption, Theme, draw
from geo.place import Place
from geo.resolve import Resolver
from handlers.outbound import Message, Picture, PlaceCard
from tests.osm_fixture import write_osm
from tests.runtime import alder_ferry


@pytest.fixture(scope="module")
def cards() -> MapCards:
    return MapCards(alder_ferry(), Theme.LIGHT)


def place(text: str) -> Place:
    found = Resolver(alder_ferry()).resolve(text).place
    assert found
    return found


def alert(where: Place, line: str = "REPORTED, expires 15:50") -> Message:
    return Message(text="ALERT", place_card=PlaceCard(place=where, title="K7Q2 · Lake & Chicago", line=line))


async def drawn(cards: MapCards, message: Message) -> Picture:
    picture = (await cards.illustrated(message)).picture
    assert picture
    return picture


async def test_rooms_that_are_told_at_once_get_one_drawing(cards):
    message = alert(place("E Lake St & Chicago Ave S"))
    first, *others = await asyncio.gather(*(drawn(cards, message) for _ in range(20)))
    assert all(each is first for each in others)
    assert Image.open(BytesIO(first.image)).size == (WIDTH, HEIGHT)


async def test_other_words_are_another_picture_of_the_same_place(cards):
    where = place("E Lake St & Chicago Ave S")
    before, after = await drawn(cards, alert(where)), await drawn(cards, alert(where, "ALL CLEAR"))
    assert before.image != after.image
    assert before.mark == after.mark


async def test_another_corner_or_a_wider_circle_is_another_place(cards):
    corner, other = place("E Lake St & Chicago Ave S"), place("5th St N & Linden Ave N")
    shown = [await drawn(cards, alert(each)) for each in (corner, other, replace(corner, radius_m=300.0))]
    assert len({each.mark for each in shown}) == 3


async def test_words_without_a_place_stay_as_they_are(cards):
    message = Message(text="delivered: 2/2")
    assert await cards.illustrated(message) is message


async def test_words_go_without_a_map_that_cannot_be_drawn(capfd):
    in_no_colors = MapCards(alder_ferry(), "sepia")  # type: ignore[arg-type]  # the settings know none of it
    message = alert(place("E Lake St & Chicago Ave S"))
    assert await in_no_colors.illustrated(message) is message
    assert "job=map_card" in "".join(capfd.readouterr())


async def test_a_map_of_openstreetmap_names_its_contributors_at_its_foot(town_gazetteer, tmp_path):
    write_osm(Gazetteer.open(town_gazetteer), tmp_path / "town.osm")
    build(tmp_path / "osm.gazetteer", [tmp_path / "town.osm"])
    osm = Gazetteer.open(tmp_path / "osm.gazetteer")
    where = Resolver(osm).resolve("E Lake St & Chicago Ave S").place
    assert where
    shown = await drawn(MapCards(osm, Theme.LIGHT), alert(where))

    caption = Caption(title="K7Q2 · Lake & Chicago", line="REPORTED, expires 15:50")
    named = draw(osm, where, replace(caption, attribution="© OpenStreetMap contributors"))
    assert shown.image == named
    silent = draw(osm, where, caption)
    difference = ImageChops.difference(*(Image.open(BytesIO(png)).convert("L") for png in (named, silent)))
    # Each picture has a palette of its own, which shifts every color a little.
    written = difference.point(lambda value: 255 * (value > 40)).getbbox()
    assert written
    left, top, right, bottom = written
    assert top > HEIGHT - FOOT
    assert right - left > 150, "wide enough to be read"
    assert bottom - top > 8
