"""Reads what the transport may know out of a raw update, field by field, and nothing else.

Whatever is not named here (names, usernames, forwards' origins, file names, entities, heading of a live location)
never becomes a value of ours. An update that is not shaped as documented raises Poison, whose text holds no content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from geo.point import Point
from handlers.inbound import RoomChange

Raw = Mapping[str, Any]

ANONYMOUS_ADMIN = 1087968824
_FAR = 2**62
_MAX_TEXT = 8192
_ATTACHMENTS = frozenset({
    "animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway", "invoice", "paid_media",
    "poll", "sticker", "story", "video", "video_note", "voice",
})  # fmt: skip


class Poison(ValueError):
    """An update is not shaped as the Bot API says."""


class Content(Enum):
    """What a message is made of."""

    TEXT = "text"
    PIN = "pin"
    PHOTO = "photo"
    OTHER = "other"  # a kind of attachment that is not taken


class Author(Enum):
    """Whom Telegram names as the author of a message."""

    PERSON = "person"
    ANONYMOUS_ADMIN = "anonymous_admin"
    CHANNEL = "channel"  # somebody writing as a channel, or a channel's post mirrored into its group
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Chat:
    id: int
    private: bool
    channel: bool = False
    topic: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Spoken:
    """A message, or the new wording of one (`edited`). `album` is the same for all photos sent at once.

    `sent_s`: when it was written, in seconds since 1970; 0 where that is not said.
    """

    chat: Chat
    author: Author
    user: int
    message: int
    content: Content
    text: str = ""
    pin: Point | None = None
    live: bool = False
    photo: str = ""
    album: str = ""
    answers: int | None = None
    forwarded: bool = False
    edited: bool = False
    language: str = ""
    sent_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pressed:
    """A button. `chat` is None where Telegram does not say in which chat it stands."""

    id: str
    user: int
    data: str
    chat: Chat | None
    message: int
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StandingChanged:
    """What the bot itself may do in a group or channel is another than before."""

    chat: Chat
    change: RoomChange


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GroupMoved:
    old: int
    new: int


Seen = Spoken | Pressed | StandingChanged | GroupMoved


def update_id(raw: object) -> int:
    """The number of an update; Poison where it has none."""
    return whole(mapping(raw), "update_id")


def read(raw: object) -> Seen | None:
    """What an update says; None for kinds that are not of interest."""
    update = mapping(raw)
    if "message" in update:
        return _message(mapping(update["message"]), edited=False)
    if "edited_message" in update:
        return _message(mapping(update["edited_message"]), edited=True)
    if "callback_query" in update:
        return _pressed(mapping(update["callback_query"]))
    if "my_chat_member" in update:
        return _standing(mapping(update["my_chat_member"]))
    return None


def mapping(raw: object) -> Raw:
    if not isinstance(raw, dict):
        raise Poison("an object was expected")
    return raw


def whole(raw: Raw, key: str) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not -_FAR < value < _FAR:
        raise Poison(f"{key} is not a whole number")
    return value


def words(raw: Raw, key: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise Poison(f"{key} is not a text")
    return value[:_MAX_TEXT]


def _message(raw: Raw, *, edited: bool) -> Spoken | GroupMoved | None:
    chat = _chat(raw)
    if moved := _moved(raw, chat):
        return moved
    content = _content(raw)
    if content is None:
        return None
    person = mapping(raw.get("from", {}))
    location = _location(raw) if content is Content.PIN else {}
    return Spoken(
        chat=chat,
        author=_author(raw, person),
        user=whole(person, "id") if person else 0,
        message=whole(raw, "message_id"),
        content=content,
        text=_text(raw, content),
        pin=_point(location) if location else None,
        live="live_period" in location,
        photo=_largest(raw) if content is Content.PHOTO else "",
        album=words(raw, "media_group_id"),
        answers=whole(mapping(raw["reply_to_message"]), "message_id") if "reply_to_message" in raw else None,
        forwarded="forward_origin" in raw or "via_bot" in raw,
        edited=edited,
        language=_language(person),
        sent_s=whole(raw, "edit_date" if edited else "date"),
    )


def _chat(raw: Raw) -> Chat:
    chat = mapping(raw.get("chat"))
    kind = words(chat, "type")
    in_topic = raw.get("is_topic_message") is True
    return Chat(
        id=whole(chat, "id"),
        private=kind == "private",
        channel=kind == "channel",
        topic=whole(raw, "message_thread_id") if in_topic else None,
    )


def _moved(raw: Raw, chat: Chat) -> GroupMoved | None:
    if "migrate_to_chat_id" in raw:
        return GroupMoved(old=chat.id, new=whole(raw, "migrate_to_chat_id"))
    if "migrate_from_chat_id" in raw:
        return GroupMoved(old=whole(raw, "migrate_from_chat_id"), new=chat.id)
    return None


def _content(raw: Raw) -> Content | None:
    if "text" in raw:
        return Content.TEXT
    if "venue" in raw or "location" in raw:
        return Content.PIN
    if "photo" in raw:
        return Content.PHOTO
    return Content.OTHER if _ATTACHMENTS & raw.keys() or "caption" in raw else None


def _text(raw: Raw, content: Content) -> str:
    if content is Content.TEXT:
        return words(raw, "text")
    if content is Content.PIN:
        # A venue's address would be finer than the pin's anchor; its name is a landmark.
        return words(mapping(raw["venue"]), "title") if "venue" in raw else ""
    return words(raw, "caption")


def _location(raw: Raw) -> Raw:
    if "location" in raw:
        return mapping(raw["location"])
    return mapping(mapping(raw["venue"]).get("location"))


def _point(location: Raw) -> Point:
    try:
        return Point(float(location["latitude"]), float(location["longitude"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Poison("a location is not one") from None


def _largest(raw: Raw) -> str:
    sizes = raw["photo"]
    if not isinstance(sizes, list) or not sizes:
        raise Poison("a photo has no sizes")
    return words(mapping(max(sizes, key=lambda size: whole(mapping(size), "width"))), "file_id")


def _author(raw: Raw, person: Raw) -> Author:
    if "sender_chat" in raw:
        same = mapping(raw["sender_chat"]).get("id") == mapping(raw["chat"]).get("id")
        return Author.ANONYMOUS_ADMIN if same else Author.CHANNEL
    if not person or raw.get("is_automatic_forward") is True:
        return Author.CHANNEL
    if person.get("id") == ANONYMOUS_ADMIN:
        return Author.ANONYMOUS_ADMIN
    return Author.BOT if person.get("is_bot") is True else Author.PERSON


def _language(person: Raw) -> str:
    code = words(person, "language_code").partition("-")[0].lower()
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else ""


def _pressed(raw: Raw) -> Pressed:
    person = mapping(raw.get("from"))
    message = mapping(raw["message"]) if "message" in raw else {}
    return Pressed(
        id=words(raw, "id"),
        user=whole(person, "id"),
        data=words(raw, "data"),
        chat=_chat(message) if message else None,
        message=whole(message, "message_id") if message else 0,
        language=_language(person),
    )


def _standing(raw: Raw) -> StandingChanged | None:
    chat = _chat(raw)
    if chat.private:
        # A person blocked or unblocked the bot: nobody's business.
        return None
    before, after = mapping(raw.get("old_chat_member")), mapping(raw.get("new_chat_member"))
    could, can = _rights(before, chat), _rights(after, chat)
    if could == can:
        return None
    if can > could:
        return StandingChanged(chat=chat, change=RoomChange.RIGHTS_BACK)
    out = words(after, "status") in {"left", "kicked"}
    return StandingChanged(chat=chat, change=RoomChange.REMOVED if out else RoomChange.RIGHTS_LOST)


def _rights(member: Raw, chat: Chat) -> frozenset[str]:
    """What the bot needs there and has: to write, and in a channel to correct what it wrote."""
    edits = not chat.channel or member.get("can_edit_messages") is True
    held = {"write": _may_write(member, chat), "edit": edits and _may_write(member, chat)}
    return frozenset(right for right, has in held.items() if has)


def _may_write(member: Raw, chat: Chat) -> bool:
    status = words(member, "status")
    if status == "administrator":
        return member.get("can_post_messages") is True or not chat.channel
    if status == "restricted":
        return member.get("is_member") is True and member.get("can_send_messages") is True
    return status == "creator" or (status == "member" and not chat.channel)
