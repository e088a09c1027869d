"""People of Signal whose every field is a token: each field of a frame that facts name is there."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.canaries.envelopes import (
    BESIDE,
    CONTACT_LISTED,
    DELETION,
    NOT_SPOKEN,
    PASSED_OVER,
    REACTION,
    WORDLESS,
    filled,
)
from tests.canaries.tokens import Mint
from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import BOT, Frame, Group, Person, Phones, data
from tests.fake_signal.server import FakeSignal


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
            "sourceDevice": self.mint.number(f"{self.who}/sourceDevice"),
            "serverReceivedTimestamp": self.mint.millisecond(f"{self.who}/serverReceivedTimestamp"),
            "serverDeliveredTimestamp": self.mint.millisecond(f"{self.who}/serverDeliveredTimestamp"),
        }
        return made

    def says(self, person: Person, text: str | None, group: Group | None = None, **fields: object) -> Frame:
        made = super().says(person, text, group, **{**self._all(BESIDE), **fields})
        if group is not None:
            made["envelope"]["dataMessage"]["groupInfo"]["groupName"] = self.mint.word(
                f"{self.who}/groupInfo.groupName"
            )
        return made

    def attaches(self) -> list[Frame]:
        """Messages without words: files, contacts, a sticker, a payment, a poll; a reaction and a deletion of nothing."""
        odd = {**WORDLESS, "reaction": REACTION, "remoteDelete": DELETION}
        return [super(Marked, self).says(self.person, None, **self._all({**BESIDE, name: odd[name]})) for name in odd]

    def edits_it(self, text: str, target_ms: int) -> Frame:
        at_ms = next(self.times)
        edit = {"targetSentTimestamp": target_ms, "dataMessage": data(at_ms, text, None, **self._all(BESIDE))}
        return self.frame(self.person, {"editMessage": edit}, at_ms)

    def updates_group(self, group: Group) -> Frame:
        """They did something with a group that no message is about, as asking to join it."""
        info = {"groupId": group.internal_id, "groupName": None, "revision": 8, "type": "UPDATE"}
        return super().says(self.person, None, **self._all(BESIDE), groupInfo=info)

    def noise(self) -> list[Frame]:
        """Frames that are no input, each with whom it tells of."""
        frames = [self.frame(self.person, self._all({name: record})) for name, record in NOT_SPOKEN.items()]
        frames += [
            super(Marked, self).says(self.person, None, **self._all({name: PASSED_OVER[name]})) for name in PASSED_OVER
        ]
        error = {"message": f"{self.aci} {self.mint.word(f'{self.who}/exception.message')}"}
        kinds = ("UntrustedIdentityException", "ProtocolInvalidMessageException")
        return frames + [{**self.frame(self.person, {}), "exception": error | {"type": kind}} for kind in kinds]

    def contact(self) -> dict[str, Any]:
        """Them, as signal-cli lists whom it knows."""
        known: dict[str, Any] = filled(CONTACT_LISTED, self.mint, f"{self.who}/contact")
        return known | {"number": self.person.number, "uuid": self.aci, "name": self.person.name}

    def _all(self, records: Mapping[str, Any]) -> dict[str, Any]:
        return {name: filled(record, self.mint, f"{self.who}/{name}") for name, record in records.items()}


class Telling(FakeSignal):
    """It lists people with everything that signal-cli knows of them."""

    def __init__(self, groups: Mapping[Group, list[str]]) -> None:
        super().__init__(groups)
        self.phones: dict[str, Marked] = {}

    def listed_contacts(self) -> list[dict[str, Any]]:
        return [self.phones[aci].contact() for aci in sorted(self.contacts)]


class Daemon(Telling, FakeDaemon):
    """The same of the daemon."""


__all__ = ["BOT", "Daemon", "Marked", "Telling"]
