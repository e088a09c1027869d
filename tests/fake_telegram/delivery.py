"""How the fake gets updates to a bot: a true offset, a long poll, one poller at a time, or a webhook that insists."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.fake_telegram.oracle import ContractBroken
from tests.fake_telegram.world import ApiError

SAME_OFFSET_S = 0.5
FUTURE = 10
"""An offset further ahead than this is not believed: the answer begins with the oldest that waits."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An update nobody confirmed. `raw` may be anything; `lane` is its chat."""

    number: int
    raw: Any
    lane: int


class Waiting:
    """Updates that no bot has confirmed."""

    def __init__(self, first_id: int = 1000) -> None:
        self.updates: deque[Pending] = deque()
        self.next_id = first_id
        self.allowed: list[str] | None = None
        self.asked: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._poll: asyncio.Event | None = None
        self._last: tuple[int, float] = (-1, 0.0)
        self.hook: dict[str, Any] = {}
        self.patience_s = 0.02
        self.proxied: dict[str, str] = {}
        """Where the operator's proxy leads: from its public address to the bot's own."""
        self.changed: Callable[[], None] = lambda: None
        """Called when an update was confirmed."""
        self.answers: list[int] = []
        self.told: list[bytes] = []
        """What the bot answered whoever called its webhook, as it came."""
        self.deaf = False
        """What the bot confirms does not arrive, neither an offset nor a 200: everything is brought again."""
        self.ever: list[Any] = []
        self._couriers: dict[int, asyncio.Task[None]] = {}

    def push(self, content: dict[str, Any], lane: int) -> None:
        if self.allowed is None or next(iter(content)) in self.allowed:
            number = self.take_number()
            self.push_raw(number, {"update_id": number, **content}, lane)

    def push_raw(self, number: int, raw: Any, lane: int) -> None:
        self.ever.append(raw)
        self.updates.append(Pending(number, raw, lane))
        self._arrived.set()
        self.carry()

    def take_number(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    async def poll(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        if self.hook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        self._take_over()
        mine = self._poll = asyncio.Event()
        self.asked.append(given)
        if "allowed_updates" in given:
            self.allowed = given["allowed_updates"]
        offset, limit = int(given.get("offset", 0)), self._limit(given)
        self._confirm(offset)
        self.changed()
        deadline = time.monotonic() + min(int(given.get("timeout", 0)), 50)
        while not self.updates and not mine.is_set() and (left := deadline - time.monotonic()) > 0:
            self._arrived.clear()
            await self._until_news(mine, left)
        if mine.is_set():
            raise ApiError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        return [pending.raw for pending in list(self.updates)[:limit]]

    def _confirm(self, offset: int) -> None:
        if self.deaf or offset > self.next_id + FUTURE:
            return
        while self.updates and self.updates[0].number < offset:
            self.updates.popleft()

    def _take_over(self) -> None:
        if self._poll is not None:
            self._poll.set()

    def _limit(self, given: dict[str, Any]) -> int:
        offset = int(given.get("offset", 0))
        again = self._last[0] == offset and time.monotonic() - self._last[1] < SAME_OFFSET_S
        self._last = (offset, time.monotonic())
        return 1 if again else min(int(given.get("limit", 100)), 100)

    async def _until_news(self, mine: asyncio.Event, left: float) -> None:
        waits = [asyncio.create_task(self._arrived.wait()), asyncio.create_task(mine.wait())]
        try:
            await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def set_hook(self, given: dict[str, Any]) -> bool:
        if not given["url"].startswith(("https://", "http://127.0.0.1:")):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if given.get("drop_pending_updates") in {True, "true"}:
            raise ContractBroken("reports would be dropped")
        self._take_over()
        self.hook = given
        self.allowed = given.get("allowed_updates", self.allowed)
        self.carry()
        return True

    def drop_hook(self, given: dict[str, Any]) -> bool:
        if given.get("drop_pending_updates") in {True, "true"}:
            raise ContractBroken("reports would be dropped")
        self.hook = {}
        return True

    def carry(self) -> None:
        """Chats are served side by side, so only within one the order holds."""
        if not self.hook:
            return
        for lane in {pending.lane for pending in self.updates}:
            if lane not in self._couriers or self._couriers[lane].done():
                self._couriers[lane] = asyncio.create_task(self._carry(lane))

    async def _carry(self, lane: int) -> None:
        async with aiohttp.ClientSession() as http:
            while self.hook and (mine := [each for each in self.updates if each.lane == lane]):
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook.get("secret_token", "")}
                address = self.proxied.get(self.hook["url"], self.hook["url"])
                try:
                    async with http.post(address, json=mine[0].raw, headers=headers) as answer:
                        status = answer.status
                        self.told.append(f"{status} {dict(answer.headers)} ".encode() + await answer.read())
                except aiohttp.ClientError:
                    status = 0
                self.answers.append(status)
                if 200 <= status < 300 and not self.deaf:
                    self.updates.remove(mine[0])
                    self.changed()
                else:
                    await asyncio.sleep(self.patience_s)

    async def stop(self) -> None:
        self.hook = {}
        couriers = [*self._couriers.values()]
        for courier in couriers:
            courier.cancel()
        await asyncio.gather(*couriers, return_exceptions=True)
