"""What the privacy boundary lets through. Nothing here can hold an identity, a pin or a person's exact words.

`Submission` comes from a private chat, `RoomInput` from a moderation room, `StrangerInput` from any other room.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from geo.place import Resolution
from handlers.actions import Action


class Witness(Protocol):
    """The sender, opaque: it can only be asked for its tag in one incident.

    An implementation must keep the identity out of repr, pickle, equality and logs, and must give tags of two
    incidents that cannot be joined. It lives no longer than the handling of one input.
    """

    def tag_for(self, incident_code: str, epoch: int) -> int:
        """A 16-bit number, the same for the same sender and incident while the epoch's secret lives."""
        ...


class Kind(Enum):
    TEXT = "text"
    PIN = "pin"  # a location; its text, if any, is in `text`
    ACTION = "action"  # a button, or a number bound to the latest question
    EDITED = "edited"  # the resident edited the message behind `report`
    DELETED = "deleted"  # ... or deleted it for everyone
    PHOTO = "photo"  # what became of it is in `photo`; its caption, if any, in `text`
    UNSUPPORTED = "unsupported"  # video, voice, file, sticker, contact: refused with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture rebuilt from its pixels, on its way into the sealed store: handlers keep it or drop it, unseen.

    `picture` is a JPEG as base64; `faces` is how many were covered in it.
    """

    picture: str = field(repr=False)
    faces: int


class PhotoRefusal(Enum):
    """Why an attachment was not kept; the values end text keys."""

    UNSUPPORTED = "unsupported"  # no photo at all
    OFF = "photo"  # this city takes none
    UNREADABLE = "photo_unreadable"
    NO_SIGHTING = "photo_no_sighting"  # the words it came with were none
    FACES = "photo_faces"  # nothing here can cover faces, so text only


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a resident sends, after the boundary. RAM only.

    `text` is scrubbed (what may rest sealed), `masked` its default-deny view for moderators. `raw_words` of the
    message do not exist any more. `resolution` was made from the original text and holds coarse places only.
    `report` names the report this edits or deletes, "" otherwise. `now` is aware UTC, floored to the minute.
    """

    kind: Kind
    witness: Witness
    language: str  # "en", "es", ...: of this reply only, never stored
    now: datetime
    text: str = ""
    masked: str = ""
    resolution: Resolution | None = None
    action: Action | None = None
    report: str = ""
    photo: Photo | PhotoRefusal = PhotoRefusal.UNSUPPORTED
    """Of a PHOTO, what became of it."""
    removed: int = 0
    """How many personal details were removed, so that the resident can be told that some were."""


class Standing(Enum):
    """What a platform itself says, at this moment, of somebody and its moderation rooms."""

    MEMBER = "member"
    OUTSIDE = "outside"  # also who left or was removed
    UNKNOWN = "unknown"  # it does not say: nobody's word counts until it does
    NO_ROOM = "no_room"  # moderators have no room there: the list alone decides


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomInput:
    """Something said, pressed or reacted in a moderation room (or by a moderator in private).

    `member` is the keyed hash of the moderator's platform id (under the durable moderator secret): the only
    handle of a moderator there is. `standing`: what the platform says of them at this moment; `key`: a keyed hash of
    the key they speak with, "" where the platform has none. `about` is the code of the incident whose card was
    pressed, quoted or reacted to, "" otherwise; `quoted` is what that message is of it, as "card".
    `retracted`: a reaction was removed. `text` is what a moderator typed, as typed.
    """

    room: str
    member: str
    witness: Witness
    now: datetime
    standing: Standing = Standing.OUTSIDE
    key: str = ""
    text: str = ""
    action: Action | None = None
    reaction: str = ""
    retracted: bool = False
    about: str = ""
    quoted: str = ""
    resolution: Resolution | None = None
    """Of the typed argument, for `place` and `edit ... place`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEvent:
    """What a platform tells of a room itself: lost rights, bot removed, group moved, safety number changed.

    `key`: a keyed hash of the key `member` speaks with. `count`: of people, where the event is about how many.
    """

    room: str
    event: "RoomChange"
    now: datetime
    member: str = ""
    key: str = ""
    count: int = 0


class RoomChange(Enum):
    RIGHTS_LOST = "rights_lost"
    RIGHTS_BACK = "rights_back"
    REMOVED = "removed"
    SAFETY_NUMBER_CHANGED = "safety_number_changed"
    KEY_SEEN = "key_seen"  # a moderator's key as it is now: a change only where another was kept
    NEEDS_CAPTCHA = "needs_captcha"
    SENDING_RESTS = "sending_rests"
    NEARLY_FULL = "nearly_full"
    JOIN_REQUESTS = "join_requests"
