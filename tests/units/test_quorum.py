"""How many votes a decision takes, row by row."""

from datetime import UTC, datetime

import pytest

from geo.place import Place, Precision
from geo.point import Point
from handlers.incident import Ballot, Basis, Vote
from handlers.policy import Policy
from handlers.quorum import Alone, Risk, may_publish_alone, risk_of, tally, votes_to_publish, votes_to_reject
from tests.quietcontext import quiet_context

POLICY = Policy(quorum=2, quorum_sensitive=3, quorum_many_channels=4, many_channels=4, lone_per_hour=2)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("risk", "needed"),
    [
        (Risk(channels=1), 2),  # the rule
        (Risk(channels=3), 2),  # a crossing where three neighborhoods meet is no broadcast yet
        (Risk(channels=4), 4),  # from here on it is
        (Risk(channels=1, sensitive=True), 3),
        (Risk(channels=1, city_wide=True), 4),
        (Risk(channels=9, sensitive=True), 4),  # the larger of two
    ],
)
def test_quorum_grows_with_risk(risk, needed):
    assert votes_to_publish(risk, POLICY) == needed


@pytest.mark.parametrize(
    ("risk", "lately", "verdict"),
    [
        (Risk(channels=1), 0, Alone.YES),
        (Risk(channels=1), 1, Alone.YES),
        (Risk(channels=1), 2, Alone.TOO_OFTEN),  # two an hour
        (Risk(channels=2), 0, Alone.MANY_CHANNELS),
        (Risk(channels=0), 0, Alone.MANY_CHANNELS),  # nobody to tell
        (Risk(channels=1, sensitive=True), 0, Alone.SENSITIVE),
        (Risk(channels=1, city_wide=True), 0, Alone.MANY_CHANNELS),
    ],
)
def test_one_moderator_alone_may_do_little(risk, lately, verdict):
    assert may_publish_alone(risk, POLICY, lately) is verdict


def test_publishing_alone_can_be_switched_off():
    assert may_publish_alone(Risk(channels=1), Policy(lone_publish=False), 0) is Alone.SWITCHED_OFF


@pytest.mark.parametrize(("supporters", "needed"), [(0, 1), (1, 2), (3, 2)])
def test_rejecting_takes_one_more_where_somebody_wants_it_out(supporters, needed):
    assert votes_to_reject(POLICY, supporters) == needed


@pytest.mark.parametrize(
    ("kind", "radius_m", "risk"),
    [
        ("", 40.0, Risk(channels=1)),
        ("school", 60.0, Risk(channels=1, sensitive=True)),
        ("market", 60.0, Risk(channels=1)),
        ("", 900.0, Risk(channels=1)),  # a neighborhood
        ("", 5_000.0, Risk(channels=1, city_wide=True)),
    ],
)
def test_risk_is_read_from_the_place(kind, radius_m, risk):
    place = Place(
        anchor="n:1", label="x", point=Point(44.9, -93.2), precision=Precision.NAMED, radius_m=radius_m, kind=kind
    )
    assert risk_of(quiet_context(), place, 1) == risk


def vote(alias: str, ballot: Ballot = Ballot.PUBLISH, basis: Basis | None = None) -> Vote:
    return Vote(alias=alias, ballot=ballot, edition=0, at=NOON, basis=basis)


def test_a_ballot_counts_its_own_votes_and_each_alias_once():
    votes = [vote("heron"), vote("wren", Ballot.REJECT), vote("heron"), vote("crane")]
    assert tally(votes, Ballot.PUBLISH).aliases == ("heron", "crane")
    assert tally(votes, Ballot.REJECT).aliases == ("wren",)


@pytest.mark.parametrize(
    ("given", "basis"),
    [
        ((), Basis.REPORTED),
        ((Basis.REPORTED, Basis.REPORTED), Basis.REPORTED),
        ((Basis.REPORTED, Basis.PHOTO), Basis.PHOTO),
        ((Basis.OBSERVER, Basis.PHOTO), Basis.OBSERVER),  # the first that somebody vouches for
    ],
)
def test_an_alert_is_confirmed_only_where_somebody_vouches(given, basis):
    votes = [vote(f"bird{at}", basis=each) for at, each in enumerate(given)]
    assert tally(votes, Ballot.PUBLISH).basis is basis
