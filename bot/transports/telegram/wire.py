"""The HTTP client under python-telegram-bot. The token exists in one object here and on the wire, nowhere else.

The library is given a stand-in token, so its log lines, reprs and errors hold nothing; the real one is written
into the path below the client that logs addresses. An answer that is no JSON is never repeated in a log either.
"""

import asyncio
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.transports.telegram.config import TelegramConfig, bot_of, is_token

_STAND_IN = "whistle-stand-in"
"""Only letters and dashes: the library quotes other signs in the addresses of files."""
_POOL = 64
UNSAID_WAIT_S = 5.0
"""How long to wait where Telegram says that it is too much and not until when."""


class Token:
    """The bot's token as it is now. It may be replaced by a newer one of the same bot, and by nothing else."""

    __slots__ = ("_again", "_value")

    def __init__(self, config: TelegramConfig) -> None:
        self._value, self._again = config.token, config.token_again

    def on_wire(self) -> bytes:
        return self._value.encode()

    async def renewed(self, refused: bytes) -> bool:
        """Whether there is another one than the refused: the operator put it in its place, and it is used now."""
        if self.on_wire() != refused:
            return True
        if self._again is None:
            return False
        try:
            found = await asyncio.to_thread(self._again)
        except (OSError, ValueError):
            return False
        if found == self._value or not is_token(found) or bot_of(found) != bot_of(self._value):
            return False
        self._value = found
        return True


class TokenOnWire(httpx.AsyncBaseTransport):
    """Puts the token into the path of each request at the last moment."""

    __slots__ = ("_inner", "_token", "server_date")

    def __init__(self, token: Token, inner: httpx.AsyncBaseTransport) -> None:
        self._token = token
        self._inner = inner
        self.server_date = ""
        """When the server answered last, as it says itself."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.replace(_STAND_IN.encode(), self._token.on_wire(), 1)
        sent = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        answer = await self._inner.handle_async_request(sent)
        self.server_date = answer.headers.get("date", "")
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


class SlowDown(TelegramError):
    """429. The library's own error warns of its future each time it is made, and once more when it is read."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("too many requests")
        self.wait_s = wait_s


class QuietRequest(HTTPXRequest):
    """The library's client, which would log a whole unreadable answer, names and texts of people included."""

    def __init__(self, token: Token, line: TokenOnWire, **kwargs: Any) -> None:
        super().__init__(**kwargs, httpx_kwargs={"transport": line})
        self._token, self.line = token, line

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        used = self._token.on_wire()
        code, payload = await super().do_request(*args, **kwargs)
        if code == HTTPStatus.UNAUTHORIZED and await self._token.renewed(used):
            # A refused token has no effect, so nothing is done twice.
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

    @property
    def server_date(self) -> str:
        """The date of the last answer to a call, "" where there was none."""
        return self.sending.line.server_date

    async def open(self) -> None:
        """Usable from the start; only after `close` it has to be opened again."""
        await self.polling.initialize()
        await self.sending.initialize()

    async def close(self) -> None:
        await self.polling.shutdown()
        await self.sending.shutdown()


def wire_for(config: TelegramConfig) -> Wire:
    """Everything of a bot that talks HTTP; nothing is sent yet."""
    token = Token(config)
    polling, sending = _request(config, token, pool=2), _request(config, token, pool=_POOL)
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


def _request(config: TelegramConfig, token: Token, *, pool: int) -> QuietRequest:
    limits = httpx.Limits(max_connections=pool, max_keepalive_connections=pool)
    inner = httpx.AsyncHTTPTransport(proxy=config.proxy or None, limits=limits)
    wait_s = config.request_timeout_s
    return QuietRequest(
        token,
        TokenOnWire(token, inner),
        connection_pool_size=pool,
        read_timeout=wait_s,
        write_timeout=wait_s,
        connect_timeout=wait_s,
        pool_timeout=wait_s,
    )
