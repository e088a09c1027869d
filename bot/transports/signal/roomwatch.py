"""How our groups are, compared with how they are to be: told when something begins, mended where we may."""

from collections.abc import Callable, Mapping

from bot.transports.signal import tally as findings
from bot.transports.signal.account import Account, Group, Who
from bot.transports.signal.config import Joining, SignalConfig, internal_id
from bot.transports.signal.tally import Tally
from handlers.inbound import RoomChange

FULL = 1_000
"""Members Signal lets into a group beside us."""
NEARLY_FULL = 950
AT_ONCE = 20
"""People let in per look: each is a session to be opened, which Signal counts."""
Changed = Callable[[str, RoomChange, str, str], None]
"""Told of a room, what changed there, the ACI it is about ("" for nobody), and a key or a count ("" for none)."""
_TROUBLES = (RoomChange.REMOVED, RoomChange.RIGHTS_LOST, RoomChange.NEARLY_FULL)


class RoomWatch:
    """`look` takes in what a look around found; `mend` then does what is ours to do."""

    def __init__(self, config: SignalConfig, account: Account, tally: Tally, changed: Changed) -> None:
        self._config, self._account, self._tally, self._changed = config, account, tally, changed
        self._channels = config.rooms.keys() - config.moderation
        self._rooms = {internal_id(group): room for room, group in config.rooms.items()}
        self._groups: Mapping[str, Group] = {}
        self._troubled: dict[RoomChange, frozenset[str]] = {}
        self._asked: dict[str, frozenset[str]] = {}
        self._timers: dict[str, int] = {}
        self._wished: set[str] = set()

    def look(self, groups: Mapping[str, Group]) -> None:
        """`groups` are those of our rooms that we are a member of, by room."""
        self._groups = groups
        for change in _TROUBLES:
            now = frozenset(room for room in self._config.rooms if self._is(change, room))
            before, self._troubled[change] = self._troubled.get(change, frozenset()), now
            for room in sorted(now - before):
                self._changed(room, change, "", self._size(room) if change is RoomChange.NEARLY_FULL else "")
            if change is RoomChange.RIGHTS_LOST:
                for room in sorted(before - now - self._troubled[RoomChange.REMOVED]):
                    self._changed(room, RoomChange.RIGHTS_BACK, "", "")
        self._judge()
        self._hear_who_asks()

    def timer_seen(self, group: str, timer_s: int) -> bool:
        """Whether the timer that a frame told of (by the group's internal id) is another than it is to be."""
        room = self._rooms.get(group, "")
        if not room:
            return False
        self._timers[room] = timer_s
        return timer_s != self._config.group_timer_s > 0

    async def mend(self) -> None:
        """Set timers that were changed, and let in who asked where everybody is let in. Raises DeliveryError."""
        for room, group in self._groups.items():
            if self._wants_timer(room):
                await self._account.set_group_timer(group.id, self._config.group_timer_s)
                self._timers[room] = self._config.group_timer_s
            if room in self._channels and (self._config.joining is Joining.ALL or room in self._wished):
                await self._let_in(group)
                self._wished.discard(room)

    def wish_in(self, room: str) -> None:
        """Moderators want those let in who ask to join a channel."""
        self._wished.add(room)

    async def _let_in(self, group: Group) -> None:
        people = group.asking[:AT_ONCE]
        if people:
            await self._account.let_in(group.id, people)
            self._tally.count("let_in", len(people))

    def _is(self, change: RoomChange, room: str) -> bool:
        group = self._groups.get(room)
        if group is None:
            return change is RoomChange.REMOVED
        if change is RoomChange.RIGHTS_LOST:
            return room in self._channels and self._config.number not in group.admins
        return change is RoomChange.NEARLY_FULL and len(group.members) >= NEARLY_FULL

    def _size(self, room: str) -> str:
        return str(len(self._groups[room].members))

    def _judge(self) -> None:
        groups = self._groups
        open_rooms = any(groups[room].adders is Who.EVERYBODY for room in self._config.moderation & groups.keys())
        for about, finding, is_so in (
            ("rooms", findings.NOT_IN_ROOM, bool(self._troubled[RoomChange.REMOVED])),
            ("rights", findings.NOT_ADMIN, bool(self._troubled[RoomChange.RIGHTS_LOST])),
            ("doors", findings.ANYBODY_ADDS, open_rooms),
        ):
            self._tally.judge(about, finding, is_so=is_so)

    def _hear_who_asks(self) -> None:
        for room, group in self._groups.items():
            asking = frozenset(group.asking)
            news = asking - self._asked.get(room, frozenset())
            self._asked[room] = asking
            if news and room in self._channels and self._config.joining is Joining.ASK:
                self._changed(room, RoomChange.JOIN_REQUESTS, "", str(len(asking)))

    def _wants_timer(self, room: str) -> bool:
        group, wanted_s = self._groups.get(room), self._config.group_timer_s
        if group is None or not wanted_s:
            return False
        if self._config.number not in group.admins and group.editors is Who.ADMINS:
            return False
        known_s = group.timer_s if group.timer_s is not None else self._timers.get(room)
        return known_s is not None and known_s != wanted_s
