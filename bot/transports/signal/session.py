"""The one HTTP session of a number: timeouts, a connection for each request, and nothing of the surroundings."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp

from bot.transports.signal.config import SignalConfig

MAX_BODY_BYTES = 8 * 1024 * 1024
CLOSE_WITHIN_S = 1.0
Check = Callable[[aiohttp.ClientResponse], Awaitable[None]]


@asynccontextmanager
async def session_for(config: SignalConfig, check: Check | None = None) -> AsyncIterator[aiohttp.ClientSession]:
    """A session while it stands; `check` may raise for a response."""
    # A connection each: one kept open might be dead without our knowing.
    session = aiohttp.ClientSession(
        raise_for_status=check or False,
        headers={"Content-Type": "application/json"},
        timeout=aiohttp.ClientTimeout(total=config.request_timeout_s, sock_connect=config.connect_timeout_s),
        connector=aiohttp.TCPConnector(force_close=True, limit=4),
        trust_env=False,
    )
    try:
        yield session
    finally:
        await _close_soon(session)


async def json_of(response: aiohttp.ClientResponse) -> object:
    """The decoded body of any shape; None where there is none, or none that can be read."""
    if response.status in {101, 204} or (response.content_length or 0) > MAX_BODY_BYTES:
        return None
    try:
        decoded: object = json.loads(await response.read())
    except (ValueError, RecursionError):
        return None
    return decoded


async def _close_soon(session: aiohttp.ClientSession) -> None:
    """A stop is not held up by it."""
    try:
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await session.close()
    except TimeoutError:
        return
