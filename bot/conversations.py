"""Open conversations with residents, sealed in the keyring and for hours at most.

Where the keyring is a directory they survive a restart; what destroys its keys ends them. Use it from the event
loop's thread.
"""

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cachetools import LRUCache, TLRUCache

from bot.codec import dump, load
from bot.privacy.homes import RandomBytes
from bot.privacy.keyring import Keyring
from bot.privacy.witness import Witness, blind, forget_talk, remember_talk, talk_of
from handlers.actions import Action
from handlers.conversation import Conversation

MAX_CONVERSATIONS = 50_000
"""Beyond it the longest unheard are forgotten."""
MAX_MESSAGES_BOUND = 64
"""Messages of one conversation whose edit or deletion still finds its report."""
MAX_OFFERS = 4_096
"""Messages in rooms whose numbers are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """`reports`: the messages of a conversation and the report that each belongs to, oldest first."""

    until: datetime
    conversation: Conversation | None = field(default=None, repr=False)
    reports: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class _Latest(LRUCache[str, None]):
    """Names of conversations in the order they were heard; what falls out is forgotten."""

    def __init__(self, most: int, forget: Callable[[str], None]) -> None:
        super().__init__(most)
        self._forget = forget

    def popitem(self) -> tuple[str, None]:
        name, nothing = super().popitem()
        self._forget(name)
        return name, nothing


class Conversations:
    """What is remembered of each resident between two messages."""

    def __init__(
        self,
        keyring: Keyring,
        *,
        now: Callable[[], datetime],
        lives: timedelta,
        most: int = MAX_CONVERSATIONS,
        random_bytes: RandomBytes = os.urandom,
    ) -> None:
        self._keyring, self._now, self._lives = keyring, now, lives
        self._key = random_bytes(32)
        self._latest = _Latest(most, keyring.drop_talk)

    def key_of(self, witness: Witness) -> bytes:
        """A name for this person in this process, which says nothing of who it is."""
        return blind(witness, self._key)

    def find(self, witness: Witness) -> Conversation | None:
        held = self._held(witness)
        return held.conversation if held else None

    def remember(
        self, witness: Witness, conversation: Conversation | None, *, message: str = "", report: str = ""
    ) -> None:
        """Keep what the next message answers. While it is about the same report, its end stays where it was.

        `message` is one of the resident's that belongs to `report`, for its edit or deletion.
        """
        held = self._held(witness)
        same = held and held.conversation and conversation and held.conversation.report == conversation.report
        keeps_end = bool(same and conversation and conversation.report)
        until = held.until if held and (keeps_end or conversation is None) else self._now() + self._lives
        reports = tuple(each for each in held.reports if each[0] != message) if held else ()
        bound = ((message, report),) if message and report else ()
        reports = (*reports, *bound)[-MAX_MESSAGES_BOUND:]
        self._keep(witness, _Held(until=until, conversation=conversation, reports=reports))

    def report_behind(self, witness: Witness, message: str) -> str:
        """The report a message of this resident belongs to, "" when it is not known any more."""
        held = self._held(witness) if message else None
        return dict(held.reports).get(message, "") if held else ""

    def forget(self, witness: Witness) -> None:
        """FORGET: nothing of this conversation stays."""
        forget_talk(self._keyring, witness)

    def _held(self, witness: Witness) -> _Held | None:
        talk = talk_of(self._keyring, witness)
        try:
            held = load(_Held, talk.decode()) if talk else None
        except (ValueError, KeyError, TypeError):
            return None  # left by another version
        return held if held and held.until > self._now() else None

    def _keep(self, witness: Witness, held: _Held) -> None:
        self._latest[remember_talk(self._keyring, witness, dump(held).encode(), held.until)] = None

    def __repr__(self) -> str:
        return "<open conversations>"


class Offers:
    """Which actions stood behind the numbers of a message in a room without buttons, for whoever quotes it."""

    def __init__(self, *, now: Callable[[], datetime], lives: timedelta) -> None:
        self._offers: TLRUCache[Hashable, tuple[Action, ...]] = TLRUCache(
            MAX_OFFERS,
            ttu=lambda _key, _offer, at: at + lives.total_seconds(),
            timer=lambda: now().timestamp(),
        )

    def remember(self, room: str, ref: str, actions: tuple[Action, ...]) -> None:
        """Numbers typed in `room` quoting the message `ref` mean these from now on."""
        if actions:
            self._offers[room, ref] = actions

    def action(self, room: str, ref: str, number: int) -> Action | None:
        """What a number means there, None when nothing is known of that message."""
        actions = self._offers.get((room, ref), ())
        return actions[number - 1] if 0 < number <= len(actions) else None
