"""What handlers need from outside, owned by them. Implementations live in bot/.

A `Transaction` is one atomic unit of work: everything a use case writes through it is committed together or not at
all. `save` methods are compare-and-set on the value's `revision` and raise `Conflict` when somebody was first;
whoever runs the transaction then runs the whole use case again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from geo.place import Hints, Place, Resolution
from geo.point import Point
from handlers.inbound import Witness
from handlers.incident import AlertRecord, Incident, Moderator, Report, Vote
from handlers.offer import NoSubscription, Subscription
from handlers.outbound import Notice, Post
from handlers.policy import Directory, Policy


class Reports(Protocol):
    def add(self, report: Report) -> None: ...
    def get(self, ref: str) -> Report | None: ...
    def save(self, report: Report) -> Report:
        """Store a changed report whose `revision` is the one it was read with; returns it with the next one."""
        ...

    def delete(self, ref: str) -> None: ...
    def due(self, now: datetime, limit: int) -> Sequence[Report]:
        """Drafts whose due_at has come, oldest first."""
        ...

    def of_incident(self, code: str) -> Sequence[Report]:
        """By number."""
        ...


class Incidents(Protocol):
    def add(self, incident: Incident) -> None: ...
    def get(self, code: str) -> Incident | None: ...
    def save(self, incident: Incident) -> Incident: ...
    def open_near(self, point: Point, radius_m: float, since: datetime) -> Sequence[Incident]:
        """Open incidents with a place within radius_m (exact metres) and a last report after `since`; by code."""
        ...

    def open(self) -> Sequence[Incident]:
        """Pending and published ones, oldest first."""
        ...

    def code_taken(self, code: str, since: datetime) -> bool:
        """Whether the code is in use or was used after `since`."""
        ...


class Votes(Protocol):
    def cast(self, code: str, vote: Vote) -> bool:
        """Store a vote; an earlier vote of the same alias on the same ballot and edition is replaced.

        Returns False when exactly this vote was there already (a double click)."""
        ...

    def retract(self, code: str, alias: str) -> bool: ...
    def void(self, alias: str) -> Sequence[str]:
        """Remove every vote of an alias on open incidents; returns their codes."""
        ...

    def of(self, code: str, edition: int) -> Sequence[Vote]:
        """Votes on one edition, in the order they were cast."""
        ...


class Tags(Protocol):
    """Witness tags of open incidents: 16-bit numbers, kept as a set per incident and key, deleted at close."""

    def add(self, code: str, epoch: int, tag: int) -> bool:
        """Remember a tag; False when it was there."""
        ...

    def has(self, code: str, epoch: int, tag: int) -> bool: ...
    def count(self, code: str) -> int: ...
    def move(self, source: str, target: str) -> None:
        """Merge: the source's tags are kept beside the target's, under the source's code as key."""
        ...

    def keys(self, code: str) -> Sequence[tuple[str, int]]:
        """(code the tags were made under, epoch) for every key in use by this incident."""
        ...


class Wordings(Protocol):
    """The only free text at rest, sealed under short-lived keys. Owners are "report:<ref>" and "note:<code>"."""

    def put(self, owner: str, text: str, masked: str = "") -> None:
        """Seal and keep; replaces what the owner had."""
        ...

    def append(self, owner: str, text: str, masked: str = "") -> None: ...
    def read(self, owner: str) -> str | None:
        """None when there is none, or its key is gone."""
        ...

    def read_masked(self, owner: str) -> str | None: ...
    def delete(self, owner: str) -> None: ...


class Outbox(Protocol):
    def post(self, post: Post) -> None: ...
    def notice(self, notice: Notice) -> None: ...
    def release(self, row: int) -> bool:
        """Queue a row of unknown outcome again (a moderator's Resend); False when it is not in that state."""
        ...

    def drop_for(self, incident: str) -> Sequence[str]:
        """Forget queued, not yet sent ALERT and ALERT_EDIT rows of an incident (withdrawn before they went out).

        Returns the rooms whose first ALERT was among them: these have never heard of it."""
        ...

    def waiting(self) -> Mapping[str, int]:
        """Rows queued per room."""
        ...


