"""What the process that decodes a picture and the one that asked for it must agree on."""

import struct
from enum import IntEnum
from typing import Final

MAX_BYTES: Final = 20 * 1024 * 1024
HEADER: Final = struct.Struct(">H")
"""Before the JPEG: how many faces were covered."""
FACES_NOT_LOOKED_FOR: Final = 0xFFFF


class Exit(IntEnum):
    """How the process ends."""

    CLEANED = 0
    FORMAT = 3
    TOO_MANY_PIXELS = 4
    RESOURCES = 5
    UNREADABLE = 6
    TOO_LARGE = 7
