"""What happens because time passes: warnings, expiry, claims, a lone moderator's alert."""

import asyncio
from dataclasses import replace

import pytest

from handlers.actions import Verb
from handlers.incident import Closing, IncidentState
from tests.moderatorsroom import moderators_room


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


async def test_moderators_are_asked_before_an_alert_expires_and_once_only(room):
    await room.published()
    assert await room.ticks(minutes=74) == 0
    assert await room.ticks(minutes=2) == 1
    assert await room.ticks() == 0
    await room.delivers()
    [asked] = [text for text in room.reads("moderators@sim") if "expires in" in text]
    assert asked.startswith("K7Q2 expires in 14 min.")


async def test_without_an_answer_the_posts_expire_silently(room):
    await room.published()
    await room.ticks(minutes=91)
    assert await room.ticks() == 0
    await room.delivers()
    [stands] = room.reads("downtown@sim")
    assert stands.startswith("EXPIRED")
    assert stands in room.silent
    closed = await room.now()
    assert (closed.state, closed.closing) == (IncidentState.CLOSED, Closing.EXPIRED)


async def test_extending_moves_the_expiry_in_the_posts(room):
    await room.published()
    await room.ticks(minutes=80)
    await room.presses("hawkeye", Verb.EXTEND)
    await room.delivers()
    assert "expires 14:50" in room.reads("downtown@sim")[0]
    assert await room.ticks(minutes=30) == 0
    assert (await room.now()).state is IncidentState.PUBLISHED


async def test_letting_go_is_possible_only_once_asked(room):
    await room.published()
    assert "not about to expire" in (await room.says("hawkeye", "expire K7Q2")).toast
    await room.ticks(minutes=80)
    await room.says("hawkeye", "expire K7Q2")
    await room.delivers()
    assert room.reads("downtown@sim")[0].startswith("EXPIRED")


async def test_a_lone_moderators_alert_says_that_nobody_confirmed_it(room):
    await room.incident()
    assert "second vote" in (await room.says("hawkeye", "alone K7Q2")).toast
    await room.delivers()
    assert room.reads("downtown@sim")[0].startswith("REPORTED, not confirmed")
    assert "published by heron alone: needs a second vote" in await room.card()
    assert await room.ticks(minutes=16) == 1
    assert await room.ticks() == 0
    await room.delivers()
    [stands] = room.reads("downtown@sim")
    assert stands.startswith("NOT CONFIRMED BY ANYONE")
    assert stands in room.silent


async def test_a_second_vote_in_time_keeps_a_lone_moderators_alert(room):
    await room.incident()
    await room.says("hawkeye", "alone K7Q2")
    await room.says("radar", "approve K7Q2")
    assert await room.ticks(minutes=16) == 0
    assert (await room.now()).published_votes == 2


async def test_a_late_second_vote_takes_the_mark_back(room):
    await room.incident()
    await room.says("hawkeye", "alone K7Q2")
    await room.delivers()
    await room.ticks(minutes=16)
    await room.says("radar", "approve K7Q2")
    await room.delivers()
    assert room.reads("downtown@sim")[0].startswith("REPORTED, not confirmed")


async def test_two_alone_an_hour_are_enough(room):
    for code in ("B2B2", "C3C3", "D4D4"):
        await room.incident(code=code)
    await room.says("hawkeye", "alone B2B2")
    await room.says("hawkeye", "alone C3C3")
    assert "often enough" in (await room.says("hawkeye", "alone D4D4")).toast
    room.desk.clock.passes(minutes=61)
    assert "published" in (await room.says("hawkeye", "alone D4D4")).toast


async def test_a_claim_ends_by_itself(room):
    await room.incident()
    await room.presses("hawkeye", Verb.CLAIM)
    assert "heron is checking (until 12:10)" in await room.card()
    assert "heron is already checking" in (await room.presses("radar", Verb.CLAIM)).toast
    assert await room.ticks(minutes=10) == 1
    assert "is checking" not in await room.card()
    assert "You are checking" in (await room.presses("radar", Verb.CLAIM)).toast


async def test_a_pending_incident_closes_unchecked_and_says_so(room):
    await room.incident()
    await room.ticks(hours=3)
    await room.delivers()
    assert [room.notice(notice).text for notice in room.notices] == [
        "Your sighting could not be checked and was not shared."
    ]


async def test_who_was_not_checked_is_told_whom_to_call(room):
    room.policy = replace(room.policy, hotlines=(("", "Help: 555-0100"), ("es", "Ayuda: 555-0101")))
    await room.incident()
    await room.ticks(hours=3)
    await room.delivers()
    assert room.notice(room.notices[0]).text.endswith("\nHelp: 555-0100")
    assert room.notice(room.notices[0], "es").text.endswith("\nHelp: 555-0100\nAyuda: 555-0101")


async def test_what_is_urgent_is_called_out_again_once(room):
    await room.incident()
    await room.presses("hawkeye", Verb.URGENT)
    for _ in range(3):
        await room.ticks(minutes=6)
        await room.delivers()
    assert len([text for where, text in room.sent if where == "moderators@sim" and "still waits" in text]) == 1


async def test_closing_forgets_tags_words_and_the_card(room):
    await room.published("E Ferry St & 2nd Ave", "ana", "ben")
    await room.says("hawkeye", "clear K7Q2")
    await room.says("radar", "clear K7Q2")
    await room.delivers()
    assert await room.store.read(lambda tx: tx.tags.count("K7Q2")) == 0
    assert await room.store.read(lambda tx: tx.wordings.read("report:k7q2ana")) is None
    assert any(text.startswith("#K7Q2 closed: ALL CLEAR") for text in room.reads("moderators@sim"))
    assert not any("needs" in text for text in room.reads("moderators@sim"))


async def test_ticking_in_two_processes_at_once_does_everything_once(room):
    await room.published()
    room.desk.clock.passes(minutes=91)
    done = await asyncio.gather(room.ticks(), room.ticks())
    assert sorted(done) == [0, 1]
    await room.delivers()
    assert len([text for where, text in room.sent if where == "downtown@sim" and "EXPIRED" in text]) == 1
