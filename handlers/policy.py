"""The rules' numbers and the map of rooms, as handlers see them: frozen, read once from the settings."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One chat on one platform. Handlers know its name and language, never its address."""

    name: str  # "phillips@telegram"
    language: str = "en"
    quotes_signal: bool = True
    """Moderation rooms only: whether wording of reports from Signal may be shown here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A named place of the gazetteer that a channel hears about, from `radius_m` around it."""

    name: str
    radius_m: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A neighborhood's channel: the rooms (one a platform or language) that get its alerts.

    `areas` are names of neighborhoods in the gazetteer; `everywhere` takes all of them.
    """

    name: str
    rooms: tuple[Room, ...]
    areas: tuple[str, ...] = ()
    everywhere: bool = False
    watch: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Who gets what."""

    moderation: tuple[Room, ...]
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A follow-up question moderators may ask: a catalogue key, or the operator's own translated texts."""

    key: str
    texts: tuple[tuple[str, str], ...] = ()  # (language, text); empty: the catalogue's "question.<key>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every number of the rules, with its default; config.example.toml explains each."""

    timezone: str = "America/Chicago"
    languages: tuple[str, ...] = ("en", "es")
    draft_delay: timedelta = timedelta(seconds=30)
    place_wait: timedelta = timedelta(minutes=10)
    guided_wait: timedelta = timedelta(minutes=10)
    photos: bool = False
    """Whether photos are taken, for moderators' eyes only."""
    same_place_m: float = 250.0
    same_time: timedelta = timedelta(minutes=90)
    route_within_m: float = 150.0
    quorum: int = 2
    quorum_sensitive: int = 3
    sensitive_within_m: float = 120.0
    """So near a school, clinic or the like the larger quorum is needed, whatever the place is called."""
    quorum_reject: int = 1
    """Votes to reject an incident nobody voted for; one more where somebody did."""
    urgent_after: timedelta = timedelta(minutes=5)
    """A pending incident marked urgent is called out again after so long."""
    quorum_many_channels: int = 3
    many_channels: int = 4
    """From so many channels at once the larger quorum is needed."""
    lone_publish: bool = True
    lone_per_hour: int = 2
    lone_confirm_within: timedelta = timedelta(minutes=15)
    claim_for: timedelta = timedelta(minutes=10)
    alert_lives: timedelta = timedelta(minutes=90)
    expiry_warning: timedelta = timedelta(minutes=15)
    pending_lives: timedelta = timedelta(hours=3)
    """A pending incident without a decision is closed as unchecked after so long."""
    conversation_lives: timedelta = timedelta(hours=6)
    freeze_alone_for: timedelta = timedelta(minutes=15)
    undo_for: timedelta = timedelta(minutes=5)
    wording_shown_s: int = 300
    alert_rounding: timedelta = timedelta(minutes=5)
    release_delay: timedelta = timedelta(seconds=30)
    """An alert waits a random part of this, so that its second tells nothing of a reporter's; an urgent one never."""
    reports_per_person_hour: int = 10
    reports_overall_minute: int = 120
    hotlines: tuple[tuple[str, str], ...] = ()  # (language or "", "Name: number")
    rights_link: str = ""
    footer: tuple[tuple[str, str], ...] = ()  # (language, text); empty: the catalogue's
    questions: tuple[Question, ...] = field(
        default_factory=lambda: tuple(
            Question(key=k) for k in ("still", "how_many", "vests", "which_way", "which_side")
        )
    )
    admit_room_members: bool = True
    """Whether a member of a moderation room becomes a moderator at their first act."""
