"""Reads closed fields, wishes and cues out of scrubbed text, in English and Spanish.

Nothing read here is kept as words: what comes out is an enum, a count, a time or an action.
"""

from handlers.reading.chat import is_small_talk
from handlers.reading.doors import Door, read_door
from handlers.reading.observations import read_observation, read_presence
from handlers.reading.times import read_time
from handlers.reading.wishes import link_payload, read_number, read_wish

__all__ = [
    "Door",
    "is_small_talk",
    "link_payload",
    "read_door",
    "read_number",
    "read_observation",
    "read_presence",
    "read_time",
    "read_wish",
]
