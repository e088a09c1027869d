"""What is remembered between two messages rests sealed, for hours, and goes with its keys."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversations import MAX_MESSAGES_BOUND, Conversations
from bot.privacy.homes import DirectoryHome
from bot.privacy.keyring import Keyring
from bot.privacy.witness import Witness
from handlers.actions import Action, Verb
from handlers.conversation import Asking, Conversation
from tests.storebuild import Clock

LIVES = timedelta(hours=6)
TALK = Conversation(
    language="es",
    greeted=True,
    report="r1",
    asking=Asking.QUESTION,
    question="how_many",
    options=(Action(Verb.ANSWER, "r1", "still.there"), Action(Verb.CANCEL)),
    at_home=True,
)


class Desk:
    def __init__(self, folder: Path) -> None:
        # 17:30: half an hour before the keys change.
        self.folder, self.clock = folder, Clock(datetime(2026, 11, 23, 17, 30, tzinfo=UTC))
        self.begins()

    def begins(self, most: int = 100) -> None:
        """The process begins, maybe anew."""
        self.keyring = Keyring(DirectoryHome(self.folder), now=self.clock)
        self.talks = Conversations(self.keyring, now=self.clock, lives=LIVES, most=most)

    def person(self, name: bytes = b"+16125550142") -> Witness:
        return Witness("signal", name, self.keyring)

    def kept(self) -> list[Path]:
        return sorted(self.folder.glob("talk-*"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_field_comes_back_after_a_restart(desk: Desk):
    desk.talks.remember(desk.person(), TALK)
    desk.talks.remember(desk.person(), TALK, message="m1", report="r1")
    desk.begins()
    assert desk.talks.find(desk.person()) == TALK
    assert desk.talks.report_behind(desk.person(), "m1") == "r1"
    assert desk.talks.find(desk.person(b"+16125550143")) is None


@pytest.mark.parametrize("minutes", [0, 29, 31, 359])
def test_it_is_found_while_it_lives_also_under_the_next_keys(desk: Desk, minutes):
    desk.talks.remember(desk.person(), TALK)
    desk.clock.passes(minutes=minutes)
    desk.keyring.rotate()
    assert desk.talks.find(desk.person()) == TALK
    desk.talks.remember(desk.person(), TALK, message="m2", report="r1")
    assert len(desk.kept()) == 1, "never under two names"


def test_it_ends_after_six_hours_and_nothing_is_left(desk: Desk):
    desk.talks.remember(desk.person(), TALK)
    desk.clock.passes(hours=6)
    assert desk.talks.find(desk.person()) is None
    desk.keyring.rotate()
    assert desk.kept() == []


def test_it_rests_sealed_under_a_name_that_names_nobody(desk: Desk):
    desk.talks.remember(desk.person(), TALK)
    desk.talks.remember(desk.person(), TALK, message="message-4711", report="r1")
    (file,) = desk.kept()
    for plain in (b"6125550142", b"message-4711", b"how_many"):
        assert plain.hex() not in file.name
        assert plain not in file.read_bytes()
    first = file.name
    desk.keyring.shred()
    desk.talks.remember(desk.person(), TALK)
    assert [each.name for each in desk.kept()] != [first]


def test_what_was_sealed_for_one_person_opens_for_nobody_else(desk: Desk):
    desk.talks.remember(desk.person(), TALK)
    (hers,) = desk.kept()
    desk.talks.remember(desk.person(b"+16125550143"), Conversation(language="en"))
    (his,) = [each for each in desk.kept() if each != hers]
    his.write_bytes(hers.read_bytes())
    assert desk.talks.find(desk.person(b"+16125550143")) is None


def test_forget_leaves_nothing_of_it_and_touches_nobody_elses(desk: Desk):
    other = desk.person(b"+16125550143")
    desk.talks.remember(desk.person(), TALK)
    desk.talks.remember(other, TALK)
    desk.talks.forget(desk.person())
    assert desk.talks.find(desk.person()) is None
    assert desk.talks.find(other) == TALK
    assert len(desk.kept()) == 1


def test_beyond_the_most_that_is_remembered_the_longest_unheard_go(desk: Desk):
    desk.begins(most=2)
    people = [desk.person(b"+1612555%04d" % each) for each in range(3)]
    for each in people[:2]:
        desk.talks.remember(each, TALK)
    desk.talks.remember(people[0], TALK, message="m1", report="r1")  # heard again
    desk.talks.remember(people[2], TALK)
    assert [desk.talks.find(each) is not None for each in people] == [True, False, True]
    assert len(desk.kept()) == 2


def test_of_very_many_messages_the_latest_find_their_report(desk: Desk):
    for number in range(MAX_MESSAGES_BOUND + 1):
        desk.talks.remember(desk.person(), TALK, message=f"m{number}", report="r1")
    assert desk.talks.report_behind(desk.person(), "m0") == ""
    assert desk.talks.report_behind(desk.person(), f"m{MAX_MESSAGES_BOUND}") == "r1"


def test_while_it_is_about_one_report_its_end_stays_where_it_was(desk: Desk):
    desk.talks.remember(desk.person(), TALK)
    desk.clock.passes(hours=5, minutes=59)
    desk.talks.remember(desk.person(), TALK)
    desk.clock.passes(minutes=1)
    assert desk.talks.find(desk.person()) is None


def test_a_record_of_another_version_counts_as_none(desk: Desk):
    name = desk.keyring.remember_talk(b"signal|+16125550142", b'{"until": 9999999999, "conversation": {"asking": "x"}}',
                                      desk.clock() + LIVES)  # fmt: skip
    assert [each.name for each in desk.kept()] == [name]
    assert desk.talks.find(desk.person()) is None


def test_since_when_people_are_known_is_the_first_start_or_the_last_shred(desk: Desk):
    begun = desk.keyring.known_since()
    desk.clock.passes(hours=2)
    desk.begins()
    assert desk.keyring.known_since() == begun
    desk.keyring.rotate()
    assert desk.keyring.known_since() == begun
    desk.keyring.shred()
    assert desk.keyring.known_since() == desk.clock()
