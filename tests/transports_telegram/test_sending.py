"""What goes out: once, quietly, whole, and with an honest word on whether it went."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.transports.base import Limited, NotSent, Undeliverable, Unknown
from bot.transports.telegram.fitting import shorten, split, units
from handlers.actions import Action, Verb
from handlers.outbound import Choice, Message
from tests.fake_telegram.server import NEW_TOKEN, SPARE_TOKEN, TOKEN
from tests.fake_telegram.world import ApiError, Room
from tests.transports_telegram.harness import MODERATORS, PHILLIPS, Recorder, running

APPROVE = Choice("Approve", Action(Verb.APPROVE, "K7Q2"))


@pytest.fixture
async def sending(town):
    async with running(town.transport(), Recorder()) as transport:
        await town.fake.until(lambda: town.fake.called("setMyShortDescription"))
        yield transport


async def test_text_is_shown_as_it_was_written(town, sending):
    text = "<b>Lake & Chicago</b> \"quoted\" 'too' &amp; 3 < 4 \U0001f6a8"
    await sending.send(PHILLIPS, Message(text=text))
    assert town.phillips.texts == [text]


async def test_no_link_is_opened_and_what_is_guarded_stays(town, sending):
    await sending.send(MODERATORS, Message(text="https://example.org", guarded=True, silent=True))
    (given,) = town.fake.called("sendMessage")
    assert '"is_disabled"' in str(given["link_preview_options"]).replace("'", '"')
    assert (given["protect_content"], given["disable_notification"]) == ("true", "true")


async def test_an_edit_keeps_the_buttons_it_is_given_and_takes_away_the_others(town, sending):
    sent = await sending.send(MODERATORS, Message(text="NEW", choices=((APPROVE,),)))
    await sending.edit(MODERATORS, sent.ref, Message(text="1/2", choices=((APPROVE,),)))
    assert town.moderators.last.data_of("Approve")
    await sending.edit(MODERATORS, sent.ref, Message(text="PUBLISHED"))
    assert (town.moderators.last.text, town.moderators.last.markup) == ("PUBLISHED", {})


async def test_an_edit_that_changes_nothing_is_done(town, sending):
    sent = await sending.send(MODERATORS, Message(text="NEW"))
    assert await sending.edit(MODERATORS, sent.ref, Message(text="NEW")) == sent


async def test_a_long_text_is_split_at_sentences_and_edited_in_place(town, sending):
    long = " ".join(f"Sentence number {n} stands here." for n in range(300))
    sent = await sending.send(PHILLIPS, Message(text=long))
    parts = town.phillips.texts
    assert len(parts) == 3
    assert " ".join(parts) == long
    assert all(part.endswith(".") for part in parts)
    await sending.edit(PHILLIPS, sent.ref, Message(text="ALL CLEAR"))
    assert town.phillips.texts == ["ALL CLEAR"]


@pytest.mark.parametrize(("length", "messages"), [(4096, 1), (4097, 2)])
@pytest.mark.parametrize("sign", ["a", "<", "&", "\U0001f6a8"])
async def test_one_unit_more_than_fits_makes_two_messages_of_which_nothing_is_lost(
    town, sending, sign, length, messages
):
    text = sign * (length // units(sign)) + "." * (length % units(sign))
    await sending.send(PHILLIPS, Message(text=text))
    assert len(town.phillips.texts) == messages
    assert "".join(town.phillips.texts) == text
    assert all(units(part) <= 4096 for part in town.phillips.texts)


async def test_half_a_long_text_does_not_stay_when_the_rest_fails(town, sending, monkeypatch):
    long = "word " * 1500
    monkeypatch.setattr(town.fake.world, "spend", only_once(town.fake.world.spend))
    with pytest.raises(Limited):
        await sending.send(PHILLIPS, Message(text=long))
    assert town.phillips.texts == []


def only_once(spend: Callable[[Room], None]) -> Callable[[Room], None]:
    """A budget with one message left in it."""
    left = iter([1])

    def spending(room: Room) -> None:
        if next(left, None) is None:
            raise ApiError(429, "Too Many Requests: retry after 7", retry_after=7)
        spend(room)

    return spending


async def test_the_twenty_first_message_of_a_minute_is_asked_to_wait(town, sending):
    for number in range(20):
        await sending.send(PHILLIPS, Message(text=f"alert {number}"))
    with pytest.raises(Limited) as limit:
        await sending.send(PHILLIPS, Message(text="one more"))
    assert 0 < limit.value.retry_after_s <= 61
    town.fake.world.clock.advance(seconds=61)
    await sending.send(PHILLIPS, Message(text="one more"))


async def test_a_long_wait_is_meant_for_the_whole_token(town, sending):
    town.fake.fails(method="sendMessage", status=429, more={"retry_after": 3600})
    with pytest.raises(Limited) as limit:
        await sending.send(PHILLIPS, Message(text="alert"))
    assert (limit.value.retry_after_s, limit.value.whole_token) == (3600, True)


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ({"status": 400}, Undeliverable),
        ({"status": 401}, NotSent),
        ({"status": 403}, Undeliverable),
        ({"status": 404}, NotSent),
        ({"status": 409}, NotSent),
        ({"status": 500}, Unknown),
        ({"status": 502, "body": "<html>"}, Unknown),
        ({"after": True}, Unknown),
        ({}, Unknown),
        ({"body": "canary", "after": True}, Unknown),
        ({"body": '{"ok": true, "result": {"canary": 1}}', "after": True}, Unknown),
    ],
)
async def test_each_mishap_says_whether_it_went_out(town, sending, fault, meaning):
    town.fake.fails(method="sendMessage", **fault)
    with pytest.raises(meaning) as raised:
        await sending.send(PHILLIPS, Message(text="canary alert"))
    assert type(raised.value) is meaning
    assert "canary" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert len(town.phillips.texts) == (1 if fault.get("after") else 0)


@pytest.mark.parametrize("fault", [{}, {"after": True}, {"status": 500}])
async def test_an_edit_of_unknown_outcome_may_simply_be_repeated(town, sending, fault):
    sent = await sending.send(PHILLIPS, Message(text="ALERT"))
    town.fake.fails(method="editMessageText", **fault)
    with pytest.raises(NotSent):
        await sending.edit(PHILLIPS, sent.ref, Message(text="EXPIRED"))
    await sending.edit(PHILLIPS, sent.ref, Message(text="EXPIRED"))
    assert town.phillips.texts == ["EXPIRED"]


async def test_silence_after_a_request_is_an_unknown_outcome(town, fake):
    never = asyncio.Event()
    fake.fails(method="sendMessage", hold=never)
    async with running(town.transport(request_timeout_s=0.3), Recorder()) as transport:
        with pytest.raises(Unknown):
            await transport.send(PHILLIPS, Message(text="perhaps"))
    never.set()


async def test_a_refused_token_is_read_again_and_only_a_new_one_of_the_same_bot_is_taken(town, fake, tmp_path):
    file = tmp_path / "token"
    async with running(town.transport(token_again=file.read_text), Recorder()) as transport:
        fake.token = NEW_TOKEN
        for found in (None, "nonsense", TOKEN, SPARE_TOKEN):
            if found is not None:
                file.write_text(found)
            with pytest.raises(NotSent):
                await transport.send(PHILLIPS, Message(text="alert"))
        file.write_text(NEW_TOKEN)
        await transport.send(PHILLIPS, Message(text="alert"))
    assert town.phillips.texts == ["alert"]
    assert town.phillips.warnings == []


async def test_an_unreachable_server_was_surely_not_reached(town, sending):
    town.fake.cut()
    with pytest.raises(NotSent):
        await sending.send(PHILLIPS, Message(text="lost"))
    town.fake.mend()
    await sending.send(PHILLIPS, Message(text="found"))
    assert town.phillips.texts == ["found"]


@pytest.mark.parametrize("status", ["kicked", "left"])
async def test_a_room_the_bot_is_not_in_is_undeliverable(town, sending, status):
    town.phillips.members[7000000001] = status
    with pytest.raises(Undeliverable):
        await sending.send(PHILLIPS, Message(text="alert"))


async def test_nothing_and_nonsense_are_undeliverable(town, sending):
    for room, message in ((PHILLIPS, Message(text=" \n ")), ("nobody@telegram", Message(text="alert"))):
        with pytest.raises(Undeliverable):
            await sending.send(room, message)
    for ref in ("", "x", "1,y"):
        with pytest.raises(Undeliverable):
            await sending.delete(PHILLIPS, ref)
    with pytest.raises(Undeliverable):
        await sending.send_private(b"not a number", Message(text="hello"))


async def test_deleting_follows_telegrams_two_days(town, sending):
    sent = await sending.send(PHILLIPS, Message(text="ALERT"))
    town.fake.world.clock.advance(hours=47)
    await sending.delete(PHILLIPS, sent.ref)
    await sending.delete(PHILLIPS, sent.ref)
    late = await sending.send(PHILLIPS, Message(text="ALERT"))
    town.fake.world.clock.at += timedelta(hours=48)
    with pytest.raises(Undeliverable):
        await sending.delete(PHILLIPS, late.ref)
    await sending.edit(PHILLIPS, late.ref, Message(text="EXPIRED"))


async def test_a_private_message_goes_by_address_alone(town, sending):
    await sending.send_private(str(town.ana.id).encode(), Message(text="shared with Phillips"))
    assert town.ana.chat.texts == ["shared with Phillips"]
    town.ana.chat.members[7000000001] = "blocked"
    with pytest.raises(Undeliverable):
        await sending.send_private(str(town.ana.id).encode(), Message(text="again"))


def test_limits_count_as_telegram_counts_and_cut_no_character():
    text = "\U0001f6a8" * 5000
    parts = split(text)
    assert all(units(part) <= 4096 for part in parts)
    assert "".join(parts) == text
    assert units(shorten("a. " + text, 1024)) <= 1024
    assert shorten("First one. Second one. Third", 25) == "First one. Second one. …"
    assert split("a" * 50_000, parts=2)[1].endswith("…")
    assert split("half \ud83d and \x00 nul") == ["half \ufffd and  nul"]
