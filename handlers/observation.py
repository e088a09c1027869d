"""What was seen, in closed fields only (SALUTE: size, activity, location, uniform, time, equipment).

Alerts are composed from these fields, so nothing here can hold a person's words. How they are read out of
text: handlers/reading.py.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Activity(Enum):
    PRESENT = "present"  # there, doing nothing particular
    STOP = "stop"  # stopping or questioning people
    ARREST = "arrest"  # detaining or taking people
    RAID = "raid"  # entering a building, knocking on doors
    CHECKPOINT = "checkpoint"
    CONVOY = "convoy"  # vehicles moving together
    STAGING = "staging"  # gathering in a lot


class Uniform(Enum):
    VESTS = "vests"
    PLAIN = "plain"
    MASKS = "masks"
    TACTICAL = "tactical"
    MARKED = "marked"  # ICE, HSI or POLICE written on them


class Vehicle(Enum):
    CAR = "car"
    SUV = "suv"
    VAN = "van"
    TRUCK = "truck"
    BUS = "bus"
    HELICOPTER = "helicopter"


class Heading(Enum):
    NORTH = "north"
    SOUTH = "south"
    EAST = "east"
    WEST = "west"


class Presence(Enum):
    """Whether those seen are still there, as the latest witness said."""

    THERE = "there"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The closed fields of one report or incident; None and () mean not said.

    `agents` and `vehicles` are counts (1..500); `seen_at` is aware UTC, floored to the minute.
    """

    agents: int | None = None
    vehicles: int | None = None
    vehicle_kinds: tuple[Vehicle, ...] = ()
    unmarked: bool | None = None
    activities: tuple[Activity, ...] = ()
    uniforms: tuple[Uniform, ...] = ()
    heading: Heading | None = None
    seen_at: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was said."""
        return self == Observation(seen_at=self.seen_at)

    def merged(self, newer: "Observation") -> "Observation":
        """This observation with everything that `newer` says laid over it; lists are united in order."""
        return replace(
            self,
            agents=newer.agents if newer.agents is not None else self.agents,
            vehicles=newer.vehicles if newer.vehicles is not None else self.vehicles,
            vehicle_kinds=_united(self.vehicle_kinds, newer.vehicle_kinds),
            unmarked=newer.unmarked if newer.unmarked is not None else self.unmarked,
            activities=_united(self.activities, newer.activities),
            uniforms=_united(self.uniforms, newer.uniforms),
            heading=newer.heading or self.heading,
            seen_at=newer.seen_at or self.seen_at,
        )


def _united(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return first + tuple(item for item in second if item not in first)
