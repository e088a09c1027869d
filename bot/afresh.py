"""Whoever wrote before a restart or a shred may wait for an answer that cannot reach them any more: they are told."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.context import Contexts
from bot.privacy.replies import Replies
from bot.transports.base import Reaction
from bot.work import Unavailable, Work
from handlers import messages
from handlers.incident import ReportState
from handlers.ports import Transaction

MAX_DRAFTS = 100


@dataclass(kw_only=True, eq=False)
class Afresh:
    """Looks once per restart or shred whether anybody was lost."""

    store: Work
    contexts: Contexts
    replies: Replies
    _behind: tuple[datetime, bool] | None = None

    async def told(self, reaction: Reaction, language: str) -> Reaction:
        """The first answer of a conversation, with that said at its end where anybody can be meant."""
        now, lives = self.contexts.clock.now(), self.contexts.policy.conversation_lives
        since = self.replies.known_since()
        if not reaction.replies or now - since >= lives:
            return reaction
        try:
            if not await self._left_somebody(since, until=now + lives):
                return reaction
        except Unavailable:
            # What they said is committed, and they are to hear that in any case.
            return reaction
        *others, last = reaction.replies
        longer = replace(last, text=f"{last.text}\n\n{messages.of(language).say('intake.afresh')}")
        return replace(reaction, replies=(*others, longer))

    async def _left_somebody(self, since: datetime, until: datetime) -> bool:
        """Whether a report was open then whose writer nobody can reach; looked up once, for nobody is lost later."""
        if self._behind is None or self._behind[0] != since:
            refs = await self.store.read(lambda tx: _open_reports(tx, until))
            self._behind = (since, not all(self.replies.find(ref) for ref in refs))
        return self._behind[1]


def _open_reports(tx: Transaction, until: datetime) -> list[str]:
    """Every report whose writer may yet hear of it."""
    passed = [each for incident in tx.incidents.open() for each in tx.reports.of_incident(incident.code)]
    standing = [each for each in passed if each.state is ReportState.PASSED]
    return [each.ref for each in (*standing, *tx.reports.due(until, MAX_DRAFTS))]
