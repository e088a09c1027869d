"""People with Signal, and the frames their phones cause: every field a real frame has, so that all can leak."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

BOT = "+15555550100"
ALERTS = "+15555550101"
BOT_ACI = "b0b0b0b0-0000-4000-8000-000000000000"
START_MS = 1_790_000_000_000

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    aci: str
    number: str = ""


ANA = Person(name="Ana Quetzal", aci="a11ce000-0000-4000-8000-000000000001")
BEN = Person(name="Ben Ocelote", aci="a11ce000-0000-4000-8000-000000000003", number="+15555550123")
HERON = Person(name="Heron Grulla", aci="30de0000-0000-4000-8000-000000000002")


@dataclass(frozen=True, slots=True)
class Group:
    """A group by its REST id, and as frames name it."""

    name: str

    @property
    def internal_id(self) -> str:
        return b64encode(self.name.encode().ljust(32, b"\0")[:32]).decode()

    @property
    def rest_id(self) -> str:
        return self.named_by(self.internal_id)

    @staticmethod
    def named_by(internal_id: str) -> str:
        """The REST id of the group that frames name so."""
        return "group." + b64encode(internal_id.encode()).decode()


class Phones:
    """Makes frames; each has a later time than the one before."""

    def __init__(self, start_ms: int = START_MS) -> None:
        self.times: Iterator[int] = count(start_ms, 7)

    def frame(self, person: Person, body: Mapping[str, Any], at_ms: int = 0) -> Frame:
        at_ms = at_ms or next(self.times)
        envelope = {
            "source": person.number or person.aci,
            "sourceNumber": person.number or None,
            "sourceUuid": person.aci,
            "sourceName": person.name,
            "sourceDevice": 1,
            "timestamp": at_ms,
            "serverReceivedTimestamp": at_ms + 120,
            "serverDeliveredTimestamp": at_ms + 150,
        }
        return {"envelope": {**envelope, **body}, "account": BOT}

    def says(self, person: Person, text: str | None, group: Group | None = None, **fields: object) -> Frame:
        at_ms = next(self.times)
        return self.frame(person, {"dataMessage": data(at_ms, text, group, **fields)}, at_ms)

    def quotes(self, person: Person, text: str, target_ms: int, group: Group | None = None) -> Frame:
        quote = {
            "id": target_ms, "author": BOT, "authorNumber": BOT, "authorUuid": BOT_ACI, "text": "the card",
            "attachments": [{"contentType": "image/jpeg", "filename": "IMG_of_Ana.jpg"}],
        }  # fmt: skip
        return self.says(person, text, group, quote=quote)

    def reacts(
        self, person: Person, emoji: str, target_ms: int, group: Group | None = None, *, remove: bool = False
    ) -> Frame:
        reaction = {
            "emoji": emoji, "targetAuthor": BOT, "targetAuthorNumber": BOT, "targetAuthorUuid": BOT_ACI,
            "targetSentTimestamp": target_ms, "isRemove": remove,
        }  # fmt: skip
        return self.says(person, None, group, reaction=reaction)

    def edits(self, person: Person, text: str, target_ms: int, group: Group | None = None) -> Frame:
        at_ms = next(self.times)
        edit = {"targetSentTimestamp": target_ms, "dataMessage": data(at_ms, text, group)}
        return self.frame(person, {"editMessage": edit}, at_ms)

    def deletes(self, person: Person, target_ms: int, group: Group | None = None) -> Frame:
        return self.says(person, None, group, remoteDelete={"timestamp": target_ms})

    def changes_group(self, person: Person, group: Group) -> Frame:
        """Who is in it, what it is called, who may do what: phones are told that it changed, not what."""
        update = {"groupId": group.internal_id, "groupName": group.name, "revision": 8, "type": "UPDATE"}
        return self.says(person, None, groupInfo=update)

    def changes_key(self, person: Person) -> Frame:
        error = {"message": f"Untrusted identity: {person.aci}", "type": "UntrustedIdentityException"}
        return {**self.frame(person, {}), "exception": error}


def data(at_ms: int, text: str | None, group: Group | None = None, **fields: object) -> dict[str, Any]:
    common = {
        "timestamp": at_ms,
        "message": text,
        "expiresInSeconds": 0,
        "isExpirationUpdate": False,
        "viewOnce": False,
    }
    there = {}
    if group:
        there = {"groupInfo": {"groupId": group.internal_id, "groupName": group.name, "revision": 7, "type": "DELIVER"}}
    return {**common, **there, **fields}


def time_of(frame: Frame) -> int:
    return int(frame["envelope"]["timestamp"])


PICTURE = {
    "contentType": "image/jpeg", "filename": "IMG_20260101_AnaQuetzal.jpg", "id": "Zx81.jpg", "size": 48211,
    "width": 1200, "height": 900, "caption": "Ana at home", "uploadTimestamp": START_MS - 500,
}  # fmt: skip
CARD = {"name": {"given": "Bob", "family": "Tucan"}, "phone": [{"value": "+15555550177", "type": "MOBILE"}]}


def noise(phones: Phones, person: Person, group: Group) -> dict[str, Frame]:
    """Frames that are no input, by what they are counted as."""
    sync = {"sentMessage": {"destination": BOT, "message": "not a report", "timestamp": 1}}
    vote = {"authorUuid": BOT_ACI, "targetSentTimestamp": 1, "optionIndexes": [0], "voteCount": 1}
    update = {"groupId": group.internal_id, "groupName": None, "revision": 8, "type": "UPDATE"}
    unread = {"message": f"cannot decrypt {person.aci}", "type": "ProtocolInvalidMessageException"}
    return {
        "sync": phones.frame(person, {"syncMessage": sync}),
        "receipt": phones.frame(person, {"receiptMessage": {"when": 1, "isDelivery": True, "timestamps": [1]}}),
        "typing": phones.frame(person, {"typingMessage": {"action": "STARTED", "timestamp": 1}}),
        "story": phones.frame(person, {"storyMessage": {"textAttachment": {"text": "a story of Ana"}}}),
        "call": phones.frame(person, {"callMessage": {"offerMessage": {"id": 2**63, "type": "AUDIO_CALL"}}}),
        "poll": phones.says(person, None, group, pollVote=vote),
        "timer": phones.says(person, None, isExpirationUpdate=True),
        "group_update": phones.says(person, None, groupInfo=update),
        "undecryptable": {**phones.frame(person, {}), "exception": unread},
        "empty": phones.frame(person, {}),
        "no_sender": phones.frame(Person(name="", aci=""), {"dataMessage": data(5, "who am I")}),
        "foreign_group": phones.says(person, "hello", Group("someone's own group")),
        "error": {"error": "websocket: close sent"},
    }


def poison(phones: Phones, person: Person) -> list[object]:
    """What no frame should look like, and some that took signalbot's own loop down."""
    no_time = phones.says(person, "no time")
    del no_time["envelope"]["timestamp"]
    return [
        "not json at all of Ana Quetzal", "[" * 100_000, "[1, 2]", '"text"', "null", "9" * 5_000, "", "{}",
        {"envelope": None, "account": BOT},
        {"envelope": ["Ana Quetzal"], "account": BOT},
        {"account": BOT},
        no_time,
        phones.says(person, None, reaction={"emoji": "✅", "targetSentTimestamp": "soon", "isRemove": False}),
        phones.says(person, None, reaction=["✅"]),
        phones.says(person, None, remoteDelete={}),
        phones.says(person, "x", quote={"author": person.aci}),
        phones.says(person, "x", groupInfo={"groupId": 7, "type": "DELIVER"}),
        phones.frame(person, {"dataMessage": data(5, ["Ana Quetzal"])}),  # type: ignore[arg-type] # on purpose
        phones.frame(person, {"editMessage": {"dataMessage": data(5, "Ana")}}),
    ]  # fmt: skip
