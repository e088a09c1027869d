"""A map card on Telegram: uploaded as it is, its words under it, and never in the way of an alert."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.transports.base import Limited, NotSent, Undeliverable, Unknown
from handlers.actions import Action, Verb
from handlers.outbound import Choice, Message, Picture
from tests.transports_telegram.harness import MODERATORS, PHILLIPS, Recorder, running

APPROVE = Choice("Approve", Action(Verb.APPROVE, "K7Q2"))


def alert(text: str, color: str = "navy") -> Message:
    png = BytesIO()
    Image.new("RGB", (36, 28), color).save(png, "PNG")
    return Message(text=text, picture=Picture(image=png.getvalue(), mark="Lake & Chicago"))


@pytest.fixture
async def sending(town):
    async with running(town.transport(), Recorder()) as transport:
        await town.fake.until(lambda: town.fake.called("setMyShortDescription"))
        yield transport


async def test_the_words_stand_under_the_picture_as_they_were_written(town, sending):
    text = "<b>Lake & Chicago</b> \"quoted\" 'too' &amp; 3 < 4 \U0001f6a8"
    await sending.send(PHILLIPS, alert(text))
    assert town.phillips.texts == [text]
    assert Image.open(BytesIO(town.phillips.last.photo)).size == (36, 28)


async def test_a_card_is_guarded_and_silent_with_its_buttons_as_one_of_words_is(town, sending):
    await sending.send(MODERATORS, replace(alert("NEW"), choices=((APPROVE,),), guarded=True, silent=True))
    (given,) = town.fake.called("sendPhoto")
    assert (given["protect_content"], given["disable_notification"]) == ("true", "true")
    assert town.moderators.last.data_of("Approve")


async def test_a_picture_goes_up_once_while_only_words_and_buttons_change(town, sending):
    sent = await sending.send(MODERATORS, replace(alert("NEW"), choices=((APPROVE,),)))
    for text in ("1/2", "2/2", "2/2"):
        sent = await sending.edit(MODERATORS, sent.ref, replace(alert(text), choices=((APPROVE,),)), sent.shown)
    assert town.moderators.texts == ["2/2"]
    assert town.moderators.last.data_of("Approve")
    assert town.fake.called("editMessageMedia") == []
    assert len(town.fake.called("editMessageCaption")) == 3


async def test_a_picture_that_differs_is_exchanged_with_the_words(town, sending):
    sent = await sending.send(PHILLIPS, alert("REPORTED"))
    cleared = await sending.edit(PHILLIPS, sent.ref, alert("ALL CLEAR", "green"), sent.shown)
    assert (town.phillips.texts, town.phillips.last.photo) == (["ALL CLEAR"], png_of("green"))
    assert cleared.ref == sent.ref
    assert cleared.shown != sent.shown


def png_of(color: str) -> bytes:
    picture = alert("", color).picture
    assert picture
    return picture.image


@pytest.mark.parametrize(("length", "photos"), [(1024, 1), (1025, 0)])
async def test_the_limit_under_a_picture_counts_utf_16_units(town, sending, length, photos):
    text = "\U0001f6a8" * (length // 2) + "!" * (length % 2)
    await sending.send(PHILLIPS, alert(text))
    assert town.phillips.texts == [text]
    assert len(town.fake.called("sendPhoto")) == photos


async def test_words_split_in_two_become_one_under_a_picture(town, sending):
    sent = await sending.send(PHILLIPS, Message(text="word " * 1500))
    assert len(town.phillips.texts) == 2
    sent = await sending.edit(PHILLIPS, sent.ref, alert("ALL CLEAR"), sent.shown)
    assert town.phillips.texts == ["ALL CLEAR"]
    assert town.phillips.last.photo


async def test_a_room_that_takes_no_photos_gets_the_words(town, sending):
    town.moderators.rights["can_send_photos"] = False
    sent = await sending.send(MODERATORS, replace(alert("NEW"), choices=((APPROVE,),)))
    assert town.moderators.texts == ["NEW"]
    assert town.moderators.last.data_of("Approve")
    assert sent.shown == ""


async def test_a_server_that_adds_no_picture_to_words_still_edits_the_words(town, sending):
    sent = await sending.send(MODERATORS, Message(text="PLACE UNKNOWN"))
    town.fake.fails(method="editMessageMedia", status=400)
    edited = await sending.edit(MODERATORS, sent.ref, alert("NEW"), sent.shown)
    assert town.moderators.texts == ["NEW"]
    assert edited.shown == ""


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ({"status": 429, "more": {"retry_after": 7}}, Limited),
        ({"status": 401}, NotSent),
        ({"status": 500}, Unknown),
        ({"after": True}, Unknown),
    ],
)
async def test_each_mishap_says_whether_the_picture_went_out_and_no_words_follow_it(town, sending, fault, meaning):
    town.fake.fails(method="sendPhoto", **fault)
    with pytest.raises(meaning):
        await sending.send(PHILLIPS, alert("REPORTED"))
    assert town.fake.called("sendMessage") == []


async def test_an_edit_of_a_picture_that_is_gone_is_told(town, sending):
    sent = await sending.send(PHILLIPS, alert("REPORTED"))
    await sending.delete(PHILLIPS, sent.ref)
    with pytest.raises(Undeliverable):
        await sending.edit(PHILLIPS, sent.ref, alert("ALL CLEAR", "green"), sent.shown)


async def test_an_alert_finds_a_room_that_moved(town, sending):
    new = town.fake.world.room(-1002000000009, "supergroup", title="Moderators")
    town.moderators.moved_to = new.id
    await sending.send(MODERATORS, alert("NEW"))
    assert new.texts == ["NEW"]


async def test_words_that_replace_a_picture_come_without_a_sound_and_again_after_a_mishap(town, sending):
    sent = await sending.send(PHILLIPS, alert("ICE activity near Linden Ave"))
    town.fake.fails(method="sendMessage", status=429, more={"retry_after": 7})
    with pytest.raises(Limited):
        await sending.edit(PHILLIPS, sent.ref, Message(text="ICE activity near Old Mill"), sent.shown)
    assert town.phillips.texts == [], "the place is gone at once"
    await sending.edit(PHILLIPS, sent.ref, Message(text="ICE activity near Old Mill"), sent.shown)
    assert town.phillips.texts == ["ICE activity near Old Mill"]
    assert town.fake.called("sendMessage")[-1]["disable_notification"] == "true"
