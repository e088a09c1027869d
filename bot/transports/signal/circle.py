"""Who is in which room and whom they are, as the server says: looked up again and again, kept in RAM alone."""

import asyncio
import re
from collections.abc import Iterable

from cachetools import TTLCache

from bot.transports.base import DeliveryError, NotSent
from bot.transports.signal import tally as findings
from bot.transports.signal.account import About, Account, Group, Identity
from bot.transports.signal.config import SignalConfig, internal_id
from bot.transports.signal.daemonaccount import MODE
from bot.transports.signal.frames import Frame
from bot.transports.signal.keys import Keys
from bot.transports.signal.roomwatch import Changed, RoomWatch
from bot.transports.signal.tally import Tally
from handlers.inbound import RoomChange

OLDEST = (0, 101, 0)
OLDEST_DAEMON = (0, 13, 0)
FRESH_S = 15.0
"""A moderator may have been removed, or their phone taken over: nothing they do counts on an older look than this."""
SOON_S = 5.0
"""Somebody who is in no group of ours may just have joined: look again, but not more often than this."""
READY_S = 10.0
FIRST_RETRY_S, LAST_RETRY_S = 1.0, 30.0
_MOST, _KEPT_S = 1_024, 3_600.0


class Circle:
    """`keep` looks around when told to, and every ten minutes. `account` is asked before anything else is sent."""

    def __init__(
        self, config: SignalConfig, account: Account, *, watch: RoomWatch, keys: Keys, tally: Tally, changed: Changed
    ) -> None:
        self._config, self._account, self._tally, self._changed = config, account, tally, changed
        self._watch, self._keys = watch, keys
        self._meetings = {internal_id(config.rooms[room]) for room in config.moderation}
        self._members: dict[str, frozenset[str]] = {}
        self._numbers: TTLCache[str, str] = TTLCache(_MOST, _KEPT_S)
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._looked_s = float("-inf")
        self._looks, self._waiting, self._sees_keys = False, 0, False

    def look_soon(self) -> None:
        """Something changed: who asks from now on waits for the next look."""
        self._ready.clear()
        self._wanted.set()

    def heard(self, frame: Frame) -> None:
        """Keep the number under which a moderators' group may list somebody, and nobody else's."""
        if frame.number and (frame.group in self._meetings or self._is_in(self._config.moderation, frame.number)):
            self._numbers[frame.aci] = frame.number

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
                await self._watch.mend()
                wait_s = self._config.look_around_s
            except Exception as error:  # noqa: BLE001  an answer nobody foresaw must not end intake
                if not isinstance(error, DeliveryError):
                    self._tally.count("odd_answers")
                wait_s = FIRST_RETRY_S if self._waiting else min(max(FIRST_RETRY_S, wait_s * 2), LAST_RETRY_S)

    async def belongs(self, aci: str, rooms: frozenset[str]) -> bool:
        """Whether somebody is in one of these groups, seconds ago at most. Raises NotSent where nobody says."""
        await self._looked_within(FRESH_S)
        if not self._knows(aci, rooms):
            await self._looked_within(SOON_S)
        if not rooms & self._members.keys():
            raise NotSent("this number is in none of these groups itself")
        return self._knows(aci, rooms)

    async def see_key(self, aci: str) -> None:
        """Have looked at somebody's key, seconds ago at most. Raises NotSent where nobody says."""
        if self._keys.watch(aci) or not self._sees_keys:
            self.look_soon()
        await self._looked_within(FRESH_S)

    def _knows(self, aci: str, rooms: frozenset[str]) -> bool:
        return self._is_in(rooms, aci) or self._is_in(rooms, self._numbers.get(aci, ""))

    def _is_in(self, rooms: frozenset[str], name: str) -> bool:
        return name != "" and any(name in self._members.get(room, ()) for room in rooms)

    async def _looked_within(self, seconds: float) -> None:
        """Raises NotSent where no look that recent was had, nor can be had now."""
        if asyncio.get_running_loop().time() - self._looked_s > seconds:
            self._ready.clear()
        if not self._ready.is_set() and not self._looks:
            # Not after the pause that follows a look which failed.
            self._wanted.set()
        self._waiting += 1
        try:
            async with asyncio.timeout(READY_S):
                await self._ready.wait()
        except TimeoutError:
            raise NotSent("signal-cli does not say who is in a group") from None
        finally:
            self._waiting -= 1

    async def _look(self) -> None:
        self._looks = True
        try:
            await self._look_around()
        finally:
            self._looks = False

    async def _look_around(self) -> None:
        self._check(await self._account.about())
        began_s = asyncio.get_running_loop().time()
        groups = await self._account.groups()
        self._learn_groups(groups)
        if self._config.moderation or self._keys.watched:
            self._learn_keys(await self._account.identities())
            self._sees_keys = True
        self._looked_s = began_s
        if not self._wanted.is_set():
            self._ready.set()

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
        known = tuple(identities)
        acis = {each.number: each.aci for each in known if each.number and each.aci}
        # The REST server lists members by number, which a phone may leave out of what it sends.
        for room, people in self._members.items():
            self._members[room] = people | {acis[each] for each in people if each in acis}
        for aci, fingerprint in self._keys.learn(known, self._is_moderators).items():
            self._changed("", RoomChange.KEY_SEEN, aci, fingerprint)

    def _is_moderators(self, identity: Identity) -> bool:
        rooms = self._config.moderation
        return self._is_in(rooms, identity.aci) or self._is_in(rooms, identity.number)


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
