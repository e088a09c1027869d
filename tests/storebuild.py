"""Nouns and stores for tests of storage: a clock that stands, a sealer with a real keyring, small true values."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.privacy.detailkeys import DetailKeys
from bot.privacy.homes import RamHome
from bot.privacy.keyring import Keyring
from bot.sealer import KeyringSealer
from geo.place import Place, Precision
from geo.point import Point
from handlers.incident import Incident, IncidentState, Moderator, ModeratorState, Report, ReportState
from handlers.observation import Activity, Observation
from handlers.outbound import Post, PostKind, Urgency
from handlers.retention import Retention

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CORNER = Place(
    anchor="x:12",
    label="Lake St & Bloomington Ave",
    point=Point(44.948, -93.252),
    precision=Precision.CROSSING,
    radius_m=40.0,
    neighborhood="Phillips",
)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Desk:
    """What a store is opened with."""

    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.keyring = Keyring.in_ram(now=self.clock)
        self.sealer = KeyringSealer(self.keyring)
        self.details = DetailKeys(RamHome(), now=self.clock, keep=Retention().incident_details)


def seen(**fields) -> Observation:
    return Observation(**{"vehicles": 2, "activities": (Activity.STOP,), "seen_at": NOON, **fields})


def report(ref: str = "r1", **fields) -> Report:
    values = {
        "state": ReportState.DRAFT,
        "observation": seen(),
        "place": CORNER,
        "received_at": NOON,
        "due_at": NOON + timedelta(seconds=30),
    }
    return Report(ref=ref, **{**values, **fields})


def incident(code: str = "K7Q2", **fields) -> Incident:
    values = {
        "state": IncidentState.PENDING,
        "observation": seen(),
        "place": CORNER,
        "epoch": 3,
        "opened_at": NOON,
        "last_report_at": NOON,
    }
    return Incident(code=code, **{**values, **fields})


def moderator(alias: str = "heron", **fields) -> Moderator:
    return Moderator(**{"alias": alias, "state": ModeratorState.ACTIVE, "admitted_at": NOON, **fields})


def alert(room: str = "phillips@sim", code: str = "K7Q2", **fields) -> Post:
    values = {
        "kind": PostKind.ALERT,
        "urgency": Urgency.ALERT,
        "subject": f"alert:{code}",
        "payload": {"place": "Lake St & Bloomington Ave"},
    }
    return Post(room=room, incident=code, **{**values, **fields})
