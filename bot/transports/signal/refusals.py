"""What an answer of signal-cli-rest-api, or its absence, means for delivery.

The status alone does not tell: a rate limit arrives as 429 or inside the text of a 400, like everything else. The
text is sorted here and dropped at once, for it names numbers and groups.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

import aiohttp

from bot.transports.base import DeliveryError, NotSent, Undeliverable, Unknown

T = TypeVar("T")


class Refusal(Enum):
    LIMITED = "limited"
    AWAY = "away"  # signal-cli itself did not take it: no account, still starting
    UNSURE = "unsure"  # an I/O error between signal-cli and Signal: it may be out
    FINAL = "final"  # no such group, no such person, key not trusted, malformed


_SIGNS: tuple[tuple[Refusal, re.Pattern[str]], ...] = (
    # Most telling first: "Failed to send message: [429] Rate limit exceeded: 429 (RateLimitException)".
    (Refusal.LIMITED, re.compile(r"(?i)\b(429|413)\b|rate.?limit|proof.?required|captcha|challenge|retry.?later")),
    (Refusal.AWAY, re.compile(r"(?i)account does not exist|not registered\b.*account|no data found|starting up")),
    (Refusal.UNSURE, re.compile(r"(?i)\bIO|socket|timed? ?out|connection|network|unexpected(ly)? (end|closed)|EOF")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What of a body is kept: how it is meant, tokens to solve a captcha for, and how many of a group missed it."""

    refusal: Refusal = Refusal.FINAL
    tokens: tuple[str, ...] = field(default=(), repr=False)
    missed: int = 0


class RestError(Exception):
    """The server refused a request. No text of it is kept."""

    def __init__(self, status: int, answer: Answer) -> None:
        super().__init__("signal-cli-rest-api refused a request")
        self.status = status
        self.answer = answer


class Throttled(Exception):
    """Signal wants fewer messages from this number; `tokens` if a captcha would shorten the wait."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        super().__init__("Signal limits this number")
        self.tokens = tokens


def read_answer(status: int, body: object) -> Answer:
    """Sort what came back. `body` is decoded JSON of any shape."""
    if status < 400:
        return Answer(missed=sum(_missed(each) for each in body) if isinstance(body, list) else _missed(body))
    fields: Mapping[str, Any] = body if isinstance(body, dict) else {}
    found = fields.get("challenge_tokens")
    tokens = tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
    if status in {413, 429} or tokens:
        return Answer(refusal=Refusal.LIMITED, tokens=tokens)
    if status in {401, 403, 502, 503}:
        return Answer(refusal=Refusal.AWAY)
    if status >= 500:
        return Answer(refusal=Refusal.UNSURE)
    text = str(fields.get("error", ""))
    return Answer(refusal=next((refusal for refusal, sign in _SIGNS if sign.search(text)), Refusal.FINAL))


def _missed(body: object) -> int:
    errors = body.get("errors") if isinstance(body, dict) else None
    recipients = errors.get("recipients") if isinstance(errors, dict) else None
    return len(recipients) if isinstance(recipients, list) else 0


async def calling(call: Callable[[], Awaitable[T]], *, repeatable: bool = False) -> T:
    """Make one call; raises DeliveryError or Throttled only, without anybody's text behind it.

    `repeatable`: doing it twice is as good as once (edits, deletions, questions), so nothing stays unknown.
    """
    try:
        return await call()
    except Exception as error:  # noqa: BLE001  sorted by type and cause below; its text names people
        failure = _meaning(error)
    if repeatable and isinstance(failure, Unknown):
        failure = NotSent("no certain answer, but it may be repeated")
    raise failure


def _meaning(error: BaseException) -> DeliveryError | Throttled:
    # signalbot wraps what aiohttp raises; what lies below tells whether the request was written.
    cause = error if isinstance(error, RestError) else (error.__cause__ or error)
    if isinstance(cause, RestError):
        return _refused(cause.answer)
    if isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | RuntimeError):
        return NotSent("signal-cli-rest-api was not reached")
    return Unknown("no certain answer of signal-cli-rest-api")


def _refused(answer: Answer) -> DeliveryError | Throttled:
    match answer.refusal:
        case Refusal.LIMITED:
            return Throttled(answer.tokens)
        case Refusal.AWAY:
            return NotSent("signal-cli took nothing")
        case Refusal.UNSURE:
            return Unknown("signal-cli did not hear the end of it")
        case Refusal.FINAL:
            return Undeliverable("signal-cli refused the message")
