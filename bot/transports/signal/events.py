"""One connection to the daemon's stream of server-sent events.

With `--receive-mode on-connection` signal-cli fetches nothing from Signal while no stream is open, so what is written
meanwhile waits there. The data of an event is the frame that signal-cli-rest-api hands out too.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.transports.signal.config import SignalConfig
from bot.transports.signal.refusals import Answer, Refusal, Refused
from bot.transports.signal.session import session_for

MAX_EVENT_BYTES = 16 * 1024 * 1024
"""A larger event costs the connection; with attachments ignored none comes near."""


@asynccontextmanager
async def events(config: SignalConfig) -> AsyncIterator[AsyncIterator[str]]:
    """Open it; a polite close ends its frames. Raises Refused where signal-cli does not have the number."""
    # signal-cli before 0.14 sends its headers with the first keep-alive only.
    patience = aiohttp.ClientTimeout(total=None, sock_connect=config.connect_timeout_s, sock_read=config.silent_s)
    address = f"{config.url.rstrip('/')}/api/v1/events"
    async with (
        session_for(config) as session,
        session.get(
            address, params={"account": config.number}, timeout=patience, headers={"Accept": "text/event-stream"}
        ) as response,
    ):
        if response.status != 200:
            raise Refused(Answer(refusal=Refusal.AWAY))
        yield _frames(response.content)


async def _frames(stream: aiohttp.StreamReader) -> AsyncIterator[str]:
    """The data of each whole event; what was begun and not finished is no event."""
    data: list[bytes] = []
    async for line in _lines(stream):
        if not line and data:
            yield b"\n".join(data).decode(errors="replace")
            data = []
        elif line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
            if sum(map(len, data)) > MAX_EVENT_BYTES:
                raise ValueError("an event without end")


async def _lines(stream: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    """Whole lines without their end, of any length: aiohttp's own reader gives up at 64 KiB."""
    kept = bytearray()
    async for chunk in stream.iter_any():
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            yield bytes(kept + part).removesuffix(b"\r")
            kept.clear()
        kept += rest
        if len(kept) > MAX_EVENT_BYTES:
            raise ValueError("a line without end")
