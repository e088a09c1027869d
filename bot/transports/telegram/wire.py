"""The HTTP client under python-telegram-bot. The token exists in one object here and on the wire, nowhere else.

The library is given a stand-in token, so its log lines, reprs and errors hold nothing; the real one is written
into the path below the client that logs addresses. An answer that is no JSON is never repeated in a log either.
"""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.transports.telegram.config import TelegramConfig

_STAND_IN = "whistle-stand-in"
"""Only letters and dashes: the library quotes other signs in the addresses of files."""
_POOL = 64
UNSAID_WAIT_S = 5.0
"""How long to wait where Telegram says that it is too much and not until when."""


class TokenOnWire(httpx.AsyncBaseTransport):
    """Puts the token into the path of each request at the last moment."""

    __slots__ = ("_inner", "_token")

    def __init__(self, token: str, inner: httpx.AsyncBaseTransport) -> None:
        self._token = token.encode()
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.replace(_STAND_IN.encode(), self._token, 1)
        sent = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(sent)

    async def aclose(self) -> None:
        await self._inner.aclose()


class SlowDown(TelegramError):
    """429. The library's own error warns of its future each time it is made, and once more when it is read."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("too many requests")
        self.wait_s = wait_s


class QuietRequest(HTTPXRequest):
    """The library's client, which would log a whole unreadable answer, names and texts of people included."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            raise SlowDown(_retry_after_s(payload))
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            parsed = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise TelegramError("the server's answer is not readable")
        return parsed


@dataclass(frozen=True, slots=True)
class Wire:
    """The client for calls, and beside it the connection of the long poll, so that neither waits for the other."""

    bot: Bot = field(repr=False)
    polling: QuietRequest = field(repr=False)
    sending: QuietRequest = field(repr=False)

    async def open(self) -> None:
        """Usable from the start; only after `close` it has to be opened again."""
        await self.polling.initialize()
        await self.sending.initialize()

    async def close(self) -> None:
        await self.polling.shutdown()
        await self.sending.shutdown()


def wire_for(config: TelegramConfig) -> Wire:
    """Everything of a bot that talks HTTP; nothing is sent yet."""
    polling, sending = _request(config, pool=2), _request(config, pool=_POOL)
    base = config.base_url.rstrip("/")
    bot = Bot(
        _STAND_IN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=sending,
        get_updates_request=polling,
    )
    return Wire(bot, polling, sending)


def _retry_after_s(payload: bytes) -> float:
    try:
        return max(float(json.loads(payload)["parameters"]["retry_after"]), 0.0)
    except (ValueError, KeyError, TypeError):
        return UNSAID_WAIT_S


def _request(config: TelegramConfig, *, pool: int) -> QuietRequest:
    limits = httpx.Limits(max_connections=pool, max_keepalive_connections=pool)
    inner = httpx.AsyncHTTPTransport(proxy=config.proxy or None, limits=limits)
    wait_s = config.request_timeout_s
    return QuietRequest(
        connection_pool_size=pool,
        read_timeout=wait_s,
        write_timeout=wait_s,
        connect_timeout=wait_s,
        pool_timeout=wait_s,
        httpx_kwargs={"transport": TokenOnWire(config.token, inner)},
    )
