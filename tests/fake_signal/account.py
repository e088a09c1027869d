"""What Signal knows of the bot's number: its groups, and its messages as phones show them."""

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake_signal.people import BOT, Frame, Group, Person

LINK_OF_NAME = "https://signal.me/#eu/"
LINK_OF_GROUP = "https://signal.group/#"


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


@dataclass(slots=True)
class Charter:
    """How a group is set up, beside who is in it."""

    description: str = ""
    timer_s: int = 0
    link: str = "disabled"
    rights: dict[str, str] = field(default_factory=lambda: {
        "add_members": "only-admins", "edit_group": "only-admins", "send_messages": "every-member"
    })  # fmt: skip
    admins: list[str] = field(default_factory=list)
    asking: list[str] = field(default_factory=list)


class NotAllowed(Exception):
    """signal-cli refuses; the text is as the server passes it on."""


class Account:
    """`fingerprints`, `numbers`: people's keys, and what numbers they share, by ACI. Times rise as at signal-cli."""

    def __init__(self, groups: Mapping[Group, Iterable[str]], now_ms: Callable[[], int], number: str = BOT) -> None:
        self.number = number
        self.members = {group: list(members) for group, members in groups.items()}
        self.charters = {group: Charter(admins=[number]) for group in groups}
        self.odd_groups: dict[Group, Mapping[str, object]] = {}
        self.fingerprints: dict[str, str] = {}
        self.added_ms: dict[str, int] = {}
        self.numbers: dict[str, str] = {}
        self.profile: dict[str, str] = {}
        self.username = ""
        self.taken_names = {"taken"}
        self.settings: dict[str, bool] = {}
        self.solved: list[str] = []
        self.said: list[Said] = []
        self.timers: dict[str, int] = {}
        self.forgotten: list[str] = []
        self.contacts = {name for members in self.members.values() for name in members if not name.startswith("+")}
        self._wrote: set[str] = set()
        self._now_ms = now_ms
        self._last_ms = 0

    def learns(self, person: Person, fingerprint: str, added_ms: int) -> None:
        """Of a key, and when."""
        self.fingerprints[person.aci], self.added_ms[person.aci] = fingerprint, added_ms

    def standing(self, recipient: str) -> list[Said]:
        return [each for each in self.said if each.recipient == recipient and not each.deleted]

    def shown(self, recipient: str) -> list[str]:
        return [each.text for each in self.standing(recipient)]

    def heard_from(self, frame: Frame) -> None:
        """Somebody wrote to the number: from now on it may answer them."""
        envelope = frame.get("envelope")
        if isinstance(envelope, dict):
            self._wrote |= {str(envelope.get(name)) for name in ("sourceUuid", "source", "sourceNumber")}
            self.contacts |= {aci for aci in (envelope.get("sourceUuid"),) if aci}

    def forget(self, person: str) -> None:
        """Its rows are gone, as if they had never written."""
        self.contacts.discard(person)
        self.forgotten.append(person)

    def listed_contacts(self) -> list[dict[str, Any]]:
        return [
            {"number": self.numbers.get(aci), "uuid": aci, "name": "", "profile": {}} for aci in sorted(self.contacts)
        ]

    def may_hear(self, recipient: str) -> bool:
        """Groups, and whoever wrote before."""
        return recipient.startswith("group.") or recipient in self._wrote

    def take(self, wanted: Mapping[str, Any]) -> int:
        at_ms = self._time()
        recipient, edits = wanted["recipients"][0], wanted.get("edit_timestamp")
        if not recipient.startswith("group."):
            self.contacts.add(recipient)  # signal-cli notes whom it writes to, too
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
        return [self._entry(group) for group in self.members]

    def new_group(self, wanted: Mapping[str, Any]) -> str:
        group = Group(wanted["name"])
        self.members[group], self.charters[group] = [self.number, *wanted["members"]], Charter(admins=[self.number])
        self.change_group(group.rest_id, wanted)
        return group.rest_id

    def change_group(self, rest_id: str, wanted: Mapping[str, Any]) -> None:
        charter = self._ruled(rest_id)
        charter.description = wanted.get("description", charter.description)
        charter.timer_s = wanted.get("expiration_time", charter.timer_s)
        charter.link = wanted.get("group_link", charter.link)
        charter.rights.update(wanted.get("permissions", {}))

    def let_in(self, rest_id: str, people: Iterable[str]) -> None:
        charter = self._ruled(rest_id)
        for each in people:
            charter.asking.remove(each)
            self.members[self._group(rest_id)].append(each)

    def solve(self, token: str, captcha: str) -> None:
        if captcha.endswith("wrong"):
            raise NotAllowed(
                "Captcha rejected, it may be outdated, already used or solved from a different IP address."
            )
        self.solved.append(token)

    def name(self, nickname: str) -> tuple[str, str]:
        """The same name stays as it is; another gets two digits."""
        if nickname in self.taken_names:
            raise NotAllowed("Failed to set username: Username is already taken")
        if self.username.partition(".")[0] != nickname:
            self.username = f"{nickname}.42"
        return self.username, f"{LINK_OF_NAME}{self.username}"

    def _group(self, rest_id: str) -> Group:
        found = [group for group in self.members if group.rest_id == rest_id]
        if not found:
            raise NotAllowed("Invalid group id")
        return found[0]

    def _ruled(self, rest_id: str) -> Charter:
        charter = self.charters[self._group(rest_id)]
        if self.number not in charter.admins and charter.rights["edit_group"] == "only-admins":
            raise NotAllowed("User is not an admin of the group")
        return charter

    def identities(self) -> list[dict[str, str]]:
        return [
            {
                "added": str(self.added_ms.get(aci, 1)),
                "fingerprint": key,
                "number": self.numbers.get(aci, ""),
                "safety_number": "1",
                "status": "TRUSTED",
                "uuid": aci,
            }
            for aci, key in self.fingerprints.items()
        ]

    def _time(self) -> int:
        self._last_ms = max(self._last_ms + 1, self._now_ms())
        return self._last_ms

    def _entry(self, group: Group) -> dict[str, Any]:
        charter = self.charters[group]
        link = "" if charter.link == "disabled" else f"{LINK_OF_GROUP}{group.name}"
        return {
            "id": group.rest_id, "internal_id": group.internal_id, "name": group.name,
            "description": charter.description, "blocked": False, "member": self.number in self.members[group],
            "members": self.members[group], "admins": charter.admins, "invite_link": link, "pending_invites": [],
            "pending_requests": charter.asking, "permissions": charter.rights, **self.odd_groups.get(group, {}),
        }  # fmt: skip


def _opened(address: str) -> bytes:
    return b64decode(address.partition(";base64,")[2], validate=True)
