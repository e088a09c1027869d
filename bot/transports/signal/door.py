"""One request at a time for one signal-cli-rest-api, whoever asks: two at once can crash it (its issues 555 and 885).

Both numbers of a bot may be at one server, and an operator's command asks it beside the running bot.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b

from bot.transports.signal.config import SignalConfig

LOOK_S = 0.02


class Door:
    """Shared through an empty file beside the captchas, so by every process that has the same settings."""

    def __init__(self, config: SignalConfig) -> None:
        name = f"signal-{blake2b(config.url.encode(), digest_size=4).hexdigest()}.lock"
        self._file = config.challenges and config.challenges.with_name(name)
        # Whoever is inside is not there longer than a request may take; after that one is tried all the same.
        self._patience_s = config.request_timeout_s

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Nobody else is inside meanwhile. Where the file cannot be had, everybody is let in."""
        lock = self._open()
        try:
            if lock is not None:
                await self._wait(lock)
            yield
        finally:
            if lock is not None:
                os.close(lock)

    def _open(self) -> int | None:
        try:
            return os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600) if self._file else None
        except OSError:
            return None

    async def _wait(self, lock: int) -> None:
        left_s = self._patience_s
        while left_s > 0:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                await asyncio.sleep(LOOK_S)
                left_s -= LOOK_S
        return None
