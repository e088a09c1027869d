"""Tells moderators how a delivery went, in a transaction of its own."""

from dataclasses import dataclass

from handlers.deliveries import delivery_report

from bot.context import Contexts
from bot.outbox import OutboxRow
from bot.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReports:
    """Hands outcomes that moderators must know of to the handlers."""

    store: Work
    contexts: Contexts

    async def __call__(self, row: OutboxRow, outcome: str, retry_after_s: float) -> None:
        post = row.post
        if post is None:
            return
        wait_s = round(retry_after_s)
        await self.store.run(lambda tx: delivery_report(tx, self.contexts.fresh(), post, row.id, outcome, wait_s))
