"""What goes out, in three lanes by lifetime: Reply (never stored), Post (to a room, durable), Notice (to a resident).

A transport turns `Message` into what its platform shows: buttons where there are some, numbered lines where not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum

from geo.place import Place
from handlers.actions import Action
from handlers.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be pressed, or named by its number. A `link`, set by a transport alone, is opened instead."""

    label: str
    action: Action
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCard:
    """A map card to be drawn: the place it shows, never finer than what the text says, and the words below it."""

    place: Place
    title: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn map card (PNG), or a cleaned photo (JPEG).

    `mark` tells one picture from another; of map cards, one place from another, whatever the words below say.
    """

    image: bytes = field(repr=False)
    mark: str

    @property
    def kind(self) -> str:
        """As a media type names it."""
        return "png" if self.image.startswith(b"\x89PNG") else "jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A finished message: plain text (the transport escapes it) and rows of choices.

    `place_card`: the map card that belongs to it; at sending it becomes `picture` where the operator wants cards.
    `ask_location`: offer the platform's own way to share a place. `awaits_text`: the next message answers this one
    (ForceReply on Telegram). `silent`: without a sound. `guarded`: forwarding and saving disabled where the platform
    can.
    `doors`: what anybody may do about it in a chat of their own, where the platform has links that lead there.
    `leads`: an alert that stands, of which the newest may stay at the top of its room.
    `lives_s`: in a room, it is deleted after so many seconds where the platform can, 0 never.
    `parting`: nothing more is to be said in this chat, so the transport may forget who it is.
    `yields`: it goes only where nothing else wants to, answers included.
    """

    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    ask_location: bool = False
    awaits_text: bool = False
    silent: bool = False
    guarded: bool = False
    place_card: PlaceCard | None = None
    picture: Picture | None = None
    doors: tuple[Choice, ...] = ()
    leads: bool = False
    lives_s: int = 0
    parting: bool = False
    yields: bool = False

    @property
    def flat_choices(self) -> tuple[Choice, ...]:
        """All choices in reading order; number n on a platform without buttons is element n-1."""
        return tuple(choice for row in self.choices for choice in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one input leads to, beside what was written in the transaction.

    `replies` go back on the open conversation. `conversation` is what to remember of it in RAM (None: forget it).
    `toast` is a short line shown to who pressed a button (and said in the room where there are no buttons).
    `report`: the report that the just handled message belongs to, so that its edit or deletion finds it.
    `forget`: erase everything held of this person now. `let_in`: rooms where whoever waits to join is let in.
    `stale`: nothing was done, because what it was asked about has moved on.
    """

    replies: tuple[Message, ...] = ()
    conversation: Conversation | None = None
    toast: str = ""
    report: str = ""
    forget: bool = False
    let_in: tuple[str, ...] = ()
    stale: bool = False


class Urgency(IntEnum):
    """Strict delivery classes, most urgent first (design: Pacing)."""

    ALERT = 0  # alerts and corrections
    MODERATION = 1  # cards and answers to moderators
    NOTICE = 2  # to residents
    EDIT = 3  # coalesced, newest only
    HOUSEKEEPING = 4


class PostKind(Enum):
    CARD = "card"  # rendered from the incident's state at the moment of sending
    ROOM_NOTE = "room_note"  # a catalogue text with slots, to a moderation room
    ALERT = "alert"  # payload: AlertContent as JSON, frozen at the decision
    ALERT_EDIT = "alert_edit"
    SUMMARY = "summary"  # a closed card's one line
    PHOTO = "photo"  # of one report, asked for by a moderator, opened at sending, deleted after minutes
    TAKE_BACK = "take_back"  # deletes a message of ours whose time is over; payload: its ref
    WORDING = "wording"  # sealed text asked for by a moderator, opened at sending, deleted after minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """To a room, enqueued in the deciding transaction.

    `payload` holds references and closed fields only (JSON-able). `dedup` is unique for ever: the same decision can
    never be enqueued twice. `coalesce`: an older queued row with the same key is dropped in favour of this one.
    `edits`: subject whose earlier message in this room is edited; where there is none, it is sent anew.
    """

    room: str
    kind: PostKind
    urgency: Urgency
    incident: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)
    dedup: str = ""
    coalesce: str = ""
    subject: str = ""
    """What the resulting message is remembered as in this room: "card:K7Q2", "alert:K7Q2"."""
    edits: bool = False
    not_before: datetime | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """To a resident, because of somebody else's act: names a report and a text key, never an address.

    At sending the address is looked up in the keyring; if it is gone the notice is dropped and counted.
    `question`: key of a follow-up question whose answer the next message is, "" for none.
    """

    report: str
    key: str
    slots: Mapping[str, str | int] = field(default_factory=dict)
    dedup: str = ""
    question: str = ""
    last: bool = False
    """Nothing more can come for this report: its address is forgotten after sending."""
