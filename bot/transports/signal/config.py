"""What the Signal transport has to be told, as plain typed values. Nothing here is ever printed whole."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_URL = re.compile(r"https?://[^\s/?#@]+/?")
_HOST_AND_PORT = re.compile(r"|[^\s/@:]+:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5}")
_GROUP = "group."


class Joining(StrEnum):
    """What becomes of those who ask to join a channel's group."""

    ALL = "all"  # let in at the next look
    ASK = "ask"  # moderators are told, and let them in
    NONE = "none"  # left to whoever is an admin in the app


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalConfig:
    """A number at a signal-cli. `receiver`: through signal-cli-rest-api ("rest") or its own daemon ("daemon").

    `alert_number`: another number for everything that is a group, "" where one does it all; at `alert_url`, "" for the
    same signal-cli. `challenges`: the file for captchas Signal asks for, None for memory alone. `forget_at`: host and
    port where the signal-cli behind the REST API takes JSON-RPC, "" for nowhere; `forget_after_s`: how long after the
    last word signal-cli is to forget a person, where it can.
    `rooms`: the name of each room and its group id ("group...."), never a group's name: anybody can make a second
    group of that name. `moderation`: those names where moderators decide. `disappearing_s`: the timer set in a private
    chat before the first answer, `group_timer_s` the one kept in groups, 0 for none. `joining`: what becomes of who
    asks to join a channel. `pace_s` and `burst` bound the answers sent.
    `silent_s`: the daemon writes a keep-alive every 15 s; two and a half of them missing mean that nobody is there.
    `longest_backoff_s` is short, for a server that has just started loses what comes before somebody listens.
    """

    number: str = field(repr=False)
    url: str = "http://127.0.0.1:8080"
    receiver: Literal["rest", "daemon"] = "rest"
    rooms: Mapping[str, str] = field(default_factory=dict, repr=False)
    moderation: frozenset[str] = frozenset()
    platform: str = "signal"
    alert_number: str = field(default="", repr=False)
    alert_url: str = ""
    challenges: Path | None = None
    forget_at: str = ""
    forget_after_s: float = 21_600.0
    disappearing_s: int = 86_400
    group_timer_s: int = 86_400
    joining: Joining = Joining.ASK
    pace_s: float = 2.0
    burst: int = 5
    connect_timeout_s: float = 5.0
    request_timeout_s: float = 15.0
    turn_within_s: float = 20.0
    backoff_s: float = 0.2
    longest_backoff_s: float = 1.0
    silent_s: float = 40.0
    look_around_s: float = 600.0
    stop_within_s: float = 5.0

    def __post_init__(self) -> None:
        if not all(_NUMBER.fullmatch(each) for each in (self.number, self.alert_number or self.number)):
            raise ValueError("the Signal number is written with + and its country code, without spaces")
        if not all(_URL.fullmatch(each) for each in (self.url, self.alert_url or self.url)):
            raise ValueError("the address of signal-cli is http:// or https:// with a host and a port alone")
        if not _HOST_AND_PORT.fullmatch(self.forget_at):
            raise ValueError("signal-cli forgets at a host and a port, as in 127.0.0.1:6001")
        for room, group in self.rooms.items():
            if not internal_id(group):
                raise ValueError(f'the Signal group of {room} is given by its id, "group." and what follows')
        if unknown := self.moderation - self.rooms.keys():
            raise ValueError(f"no Signal group is given for the room {min(unknown)}")

    @property
    def has_two_numbers(self) -> bool:
        return self.alert_number not in {"", self.number}

    def of_rooms(self) -> "SignalConfig":
        """The number that is in our groups, alone."""
        if not self.has_two_numbers:
            return self
        return replace(self, number=self.alert_number, url=self.alert_url or self.url, alert_number="", alert_url="")

    def of_chats(self) -> "SignalConfig":
        """The number that people write to, alone."""
        if not self.has_two_numbers:
            return self
        return replace(self, rooms={}, moderation=frozenset(), alert_number="", alert_url="")


def internal_id(group: str) -> str:
    """A group's id as frames spell it, "" when this is not a group id. `group.` holds it in base64, once more."""
    try:
        inner = b64decode(group.removeprefix(_GROUP), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return inner if group.startswith(_GROUP) and inner else ""


def group_id(internal: str) -> str:
    """A group's id as the settings name it, from how frames spell it."""
    return _GROUP + b64encode(internal.encode()).decode()
