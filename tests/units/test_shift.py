"""Who is named when something urgent waits: moderators who said that they are on shift, and nobody for ever."""

import pytest

from handlers.actions import Verb
from tests.moderatorsroom import moderators_room


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


async def test_whoever_is_on_shift_is_named_when_something_is_marked_urgent_and_when_it_still_waits(room):
    await room.incident()
    assert (await room.says("hawkeye", "shift on")).toast == "heron is on shift until 00:00."
    assert (await room.says("radar", "turno sí")).toast.startswith("wren is on shift")
    assert (await room.says("radar", "/shift off")).toast == "wren is off shift. On shift: heron."
    await room.presses("radar", Verb.URGENT)
    await room.delivers()
    assert "URGENT: K7Q2 needs a decision now. On shift: heron." in room.reads("moderators@sim")
    await room.ticks(minutes=6)
    await room.delivers()
    assert "URGENT: K7Q2 still waits for a decision. On shift: heron." in room.reads("moderators@sim")
    listed = (await room.says("hawkeye", "pending")).replies[0].text
    assert listed.endswith("On shift: heron.")
    assert "6 min" in listed, "with its age"


async def test_where_nobody_is_on_shift_everybody_is_asked_and_unmarking_calls_nobody(room):
    await room.incident()
    await room.presses("hawkeye", Verb.URGENT)
    await room.presses("hawkeye", Verb.URGENT)
    await room.delivers()
    assert [text for text in room.reads("moderators@sim") if "URGENT:" in text] == [
        "URGENT: K7Q2 needs a decision now. Who can look?"
    ]
    assert (await room.says("hawkeye", "/shift")).toast == "On shift: nobody."


async def test_a_forgotten_shift_ends_by_itself_and_a_revoked_moderator_is_on_none(room):
    await room.says("hawkeye", "shift on")
    await room.says("radar", "shift on")
    await room.says("radar", "revoke heron")
    assert (await room.says("radar", "/shift")).toast == "On shift: wren."
    await room.ticks(hours=12)
    assert (await room.says("radar", "/shift")).toast == "On shift: nobody."


async def test_talk_of_shifts_is_no_command(room):
    for talk in ("shift change at six", "shift happens", "shift"):
        answer = await room.says("hawkeye", talk)
        assert (answer.toast, answer.replies) == ("", ())
