"""Whose word counts: on the list, in the moderators' room by the platform's own word, and with the key they had."""

from dataclasses import replace

import pytest

from bot.authority import Authority
from bot.transports.base import NotSent, Sender, Vouched
from handlers.inbound import Standing
from handlers.policy import Directory
from handlers.policy import Room as RoomOf
from tests.moderatorsroom import moderators_room
from tests.runtime import sender

TELEGRAM = frozenset({"moderators@telegram", "moderators.2@telegram"})


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("standing", "listed", "admits", "told"),
    [
        (Standing.MEMBER, True, True, "1 of 2"),
        (Standing.MEMBER, True, False, "1 of 2"),
        (Standing.MEMBER, False, True, "1 of 2"),
        (Standing.MEMBER, False, False, "Only moderators"),
        (Standing.OUTSIDE, True, True, "not in the moderators' room any more"),
        (Standing.OUTSIDE, True, False, "not in the moderators' room any more"),
        (Standing.OUTSIDE, False, True, "Only moderators"),
        (Standing.UNKNOWN, True, True, "cannot see at this moment"),
        (Standing.UNKNOWN, True, False, "cannot see at this moment"),
        (Standing.UNKNOWN, False, True, "cannot see at this moment"),
        (Standing.UNKNOWN, False, False, "Only moderators"),
        # Moderators have no room on that platform, so nobody there could be a member: the list alone decides.
        (Standing.NO_ROOM, True, True, "1 of 2"),
        (Standing.NO_ROOM, False, True, "Only moderators"),
    ],
)
async def test_both_the_list_and_the_room_are_needed(room, standing, listed, admits, told):
    await room.incident()
    if listed:
        await room.says("hawkeye", "pending")
    room.policy = replace(room.policy, admit_room_members=admits)
    answer = await room.says("hawkeye", "approve K7Q2", standing=standing)
    assert told in answer.toast
    assert ("1/2" in await room.card()) is (told == "1 of 2")


async def test_a_word_that_does_not_count_changes_nothing_of_the_list_either(room):
    await room.says("hawkeye", "pending")
    await room.says("frank", "pending", standing=Standing.UNKNOWN)
    await room.says("hawkeye", "/mod revoke heron", standing=Standing.OUTSIDE)
    assert await aliases(room) == {"heron": "active"}


async def test_with_another_key_a_moderator_is_out_before_what_they_say_counts(room):
    await room.incident()
    await room.says("radar", "pending")
    await room.says("hawkeye", "approve K7Q2", key="the first key")
    answer = await room.says("hawkeye", "unvote K7Q2", key="another key")
    assert answer.toast.startswith("wren is suspended")
    assert await aliases(room) == {"heron": "active", "wren": "suspended"}
    assert "1/2" not in await room.card()
    await room.delivers()
    assert any("safety number of wren changed" in text for text in room.reads("moderators@sim"))


async def test_the_key_of_a_first_act_is_kept_and_no_key_changes_nothing(room):
    await room.says("hawkeye", "pending", key="the first key")
    await room.says("hawkeye", "pending")
    assert (await room.says("hawkeye", "pending", key="the first key")).toast == "Nothing waits."
    assert "suspended" in (await room.says("hawkeye", "pending", key="another key")).toast


async def test_whoever_is_outside_and_has_another_key_is_suspended_too(room):
    await room.says("hawkeye", "pending", key="the first key")
    await room.says("hawkeye", "pending", key="another key", standing=Standing.OUTSIDE)
    assert await aliases(room) == {"heron": "suspended"}


class Telegram:
    """A platform that says who is in its rooms, or does not."""

    def __init__(self, vouched: Vouched | None) -> None:
        self._vouched = vouched
        self.asked: list[tuple[bytes, frozenset[str]]] = []

    async def vouch(self, who: Sender, rooms: frozenset[str]) -> Vouched:
        self.asked.append((who.key, rooms))
        if self._vouched is None:
            raise NotSent("nobody answers")
        return self._vouched


@pytest.mark.parametrize(
    ("vouched", "standing"),
    [
        (Vouched(is_member=True, key="05 aa"), (Standing.MEMBER, "05 aa")),
        (Vouched(is_member=False, key="05 aa"), (Standing.OUTSIDE, "05 aa")),
        (None, (Standing.UNKNOWN, "")),
    ],
)
async def test_in_private_a_member_of_any_moderators_room_of_the_platform_counts(vouched, standing):
    telegram = Telegram(vouched)
    assert await authority(telegram=telegram).of(sender("heron", "telegram"), "") == standing
    assert telegram.asked == [(b"heron", TELEGRAM)]


async def test_in_a_room_its_own_members_count():
    telegram = Telegram(Vouched(is_member=True))
    await authority(telegram=telegram).of(sender("heron", "telegram"), "moderators.2@telegram")
    assert telegram.asked == [(b"heron", frozenset({"moderators.2@telegram"}))]


async def test_where_moderators_have_no_room_nobody_is_taken_for_a_member():
    signal = Telegram(Vouched(is_member=False, key="05 aa"))
    found = await authority(signal=signal).of(sender("heron", "signal"), "")
    assert found == (Standing.NO_ROOM, "05 aa")
    assert signal.asked == [(b"heron", frozenset())]


async def test_a_platform_that_is_not_there_vouches_for_nobody():
    assert await authority().of(sender("heron", "signal"), "") == (Standing.UNKNOWN, "")


def authority(**platforms: Telegram) -> Authority:
    moderation = (RoomOf(name="moderators@telegram"), RoomOf(name="moderators.2@telegram"))
    return Authority(Directory(moderation=moderation, channels=()), platforms)


async def aliases(room) -> dict[str, str]:
    """Every moderator, and how they are."""
    found: dict[str, str] = await room.store.read(
        lambda tx: {each.alias: each.state.value for each in tx.moderators.all()}
    )
    return found
