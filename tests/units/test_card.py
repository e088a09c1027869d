"""A card says everything that is known in one line, in the room's language, as it is at the moment of sending."""

import pytest

from handlers.actions import Verb
from handlers.messages import catalogue
from tests.moderatorsroom import DOWNTOWN_AND_OLD_MILL, moderators_room


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


async def test_a_card_reads_like_this(room):
    await room.incident(DOWNTOWN_AND_OLD_MILL)
    room.desk.clock.passes(minutes=3)
    assert await room.card() == (
        "#K7Q2 NEW · 2nd St N & 2nd Ave N (Downtown, certain) · 3 min ago · 1 witness · A stopping people · U vests"
        " · T now · E 3 SUVs · would alert Downtown, Old Mill (2 channels, en es) · needs 2 votes"
    )


async def test_every_room_has_it_in_its_language(room):
    await room.incident()
    await room.delivers()
    assert "#K7Q2 NUEVO" in room.reads("moderadores@simsig")[0]
    assert "necesita 2 votos" in room.reads("moderadores@simsig")[0]


async def test_many_changes_are_one_card(room):
    await room.incident()
    for who in ("hawkeye", "radar"):
        await room.presses(who, Verb.URGENT)
    await room.presses("klinger", Verb.CLAIM)
    await room.delivers()
    assert len([text for where, text in room.sent if where == "moderators@sim" and text.startswith("#")]) == 1


async def test_an_earlier_card_is_edited_in_place(room):
    await room.incident()
    await room.delivers()
    await room.presses("hawkeye", Verb.APPROVE)
    await room.delivers()
    [card] = room.reads("moderators@sim")
    assert "1/2 (heron)" in card


async def test_wording_is_shown_masked_first_and_only_where_asked(room):
    await room.incident()
    await room.presses("hawkeye", Verb.SHOW)
    await room.delivers()
    assert "r1: […] saw three suvs outside" in room.reads("moderators@sim")[-1]
    await room.says("hawkeye", "show K7Q2 full")
    await room.delivers()
    assert "r1: ana saw three suvs outside" in room.reads("moderators@sim")[-1]
    assert len(room.reads("moderadores@simsig")) == 1


async def test_wording_is_gone_with_its_key(room):
    await room.incident()
    room.desk.keyring.shred()
    await room.presses("hawkeye", Verb.SHOW)
    await room.delivers()
    assert "r1: no wording any more" in room.reads("moderators@sim")[-1]


def test_both_languages_say_the_same_things_with_the_same_slots():
    english, spanish = catalogue.of("en").texts, catalogue.of("es").texts
    ours = {key for key in english if key.partition(".")[0] in ("room", "card", "alert", "notice")}
    assert ours == {key for key in spanish if key.partition(".")[0] in ("room", "card", "alert", "notice")}
    for key in ours:
        assert isinstance(english[key], tuple) == isinstance(spanish[key], tuple), key