class Moderators(Protocol):
    def by_member(self, member: str) -> Moderator | None: ...
    def by_alias(self, alias: str) -> Moderator | None: ...
    def admit(self, moderator: Moderator, member: str) -> None: ...
    def link(self, alias: str, member: str) -> None:
        """The same moderator on another platform."""
        ...

    def save(self, moderator: Moderator) -> Moderator: ...
    def key_of(self, member: str) -> str | None:
        """The hash of the key a member was last seen with, "" for none yet; None where there is no such member."""
        ...

    def keep_key(self, member: str, key: str) -> None: ...
    def all(self) -> Sequence[Moderator]: ...
    def invite(self, code_hash: str, alias: str, expires_at: datetime) -> None: ...
    def redeem(self, code_hash: str, now: datetime) -> str | None:
        """The alias behind a one-time code, which is then spent; None when unknown or expired."""
        ...


class Journal(Protocol):
    """Alerts sent per room, moderators' acts by alias, and switches of the whole bot."""

    def alerted(self, code: str) -> Sequence[AlertRecord]: ...
    def record_alert(self, record: AlertRecord) -> None: ...
    def acted(self, alias: str, act: str, code: str, at: datetime) -> None:
        """Audit by alias; deleted by retention."""
        ...

    def acts(self, alias: str, act: str, since: datetime) -> int: ...
    def switch(self, name: str) -> str | None:
        """A named switch ("frozen", "surge") with its JSON value."""
        ...

    def set_switch(self, name: str, value: str | None) -> None: ...
    def count(self, name: str, bucket: datetime, by: int = 1) -> None:
        """Count in the bucket of the day that `bucket` lies in."""
        ...


class Transaction(Protocol):
    """One unit of work. It must not be kept after the use case returns."""

    reports: Reports
    incidents: Incidents
    votes: Votes
    tags: Tags
    wordings: Wordings
    outbox: Outbox
    moderators: Moderators
    journal: Journal

    def subject_in(self, room: str, message: str) -> str | None:
        """What a message of ours in a room is about ("card:K7Q2"), None when it is not known."""
        ...

    def forget_unreadable(self) -> None:
        """After the keys were destroyed: delete what none opens any more."""
        ...


class People(Protocol):
    """The keyring's side of residents: everything that is keyed by a report and lives in RAM only."""

    def witness_of(self, report: str) -> Witness | None:
        """The sender of a report while the return address lives, None afterwards."""
        ...

    def reports_of_speaker(self) -> Sequence[str]:
        """Every report of whoever speaks now, while its return address lives."""
        ...

    def reachable(self, report: str) -> bool: ...
    def mute(self, report: str) -> bool:
        """Silence the sender behind a report for 24 hours; False when the address is gone."""
        ...

    def shred(self) -> None:
        """Destroy every key there is, at once and for ever."""
        ...

    def current_epoch(self) -> int: ...


class Gazetteer(Protocol):
    """What handlers ask of geo while they decide."""

    def channels_hint(self) -> Hints: ...
    def areas_near(self, place: Place, within_m: float) -> Sequence[tuple[str, float]]:
        """(neighborhood, metres) whose polygon lies within the distance of the place, nearest first."""
        ...

    def is_watched(self, place: Place, name: str, radius_m: float) -> bool:
        """Whether a place may lie within `radius_m` of the one named place called `name`."""
        ...

    def is_sensitive(self, place: Place, within_m: float) -> bool:
        """Whether a place is, or lies within `within_m` of, a school, clinic or the like."""
        ...

    def resolve(self, text: str, hints: Hints) -> Resolution: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong with a moderator's own text: what and how often, never the words themselves.

    `kind` is a catalogue key ("phone", "name", ...), "shared_words" where the text repeats a report.
    """

    kind: str
    count: int = 1
    refusal: bool = False
    """Whether it may not go out at all; otherwise the moderator may insist."""


class Lint(Protocol):
    """Reads a moderator's note before it is kept. `reports` are the wordings it must not repeat."""

    def __call__(self, text: str, reports: Sequence[str]) -> Sequence[Finding]: ...


def refuse_unread(text: str, reports: Sequence[str]) -> Sequence[Finding]:  # noqa: ARG001  the shape of a Lint
    """The lint of a context that was given none: nothing unread goes out."""
    return (Finding(kind="unread", refusal=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a use case may know besides the transaction and its input.

    `draw` returns a random string over an alphabet: `draw(alphabet, length)`.
    """

    now: datetime
    policy: Policy
    directory: Directory
    people: People
    gazetteer: Gazetteer
    draw: Callable[[str, int], str]
    lint: Lint = refuse_unread
    subscription: Subscription = field(default_factory=NoSubscription)

    def ago(self, span: timedelta) -> datetime:
        return self.now - span
