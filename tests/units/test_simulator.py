"""The simulated network behaves as chats do, so that what works on it can work on real ones."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import TownClock
from bot.transports.base import Incoming, IncomingKind, Limited, NotSent, Reaction, Undeliverable, Unknown
from bot.transports.numbered import numbered
from bot.transports.simulator import BOT, Simulator, SimWorld, Weather
from bot.transports.simulator.inbox import Inbox, Pending
from geo.point import Point
from handlers.actions import Action, Verb
from handlers.inbound import RoomChange
from handlers.outbound import Choice, Message

START = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)
CHOICES = (
    (Choice("Send now", Action(Verb.SEND_NOW)), Choice("Fix place", Action(Verb.FIX_PLACE))),
    (Choice("Cancel", Action(Verb.CANCEL)),),
)


@pytest.fixture
def clock() -> TownClock:
    return TownClock(START)


@pytest.fixture
def world(clock) -> SimWorld:
    return SimWorld(clock.now, ["moderators@sim", "moderators@simsig"])


def taken(world: SimWorld, platform: str = "sim") -> list[Incoming]:
    """What the bot would be handed, in order."""
    return [pending.incoming for pending in world.inboxes[platform]._waiting]


def test_choices_become_numbered_lines_in_reading_order():
    assert numbered(Message(text="Received.", choices=CHOICES)) == "Received.\n\n1 Send now\n2 Fix place\n3 Cancel"
    assert numbered(Message(text="Received.")) == "Received."


def test_a_press_hands_back_what_stands_on_the_button(world):
    ana = world.phone("ana")
    said = world.say(ana.handle, Message(text="Received.", choices=CHOICES))
    ana.presses(said, "fix place")
    (incoming,) = taken(world)
    assert incoming.data == "v1:fp::"
    assert incoming.target == said.ref
    with pytest.raises(LookupError, match="Send now"):
        ana.presses(said, "publish")


def test_without_buttons_a_choice_is_taken_by_its_number(world):
    ana, heron = world.phone("ana", "simsig"), world.phone("heron", "simsig")
    heron.joins("moderators@simsig")
    asked = world.say(ana.handle, Message(text="Received.", choices=CHOICES))
    card = world.say("moderators@simsig", Message(text="#K7Q2 NEW", choices=CHOICES))
    ana.picks(asked, "cancel")
    heron.picks(card, "cancel")
    private, in_room = taken(world, "simsig")
    assert (private.text, private.target) == ("3", "")
    assert (in_room.text, in_room.target, in_room.room) == ("3", card.ref, "moderators@simsig")


def test_a_reaction_can_be_taken_back_and_is_no_news_to_readers(world):
    heron = world.phone("heron")
    heron.joins("moderators@sim")
    card = world.say("moderators@sim", Message(text="#K7Q2 NEW"))
    assert heron.heard("K7Q2", "moderators@sim") == card
    heron.reacts(card, "👍")
    assert world.chats["moderators@sim"].messages[card.ref].reactions == (("👍", heron.handle),)
    heron.takes_back(card, "👍")
    assert world.chats["moderators@sim"].messages[card.ref].reactions == ()
    assert [incoming.retracted for incoming in taken(world)] == [False, True]
    assert heron.heard("K7Q2", "moderators@sim") is None


def test_an_edited_message_keeps_its_history_and_is_heard_again(world):
    ana = world.phone("ana")
    said = world.say(ana.handle, Message(text="REPORTED"))
    assert ana.heard("REPORTED")
    world.rewrite(ana.handle, said.ref, Message(text="EXPIRED"))
    heard = ana.heard("EXPIRED")
    assert heard is not None
    assert heard.history == ("REPORTED",)
    assert heard.edited


def test_residents_edit_and_delete_their_own_messages(world):
    ana = world.phone("ana")
    wrote = ana.writes("2 vans")
    ana.edits(wrote, "3 vans")
    ana.deletes(wrote)
    _, edited, deleted = taken(world)
    assert (edited.text, edited.target) == ("3 vans", wrote.ref)
    assert (deleted.text, deleted.target) == ("", wrote.ref)
    assert world.chats[ana.handle].shown == []


def test_the_platform_without_buttons_takes_few_and_early_edits_only(world, clock):
    room = "moderators@simsig"
    said = world.say(room, Message(text="0"))
    for number in range(1, 11):
        world.rewrite(room, said.ref, Message(text=str(number)))
    with pytest.raises(Undeliverable):
        world.rewrite(room, said.ref, Message(text="11"))
    later = world.say(room, Message(text="REPORTED"))
    clock.advance(timedelta(hours=25))
    with pytest.raises(Undeliverable):
        world.rewrite(room, later.ref, Message(text="EXPIRED"))


@pytest.mark.parametrize("text", ["", "   ", "x" * 4097])
def test_text_no_platform_takes_is_refused(world, text):
    with pytest.raises(Undeliverable):
        world.say("moderators@sim", Message(text=text))


def test_a_removed_bot_can_say_nothing_in_a_room_until_it_is_back(world):
    world.change_room("moderators@sim", RoomChange.REMOVED)
    with pytest.raises(Undeliverable):
        world.say("moderators@sim", Message(text="hello"))
    assert taken(world)[0].change is RoomChange.REMOVED
    world.change_room("moderators@sim", RoomChange.RIGHTS_BACK)
    assert world.say("moderators@sim", Message(text="hello")).author == BOT


async def test_mishaps_meet_the_next_sends_one_each(world):
    transport = Simulator(world, "sim")
    world.networks["sim"].slip(3.0, Weather.DOWN, Weather.MUFFLED)
    with pytest.raises(Limited) as limited:
        await transport.send("moderators@sim", Message(text="one"))
    assert limited.value.retry_after_s == 3.0
    with pytest.raises(NotSent):
        await transport.send("moderators@sim", Message(text="two"))
    with pytest.raises(Unknown):
        await transport.send("moderators@sim", Message(text="three"))
    await transport.send("moderators@sim", Message(text="four"))
    assert [message.text for message in world.chats["moderators@sim"].shown] == ["three", "four"]


def test_the_stamp_stands_in_everything_the_bot_says(clock):
    world = SimWorld(clock.now, ["lakeside@sim"], stamp="DEMO · ")
    said = world.say("lakeside@sim", Message(text="REPORTED"))
    world.rewrite("lakeside@sim", said.ref, Message(text="EXPIRED"))
    assert [message.text for message in world.chats["lakeside@sim"].shown] == ["DEMO · EXPIRED"]


def test_counted_inputs_grow_and_the_others_bear_opaque_keys(world):
    world.phone("ana").writes("one")
    world.phone("ben").writes("two")
    luis = world.phone("luis", "simsig")
    luis.writes("tres")
    first, second = taken(world)
    (other,) = taken(world, "simsig")
    assert first.mark
    assert second.mark
    assert other.mark
    assert first.mark.sequence is not None
    assert second.mark.sequence == first.mark.sequence + 1
    assert other.mark.once is not None
    assert luis.number.encode() not in other.mark.once


async def test_two_inputs_of_one_chat_are_never_out_together():
    inbox = Inbox()
    one, two, other = (
        Pending(chat, Incoming(kind=IncomingKind.TEXT, sender=None, received_at=START))
        for chat in ("ana", "ana", "ben")
    )
    for pending in (one, two, other):
        inbox.put(pending)
    assert await inbox.take() is one
    assert await inbox.take() is other
    inbox.release(one)
    assert await inbox.take() is one
    inbox.confirm(one)
    assert await inbox.take() is two


async def test_forgetting_takes_the_talk_off_the_chat(world):
    ana = world.phone("ana")
    world.say(ana.handle, Message(text="Received."))
    ana.writes("forget")
    transport = Simulator(world, "sim")
    pending = await world.inboxes["sim"].take()
    transport._answer(pending, Reaction(replies=(Message(text="Erased."),), erase=True))
    assert [message.text for message in world.chats[ana.handle].shown] == ["Erased."]


def test_a_place_arrives_as_exact_as_the_phone_knows_it(world):
    world.phone("ana").shares(Point(47.0801234, -106.5987654), "here")
    (incoming,) = taken(world)
    assert incoming.pin == Point(47.0801234, -106.5987654)


def test_a_room_names_its_platform(world):
    with pytest.raises(ValueError, match="sim"):
        world.open_room("moderators@telegram")


async def test_whoever_waits_wakes_when_it_is_said_and_sees_the_chat_when_it_never_is(world):
    ana = world.phone("ana")
    world.say(ana.handle, Message(text="Received."))
    assert (await ana.hears("received")).text == "Received."
    assert not await world.until(lambda: ana.heard("shared") is not None, within_s=0)
