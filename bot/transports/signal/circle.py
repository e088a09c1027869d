"""Who is in which room and whom they are, as the server says: looked up again and again, kept in RAM alone."""

import asyncio
import re
from collections.abc import Iterable

from bot.transports.base import DeliveryError
from bot.transports.signal import tally as findings
from bot.transports.signal.account import About, Account, Group, Identity
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.daemonaccount import MODE
from bot.transports.signal.frames import Frame
from bot.transports.signal.roomwatch import Changed, RoomWatch
from bot.transports.signal.tally import Tally
from handlers.inbound import RoomChange

OLDEST = (0, 101, 0)
OLDEST_DAEMON = (0, 13, 0)
FRESH_S = 5.0
"""Somebody we do not know may just have joined: look again, but not more often than this."""
KEYS_FRESH_S = 60.0
"""A moderator's phone may have been taken over: nothing they do counts on a key looked up longer ago than this."""
READY_S = 10.0


class Circle:
    """`keep` looks around when told to, and every ten minutes."""

    def __init__(self, config: SignalConfig, account: Account, tally: Tally, changed: Changed) -> None:
        self._config, self._account, self._tally, self._changed = config, account, tally, changed
        self._watch = RoomWatch(config, account, tally, changed)
        self._members: dict[str, frozenset[str]] = {}
        self._keys: dict[str, str] = {}
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._looked_s = float("-inf")

    def look_soon(self) -> None:
        """Something changed: who asks from now on waits for the next look."""
        self._ready.clear()
        self._wanted.set()

    def timer_seen(self, group: str, timer_s: int | None) -> None:
        """A frame told after how long messages of a group (by its internal id) disappear now."""
        if timer_s is not None and self._watch.timer_seen(group, timer_s):
            self._wanted.set()

    def let_in(self, room: str) -> None:
        """Approve of whoever asked to join a channel, with the look that comes next."""
        self._watch.wish_in(room)
        self._wanted.set()

    async def keep(self) -> None:
        wait_s = 0.0
        while True:
            try:
                async with asyncio.timeout(wait_s):
                    await self._wanted.wait()
            except TimeoutError:
                pass
            self._wanted.clear()
            try:
                await self._look()
                wait_s = self._config.look_around_s
            except Exception as error:  # noqa: BLE001  an answer nobody foresaw must not end intake
                if not isinstance(error, DeliveryError):
                    self._tally.count("odd_answers")
                wait_s = min(max(1.0, wait_s * 2), 30.0)

    def is_moderator(self, aci: str, number: str = "", room: str = "") -> bool:
        """Whether they may be vouched for: named in the settings, or a member of a moderation group."""
        if aci in self._config.moderators:
            return True
        rooms = [room] if room else self._config.moderation
        everybody = [self._members.get(each, frozenset()) for each in rooms if each in self._config.moderation]
        return self._config.admit_members and any(aci in members or number in members for members in everybody)

    async def vouches(self, frame: Frame, room: str) -> bool:
        """As `is_moderator`; whoever writes in a room and is not known there is looked for once more."""
        if self.is_moderator(frame.aci, frame.number, room):
            return True
        if not room or not self._config.admit_members:
            return False
        return await self._looked_within(FRESH_S) and self.is_moderator(frame.aci, frame.number, room)

    async def key_of(self, aci: str) -> str:
        """The fingerprint of somebody's key as it was a minute ago at most, "" where it is not known."""
        await self._looked_within(KEYS_FRESH_S)
        return self._keys.get(aci, "")

    async def _looked_within(self, seconds: float) -> bool:
        """Whether a look that recent was had, taking one where it was not."""
        if asyncio.get_running_loop().time() - self._looked_s > seconds:
            self.look_soon()
        try:
            async with asyncio.timeout(READY_S):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    async def _look(self) -> None:
        self._check(await self._account.about())
        groups = await self._account.groups()
        self._learn_groups(groups)
        if self._config.moderation:
            self._learn_keys(await self._account.identities())
        self._looked_s = asyncio.get_running_loop().time()
        if not self._wanted.is_set():
            self._ready.set()
        await self._watch.mend()

    def _check(self, about: About) -> None:
        for about_what, finding, is_so in faults_of(about):
            self._tally.judge(about_what, finding, is_so=is_so)

    def _learn_groups(self, groups: Iterable[Group]) -> None:
        found = {each.id: each for each in groups if each.is_member}
        known = {room: found[group] for room, group in self._config.rooms.items() if group in found}
        self._members = {room: group.members for room, group in known.items()}
        self._watch.look(known)

    def _learn_keys(self, identities: Iterable[Identity]) -> None:
        """Of moderators alone: a key is handed on each time, for only the store remembers the one before."""
        known = sorted(identities, key=lambda each: each.added_ms)
        acis = {each.number: each.aci for each in known if each.number and each.aci}
        # The REST server lists members by number, which a phone may leave out of what it sends.
        for room, people in self._members.items():
            self._members[room] = people | {acis[each] for each in people if each in acis}
        for each in known:
            if each.aci and each.fingerprint and self.is_moderator(each.aci, each.number):
                self._keys[each.aci] = each.fingerprint
        for aci, fingerprint in self._keys.items():
            self.tell_of(aci, RoomChange.KEY_SEEN, fingerprint)

    def key_changed(self, aci: str) -> None:
        """A moderator has another key: a new phone, or another person."""
        self._tally.count("keys_changed")
        self.tell_of(aci, RoomChange.SAFETY_NUMBER_CHANGED)

    def tell_of(self, aci: str, change: RoomChange, data: str = "") -> None:
        for room in sorted(self._config.moderation)[:1]:
            self._changed(room, change, aci, data)


def faults_of(about: About) -> tuple[tuple[str, str, bool], ...]:
    """What could be wrong with the program itself: what it is about, the finding, and whether it is so."""
    numbers = tuple(int(each) for each in re.findall(r"\d+", about.version)[:3])
    is_daemon = about.mode == MODE
    too_old = bool(numbers) and numbers < (OLDEST_DAEMON if is_daemon else OLDEST)
    wrong = not is_daemon and not about.mode.startswith("json-rpc")
    return (
        ("version", findings.DAEMON_TOO_OLD if is_daemon else findings.TOO_OLD, too_old),
        ("mode", findings.WRONG_MODE, wrong),
    )
