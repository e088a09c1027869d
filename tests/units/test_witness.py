"""A witness can be asked for a tag and for nothing else."""

import copy
import dataclasses
import inspect
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from bot.privacy.homes import RamHome
from bot.privacy.keyring import KeyGone, Keyring
from bot.privacy.witness import Witness, blind, forget_sender, is_muted, remember_sender

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(RamHome(), now=lambda: NOON)


@pytest.fixture
def ana(keyring: Keyring) -> Witness:
    return Witness("telegram", b"CANARY-7123456789", keyring)


def test_one_person_has_one_tag_in_an_incident_whenever_they_write(keyring: Keyring, ana: Witness):
    again = Witness("telegram", b"CANARY-7123456789", keyring)
    tag = ana.tag_for("K7Q2", keyring.epoch())
    assert tag == again.tag_for("K7Q2", keyring.epoch())
    assert 0 <= tag < 65536


def test_the_same_number_on_two_platforms_is_two_witnesses(keyring: Keyring):
    tags = [
        [Witness(platform, b"%d" % number, keyring).tag_for("K7Q2", keyring.epoch()) for number in range(20)]
        for platform in ("signal", "telegram")
    ]
    assert tags[0] != tags[1]


def test_an_incident_too_old_for_its_secret_gets_no_tags(keyring: Keyring, ana: Witness):
    with pytest.raises(KeyGone):
        ana.tag_for("K7Q2", keyring.epoch() - 2)


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r:>40}".format, dir, lambda each: [*inspect.getmembers(each)]]
)
def test_nothing_that_shows_an_object_shows_who_it_is(ana: Witness, show):
    assert "CANARY" not in str(show(ana))


@pytest.mark.parametrize(
    "take",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        hash,
        vars,
        dataclasses.asdict,
        lambda each: each.__getstate__(),
        lambda each: each.__reduce_ex__(4),
        lambda each: {each},
        lambda each: each == "CANARY-7123456789",
        lambda each: each != object(),
        lambda each: sorted([each, each]),
    ],
)
def test_a_witness_cannot_be_taken_apart_stored_or_told_from_another(ana: Witness, take):
    with pytest.raises(TypeError) as caught:
        take(ana)
    assert "CANARY" not in str(caught.value)


def test_a_submission_that_holds_a_witness_cannot_be_turned_into_a_dictionary(ana: Witness):
    @dataclasses.dataclass(frozen=True, slots=True)
    class Submission:
        text: str
        witness: Witness

    with pytest.raises(TypeError):
        dataclasses.asdict(Submission("3 SUVs", ana))
    assert "CANARY" not in repr(Submission("3 SUVs", ana))


def test_a_witness_offers_handlers_one_method(ana: Witness):
    assert dir(ana) == ["tag_for"]
    assert [name for name in vars(Witness) if not name.startswith("_")] == ["tag_for"]


def test_a_sender_is_answered_muted_and_forgotten_without_a_name(keyring: Keyring, ana: Witness):
    ben = Witness("telegram", b"42", keyring)
    remember_sender(keyring, "r1", ana, b"chat 1")
    remember_sender(keyring, "r2", ben, b"chat 2")
    assert keyring.address_of("r1") == b"chat 1"
    assert keyring.mute_sender("r1")
    assert (is_muted(keyring, ana), is_muted(keyring, ben)) == (True, False)
    assert forget_sender(keyring, ana) == 1
    assert (keyring.address_of("r1"), keyring.address_of("r2")) == (None, b"chat 2")
    assert is_muted(keyring, ana)


def test_a_blind_name_means_nothing_without_its_key(keyring: Keyring, ana: Witness):
    names = [blind(ana, bytes([key]) * 32) for key in range(3)]
    assert len(set(names)) == 3
    assert names[0] == blind(Witness("telegram", b"CANARY-7123456789", keyring), bytes(32))


def test_after_a_restart_in_ram_one_person_may_count_twice():
    first, restarted = (Keyring(RamHome(), now=lambda: NOON, random_bytes=each.__mul__) for each in (b"a", b"b"))
    tags = {Witness("signal", b"1", each).tag_for("K7Q2", each.epoch()) for each in (first, restarted)}
    assert len(tags) == 2


def test_a_long_incident_keeps_its_tags_over_midnight():
    now = [NOON]
    keyring = Keyring(RamHome(), now=lambda: now[0])
    opened = keyring.epoch()
    tag = Witness("signal", b"1", keyring).tag_for("K7Q2", opened)
    now[0] += timedelta(hours=20)
    assert keyring.epoch() == opened + 1
    assert Witness("signal", b"1", keyring).tag_for("K7Q2", opened) == tag
