"""The number's own account: its profile, its groups, the keys of those it knows. One narrow port for two receivers.

The running bot and the command line ask the same questions; how a receiver spells them is behind `Account`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Who(StrEnum):
    """Whom a right of a group belongs to."""

    ADMINS = "only-admins"
    EVERYBODY = "every-member"


class GroupLink(StrEnum):
    """What the link of a group does for whoever has it."""

    OFF = "disabled"
    OPEN = "enabled"
    ASKING = "enabled-with-approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """How a group is to be. `timer_s`: after how long its messages disappear, 0 for never."""

    name: str
    description: str
    timer_s: int
    link: GroupLink
    senders: Who

    @classmethod
    def of_channel(cls, name: str, description: str, timer_s: int) -> "Charter":
        """Only admins write; whoever has the link may ask to join."""
        return cls(name=name, description=description, timer_s=timer_s, link=GroupLink.ASKING, senders=Who.ADMINS)

    @classmethod
    def of_moderators(cls, name: str, description: str, timer_s: int) -> "Charter":
        """Everybody writes; nobody gets in but through an admin."""
        return cls(name=name, description=description, timer_s=timer_s, link=GroupLink.OFF, senders=Who.EVERYBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group as signal-cli knows it. People are ACIs or numbers, in small letters.

    `timer_s` is None where the receiver does not tell it.
    """

    id: str = field(repr=False)
    name: str = field(default="", repr=False)
    is_member: bool = True
    members: frozenset[str] = field(default=frozenset(), repr=False)
    admins: frozenset[str] = field(default=frozenset(), repr=False)
    asking: tuple[str, ...] = field(default=(), repr=False)
    link: str = field(default="", repr=False)
    senders: Who = Who.EVERYBODY
    adders: Who = Who.EVERYBODY
    editors: Who = Who.EVERYBODY
    timer_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose key is which; `added_ms` says since when."""

    aci: str = field(repr=False)
    fingerprint: str = field(repr=False)
    number: str = field(default="", repr=False)
    added_ms: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What answers: the receiver's version and the mode it runs in, each "" where it does not say."""

    version: str
    mode: str


@dataclass(frozen=True, slots=True)
class Username:
    """What residents type, and the link that opens a chat with it."""

    name: str = field(repr=False)
    link: str = field(repr=False)


class Account(Protocol):
    """Everything may be asked and done twice. Raises what the way of asking raises."""

    async def about(self) -> About: ...

    async def groups(self) -> tuple[Group, ...]: ...

    async def create_group(self, charter: Charter) -> str:
        """The id of the new group, whose only member and admin is this number."""
        ...

    async def change_group(self, group: str, charter: Charter) -> None: ...

    async def set_group_timer(self, group: str, timer_s: int) -> None: ...

    async def let_in(self, group: str, people: tuple[str, ...]) -> None:
        """Approve of those who asked to join."""
        ...

    async def identities(self) -> tuple[Identity, ...]: ...

    async def set_profile(self, name: str, about: str, avatar: bytes) -> None:
        """An empty `about` or `avatar` leaves what there is."""
        ...

    async def set_username(self, nickname: str) -> Username: ...

    async def hide_number(self) -> None:
        """Show the number to nobody, and let nobody find the account by it."""
        ...

    async def solve(self, token: str, captcha: str) -> None: ...
