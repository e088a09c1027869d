"""What an answer of signal-cli, or its absence, means for delivery.

From signal-cli-rest-api the status alone does not tell: a rate limit arrives as 429 or inside the text of a 400, like
everything else. From the daemon an error has a code, and often a result for each recipient. Texts are sorted here and
dropped at once, for they name numbers and groups.
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
    # "Captcha rejected, it may be outdated ..." limits nothing anew.
    (Refusal.FINAL, re.compile(r"(?i)captcha rejected")),
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
    is_limited: bool = False
    retry_after_s: float = 0.0


class Refused(Exception):
    """signal-cli refused a request. No text of it is kept."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("signal-cli refused a request")
        self.answer = answer


class Throttled(Exception):
    """Signal wants fewer messages from this number; `tokens` if a captcha would shorten the wait.

    `retry_after_s` is how long Signal itself says, 0 where it does not.
    """

    def __init__(self, tokens: tuple[str, ...], retry_after_s: float = 0.0) -> None:
        super().__init__("Signal limits this number")
        self.tokens = tokens
        self.retry_after_s = retry_after_s


def read_answer(status: int, body: object) -> Answer:
    """Sort what signal-cli-rest-api answered. `body` is decoded JSON of any shape."""
    if status < 400:
        reasons = [reason for each in (body if isinstance(body, list) else [body]) for reason in _reasons(each)]
        return Answer(missed=len(reasons), is_limited="RATE_LIMIT_FAILURE" in reasons)
    fields: Mapping[str, Any] = body if isinstance(body, dict) else {}
    found = fields.get("challenge_tokens")
    tokens = tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
    if status in {413, 429} or tokens:
        return Answer(refusal=Refusal.LIMITED, tokens=tokens)
    if status in {401, 403, 502, 503}:
        return Answer(refusal=Refusal.AWAY)
    if status >= 500:
        return Answer(refusal=Refusal.UNSURE)
    return Answer(refusal=sorted_text(str(fields.get("error", ""))) or Refusal.FINAL)


def sorted_text(text: str) -> Refusal | None:
    """What an error's text gives away; None where it gives away nothing."""
    return next((refusal for refusal, sign in _SIGNS if sign.search(text)), None)


def _reasons(body: object) -> list[object]:
    errors = body.get("errors") if isinstance(body, dict) else None
    recipients = errors.get("recipients") if isinstance(errors, dict) else None
    found = recipients if isinstance(recipients, list) else []
    return [each.get("reason") if isinstance(each, dict) else None for each in found]


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
    # signalbot wraps what aiohttp raises, and aiohttp what the system does: what tells may be the one or the other.
    for each in (error, error.__cause__):
        if isinstance(each, Refused):
            return _refused(each.answer)
        if isinstance(each, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | RuntimeError):
            return NotSent("signal-cli was not reached")
    return Unknown("no certain answer of signal-cli")


def _refused(answer: Answer) -> DeliveryError | Throttled:
    match answer.refusal:
        case Refusal.LIMITED:
            return Throttled(answer.tokens, answer.retry_after_s)
        case Refusal.AWAY:
            return NotSent("signal-cli took nothing")
        case Refusal.UNSURE:
            return Unknown("signal-cli did not hear the end of it")
        case Refusal.FINAL:
            return Undeliverable("signal-cli refused the message")
