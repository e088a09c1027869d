"""The receiving socket, for ever: whatever ends it, it is opened again.

signal-cli-rest-api throws away what arrives while nobody listens, and what arrives while it still writes the frame
before. So this reads as fast as frames come, hands them on, and is back within a moment.
"""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Callable

from websockets.asyncio.client import connect

from bot.transports.signal.config import SignalConfig
from bot.transports.signal.tally import Tally

MAX_FRAME_BYTES = 16 * 1024 * 1024
"""A larger frame costs the connection; with attachments ignored none comes near."""
PING_S = 20.0


class Socket:
    """Iterate `frames`; it never ends and raises nothing but what cancels it."""

    def __init__(self, config: SignalConfig, tally: Tally, opened: Callable[[], None]) -> None:
        base = config.url.rstrip("/").replace("http", "ws", 1)
        self._uri = f"{base}/v1/receive/{config.number}"
        self._config, self._tally, self._opened = config, tally, opened

    async def frames(self) -> AsyncGenerator[str, None]:
        failures = 0
        while True:
            error: Exception | None = None
            try:
                async with connect(
                    self._uri,
                    open_timeout=self._config.connect_timeout_s,
                    ping_interval=PING_S,
                    ping_timeout=PING_S,
                    close_timeout=1.0,
                    max_size=MAX_FRAME_BYTES,
                    max_queue=None,
                    proxy=None,
                    compression=None,
                    logger=_nowhere(),
                ) as socket:
                    failures = 0
                    self._tally.connected()
                    self._opened()
                    async for frame in socket:
                        self._tally.heard()
                        yield frame if isinstance(frame, str) else frame.decode(errors="replace")
            except Exception as failure:  # noqa: BLE001  the root of intake: it must outlive whatever went wrong
                error = failure
            wait_s = self._wait_s(failures)
            failures += 1
            self._tally.disconnected(error, wait_s)
            await asyncio.sleep(wait_s)

    def _wait_s(self, failures: int) -> float:
        ceiling_s = min(self._config.longest_backoff_s, self._config.backoff_s * 2.0 ** min(failures, 10))
        return ceiling_s * (0.5 + random.random() / 2)  # noqa: S311  jitter


def _nowhere() -> logging.Logger:
    # websockets writes every frame to its logger at DEBUG, and a library's level is not ours to rely on.
    logger = logging.Logger("websockets.signal", logging.CRITICAL + 1)  # noqa: LOG001  in nobody's tree, on purpose
    logger.addHandler(logging.NullHandler())
    return logger
