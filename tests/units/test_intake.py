"""What the boundary lets through: cleaned words, coarse places, minutes, and nobody."""

import pickle
from dataclasses import fields

import pytest

from bot.privacy.intake import MAX_CHARACTERS, Intake, number_in
from bot.privacy.keyring import Keyring
from bot.privacy.language import guess_language
from bot.privacy.members import ModeratorSecret
from bot.privacy.scrub import Scrubber, place_names
from bot.transports.base import IncomingKind
from geo.place import Hints, Outcome
from geo.point import Point
from geo.resolve import Resolver
from handlers.actions import Action, Verb
from handlers.conversation import Conversation
from handlers.inbound import Kind
from tests.runtime import NOON, alder_ferry, says, sender, shares

PHONE = "+1 612 555 0147"


@pytest.fixture(scope="module")
def intake() -> Intake:
    town = alder_ferry()
    return Intake(
        keyring=Keyring.in_ram(now=lambda: NOON),
        members=ModeratorSecret(bytes(32)),
        resolver=Resolver(town),
        scrubber=Scrubber(places=place_names(town)),
        languages=("en", "es"),
        hints=Hints(),
    )


def corner(intake: Intake) -> tuple[str, Point]:
    crossing = next(iter(alder_ferry().crossings))
    names = [alder_ferry().street(each).name for each in crossing.street_ids[:2]]
    return " & ".join(names), crossing.point


def submitted(intake: Intake, incoming, conversation=None, **fields):
    return intake.submission(incoming, intake.witness(incoming.sender), conversation, **fields)


def test_words_are_scrubbed_and_the_place_is_read_from_the_original(intake):
    where, _ = corner(intake)
    got = submitted(intake, says(f"3 agents at {where}, call me {PHONE}"))
    assert got.kind is Kind.TEXT
    assert got.resolution.outcome is not Outcome.UNRESOLVED
    assert "0147" not in got.text + got.masked
    assert got.removed >= 1
    assert got.text.startswith("3 agents at")


def test_a_pin_leaves_only_its_anchor_behind(intake):
    _, point = corner(intake)
    pin = Point(point.lat + 0.000123, point.lon - 0.000077)
    got = submitted(intake, shares(pin))
    assert got.kind is Kind.PIN
    assert got.resolution.place.point != pin
    assert "000123" not in repr(got)
    assert str(pin.lat) not in repr(got)


def test_seconds_are_dropped(intake):
    assert submitted(intake, says("hi")).now == NOON.replace(second=0)


def test_nothing_that_leaves_can_name_the_sender(intake):
    got = submitted(intake, says("hi", "planted-sender-77"))
    assert "planted" not in repr([getattr(got, each.name) for each in fields(got)])
    with pytest.raises(TypeError):
        pickle.dumps(got)


def test_a_longer_text_is_cut_not_refused(intake):
    got = submitted(intake, says("agents " * 5_000))
    assert 0 < len(got.text) <= MAX_CHARACTERS


def test_a_button_carries_no_words(intake):
    got = submitted(intake, says("1"), action=Action(Verb.SEND_NOW))
    assert (got.kind, got.text, got.resolution) == (Kind.ACTION, "", None)


@pytest.mark.parametrize("kind", [each for each in IncomingKind if each.value not in ("reaction", "room_change")])
def test_every_kind_of_message_passes_the_boundary(intake, kind):
    assert submitted(intake, says("", kind=kind)).kind.value in {each.value for each in Kind}


def test_a_moderator_is_a_keyed_hash_and_a_place_is_read_from_the_argument(intake):
    where, _ = corner(intake)
    got = intake.room_input(says(f"K7Q2 place: {where}", "heron"), sender("heron"), "moderators@sim")
    assert got.member == intake.member(sender("heron"))
    assert "heron" not in got.member
    assert got.resolution.outcome is not Outcome.UNRESOLVED
    assert intake.member(sender("heron", "simsig")) != got.member


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("3 agents at lake and chicago right now", "", "en"),
        ("hay tres agentes en la Lake con Chicago", "en-US", "es"),
        ("hola", "", "es"),
        ("mis derechos", "", "es"),
        ("verify Y93D", "", "en"),  # a letter of a code is no word
        ("Lake & Chicago", "es-MX", "es"),
        ("Lake & Chicago", "so", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_guessed_from_small_words_then_the_platform(text, hint, language):
    assert guess_language(text, ("en", "es"), hint) == language


def test_a_conversation_keeps_its_language(intake):
    known = Conversation(language="es")
    assert submitted(intake, says("there are agents here"), known).language == "es"


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), (" 12. ", 12), ("#3", 3), ("3)", 3), ("3 vans", None), ("123", None), ("", None), ("two", None)],
)
def test_only_a_bare_number_is_an_answer(text, number):
    assert number_in(text) == number
