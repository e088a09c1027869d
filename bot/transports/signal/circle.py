"""Who is in which room and whom they are, as the server says: looked up again and again, kept in RAM alone."""

import asyncio
import re
from collections.abc import Callable, Iterable

from bot.transports.base import DeliveryError
from bot.transports.signal import tally as findings
from bot.transports.signal.account import About, Account, Group, Identity
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.daemonaccount import MODE
from bot.transports.signal.frames import Frame
from bot.transports.signal.tally import Tally
from handlers.inbound import RoomChange

OLDEST = (0, 101, 0)
OLDEST_DAEMON = (0, 13, 0)
FRESH_S = 5.0
"""Somebody we do not know may just have joined: look again, but not more often than this."""
READY_S = 10.0
Changed = Callable[[str, RoomChange, str], None]
"""Told of a room, what changed there, and the ACI it is about ("" for nobody)."""


class Circle:
    """`keep` looks around when told to, and every ten minutes."""

    def __init__(self, config: SignalConfig, account: Account, tally: Tally, changed: Changed) -> None:
        self._config, self._account, self._tally, self._changed = config, account, tally, changed
        self._members: dict[str, frozenset[str]] = {}
        self._fingerprints: dict[str, str] = {}
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._looked_s = float("-inf")

    def look_soon(self) -> None:
        """Something changed: who asks from now on waits for the next look."""
        self._ready.clear()
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
            except DeliveryError:
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
        if asyncio.get_running_loop().time() - self._looked_s > FRESH_S:
            self.look_soon()
        try:
            async with asyncio.timeout(READY_S):
                await self._ready.wait()
        except TimeoutError:
            return False
        return self.is_moderator(frame.aci, frame.number, room)

    async def _look(self) -> None:
        self._check(await self._account.about())
        self._learn_groups(await self._account.groups())
        self._looked_s = asyncio.get_running_loop().time()
        if not self._wanted.is_set():
            self._ready.set()
        if self._config.moderation:
            self._learn_keys(await self._account.identities())

    def _check(self, about: About) -> None:
        numbers = tuple(int(each) for each in re.findall(r"\d+", about.version)[:3])
        is_daemon = about.mode == MODE
        too_old = bool(numbers) and numbers < (OLDEST_DAEMON if is_daemon else OLDEST)
        wrong = not is_daemon and not about.mode.startswith("json-rpc")
        for is_so, about_what, finding in (
            (too_old, "version", findings.DAEMON_TOO_OLD if is_daemon else findings.TOO_OLD),
            (wrong, "mode", findings.WRONG_MODE),
        ):
            if is_so:
                self._tally.find(about_what, finding)
            else:
                self._tally.clear(about_what)

    def _learn_groups(self, groups: Iterable[Group]) -> None:
        found = {each.id: each for each in groups if each.is_member}
        known = {room: found[group].members for room, group in self._config.rooms.items() if group in found}
        for room in sorted(self._members.keys() - known.keys()):
            self._changed(room, RoomChange.REMOVED, "")
        self._members = known
        if known.keys() < self._config.rooms.keys():
            self._tally.find("rooms", findings.NOT_IN_ROOM)
        else:
            self._tally.clear("rooms")

    def _learn_keys(self, identities: Iterable[Identity]) -> None:
        for each in identities:
            if not each.aci or not self.is_moderator(each.aci, each.number):
                continue
            before = self._fingerprints.get(each.aci)
            if before is not None and before != each.fingerprint:
                self.key_changed(each.aci)
            self._fingerprints[each.aci] = each.fingerprint

    def key_changed(self, aci: str) -> None:
        """A moderator has another key: a new phone, or another person."""
        self._tally.count("keys_changed")
        for room in sorted(self._config.moderation)[:1]:
            self._changed(room, RoomChange.SAFETY_NUMBER_CHANGED, aci)
