"""What Signal knows of the bot's number: its groups, and its messages as phones show them."""

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake_signal.people import BOT, Frame, Group


@dataclass(slots=True)
class Said:
    """A message of the bot as phones show it."""

    recipient: str
    at_ms: int
    text: str
    times: list[int] = field(default_factory=list)
    deleted: bool = False
    edits: int = 0
    picture: bytes = b""


class Account:
    """`fingerprints`: the keys of people, by ACI. Times rise with every message, as they do at signal-cli."""

    def __init__(self, groups: Mapping[Group, Iterable[str]], now_ms: Callable[[], int]) -> None:
        self.members = {group: list(members) for group, members in groups.items()}
        self.fingerprints: dict[str, str] = {}
        self.said: list[Said] = []
        self.timers: dict[str, int] = {}
        self.forgotten: list[str] = []
        self._wrote: set[str] = set()
        self._now_ms = now_ms
        self._last_ms = 0

    def standing(self, recipient: str) -> list[Said]:
        return [each for each in self.said if each.recipient == recipient and not each.deleted]

    def shown(self, recipient: str) -> list[str]:
        return [each.text for each in self.standing(recipient)]

    def heard_from(self, frame: Frame) -> None:
        """Somebody wrote to the number: from now on it may answer them."""
        envelope = frame.get("envelope")
        if isinstance(envelope, dict):
            self._wrote |= {str(envelope.get(name)) for name in ("sourceUuid", "source", "sourceNumber")}

    def may_hear(self, recipient: str) -> bool:
        """Groups, and whoever wrote before."""
        return recipient.startswith("group.") or recipient in self._wrote

    def take(self, wanted: Mapping[str, Any]) -> int:
        at_ms = self._time()
        recipient, edits = wanted["recipients"][0], wanted.get("edit_timestamp")
        if edits is None:
            picture = b"".join(map(_opened, wanted.get("base64_attachments", ())))
            self.said.append(Said(recipient, at_ms, wanted["message"], [at_ms], picture=picture))
            return at_ms
        # Phones look the message up by any of its times, and pass over what comes too late or too often.
        for said in self.said:
            if said.recipient == recipient and edits in said.times and said.edits < 10 and at_ms - said.at_ms < 864e5:
                said.text, said.edits = wanted["message"], said.edits + 1
                said.times.append(at_ms)
        return at_ms

    def delete(self, wanted: Mapping[str, Any]) -> int:
        for said in self.said:
            if said.recipient == wanted["recipient"] and wanted["timestamp"] in said.times:
                said.deleted = True
        return self._time()

    def groups(self) -> list[dict[str, Any]]:
        return [_entry(group, members) for group, members in self.members.items()]

    def identities(self) -> list[dict[str, str]]:
        return [
            {"added": "1", "fingerprint": key, "number": "", "safety_number": "1", "status": "TRUSTED", "uuid": aci}
            for aci, key in self.fingerprints.items()
        ]

    def _time(self) -> int:
        self._last_ms = max(self._last_ms + 1, self._now_ms())
        return self._last_ms


def _opened(address: str) -> bytes:
    return b64decode(address.partition(";base64,")[2], validate=True)


def _entry(group: Group, members: list[str]) -> dict[str, Any]:
    return {
        "id": group.rest_id, "internal_id": group.internal_id, "name": group.name, "description": "", "blocked": False,
        "member": True, "members": members, "admins": [BOT], "invite_link": "", "pending_invites": [],
        "pending_requests": [],
        "permissions": {"add_members": "only-admins", "edit_group": "only-admins", "send_messages": "every-member"},
    }  # fmt: skip
