"""A photo on Telegram, from its bytes to the moderators' screen, through the real library, HTTP and the real decoder."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.clock import TownClock
from bot.privacy.faces import faces_can_be_covered
from bot.privacy.media import is_bare_jpeg
from tests.fake_telegram.server import FakeTelegram
from tests.instants import NOON
from tests.stories_telegram.telegramtown import Resident, TelegramTown, telegram_settings

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
needs_faces = pytest.mark.skipif(not faces_can_be_covered(), reason="no face model is installed")


@pytest.fixture
async def town(town_gazetteer: Path, tmp_path: Path, fake: FakeTelegram) -> AsyncIterator[TelegramTown]:
    settings = telegram_settings(town_gazetteer, tmp_path, fake, reports={"photos": True})
    async with TelegramTown.open(settings, fake, TownClock(NOON)) as town:
        yield town


def picture() -> bytes:
    """A photo that says where and by whom it was taken."""
    image, exif, out = Image.new("RGB", (320, 240), "gray"), Image.Exif(), BytesIO()
    exif[0x013B] = "Ana Canary"
    image.save(out, "JPEG", exif=exif, comment=b"Ana Canary")
    return out.getvalue()


def sends_photo(resident: Resident, caption: str = "", *, blob: bytes | None = None, album: str = "") -> None:
    """As phones do; nothing is waited for."""
    file = f"photo-{len(resident.town.fake.methods.files)}"
    resident.town.fake.methods.files[file] = picture() if blob is None else blob
    sizes = [{"file_id": file, "file_unique_id": "u", "width": 320, "height": 240}]
    more = {"caption": caption} if caption else {}
    resident.person.sends({"photo": sizes, **more, **({"media_group_id": album} if album else {})})


@needs_faces
async def test_a_photo_reaches_the_moderators_room_as_bare_pixels_and_is_gone_after_minutes(town, fake):
    ana, heron = town.resident("Ana"), town.moderator("Heron")
    sends_photo(ana, SIGHTING)
    assert "E Lake St & Chicago Ave S" in (await ana.hears("lake")).text
    asked = await ana.hears("hidden data is gone")
    await ana.picks(asked, "moderators only")
    card = await heron.sees_card("1 photo")
    await heron.picks(card, "show photo")
    shown = await heron.hears("faces covered")
    assert is_bare_jpeg(shown.photo)
    assert b"Canary" not in shown.photo
    assert shown.given["protect_content"] == "true"
    await town.passes(minutes=10)
    assert shown.id not in town.room.said
    assert {each["chat_id"] for each in fake.called("sendPhoto")} == {str(town.room.id)}


async def test_moderators_on_telegram_alone_see_the_words_masked_first_and_full_when_asked(town):
    ana, heron = town.resident("Ana"), town.moderator("Heron")
    await ana.says(f"{SIGHTING} qwzxv")
    await heron.picks(await heron.sees_card(), "show wording")
    masked = await heron.hears("stopping people")
    assert "qwzxv" not in masked.text
    assert "[name?]" in masked.text
    await heron.picks(masked, "unmasked")
    assert "qwzxv" in (await heron.hears("qwzxv")).text


@needs_faces
async def test_of_an_album_one_photo_is_kept_and_that_is_said_once(town):
    ana = town.resident("Ana")
    sends_photo(ana, SIGHTING, album="album")
    for _ in range(3):
        sends_photo(ana, album="album")
    await ana.hears("hidden data is gone")
    await town.settles()
    assert sum("one photo for each sighting" in text for text in ana.room.texts) == 1
    assert sum("hidden data is gone" in text for text in ana.room.texts) == 1


@needs_faces
@pytest.mark.parametrize("caption", ["FORGET", "help", "cancel", "olvidar"])
async def test_a_photo_under_a_command_belongs_to_no_sighting(town, caption):
    ana = town.resident("Ana")
    sends_photo(ana, caption)
    await ana.hears("it belongs to no sighting")
    await town.passes(minutes=15)
    assert await town.open_incidents() == ()


@needs_faces
async def test_words_about_a_door_are_answered_before_their_photo_is_looked_at(town):
    ana = town.resident("Ana")
    sends_photo(ana, "they are at my door")
    await ana.hears("you need not open")
    await ana.hears("hidden data is gone")
    answers = " ".join(ana.room.texts)
    assert answers.index("you need not open") < answers.index("hidden data is gone")


async def test_a_photo_that_takes_long_holds_up_neither_its_sender_nor_anybody_else(town, fake):
    mallory, ana = town.resident("Mallory"), town.resident("Ana")
    fetched = fake.fails(method="getFile", hold=asyncio.Event(), after=True)
    sends_photo(mallory, SIGHTING, blob=b"no picture")
    sends_photo(mallory, blob=b"no picture")
    mallory.person.writes("privacy")
    ana.person.writes(SIGHTING)

    def told(resident: Resident, words: str) -> bool:
        town.clock.advance(timedelta(seconds=1))
        return any(words in text for text in resident.room.texts)

    await fake.until(lambda: told(ana, "Lake St"))
    await fake.until(lambda: told(mallory, "Lake St"))
    await fake.until(lambda: told(mallory, "busy with another photo"))
    await fake.until(lambda: told(mallory, "keep"))
    assert len(fake.called("getFile")) == 1
    fetched.hold.set()
    assert "without its hidden data" in (await mallory.hears("hidden data")).text
