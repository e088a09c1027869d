"""Requests to signal-cli-rest-api: one session with timeouts, which reads why something was refused."""

import asyncio
import json
from collections.abc import Mapping

import aiohttp
from signalbot import SignalBot

from bot.transports.signal.config import SignalConfig
from bot.transports.signal.refusals import Answer, RestError, read_answer
from bot.transports.signal.tally import Tally

MAX_BODY_BYTES = 8 * 1024 * 1024


def new_session(config: SignalConfig, tally: Tally) -> aiohttp.ClientSession:
    """A session that raises RestError. A connection each: one kept open might be dead without our knowing."""

    async def check(response: aiohttp.ClientResponse) -> None:
        answer = await _answer(response)
        if response.status >= 400:
            response.release()
            raise RestError(response.status, answer)
        if answer.missed:
            # Some of a group did not get it; sending again would reach all the others twice.
            tally.count("members_missed", answer.missed)

    return aiohttp.ClientSession(
        raise_for_status=check,
        headers={"Content-Type": "application/json"},
        timeout=aiohttp.ClientTimeout(total=config.request_timeout_s, sock_connect=config.connect_timeout_s),
        connector=aiohttp.TCPConnector(force_close=True, limit=2),
        trust_env=False,
    )


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    if response.status in {101, 204} or (response.content_length or 0) > MAX_BODY_BYTES:
        return read_answer(response.status, None)
    try:
        body: object = json.loads(await response.read())
    except (ValueError, RecursionError):
        body = None
    return read_answer(response.status, body)


class Wire:
    """A bot and its session, while they run."""

    def __init__(self, bot: SignalBot, session: aiohttp.ClientSession, config: SignalConfig) -> None:
        self.bot = bot
        self._session, self._config = session, config

    async def ask(self, path: str) -> object:
        """What the server answers to a question; `{number}` in the path is ours."""
        async with self._session.get(self._address(path)) as response:
            return await response.json(content_type=None)

    async def tell(self, path: str, body: Mapping[str, str]) -> None:
        async with self._session.post(self._address(path), data=json.dumps(body)):
            return

    def _address(self, path: str) -> str:
        return self._config.url.rstrip("/") + path.format(number=self._config.number)


async def close_soon(session: aiohttp.ClientSession, within_s: float) -> None:
    """Close the session; a stop is not held up by it."""
    try:
        async with asyncio.timeout(within_s):
            await session.close()
    except TimeoutError:
        return
