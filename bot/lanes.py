"""What may go now: the lanes that errands take, how many slots each has free, and how long everything else waits.

A lane is whatever keeps one pace: a platform's token or number, and its rooms where they have one of their own.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.clock import Clock
from bot.errands import Errand
from bot.pacing import PACES, Pace, Pacer, pace_of
from bot.transports.base import Transport
from bot.turns import Turns

BUSY_S = 5.0
"""How often to look at an errand whose lane is full; delivery's bell rings when a call is back."""


class Rider(Protocol):
    """Something to be sent, to a room or to a private chat; `chat` is what pacing counts it under."""

    @property
    def platform(self) -> str: ...

    @property
    def chat(self) -> str: ...

    @property
    def in_room(self) -> bool: ...


@dataclass(kw_only=True, eq=False)
class Lanes:
    """What is leased and what is under way, of all platforms of a process. Use it from one event loop.

    `turns`: of the platforms whose transports send replies at the same pace; the others get their own here.
    """

    transports: Mapping[str, Transport]
    clock: Clock
    turns: Mapping[str, Turns] = field(default_factory=dict)
    paces: Mapping[str, Pace] = field(default_factory=lambda: PACES)
    held: list[Errand] = field(default_factory=list)
    going: dict[asyncio.Task[None], Rider] = field(default_factory=dict)
    _turns: dict[str, Turns] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for platform in self.transports:
            for lane in {self._lane(platform, in_room=in_room) for in_room in (False, True)}:
                own = Turns(lane, Pacer(pace_of(platform, self.paces)), self.clock)
                self._turns[lane] = self.turns.get(lane) or own

    async def restore(self) -> None:
        """At a start: go on waiting where an earlier process was asked to."""
        for turns in self._turns.values():
            await turns.restore()

    def turns_of(self, rider: Rider) -> Turns:
        """Whose turns it takes."""
        return self._turns[self._lane_of(rider)]

    def spend(self, rider: Rider) -> None:
        """Count one call, as it begins."""
        self.turns_of(rider).pacer.spend(rider.chat, self.clock.seconds())

    def forget_quiet(self) -> None:
        """Drop what no longer counts."""
        for turns in self._turns.values():
            turns.pacer.forget_quiet(self.clock.seconds())

    def openings(self) -> tuple[int, set[str]]:
        """How many more rows could go this moment, and the rooms that one of them could go to."""
        at_s, busy = self.clock.seconds(), {each.chat for each in (*self.going.values(), *self.held)}
        free, rooms = 0, set[str]()
        for platform, transport in self.transports.items():
            lane = self._lane(platform, in_room=True)
            slots = self._slots(lane, at_s)
            free = max(free, slots, self._slots(platform, at_s))
            if slots > 0:
                pacer = self._turns[lane].pacer
                rooms |= {room for room in transport.rooms if room not in busy and pacer.chat_wait_s(room, at_s) <= 0}
        return free, rooms

    def wait_s(self, errand: Errand) -> float:
        """How long an errand that is held must wait; 0 when it may go now."""
        going = self._going_in(self._lane_of(errand))
        pacer = self.turns_of(errand).pacer
        if len(going) >= pacer.pace.at_once or any(each.chat == errand.chat for each in going):
            return BUSY_S
        return pacer.wait_s(errand.chat, self.clock.seconds())

    def spare_wait_s(self, platform: str) -> float:
        """How long until a platform's private chats are idle and rested, so that the least urgent may go; 0 for now."""
        lane = self._lane(platform, in_room=False)
        if self._going_in(lane) or any(self._lane_of(each) == lane for each in self.held):
            return BUSY_S
        return self._turns[lane].pacer.rested_s(self.clock.seconds())

    def next_change_s(self) -> float | None:
        """How long until something that must wait now may go; None when nothing must."""
        at_s = self.clock.seconds()
        waits = [turns.pacer.next_change_s(at_s) for turns in self._turns.values()]
        return min((wait for wait in waits if wait), default=None)

    def _lane(self, platform: str, *, in_room: bool) -> str:
        return f"{platform} rooms" if in_room and self.transports[platform].features.rooms_apart else platform

    def _lane_of(self, rider: Rider) -> str:
        return self._lane(rider.platform, in_room=rider.in_room)

    def _going_in(self, lane: str) -> list[Rider]:
        return [each for each in self.going.values() if self._lane_of(each) == lane]

    def _slots(self, lane: str, at_s: float) -> int:
        """How many more rows of a lane could go this moment."""
        pacer = self._turns[lane].pacer
        ready = sum(self._lane_of(each) == lane and pacer.chat_wait_s(each.chat, at_s) <= 0 for each in self.held)
        if pacer.token_wait_s(at_s) > 0:
            return 0
        tokens = pacer.pace.burst if pacer.pace.per_second else pacer.pace.at_once
        return min(pacer.pace.at_once - len(self._going_in(lane)), tokens) - ready
