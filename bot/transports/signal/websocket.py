"""One connection to the websocket of signal-cli-rest-api."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect

from bot.transports.signal.config import SignalConfig

MAX_FRAME_BYTES = 16 * 1024 * 1024
"""A larger frame costs the connection; with attachments ignored none comes near."""
PING_S = 20.0


@asynccontextmanager
async def websocket(config: SignalConfig) -> AsyncIterator[AsyncIterator[str]]:
    """Open it; a polite close ends its frames."""
    base = config.url.rstrip("/").replace("http", "ws", 1)
    async with connect(
        f"{base}/v1/receive/{config.number}",
        open_timeout=config.connect_timeout_s,
        ping_interval=PING_S,
        ping_timeout=PING_S,
        close_timeout=1.0,
        max_size=MAX_FRAME_BYTES,
        max_queue=None,
        proxy=None,
        compression=None,
        logger=_nowhere(),
    ) as socket:
        yield _texts(socket)


async def _texts(socket: ClientConnection) -> AsyncIterator[str]:
    async for frame in socket:
        yield frame if isinstance(frame, str) else frame.decode(errors="replace")


def _nowhere() -> logging.Logger:
    # websockets writes every frame to its logger at DEBUG, and a library's level is not ours to rely on.
    logger = logging.Logger("websockets.signal", logging.CRITICAL + 1)  # noqa: LOG001  in nobody's tree, on purpose
    logger.addHandler(logging.NullHandler())
    return logger
