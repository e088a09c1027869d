"""Marks of inputs, and which were set aside: transports make them, stores keep them, and neither imports the other."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a redelivered input from a new one.

    `sequence`: grows per `source` (Telegram's update_id); at most one number a source is kept, so inputs of one
    source must be handed over in their order.
    `once`: an opaque key, kept for a day: hashed, and where it could name anybody under a key that lives in RAM.
    """

    source: str
    sequence: int | None = None
    once: bytes | None = None


MOST_SET_ASIDE = 100
"""Of one source: the oldest make room, for they were confirmed to their platform longest ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An input that could not be taken in and never will be: which one and why, and nothing of what it held.

    `number`: the platform's own (Telegram's update_id), None where it had none. `error`: the name of the error's type.
    `at`: when, to ten minutes.
    """

    number: int | None
    error: str
    at: datetime


class Duplicate(Exception):
    """This input was committed before; nothing was done now, and it may be confirmed to its platform."""
