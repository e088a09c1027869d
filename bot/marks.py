"""Marks of inputs: transports make them, stores keep them, and neither imports the other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a redelivered input from a new one.

    `sequence`: grows per `source` (Telegram's update_id); at most one number a source is kept, so inputs of one
    source must be handed over in their order.
    `once`: an opaque key, already hashed under a key that lives in RAM, kept for a day.
    """

    source: str
    sequence: int | None = None
    once: bytes | None = None


class Duplicate(Exception):
    """This input was committed before; nothing was done now, and it may be confirmed to its platform."""
