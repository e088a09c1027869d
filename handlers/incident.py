"""Reports, incidents, votes and alerts: the nouns that are kept, none of which can hold an identity.

All values are frozen; a change makes a new value and is saved by compare-and-set on `revision`.
All times are aware UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from geo.place import Place
from handlers.observation import Observation, Presence

CODE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"
"""No vowels (no words), no look-alikes (0 O, 1 I L, S 5 is settled by dropping S)."""
CODE_LENGTH = 4


class ReportState(Enum):
    DRAFT = "draft"  # told back to the resident, passes on by itself at due_at
    PASSED = "passed"  # part of an incident
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # its incident is closed: no conversation any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is kept of one submission. `ref` is random (10 base-32 letters) and means nothing elsewhere.

    `place` is None while it is open. `private_home`: never alerted with a place finer than the neighborhood.
    `place_options`: labels and anchors offered when the place was ambiguous. `number` is r1, r2... in its incident.
    """

    ref: str
    state: ReportState
    observation: Observation
    place: Place | None
    received_at: datetime
    due_at: datetime
    place_options: tuple[Place, ...] = ()
    understood: str = ""
    """Canonical street or area names recognised while the place is open; never a person's words."""
    private_home: bool = False
    presence: Presence | None = None
    """What the reporter said of them last: still there, or gone; None when nothing was said."""
    has_photo: bool = False
    """Its sender let moderators see a photo, which rests sealed."""
    incident: str = ""  # code, "" while a draft
    number: int = 0
    revision: int = 0


class IncidentState(Enum):
    PENDING = "pending"
    PUBLISHED = "published"
    CLOSED = "closed"


class Basis(Enum):
    """On what an alert rests. REPORTED means not confirmed; every other one means CONFIRMED."""

    REPORTED = "reported"
    OBSERVER = "observer"  # a trained observer saw it
    PHOTO = "photo"  # a moderator saw a photo
    OFFICIAL = "official"  # an official source


class Closing(Enum):
    REJECTED = "rejected"
    CLEARED = "cleared"  # ALL CLEAR
    FALSE = "false"  # CORRECTION
    EXPIRED = "expired"
    MERGED = "merged"


class Reason(Enum):
    """Canned reasons for not sharing; each has a text in the catalogues that reaches the reporter."""

    NOT_ICE = "not_ice"
    TOO_OLD = "too_old"
    NO_PLACE = "no_place"
    KNOWN = "known"
    OFF_TOPIC = "off_topic"
    PRIVATE = "private"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Reports of one thing. `code` is what people type (K7Q2); `epoch` names the secret its witness tags use.

    `witnesses` is an upper bound of distinct people. `presence_at` is the last still/gone word of a witness.
    `claimed_by` is a moderator's alias; the claim ends by itself at `claimed_until`.
    `doubted`: published, but marked IN DOUBT, being checked. `note` is False unless a sealed moderator's note exists.
    """

    code: str
    state: IncidentState
    observation: Observation
    place: Place | None
    epoch: int
    opened_at: datetime
    last_report_at: datetime
    witnesses: int = 0
    reports: int = 0
    private_home: bool = False
    presence: Presence | None = None
    presence_at: datetime | None = None
    basis: Basis | None = None
    published_at: datetime | None = None
    release_at: datetime | None = None
    """When channels hear of it at the earliest: a drawn moment after the decision, the same for all of them."""
    expires_at: datetime | None = None
    doubted: bool = False
    claimed_by: str = ""
    claimed_until: datetime | None = None
    urgent: bool = False
    has_note: bool = False
    closing: Closing | None = None
    reason: Reason | None = None
    merged_into: str = ""
    closed_at: datetime | None = None
    alone: str = ""
    """Alias of the lone moderator who published without a second vote, "" otherwise."""
    edition: int = 0
    """Grows with every edit of fields; votes count for one edition only."""
    announced: str = ""
    """What channels were last told, as the JSON of an `AlertContent` (closed fields only); "" before publication."""
    published_edition: int = 0
    """The edition that `announced` was made of: a newer edition waits for its own votes."""
    published_votes: int = 0
    """How many votes publishing took; clearing and correcting take as many."""
    ballot_place: str = ""
    """Anchor that this edition's votes were cast on: when the place changes under them, they start again."""
    warned: bool = False
    """Moderators were asked whether to extend the alert that is about to expire."""
    revision: int = 0


class Ballot(Enum):
    """What is voted on. One moderator has one vote per ballot, incident and edition."""

    PUBLISH = "publish"
    REJECT = "reject"
    CLEAR = "clear"
    FALSE = "false"
    UNFREEZE = "unfreeze"
    SHRED = "shred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    alias: str
    ballot: Ballot
    edition: int
    at: datetime
    basis: Basis | None = None
    reason: Reason | None = None


class ModeratorState(Enum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """A moderator as handlers know one: an alias. `lone_published` are times of alerts published alone."""

    alias: str
    state: ModeratorState
    admitted_at: datetime
    observer: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRecord:
    """That a channel's room had an alert, so that corrections reach exactly those rooms."""

    incident: str
    room: str
    first_at: datetime
    alerts: int = field(default=1)
