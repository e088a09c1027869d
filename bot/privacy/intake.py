"""Where identity ends: a transport's `Incoming` becomes what handlers may see, and the raw words are dropped.

What leaves here is scrubbed text, coarse places, a time to the minute and an opaque witness. Nothing here logs,
stores or raises anything of what it reads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.privacy.keyring import Keyring
from bot.privacy.language import guess_language
from bot.privacy.members import ModeratorSecret
from bot.privacy.scrub import Scrubbed
from bot.privacy.witness import Witness
from bot.transports.base import Incoming, IncomingKind, Sender
from geo.place import Hints, Missing, Resolution
from geo.point import Point
from geo.spans import span_to_ask
from handlers.actions import Action
from handlers.conversation import Conversation
from handlers.inbound import Kind, Photo, PhotoRefusal, RoomEvent, RoomInput, Submission

MAX_CHARACTERS = 4_096
"""Telegram's own limit; a longer text from elsewhere is cut, never refused."""

_KINDS: Mapping[IncomingKind, Kind] = {
    IncomingKind.TEXT: Kind.TEXT,
    IncomingKind.PIN: Kind.PIN,
    IncomingKind.BUTTON: Kind.ACTION,
    IncomingKind.EDITED: Kind.EDITED,
    IncomingKind.DELETED: Kind.DELETED,
    IncomingKind.PHOTO: Kind.PHOTO,
    IncomingKind.UNSUPPORTED: Kind.UNSUPPORTED,
}
_PLACE_ARGUMENT = re.compile(r"\b(?:place|where|lugar|moved to)\b\s*:?\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_ASKABLE = frozenset({Kind.TEXT, Kind.EDITED})
_UNKNOWN = frozenset({Missing.NOTHING_FOUND, Missing.SHORT_LINK})
_NUMBER = re.compile(r"\s*#?\s*(\d{1,2})\s*[.)]?\s*")


class Resolves(Protocol):
    def resolve(self, text: str, pin: Point | None = None, hints: Hints = ...) -> Resolution: ...


class Scrubs(Protocol):
    def scrub(self, text: str, shielded: Sequence[tuple[int, int]] = ()) -> Scrubbed: ...


class Intake:
    """The boundary of one process. Its methods keep nothing of what they are given."""

    def __init__(
        self,
        *,
        keyring: Keyring,
        members: ModeratorSecret,
        resolver: Resolves,
        scrubber: Scrubs,
        languages: Sequence[str],
        hints: Hints,
    ) -> None:
        self._keyring, self._members = keyring, members
        self._resolver, self._scrubber = resolver, scrubber
        self._languages, self._hints = tuple(languages), hints

    def witness(self, sender: Sender) -> Witness:
        """The sender as handlers may know them."""
        return Witness(sender.platform, sender.key, self._keyring)

    def member(self, sender: Sender) -> str:
        """The sender as a moderator is known: a hash under the durable moderator secret."""
        return self._members.member_key(sender.platform, sender.key.decode(errors="backslashreplace"))

    def language(self, incoming: Incoming, conversation: Conversation | None) -> str:
        """What to answer in: as before, else by the words, else what the platform says, else the first."""
        if conversation and conversation.language in self._languages:
            return conversation.language
        return guess_language(incoming.text[:MAX_CHARACTERS], self._languages, incoming.language)

    def submission(
        self,
        incoming: Incoming,
        witness: Witness,
        conversation: Conversation | None,
        *,
        action: Action | None = None,
        report: str = "",
        photo: Photo | PhotoRefusal = PhotoRefusal.UNSUPPORTED,
    ) -> Submission:
        """What a resident sent, cleaned. `action` is what a button or number in it means."""
        kind = Kind.ACTION if action else _KINDS[incoming.kind]
        words = "" if action else incoming.text[:MAX_CHARACTERS]
        near = conversation.near if conversation else None
        resolution = self._resolved(words, incoming.pin if kind is Kind.PIN else None, near)
        scrubbed = self._scrubber.scrub(words, resolution.spans if resolution else ()) if words else None
        return Submission(
            kind=kind,
            witness=witness,
            language=self.language(incoming, conversation),
            now=to_minute(incoming.received_at),
            text=scrubbed.text if scrubbed else "",
            masked=scrubbed.masked if scrubbed else "",
            resolution=resolution,
            action=action,
            report=report,
            photo=photo,
            removed=sum(scrubbed.removed.values()) if scrubbed else 0,
        )

    def span_to_ask(self, incoming: Incoming, submission: Submission) -> str:
        """The few words that may be asked of the operator's geocoder, "" for none.

        Only of a resident's words in which the gazetteer knows no place, and none that scrubbing would touch.
        """
        found = submission.resolution
        if submission.kind not in _ASKABLE or found is None or found.missing not in _UNKNOWN:
            return ""
        span = span_to_ask(incoming.text[:MAX_CHARACTERS]) or ""
        return "" if self._scrubber.scrub(span).removed else span

    def room_input(self, incoming: Incoming, sender: Sender, room: str, *, action: Action | None = None) -> RoomInput:
        """What a moderator said, pressed or reacted."""
        words = "" if action else incoming.text[:MAX_CHARACTERS]
        argument = _PLACE_ARGUMENT.search(words)
        return RoomInput(
            room=room,
            member=self.member(sender),
            witness=self.witness(sender),
            now=to_minute(incoming.received_at),
            text=words,
            action=action,
            reaction=incoming.data if incoming.kind is IncomingKind.REACTION else "",
            retracted=incoming.retracted,
            resolution=self._resolved(argument[1] if argument else words, incoming.pin),
        )

    def key_hash(self, sender: Sender, fingerprint: str) -> str:
        """What may be kept of the key they speak with, "" for none."""
        member = sender.key.decode(errors="backslashreplace")
        return self._members.key_hash(sender.platform, member, fingerprint) if fingerprint else ""

    def room_event(self, incoming: Incoming) -> RoomEvent | None:
        """What a platform tells of a room; None where it tells nothing."""
        if incoming.change is None or incoming.room is None:
            return None
        sender, data = incoming.sender, incoming.data
        return RoomEvent(
            room=incoming.room,
            event=incoming.change,
            now=to_minute(incoming.received_at),
            member=self.member(sender) if sender else "",
            key=self.key_hash(sender, data) if sender else "",
            count=int(data) if data.isdecimal() and not sender else 0,
        )

    def _resolved(self, words: str, pin: Point | None, near: Point | None = None) -> Resolution | None:
        if pin is None and not words.strip():
            return None
        resolution = self._resolver.resolve(words, pin=pin, hints=replace(self._hints, near=near))
        if pin is None or not words.strip():
            return resolution
        # The pin says where; the words still name streets that scrubbing must leave standing.
        spans = self._resolver.resolve(words, hints=self._hints).spans
        return Resolution(
            outcome=resolution.outcome,
            place=resolution.place,
            candidates=resolution.candidates,
            confidence=resolution.confidence,
            missing=resolution.missing,
            understood=resolution.understood,
            spans=spans,
            why=resolution.why,
        )


def number_in(text: str) -> int | None:
    """The number a message consists of ("2", "2.", "#2"), None for any other message."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def to_minute(at: datetime) -> datetime:
    """A time without its seconds: two records are not to be matched by them."""
    return at.replace(second=0, microsecond=0)
