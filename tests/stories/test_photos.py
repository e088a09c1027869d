"""A photo, as the people of the town live it: bare pixels, faces covered, moderators only, and only if its sender says so."""

from io import BytesIO

import pytest
from PIL import Image

from bot.privacy.faces import faces_can_be_covered
from bot.privacy.media import is_bare_jpeg
from tests.town import Moderator, Resident, Town

SIGHTING = "3 unmarked suvs agents in vests at ferry and main"
needs_faces = pytest.mark.skipif(not faces_can_be_covered(), reason="no face model is installed")


pytestmark = [
    pytest.mark.settings(reports={"photos": True}),
    pytest.mark.parametrize("platform", ["sim", "telegram"], indirect=True),
]


def picture() -> bytes:
    """A photo that says where and by whom it was taken."""
    image, exif, out = Image.new("RGB", (320, 240), "gray"), Image.Exif(), BytesIO()
    exif[0x013B] = "Ana Canary"
    image.save(out, "JPEG", exif=exif, comment=b"Ana Canary")
    return out.getvalue()


async def sent(ana: Resident, words: str = SIGHTING):
    """What is said of the photo: under what its words are answered with, or by itself where they are not held up."""
    ana.phone.sends_photo(picture(), words)
    return await ana.hears("photo")


async def seen_by(moderator: Moderator, card) -> bytes:
    """The photo that a moderator asks for."""
    await moderator.picks(card, "show photo")
    return (await moderator.hears("faces covered")).photo


@needs_faces
async def test_a_photo_reaches_moderators_as_bare_pixels_once_its_sender_agrees(town: Town):
    ana, heron = town.resident("Ana"), town.moderator("Heron")
    told = await sent(ana)
    assert any("Main Ave" in line for line in ana.sees())
    assert "hidden data is gone" in told.text
    assert "only let" not in (await ana.picks(told, "moderators only")).text
    shown = await seen_by(heron, await heron.sees_card("1 photo"))
    assert is_bare_jpeg(shown)
    assert b"Canary" not in shown


@needs_faces
async def test_without_a_word_about_it_a_photo_is_seen_by_nobody_and_the_sighting_goes_on(town: Town):
    ana, heron = town.resident("Ana"), town.moderator("Heron")
    await sent(ana)
    card = await heron.sees_card()
    assert "photo" not in card.text
    await heron.writes(f"photo {card.text.split()[0]}")
    assert await town.until(lambda: any("has no photo" in line for line in (*town.told, *heron.sees())))


@needs_faces
async def test_a_photo_without_words_belongs_to_the_open_sighting_and_can_be_taken_back(town: Town):
    ana, heron = town.resident("Ana"), town.moderator("Heron")
    await ana.reports(SIGHTING)
    asked = await sent(ana, "")
    await ana.picks(asked, "moderators only")
    await heron.sees_card("1 photo")
    await ana.picks(asked, "delete photo")
    assert "photo" not in (await heron.sees_card()).text
    assert len(await town.open_incidents()) == 1


@needs_faces
async def test_a_photo_alone_begins_a_sighting_that_asks_where(town: Town):
    ana = town.resident("Ana")
    asked = await sent(ana, "")
    assert "Where" in asked.text
    assert "hidden data is gone" in asked.text
    assert "Main Ave" in (await ana.says("ferry and main")).text


@needs_faces
async def test_whoever_withdraws_takes_the_photo_along(town: Town):
    ana, heron = town.resident("Ana"), town.moderator("Heron")
    told = await sent(ana)
    await ana.picks(told, "moderators only")
    card = await heron.sees_card("1 photo")
    await town.resident("Luis").reports(SIGHTING)
    await heron.sees_card("2 witnesses")
    await ana.says("withdraw")
    assert "photo" not in (await heron.sees_card("1 witness")).text
    await heron.writes(f"photo {card.text.split()[0]}")
    assert not any(message.photo for message in heron.phone.shown(heron.room))


async def test_what_is_no_picture_is_refused_and_its_words_still_count(town: Town):
    ana = town.resident("Ana")
    ana.phone.sends_photo(b"no picture", SIGHTING)
    await ana.hears("without its hidden data")
    assert "I pass on" in (await ana.hears("Main Ave")).text


@pytest.mark.skipif(faces_can_be_covered(), reason="a face model is installed")
async def test_where_nothing_can_cover_faces_only_the_words_are_taken(town: Town):
    ana = town.resident("Ana")
    assert "cannot cover faces" in (await sent(ana)).text
    await ana.hears("Main Ave")
