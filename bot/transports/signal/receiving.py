"""The stream of frames, for ever: whatever ends it, it is opened again within a moment.

signal-cli-rest-api throws away what arrives while nobody listens, and what arrives while it still writes the frame
before. So frames are read as fast as they come and handed on.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from bot.transports.signal.config import SignalConfig
from bot.transports.signal.tally import Tally

Stream = Callable[[SignalConfig], AbstractAsyncContextManager[AsyncIterator[str]]]
"""One connection: entered when frames come in from now on, at its end when its frames end. Raises what it likes."""


class Receiving:
    """Iterate `frames`; it never ends and raises nothing but what cancels it. `opened` is told of each connection."""

    def __init__(self, config: SignalConfig, tally: Tally, stream: Stream, opened: Callable[[], None]) -> None:
        self._config, self._tally, self._stream, self._opened = config, tally, stream, opened

    async def frames(self) -> AsyncGenerator[str, None]:
        failures = 0
        while True:
            error: Exception | None = None
            try:
                async with self._stream(self._config) as frames:
                    failures = 0
                    self._tally.connected()
                    self._opened()
                    async for frame in frames:
                        self._tally.heard()
                        yield frame
            except Exception as failure:  # noqa: BLE001  the root of intake: it must outlive whatever went wrong
                error = failure
            wait_s = self._wait_s(failures)
            failures += 1
            self._tally.disconnected(error, wait_s)
            await asyncio.sleep(wait_s)

    def _wait_s(self, failures: int) -> float:
        ceiling_s = min(self._config.longest_backoff_s, self._config.backoff_s * 2.0 ** min(failures, 10))
        return ceiling_s * (0.5 + random.random() / 2)  # noqa: S311  jitter
