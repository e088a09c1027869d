"""People of Signal whose every field is a token: each field of a frame that facts name is there."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.canaries.tokens import Mint
from tests.fake_signal.people import BOT, Frame, Group, Person, Phones, data


class Marked(Phones):
    """One person's phone: its frames carry everything a frame can."""

    def __init__(self, mint: Mint, who: str) -> None:
        super().__init__()
        self.mint, self.who = mint, f"{who}/signal"
        self.person = Person(
            name=mint.word(f"{self.who}/sourceName"),
            aci=mint.aci(f"{self.who}/sourceUuid"),
            number=mint.phone(f"{self.who}/sourceNumber"),
        )
        self.times = (mint.millisecond(f"{self.who}/timestamp.{number}") for number in count(1))

    @property
    def aci(self) -> str:
        return self.person.aci

    def frame(self, person: Person, body: Mapping[str, Any], at_ms: int = 0) -> Frame:
        made = super().frame(person, body, at_ms)
        made["envelope"] |= {
            "sourceDevice": self._n("sourceDevice"),
            "serverReceivedTimestamp": self._ms("serverReceivedTimestamp"),
            "serverDeliveredTimestamp": self._ms("serverDeliveredTimestamp"),
        }
        return made

    def says(self, person: Person, text: str | None, group: Group | None = None, **fields: object) -> Frame:
        made = super().says(person, text, group, **{**self._beside(), **fields})
        if group is not None:
            made["envelope"]["dataMessage"]["groupInfo"]["groupName"] = self._w("groupInfo.groupName")
        return made

    def attaches(self) -> Frame:
        """A message without words: files, contacts, a sticker, a payment, a story's context beside them."""
        return super().says(
            self.person, None, **self._beside(), sticker={"packId": self._w("sticker.packId"), "stickerId": 1}
        )

    def edits_it(self, text: str, target_ms: int) -> Frame:
        at_ms = next(self.times)
        edit = {"targetSentTimestamp": target_ms, "dataMessage": data(at_ms, text, None, **self._beside())}
        return self.frame(self.person, {"editMessage": edit}, at_ms)

    def noise(self) -> list[Frame]:
        """Frames that are no input, each with whom it tells of."""
        who, sent = self._whom, self._ms
        bodies: list[dict[str, Any]] = [
            {"syncMessage": {
                "sentMessage": {"destination": self._p("sync.destination"), "destinationNumber": self._p("sync.number"),
                                "destinationUuid": self._a("sync.uuid"), "message": self._w("sync.message"), "timestamp": 1},
                "readMessages": [{"sender": self._p("sync.sender"), "senderUuid": self._a("sync.senderUuid"), "timestamp": 1}],
                "blockedNumbers": [self._p("sync.blocked")],
            }},
            {"receiptMessage": {"when": sent("receipt.when"), "isDelivery": True, "timestamps": [sent("receipt.timestamps")]}},
            {"typingMessage": {"action": "STARTED", "timestamp": sent("typing.timestamp")}},
            {"storyMessage": {"textAttachment": {"text": self._w("story.text")}}},
            {"callMessage": {"offerMessage": {"id": self._n("call.id"), "opaque": self._w("call.opaque"), "type": "AUDIO_CALL"}}},
        ]  # fmt: skip
        frames = [self.frame(self.person, body) for body in bodies]
        for name in ("pollVote", "adminDelete", "pinMessage", "storyContext"):
            told: dict[str, Any] = {name: {**who(name), "targetSentTimestamp": sent(f"{name}.target")}}
            frames += [super().says(self.person, None, **told)]
        error = {"message": f"{self.aci} {self._w('exception.message')}"}
        kinds = ("UntrustedIdentityException", "ProtocolInvalidMessageException")
        return frames + [{**self.frame(self.person, {}), "exception": error | {"type": kind}} for kind in kinds]

    def _beside(self) -> dict[str, Any]:
        picture = {
            "contentType": "image/jpeg", "id": self._w("attachments.id"), "filename": self._w("attachments.filename"),
            "caption": self._w("attachments.caption"), "uploadTimestamp": self._ms("attachments.uploadTimestamp"),
            "size": self._n("attachments.size"), "width": 1200, "height": 900,
        }  # fmt: skip
        card = {
            "name": {part: self._w(f"contacts.name.{part}") for part in ("given", "family", "nickname", "display")},
            "phone": [{"value": self._p("contacts.phone"), "type": "MOBILE"}],
            "email": [{"value": self._w("contacts.email"), "type": "HOME"}],
            "address": [{"street": self._w("contacts.street"), "city": self._w("contacts.city")}],
            "organization": self._w("contacts.organization"),
        }  # fmt: skip
        mention = {"name": self._w("mentions.name"), "number": self._p("mentions.number"), "uuid": self._a("mentions.uuid"),
                   "start": 0, "length": 1}  # fmt: skip
        preview = {"url": f"https://{self._w('previews.url')}.example", "title": self._w("previews.title"),
                   "description": self._w("previews.description"), "image": picture}  # fmt: skip
        quote = {
            "id": self._ms("quote.id"), **self._whom("quote"), "text": self._w("quote.text"),
            "attachments": [{"contentType": "image/jpeg", "filename": self._w("quote.filename"), "thumbnail": picture}],
        }  # fmt: skip
        return {
            "attachments": [picture], "contacts": [card], "mentions": [mention], "previews": [preview], "quote": quote,
            "payment": {"receipt": self._w("payment.receipt"), "note": self._w("payment.note")}, "expiresInSeconds": 86_400,
        }  # fmt: skip

    def _whom(self, field: str) -> dict[str, str]:
        return {
            "author": self._a(f"{field}.author"), "authorNumber": self._p(f"{field}.authorNumber"),
            "authorUuid": self._a(f"{field}.author"), "targetAuthor": self._a(f"{field}.targetAuthor"),
        }  # fmt: skip

    def _w(self, field: str) -> str:
        return self.mint.word(f"{self.who}/{field}")

    def _n(self, field: str) -> int:
        return self.mint.number(f"{self.who}/{field}")

    def _p(self, field: str) -> str:
        return self.mint.phone(f"{self.who}/{field}")

    def _a(self, field: str) -> str:
        return self.mint.aci(f"{self.who}/{field}")

    def _ms(self, field: str) -> int:
        return self.mint.millisecond(f"{self.who}/{field}")


__all__ = ["BOT", "Marked"]
