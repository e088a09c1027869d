"""What every transport keeps of a picture: it stands above its own words, or the words go without it."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from handlers.actions import Action, Verb
from handlers.outbound import Choice, Message, Picture
from tests.contracts.transport_harness import Receiver, running

CHOICES = ((Choice("Approve", Action(Verb.APPROVE, "K7Q2")), Choice("Reject", Action(Verb.REJECT_MENU, "K7Q2"))),)


def picture(color: str) -> Picture:
    """A picture of a place that is called by its color."""
    png = BytesIO()
    Image.new("RGB", (36, 28), color).save(png, "PNG")
    return Picture(image=png.getvalue(), mark=color)


LAKE, MAIN = picture("navy"), picture("maroon")


def alert(text: str, above: Picture) -> Message:
    return Message(text=text, picture=above)


async def test_a_picture_stands_above_its_words_and_the_next_edit_keeps_it(platform):
    async with running(platform, Receiver()):
        sent = await platform.transport.send(platform.room, alert("REPORTED", LAKE))
        await platform.until_shown("REPORTED")
        assert sent.shown
        edited = await platform.transport.edit(platform.room, sent.ref, alert("ALL CLEAR", LAKE), sent.shown)
        await platform.until_shown("ALL CLEAR")
        assert (edited.ref, edited.shown) == (sent.ref, sent.shown)
        assert platform.pictures() == [LAKE.image]


async def test_a_picture_of_another_place_never_stays_under_new_words(platform):
    async with running(platform, Receiver()):
        sent = await platform.transport.send(platform.room, alert("REPORTED", LAKE))
        moved = await platform.transport.edit(platform.room, sent.ref, alert("CORRECTED", MAIN), sent.shown)
        await platform.until_shown("CORRECTED")
        assert platform.pictures() == [MAIN.image]
        assert len(platform.shown()) == 1
        await platform.transport.edit(platform.room, moved.ref, Message(text="Old Mill"), moved.shown)
        await platform.until_shown("Old Mill")
        assert platform.pictures() == [b""]
        assert len(platform.shown()) == 1


async def test_a_picture_changes_nothing_of_an_edit_where_there_was_none(platform):
    async with running(platform, Receiver()):
        sent = await platform.transport.send(platform.room, Message(text="PLACE UNKNOWN"))
        assert sent.shown == ""
        edited = await platform.transport.edit(platform.room, sent.ref, alert("NEW", LAKE), sent.shown)
        await platform.until_shown("NEW")
        (picture,) = platform.pictures()
        assert picture in (b"", LAKE.image)
        assert bool(edited.shown) is bool(picture)
        await platform.transport.edit(platform.room, edited.ref, Message(text="WITHDRAWN"), edited.shown)
        await platform.until_shown("WITHDRAWN")
        assert platform.pictures() == [b""]


async def test_choices_come_along_under_a_picture(platform):
    async with running(platform, Receiver()):
        card = replace(alert("NEW", LAKE), choices=CHOICES, guarded=True)
        await platform.transport.send(platform.room, card)
        await platform.until_shown("NEW")
    (shown,) = platform.shown()
    assert ("1 Approve" in shown) is not platform.transport.features.buttons
    assert platform.pictures() == [LAKE.image]


async def test_words_too_long_for_a_picture_are_not_cut_for_it(platform):
    long = " ".join(f"Sentence {number} of a footer." for number in range(60))
    async with running(platform, Receiver()):
        sent = await platform.transport.send(platform.room, alert(long, LAKE))
        await platform.until_shown("Sentence 59")
        assert long in " ".join(platform.shown())
        assert bool(sent.shown) is (platform.pictures() == [LAKE.image])


async def test_a_picture_that_outlived_its_caption_gives_way_to_the_words(platform):
    long = " ".join(f"Sentence {number} of a footer." for number in range(60))
    async with running(platform, Receiver()):
        sent = await platform.transport.send(platform.room, alert("REPORTED", LAKE))
        await platform.transport.edit(platform.room, sent.ref, alert(long, LAKE), sent.shown)
        await platform.until_shown("Sentence 59")
        assert not any("REPORTED" in text for text in platform.shown())
