"""The port every transport fills: simulator, Telegram, Signal.

A transport receives `Incoming`, hands each to `receive` (given by the composition root) and confirms it to its
platform only after `receive` has returned: by then it is committed. It must never log, store or raise anything
that `Incoming` carries, and must keep running through every bad frame, outage and restart of its platform.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from bot.marks import Mark as Mark  # noqa: PLC0414  part of this port, and named from here
from bot.marks import SetAside
from geo.point import Point
from handlers.inbound import RoomChange
from handlers.outbound import Message, Picture


class IncomingKind(Enum):
    TEXT = "text"
    PIN = "pin"
    BUTTON = "button"  # `data` is what stood on the button, possibly forged
    REACTION = "reaction"  # `data` is the emoji, `retracted` when it was taken away
    EDITED = "edited"  # `target` is the edited message
    DELETED = "deleted"  # `target` is the deleted message
    PHOTO = "photo"  # `blob` has the bytes, RAM only
    UNSUPPORTED = "unsupported"
    ROOM_CHANGE = "room_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who it came from. `key` is the platform's id, `address` what `send_private` needs; neither is ever printed."""

    platform: str
    key: bytes = field(repr=False)
    address: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One event, whitelisted field by field from the raw frame, which the transport drops at once.

    `room` is the configured room's name, None in a private chat. `message` and `target` are the platform's handles
    of this message and of the one it refers to (quoted, pressed, reacted to, edited, deleted), RAM only.
    Of a photo whose words came before it, `target` is its own message.
    `forwarded`: these are somebody else's words, a sighting perhaps, but no decision of the sender's.
    Of a room change, `data` is the fingerprint of its sender's key, or how many people it is about.
    """

    kind: IncomingKind
    sender: Sender | None
    received_at: datetime
    room: str | None = None
    text: str = field(default="", repr=False)
    pin: Point | None = field(default=None, repr=False)
    data: str = field(default="", repr=False)
    retracted: bool = False
    forwarded: bool = False
    blob: bytes = field(default=b"", repr=False)
    message: str = field(default="", repr=False)
    target: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    mark: Mark | None = None
    change: RoomChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What to say back on the open conversation, after the commit.

    `replies` are sent to where the input came from. `toast` answers a pressed button. `erase`: the resident's own
    message and our receipt may now be deleted for both sides where the platform can. `let_in`: rooms where whoever
    asks to join is to be let in now. `refused`: why a pressed button did nothing, as a word of `bot.events.REASON`
    that the transport counts. `failed`: our own code could not handle it and nothing was committed, which whoever sent
    it is told; the name of the error's type.
    """

    replies: tuple[Message, ...] = ()
    toast: str = ""
    erase: bool = False
    let_in: tuple[str, ...] = ()
    refused: str = ""
    failed: str = ""


Receive = Callable[[Incoming], Awaitable[Reaction]]
"""Returns after the commit. Raises `TryAgain` when nothing was committed: the input must be delivered again."""


class TryAgain(Exception):
    """The input could not be committed now (database away, shutting down). Do not confirm it to the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a platform can do; delivery and the words adapt to it."""

    platform: str
    buttons: bool
    edit_within: timedelta | None = None
    """How long an own message can be edited; None without limit."""
    max_edits: int | None = None
    deletes: bool = True
    text_limit: int = 4096
    rooms_apart: bool = False
    """Rooms are written to with a token or number of their own: neither they nor private chats wait for the others."""
    hides_members: bool = False
    """Whoever is in a channel's room sees nothing of who else is."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is surely out. `ref` finds it again in its room (opaque, at most 200 characters).

    `shown`: a mark of the picture above it, "" for none (at most 64 characters), handed back with the next edit.
    `latest` is what people name it by after an edit, where that is another handle: quotes and reactions show it.
    """

    ref: str
    shown: str = ""
    latest: str = ""


def outdated(shown: str, picture: Picture | None) -> bool:
    """Whether a message that shows a picture of the place `shown` must lose it, where pictures cannot be edited."""
    return bool(shown) and (picture is None or picture.mark != shown)


class DeliveryError(Exception):
    """Base of what sending may raise. Texts never name a person, a room's address or a token.

    DeliveryError
    ├── NotSent           surely not sent: try again
    │   └── Limited       ... not before `retry_after_s`
    ├── Unknown           may or may not have been sent (a timeout after the request was written)
    └── Undeliverable     never will be (room gone, bot removed, message too old to edit)
    """


class NotSent(DeliveryError):
    pass


class Limited(NotSent):
    """`whole_token`: the pause counts for everything sent with this token or number, not for one room."""

    def __init__(self, retry_after_s: float, *, whole_token: bool = False) -> None:
        super().__init__("the platform asks to wait")
        self.retry_after_s = retry_after_s
        self.whole_token = whole_token


class Unknown(DeliveryError):
    pass


class Undeliverable(DeliveryError):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """A platform's own word on somebody, seconds old at most. `key`: the fingerprint of theirs, "" for none."""

    is_member: bool
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a transport is: `up`, since when (age of the last successful poll), and a finding without identities.

    `counts`: what it refused, passed over and set aside since its start, under words of its code. `set_aside`: which
    inputs those were, also before its start, where it keeps a list.
    """

    up: bool
    last_ok: datetime | None = None
    finding: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    set_aside: Sequence[SetAside] = ()


class Transport(Protocol):
    """One platform. Rooms are named as in the settings; the transport alone knows their addresses.

    `run` takes in until it is cancelled and starts even when its platform is down. `send*` raise DeliveryError
    only; an edit that changes nothing counts as sent. `send_private` takes a `Sender.address`.
    `vouch` tells whether somebody who just acted is a member of one of these rooms now; it raises DeliveryError where
    the platform does not say, and is asked about moderators alone.

    A picture that cannot be shown is left out: the words go. An edit leaves nothing of another place or of what the
    message no longer shows; where the platform cannot edit that, the message is deleted and sent anew, silently.
    """

    @property
    def features(self) -> Features: ...

    @property
    def rooms(self) -> frozenset[str]: ...

    async def run(self, receive: Receive) -> None: ...

    async def send(self, room: str, message: Message) -> Sent: ...

    async def edit(self, room: str, ref: str, message: Message, shown: str = "") -> Sent: ...

    async def delete(self, room: str, ref: str) -> None: ...

    async def send_private(self, address: bytes, message: Message) -> Sent: ...

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched: ...

    async def delete_private(self, address: bytes, ref: str) -> None:
        """Delete a message of ours in a private chat, for both sides."""
        ...

    def health(self) -> Health: ...
