"""What an error of the library means for delivery: surely not sent, perhaps sent, never will be.

The library folds opposite outcomes into one class (a refused request is a NetworkError, a pool that was full and
an answer that never came are both TimedOut); the error below it tells them apart.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.transports.base import DeliveryError, Limited, NotSent, Undeliverable, Unknown
from bot.transports.telegram.wire import SlowDown

T = TypeVar("T")

WHOLE_TOKEN_FROM_S = 60.0
"""A chat's own limit is counted by the minute, so a longer pause is meant for the whole token."""

_NEVER_WRITTEN = (
    httpx.PoolTimeout,
    httpx.ConnectTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    RuntimeError,  # the client is closed
)


class Moved(Exception):
    """The group became a supergroup; `chat` is its new id."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group has moved")
        self.chat = chat


async def calling(call: Callable[[], Awaitable[T]], *, repeatable: bool = False) -> T:
    """Make one call; raises DeliveryError or Moved only, without the library's texts behind it.

    `repeatable`: doing it twice is as good as once (edits, deletions, questions), so nothing stays unknown.
    """
    try:
        return await call()
    except ChatMigrated as error:
        failure: Exception = Moved(error.new_chat_id)
    except TelegramError as error:
        failure = meaning(error)
    except Exception:  # noqa: BLE001 -- an answer of a shape the library did not expect: it was sent, more is unknown
        failure = Unknown("the answer could not be read")
    if repeatable and isinstance(failure, Unknown):
        failure = NotSent("no certain answer, but it may be repeated")
    raise failure


def meaning(error: TelegramError) -> DeliveryError:
    """The delivery error behind an error of the library."""
    if isinstance(error, SlowDown):
        return Limited(error.wait_s, whole_token=error.wait_s > WHOLE_TOKEN_FROM_S)
    if isinstance(error, Forbidden | BadRequest):
        return Undeliverable("the platform refused the request")
    if isinstance(error, InvalidToken | Conflict) or isinstance(error.__cause__, _NEVER_WRITTEN):
        return NotSent("the platform was not reached, or took nothing")
    return Unknown("no certain answer")


def unchanged(error: TelegramError) -> bool:
    """Whether an edit was refused because the message already reads so."""
    return isinstance(error, BadRequest) and "not modified" in error.message.lower()


def gone(error: TelegramError) -> bool:
    """Whether a deletion was refused because there is nothing to delete."""
    return isinstance(error, BadRequest) and "to delete not found" in error.message.lower()
