"""Photos: only bare pixels come out, or a reason why not. Nothing is written to disk on the way.

Pictures are decoded in a process of their own (`bot.privacy.photochild`), and what that answers is not
trusted: it must be a JPEG without a single segment that could carry anything but pixels.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from bot.privacy.photowire import FACES_NOT_LOOKED_FOR, HEADER, MAX_BYTES, Exit

MAX_WAIT_S: Final = 20.0
"""CPU time is limited in the child; this ends one that waits for something."""
EXIT_CLEANED: Final = 0
EXIT_REFUSED: Final = 2


class Refusal(StrEnum):
    """Why a photo is not taken. The values are words of the log."""

    FORMAT = "format"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    RESOURCES = "resources"


class PhotoRefused(Exception):
    """A photo cannot be cleaned, so it is not taken."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPhoto:
    """A picture of pixels alone, at most 1600 pixels a side."""

    jpeg: bytes = field(repr=False)
    faces: int | None  # how many were covered; None: nobody looked, offer text only


def clean_photo(data: bytes) -> CleanPhoto:
    """Rebuild a picture from its pixels. Takes up to a second or so and 700 MB: call it from a worker thread.

    Raises `PhotoRefused`.
    """
    if len(data) > MAX_BYTES:
        raise PhotoRefused(Refusal.TOO_LARGE)
    answer = _run_child(data)
    count, jpeg = HEADER.unpack_from(answer)[0], answer[HEADER.size :]
    if not is_bare_jpeg(jpeg):
        raise PhotoRefused(Refusal.UNREADABLE)
    return CleanPhoto(jpeg=jpeg, faces=None if count == FACES_NOT_LOOKED_FOR else count)


def clean_photo_file(source: Path, target: Path) -> int:
    """Clean one file into another (0600); answers the exit code: 0, or 2 and the reason on stderr."""
    try:
        photo = clean_photo(_read_capped(source))
        _write_private(target, photo.jpeg)
    except PhotoRefused as refused:
        sys.stderr.write(f"refused: {_REASONS[refused.reason]}\n")
        return EXIT_REFUSED
    except OSError as error:
        sys.stderr.write(f"refused: {error.filename}: {error.strerror}\n")
        return EXIT_REFUSED
    return EXIT_CLEANED


def is_bare_jpeg(data: bytes) -> bool:
    """Whether a JPEG is nothing but tables and one scan: no EXIF, comment, profile, thumbnail, trailer."""
    if not data.startswith(b"\xff\xd8") or not data.endswith(b"\xff\xd9"):
        return False
    at = 2
    while data[at : at + 1] == b"\xff":
        marker, size = data[at + 1 : at + 2], int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + size]
        if marker not in _PIXEL_SEGMENTS or size < 2 or (marker == _APP0 and not _is_plain_jfif(body)):
            return False
        at += 2 + size
        if marker == _SCAN:
            return _is_only_scan(data[at:-2])
    return False


_APP0: Final = b"\xe0"
_SCAN: Final = b"\xda"
_PIXEL_SEGMENTS: Final = frozenset({_APP0, _SCAN, b"\xdb", b"\xc0", b"\xc4", b"\xdd"})
_EXITS: Final = {
    Exit.FORMAT: Refusal.FORMAT,
    Exit.TOO_MANY_PIXELS: Refusal.TOO_MANY_PIXELS,
    Exit.RESOURCES: Refusal.RESOURCES,
    Exit.UNREADABLE: Refusal.UNREADABLE,
    Exit.TOO_LARGE: Refusal.TOO_LARGE,
    -signal.SIGXCPU: Refusal.RESOURCES,
    -signal.SIGKILL: Refusal.RESOURCES,
}
_REASONS: Final = {
    Refusal.FORMAT: "no picture of a known format (JPEG, PNG, WebP, AVIF; HEIC with the heif extra)",
    Refusal.UNREADABLE: "the picture is damaged",
    Refusal.TOO_LARGE: f"the file has more than {MAX_BYTES} bytes",
    Refusal.TOO_MANY_PIXELS: "the picture has too many pixels",
    Refusal.RESOURCES: "the picture needs too much memory or time",
}


def _run_child(data: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-m", "bot.privacy.photochild"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # decoders print what they read
            env=_child_environment(),
            cwd="/",
            timeout=MAX_WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # From nothing: the cause carries what the child had answered.
        raise PhotoRefused(Refusal.RESOURCES) from None
    if done.returncode != Exit.CLEANED or len(done.stdout) < HEADER.size:
        raise PhotoRefused(_EXITS.get(done.returncode, Refusal.UNREADABLE))
    return done.stdout


def _child_environment() -> dict[str, str]:
    # None of ours: tokens and passwords live there. Threads would only multiply the memory that is limited.
    return {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }


def _is_plain_jfif(body: bytes) -> bool:
    # 14 bytes, and 0 by 0 pixels of thumbnail.
    return len(body) == 14 and body.startswith(b"JFIF\0") and body[12:] == b"\0\0"


def _is_only_scan(scan: bytes) -> bool:
    # In entropy-coded data 0xFF is followed by 0 (a stuffed byte) or a restart marker, nothing else.
    follows = {scan[at + 1 : at + 2] for at in range(len(scan)) if scan[at] == 0xFF}
    return follows <= {b"\0", *(bytes([marker]) for marker in range(0xD0, 0xD8))}


def _read_capped(source: Path) -> bytes:
    with source.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _write_private(target: Path, jpeg: bytes) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(jpeg)
