"""What residents do on Telegram, and what they see."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import TownClock
from bot.pacing import PACES, Pacer
from bot.transports.base import IncomingKind, Reaction
from bot.transports.telegram import TelegramTransport
from bot.transports.telegram.intake import ANSWERS_WAIT
from bot.turns import Turns
from handlers.actions import Action, Verb, encode
from handlers.messages import catalogue
from handlers.outbound import Choice, Message
from tests.transports_telegram.harness import Recorder, running

ERASING = catalogue.of("es").say("telegram.erasing")

SEND = Choice("Send now", Action(Verb.SEND_NOW, "r1"))
CANCEL = Choice("Cancel", Action(Verb.CANCEL, "r1"))


async def test_a_text_arrives_without_a_word_about_its_author(town):
    receive = Recorder()
    async with running(town.transport(), receive):
        town.ana.writes("3 vans at Lake and Chicago")
        (heard,) = await receive.has(1)
    assert (heard.kind, heard.text, heard.room, heard.language) == (
        IncomingKind.TEXT,
        "3 vans at Lake and Chicago",
        None,
        "es",
    )
    assert heard.sender is not None
    assert heard.sender.key == str(town.ana.id).encode()
    held = " ".join(str(getattr(heard, name)) for name in heard.__slots__)
    assert "canary" not in held
    assert "Anason" not in held


async def test_the_answer_has_the_buttons_it_was_given_and_they_come_back_typed(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received.", choices=((SEND, CANCEL),)),)))
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
        receive.reactions[encode(SEND.action)] = Reaction(toast="Sent", replies=(Message(text="Passed on."),))
        town.ana.presses(town.ana.chat.last.data_of("Send now"))
        await fake.until(lambda: len(town.ana.chat.texts) == 2)
    pressed = receive.committed[-1]
    assert (pressed.kind, pressed.data, pressed.room) == (IncomingKind.BUTTON, encode(SEND.action), None)
    assert fake.methods.toasts[0][1] == "Sent"
    order = [name for name, _ in fake.calls if name in {"answerCallbackQuery", "sendMessage"}]
    assert order == ["sendMessage", "answerCallbackQuery", "sendMessage"]


async def test_a_place_can_be_shared_with_one_button(town, fake):
    question = Message(text="Where?", ask_location=True)
    receive = Recorder(vans=Reaction(replies=(question,)))
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
    ((button,),) = town.ana.chat.last.markup["keyboard"]
    assert button == {"text": "📍 Compartir un lugar", "request_location": True}


async def test_choices_and_the_place_button_are_both_there(town, fake):
    question = Message(text="Which Lake?", ask_location=True, choices=((SEND,),))
    receive = Recorder(vans=Reaction(replies=(question,)))
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: len(town.ana.chat.texts) == 2)
    asked, offered = (said for said in town.ana.chat.said.values() if said.author != town.ana.id)
    assert asked.data_of("Send now") == encode(SEND.action)
    assert offered.markup["keyboard"][0][0]["request_location"]


async def test_a_shared_place_and_a_venues_name_arrive(town):
    receive = Recorder()
    async with running(town.transport(), receive):
        town.ana.shares(44.9483, -93.2626)
        place = {"latitude": 44.95, "longitude": -93.25}
        town.ana.sends(
            {"location": place, "venue": {"location": place, "title": "Midtown Market", "address": "920 E Lake St"}}
        )
        pin, venue = await receive.has(2)
    assert pin.kind is IncomingKind.PIN
    assert pin.pin is not None
    assert (pin.pin.lat, pin.pin.lon) == (44.9483, -93.2626)
    assert (venue.kind, venue.text) == (IncomingKind.PIN, "Midtown Market")


async def test_only_the_first_point_of_a_live_location_is_taken_and_stopping_is_asked_for(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive) as transport:
        live = town.ana.shares(44.9, -93.2, live=True)
        await fake.until(lambda: town.ana.chat.texts)
        for step in range(3):
            town.ana.edits(live, {"location": {"latitude": 44.9, "longitude": -93.3 - step, "live_period": 3600}})
        town.ana.writes("after")
        await receive.has(2)
    assert [heard.kind for heard in receive.seen] == [IncomingKind.PIN, IncomingKind.TEXT]
    assert transport.counts["dropped_live_point"] == 3
    assert "tiempo real" in town.ana.chat.texts[0]


async def test_an_edited_text_names_the_message_it_changes(town):
    receive = Recorder()
    async with running(town.transport(), receive):
        first = town.ana.writes("3 vans")
        town.ana.edits(first, {"text": "4 vans"})
        said, edited = await receive.has(2)
    assert (edited.kind, edited.text) == (IncomingKind.EDITED, "4 vans")
    assert edited.target == said.message


async def test_a_photo_is_refused_but_what_stands_under_it_is_heard(town):
    receive = Recorder()
    sizes = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]
    async with running(town.transport(), receive):
        town.ana.sends({"photo": sizes, "caption": "vans at Lake and 4th"})
        refused, heard = await receive.has(2)
    assert (refused.kind, refused.text) == (IncomingKind.PHOTO, "")
    assert (heard.kind, heard.text) == (IncomingKind.TEXT, "vans at Lake and 4th")
    assert refused.mark is None
    assert heard.mark is not None


async def test_an_album_is_refused_once(town):
    receive = Recorder()
    sizes = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]
    async with running(town.transport(), receive):
        for _ in range(4):
            town.ana.sends({"photo": sizes, "media_group_id": "album"})
        town.ana.writes("after")
        refused, after = await receive.has(2)
    assert (refused.kind, after.text) == (IncomingKind.PHOTO, "after")


async def test_the_largest_size_of_a_photo_is_fetched_where_photos_are_taken(town, fake):
    fake.methods.files["large"] = b"pixels"
    receive = Recorder()
    sizes = [
        {"file_id": name, "file_unique_id": "u", "width": width, "height": 90}
        for name, width in (("small", 90), ("large", 1280))
    ]
    async with running(town.transport(photos=True), receive):
        town.ana.sends({"photo": sizes, "caption": "look"})
        words, photo = await receive.has(2)
    assert (words.kind, words.blob, words.text) == (IncomingKind.TEXT, b"", "look")
    assert (photo.kind, photo.blob, photo.text) == (IncomingKind.PHOTO, b"pixels", "")
    assert photo.target == words.message
    assert photo.mark is None, "the words have it: they must be committed, and only once"


async def test_voices_contacts_and_files_are_unsupported(town):
    receive = Recorder()
    async with running(town.transport(photos=True), receive):
        town.ana.sends({"voice": {"file_id": "v", "file_unique_id": "u", "duration": 3}})
        town.ana.sends({"contact": {"phone_number": "+16125550100", "first_name": "canary"}})
        town.ana.sends({"document": {"file_id": "d", "file_unique_id": "u", "file_name": "canary.jpg"}})
        heard = await receive.has(3)
    assert {each.kind for each in heard} == {IncomingKind.UNSUPPORTED}
    assert not any(each.text or each.blob for each in heard)


async def test_a_forwarded_report_is_heard_without_its_origin(town):
    receive = Recorder()
    origin = {"type": "hidden_user", "sender_user_name": "canary", "date": 1}
    async with running(town.transport(), receive):
        town.ana.writes("vans at Lake", forward_origin=origin)
        (heard,) = await receive.has(1)
    assert (heard.text, heard.forwarded) == ("vans at Lake", True)
    assert "canary" not in " ".join(str(getattr(heard, name)) for name in heard.__slots__)


async def test_what_a_link_carries_arrives_as_if_it_was_typed(town):
    receive = Recorder()
    async with running(town.transport(), receive):
        town.ana.writes("/start still_K7Q2")
        (heard,) = await receive.has(1)
    assert (heard.kind, heard.text) == (IncomingKind.TEXT, "/start still_K7Q2")


async def test_forgetting_wipes_both_sides_of_the_chat_but_the_goodbye(town, fake):
    receive = Recorder(
        vans=Reaction(replies=(Message(text="Received."),)),
        FORGET=Reaction(replies=(Message(text="Forgotten."),), erase=True),
    )
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
        town.ana.writes("FORGET")
        await fake.until(lambda: town.ana.chat.removed)
    assert [said.text for said in town.ana.chat.said.values()] == ["Forgotten."]
    assert not fake.called("forwardMessage")


async def test_what_is_too_old_to_delete_does_not_keep_the_rest(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)), FORGET=Reaction(erase=True))
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
        fake.world.clock.advance(hours=49)
        town.ana.writes("FORGET")
        await fake.until(lambda: 3 in town.ana.chat.removed)
    assert town.ana.chat.texts == ["Received."]


async def test_blocking_the_bot_is_nobodys_business(town, fake):
    receive = Recorder()
    async with running(town.transport(), receive):
        user = {"id": 7000000001, "is_bot": True, "first_name": "Whistle"}
        change = {"chat": town.ana.chat.raw(), "from": town.ana.raw, "date": 1}
        old, new = {"status": "member", "user": user}, {"status": "kicked", "user": user, "until_date": 0}
        fake.push({"my_chat_member": change | {"old_chat_member": old, "new_chat_member": new}})
        town.ana.writes("after")
        await receive.has(1)
    assert [heard.text for heard in receive.seen] == ["after"]


async def test_a_reply_waits_as_long_as_telegram_asks(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)))
    fake.fails(method="sendMessage", status=429, more={"retry_after": 1})
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
    assert town.ana.chat.texts == ["Received."]


async def test_where_traces_are_erased_words_go_once_answered_and_answers_after_the_conversation(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)))
    async with running(town.transport(erase_traces=True, trace_lives_s=0.5), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.removed)
        assert [said.text for said in town.ana.chat.said.values()] == [f"Received.\n\n{ERASING}"]
        await fake.until(lambda: not town.ana.chat.said)


@pytest.mark.parametrize("mishap", [{"status": 429, "more": {"retry_after": 0}}, {"status": 502}, {}])
async def test_traces_are_erased_though_telegram_does_not_take_the_deletion_at_once(town, fake, mishap):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)))
    fake.fails(method="deleteMessage", times=3, **mishap)
    async with running(town.transport(erase_traces=True), receive):
        written = town.ana.writes("vans")
        await fake.until(lambda: written in town.ana.chat.removed)
    assert len(fake.called("deleteMessage")) == 4


async def test_what_could_not_be_erased_is_erased_when_the_chat_is_quiet(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)))
    fake.fails(method="deleteMessage", times=4, status=502)
    async with running(town.transport(erase_traces=True, trace_lives_s=1.0), receive):
        town.ana.writes("vans")
        await fake.until(lambda: not town.ana.chat.said)
    assert town.ana.chat.removed


async def test_a_pause_in_the_middle_of_forgetting_is_kept_and_everything_goes_after_it(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)), FORGET=Reaction(erase=True))
    fake.fails(method="deleteMessages", status=429, more={"retry_after": 0})
    async with running(town.transport(), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
        town.ana.writes("FORGET")
        await fake.until(lambda: not town.ana.chat.said)
    assert len(fake.called("deleteMessages")) == 2
    assert not fake.called("deleteMessage"), "nothing is asked for one by one while Telegram asks to wait"


async def test_traces_stay_where_the_operator_wants_them_to(town, fake):
    receive = Recorder(vans=Reaction(replies=(Message(text="Received."),)))
    async with running(town.transport(erase_traces=False), receive):
        town.ana.writes("vans")
        await fake.until(lambda: town.ana.chat.texts)
        town.ana.writes("after")
        await receive.has(2)
    assert town.ana.chat.removed == []


async def test_whoever_writes_is_told_once_that_the_words_will_be_deleted(town, fake):
    receive = Recorder()
    receive.always = Reaction(replies=(Message(text="Received"), Message(text="Where?")))
    async with running(town.transport(erase_traces=True), receive):
        for number in range(2):
            message = town.ana.writes(f"report {number}")
            await fake.until(lambda written=message: written in town.ana.chat.removed)
    assert [text.partition("\n\n")[0] for text in town.ana.chat.texts] == ["Received", "Where?"] * 2
    assert [ERASING in text for text in town.ana.chat.texts] == [True, False, False, False]


def paced(town, clock: TownClock) -> TelegramTransport:
    turns = Turns("telegram", Pacer(PACES["telegram"]), clock)
    return TelegramTransport(town.config(), now=town.fake.world.clock.now, turns=turns)


async def test_a_flood_is_taken_in_whole_and_not_answered_word_by_word(town, fake):
    receive, clock = Recorder(), TownClock(fake.world.clock.now())
    receive.always = Reaction(replies=(Message(text="Received."),))
    async with running(paced(town, clock), receive) as transport:
        for number in range(60):
            town.ana.writes(f"no {number}")
        await receive.has(60)
        town.mallory.writes("and I?")
        await receive.has(61)
        dropped = transport.counts["dropped_answer"]
        assert 60 - ANSWERS_WAIT - 2 <= dropped <= 60 - ANSWERS_WAIT
        answered = 0
        while answered + dropped < 61:
            fake.world.clock.advance(seconds=1)
            clock.advance(timedelta(seconds=1))
            await fake.until(lambda before=answered: len(fake.called("sendMessage")) > before)
            answered = len(fake.called("sendMessage"))
    assert fake.world.over_budget == 0
    assert len(town.ana.chat.texts) + dropped == 60
    assert town.mallory.chat.texts == ["Received."]


async def test_a_pause_that_telegram_asks_for_in_a_private_chat_is_kept_by_notices_too(town, fake):
    receive, clock = Recorder(vans=Reaction(replies=(Message(text="Received."),))), TownClock(fake.world.clock.now())
    fake.fails(method="sendMessage", status=429, more={"retry_after": 30})
    async with running(paced(town, clock), receive) as transport:
        town.ana.writes("vans")
        await fake.until(lambda: transport._outlet.turns.waiting)
        notice = asyncio.create_task(transport.send_private(str(town.ana.id).encode(), Message(text="A question.")))
        await fake.until(lambda: transport._outlet.turns.waiting == 2)
        assert len(fake.called("sendMessage")) == 1
        clock.advance(timedelta(seconds=29))
        await fake.until(lambda: transport._outlet.turns.waiting == 2)
        assert len(fake.called("sendMessage")) == 1
        clock.advance(timedelta(seconds=3))
        await notice
        await fake.until(lambda: len(town.ana.chat.texts) == 2)
