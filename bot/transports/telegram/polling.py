"""The long poll. An update is confirmed to Telegram only by asking for the one after it, and that only after commit.

It ends by being cancelled and by nothing else: an outage, a refused token, a second poller, an unreadable update or
a database that is away each have their wait and their finding.
"""

from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.marks import Mark
from bot.transports.base import Receive, TryAgain
from bot.transports.telegram import tally as findings
from bot.transports.telegram.admission import Admission
from bot.transports.telegram.config import TelegramConfig, counting
from bot.transports.telegram.outlet import patiently
from bot.transports.telegram.tally import Tally
from bot.transports.telegram.updates import Poison, update_id
from bot.transports.telegram.wire import SlowDown, Wire

BATCH = 100
LONGEST_WAIT_S = 30.0


def allowed_updates(config: TelegramConfig) -> list[str]:
    """Always passed: where it is not, Telegram keeps to what somebody asked for before."""
    edited = ["edited_message"] if config.edits else []
    return ["message", *edited, "callback_query", "my_chat_member"]


class Poller:
    """One loop per bot. A crash at any point loses nothing: what was not confirmed is delivered again."""

    def __init__(self, wire: Wire, config: TelegramConfig, admission: Admission, tally: Tally) -> None:
        self._bot, self._request, self._config = wire.bot, wire.polling, config
        self._admission, self._tally = admission, tally
        self._source = counting(config)
        self._offset: int | None = None
        self._waited_s = 0.0
        self._connected = False

    async def run(self, receive: Receive) -> None:
        while True:
            try:
                # The first poll after a silence does not wait: whether Telegram answers is known at once.
                updates = await self._fetch(timeout_s=self._config.poll_timeout_s if self._connected else 0)
                self._connected = True
                self._tally.ok()
                await self._take_all(updates, receive)
                self._waited_s = 0.0
            except TryAgain as error:
                await self._wait(findings.STORE_AWAY, error)
            except InvalidToken as error:
                await self._wait(findings.TOKEN_REFUSED, error, at_least_s=self._config.slow_retry_s)
            except SlowDown as error:
                await self._wait(findings.UNREACHABLE, error, at_least_s=error.wait_s)
            except Conflict as error:
                await self._wait(findings.TWO_POLLERS, error)
                await self._without_webhook()
            except Exception as error:  # noqa: BLE001 -- the root of intake: it must outlive whatever went wrong
                await self._wait(findings.UNREACHABLE, error)

    async def confirm(self) -> None:
        """Before a stop: what was committed last need not come again. What is answered here stays unconfirmed."""
        if self._offset is None:
            return
        try:
            await self._fetch(timeout_s=0, limit=1)
        except TelegramError:
            return

    async def _fetch(self, *, timeout_s: int, limit: int = BATCH) -> list[Any]:
        asked: dict[str, object] = {
            "timeout": timeout_s,
            "limit": limit,
            "allowed_updates": allowed_updates(self._config),
        }
        if self._offset is not None:
            asked["offset"] = self._offset
        # Not through the library's own method: it parses a batch as a whole, and logs it whole when one is odd.
        result: object = await self._request.post(
            f"{self._bot.base_url}/getUpdates",
            RequestData([RequestParameter.from_input(key, value) for key, value in asked.items()]),
            read_timeout=timeout_s + self._config.request_timeout_s,
        )
        if not isinstance(result, list):
            raise TelegramError("the server's answer is not a list")
        return result

    async def _take_all(self, updates: list[Any], receive: Receive) -> None:
        before = self._offset
        for raw in sorted(updates, key=_order):
            try:
                number = update_id(raw)
            except Poison as error:
                # It has no number, so it cannot be confirmed by itself; the next one confirms it.
                await self._admission.unnumbered(error)
                continue
            await self._admission.take(raw, number, Mark(source=self._source, sequence=number), receive)
            # Also where it is lower than before: after a quiet week Telegram counts anew, and answers an offset from
            # its future with what it has.
            self._offset = number + 1
        if updates and self._offset == before:
            # Asking again at once would get the same unreadable batch at once.
            raise Poison("no update of the batch could be confirmed")

    async def _wait(self, finding: str, error: BaseException, *, at_least_s: float = 0.0) -> None:
        self._waited_s = min(max(self._waited_s * 2, self._config.backoff_s), LONGEST_WAIT_S)
        wait_s = max(self._waited_s, at_least_s)
        self._connected = False
        self._tally.failing(finding, error, wait_s)
        await patiently(wait_s)

    async def _without_webhook(self) -> None:
        """A webhook left from before answers a poll with the same refusal as a second poller does."""
        try:
            await self._bot.delete_webhook()
        except TelegramError:
            return


def _order(raw: object) -> int:
    try:
        return update_id(raw)
    except Poison:
        return -1
