"""One moderator, one vote; the quorum publishes; whoever comes second is told what happened."""

import asyncio

import pytest

from handlers.actions import Verb
from handlers.inbound import Standing
from handlers.incident import Basis, IncidentState
from tests.moderatorsroom import COURT, DOWNTOWN_AND_OLD_MILL, moderators_room


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


async def test_two_votes_publish_to_every_channel_near_in_its_language(room):
    await room.incident(DOWNTOWN_AND_OLD_MILL)
    first = await room.presses("hawkeye", Verb.APPROVE)
    assert first.toast == "Your vote on K7Q2 counts: 1 of 2."
    assert "needs 2 votes · 1/2 (heron)" in await room.card()
    second = await room.presses("radar", Verb.APPROVE)
    assert second.toast == "K7Q2 is published, by heron and wren."
    await room.delivers()
    assert "ICE activity near 2nd St N & 2nd Ave N" in room.reads("downtown@sim")[0]
    assert "Actividad de ICE cerca de 2nd St N & 2nd Ave N" in room.reads("oldmill@sim")[0]
    assert room.reads("northgate@sim") == []


async def test_a_double_click_is_one_vote(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    again = await room.presses("hawkeye", Verb.APPROVE)
    assert "already counted: 1 of 2" in again.toast
    assert (await room.now()).state is IncidentState.PENDING


async def test_the_loser_of_two_at_once_is_told_who_published(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    answers = await asyncio.gather(room.presses("radar", Verb.APPROVE), room.presses("klinger", Verb.APPROVE))
    assert sorted("already published" in answer.toast for answer in answers) == [False, True]
    await room.delivers()
    assert len([sent for sent in room.sent if sent[0] == "downtown@sim"]) == 1


async def test_a_rejected_incident_tells_who_rejected_it(room):
    await room.incident()
    await room.says("hawkeye", "reject K7Q2 old")
    assert (await room.says("radar", "approve K7Q2")).toast == "K7Q2 was already rejected by heron."


async def test_confirming_needs_a_basis_and_says_it(room):
    await room.incident()
    menu = await room.says("hawkeye", "confirm K7Q2")
    assert [choice.action.argument for choice in menu.replies[0].flat_choices] == ["observer", "photo", "official"]
    await room.says("hawkeye", "2")
    await room.says("radar", "approve K7Q2")
    await room.delivers()
    assert room.reads("downtown@sim")[0].startswith("CONFIRMED (a moderator saw a photo)")
    assert (await room.now()).basis is Basis.PHOTO


async def test_a_later_confirmation_changes_the_posts_silently(room):
    await room.published()
    assert room.reads("downtown@sim")[0].startswith("REPORTED, not confirmed")
    await room.says("klinger", "confirm K7Q2 observer")
    await room.delivers()
    [stands] = room.reads("downtown@sim")
    assert stands.startswith("CONFIRMED (seen by a trained observer)")
    assert stands in room.silent


async def test_nobody_votes_on_their_own_report(room):
    await room.incident("E Ferry St & 2nd Ave", "ana", "hawkeye")
    assert "bears your own report" in (await room.presses("hawkeye", Verb.APPROVE)).toast
    assert "bears your own report" in (await room.says("hawkeye", "reject K7Q2 old")).toast
    assert "bears your own report" in (await room.says("hawkeye", "alone K7Q2")).toast
    assert "counts: 1 of 2" in (await room.presses("radar", Verb.APPROVE)).toast


async def test_a_sensitive_place_takes_three(room):
    await room.incident(COURT)
    assert "sensitive place" in await room.card()
    for who in ("hawkeye", "radar"):
        await room.presses(who, Verb.APPROVE)
    assert (await room.now()).state is IncidentState.PENDING
    await room.presses("klinger", Verb.APPROVE)
    assert (await room.now()).published_votes == 3


async def test_reactions_vote_and_take_back(room):
    await room.incident()
    await room.reacts("hawkeye", "👍🏾")
    await room.reacts("hawkeye", "👍🏾", retracted=True)
    await room.reacts("radar", "✅")
    assert (await room.now()).state is IncidentState.PENDING
    assert "1/2 (wren)" in await room.card()
    asked = await room.reacts("klinger", "👎")
    assert "why?" in asked.replies[0].text
    assert (await room.now()).state is IncidentState.PENDING


async def test_a_number_under_a_card_presses_its_button(room):
    await room.incident()
    await room.says("hawkeye", "pending")
    assert "counts: 1 of 2" in (await room.says("hawkeye", "1", about="K7Q2")).toast


async def test_a_number_without_a_question_is_talk(room):
    await room.incident()
    await room.says("hawkeye", "pending")
    answer = await room.says("hawkeye", "3")
    assert (answer.toast, answer.replies) == ("", ())


async def test_rejecting_tells_the_reporter_why_and_leaves_one_line(room):
    await room.incident()
    await room.says("hawkeye", "rechazar K7Q2 viejo")
    await room.delivers()
    assert [room.notice(notice).text for notice in room.notices] == [
        "Your sighting was not shared: it is too old to help anybody now."
    ]
    assert room.notices[0].last
    assert room.reads("moderators@sim") == ["#K7Q2 closed: not shared (too old) · heron · 1+ witnesses"]


async def test_nobody_rejects_alone_what_another_wants_out(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    assert "1 of 2" in (await room.says("radar", "reject K7Q2 old")).toast
    await room.says("klinger", "reject K7Q2 old")
    assert (await room.now()).state is IncidentState.CLOSED


async def test_an_open_place_takes_no_votes(room):
    await room.incident("")
    assert "PLACE UNKNOWN" in await room.card()
    assert "has no place yet" in (await room.presses("hawkeye", Verb.APPROVE)).toast
    await room.says("hawkeye", "place K7Q2 ferry & 2nd ave")
    assert "E Ferry St & 2nd Ave (Downtown, certain)" in await room.card()


async def test_one_moderator_on_two_platforms_has_one_vote(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    code = (await room.says("hawkeye", "link")).toast.rpartition(" ")[2]
    other = room.secret.member_key("simsig", "hawkeye")
    assert "heron" in (await room.says("hawkeye", f"join {code}", member=other)).toast
    assert "already counted" in (await room.says("hawkeye", "approve K7Q2", member=other)).toast
    assert (await room.now()).state is IncidentState.PENDING


async def test_a_code_works_once(room):
    code = (await room.says("hawkeye", "link")).toast.rpartition(" ")[2]
    await room.says("hawkeye", f"join {code}", member="other")
    assert "unknown, spent" in (await room.says("frank", f"join {code}", member="third")).toast


async def test_a_stranger_decides_nothing(room):
    await room.incident()
    assert "Only moderators" in (await room.says("frank", "approve K7Q2", standing=Standing.OUTSIDE)).toast
    assert "needs 2 votes" in (card := await room.card())
    assert "1/2" not in card


async def test_talk_is_nobodys_command(room):
    await room.incident()
    for text in ("clear as mud", "approve of that?", "freeze! what a day", "hello", "not sure about lake", ""):
        answer = await room.says("hawkeye", text)
        assert (answer.toast, answer.replies) == ("", ()), text
    assert await room.store.read(lambda tx: list(tx.moderators.all())) == []


async def test_a_forgotten_key_does_not_stop_moderators(room):
    await room.incident()
    room.desk.keyring.shred()
    assert "counts: 1 of 2" in (await room.presses("hawkeye", Verb.APPROVE)).toast
