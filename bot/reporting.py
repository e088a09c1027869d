"""Tells moderators how deliveries went, in transactions of their own."""

from dataclasses import dataclass

from bot.context import Contexts
from bot.delivery import Outcome
from bot.outbox import OutboxRow
from bot.work import Work
from handlers.outbound import Post, PostKind
from handlers.ports import Transaction
from handlers.rooms import delivery_report
from handlers.unsettled import ask_to_resend, tell_undelivered, tell_unsayable


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReports:
    """Hands the outcomes that moderators must know of to the handlers."""

    store: Work
    contexts: Contexts

    async def __call__(self, row: OutboxRow, outcome: Outcome) -> None:
        post = row.post
        # A note that could not be sent is not told by another note; one without words may be.
        if post is not None and (post.kind is not PostKind.ROOM_NOTE or outcome is Outcome.UNSAYABLE):
            await self.store.run(lambda tx: self._tell(tx, post, row.id, outcome))

    def _tell(self, tx: Transaction, post: Post, row: int, outcome: Outcome) -> None:
        context = self.contexts.fresh()
        if outcome is Outcome.UNKNOWN:
            ask_to_resend(tx, context, post, row)
        elif outcome is Outcome.FAILED:
            tell_undelivered(tx, context, post)
        elif outcome is Outcome.UNSAYABLE:
            tell_unsayable(tx, context, post)
        incident = tx.incidents.get(post.incident) if post.kind is PostKind.ALERT else None
        if incident is not None:
            delivery_report(tx, context, incident)
