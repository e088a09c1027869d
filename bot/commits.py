"""One use case as one transaction, tried until it is committed; and what to say where nothing was.

An answer is returned only after its commit, so that nothing is confirmed that could still be lost. What goes
wrong is logged by its type alone; the sender is asked to send it again only where nothing was kept.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot import logs
from bot.events import Event, word_of
from bot.marks import Duplicate
from bot.transports.base import Incoming, IncomingKind, Reaction, TryAgain
from bot.work import Unavailable, Work
from handlers import messages
from handlers.errors import Conflict, Refused
from handlers.outbound import Message
from handlers.ports import Transaction

MAX_TRIES = 8
"""Each conflict means that somebody else succeeded, so a few tries are always enough."""
T = TypeVar("T")


class Commits:
    """`done` is called after each commit: something may be due."""

    def __init__(self, store: Work, done: Callable[[], None]) -> None:
        self._store, self.done = store, done

    async def run(self, work: Callable[[Transaction], T], incoming: Incoming) -> T:
        """What the work answers, once it is committed together with the input's mark. Raises as `Work.run`."""
        for _ in range(MAX_TRIES):
            try:
                result = await self._store.run(work, incoming.mark)
            except Conflict:
                continue
            self.done()
            return result
        raise Conflict

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self._store.read(work)


def unmade(error: Exception, incoming: Incoming, language: str) -> Reaction:
    """What to say where nothing was committed. Raises `TryAgain` where it may be another time."""
    words = messages.of(language)
    match error:
        case Duplicate():
            return Reaction()
        case Refused():
            return _said(words.say(error.key, **error.slots), incoming)
        case Unavailable() | Conflict():
            raise TryAgain("nothing was committed") from None
    logs.get().event(Event.HANDLER_FAILED, error=error, transport=_platform_of(incoming))
    return replace(_said(words.say("intake.failed"), incoming), failed=type(error).__name__)


def turned_away(incoming: Incoming, reason: str) -> Reaction:
    """Count in the log what is not even tried, and say nothing."""
    logs.get().event(Event.INTAKE_REFUSED, transport=_platform_of(incoming), reason=reason)
    return Reaction()


def _platform_of(incoming: Incoming) -> str:
    return word_of(incoming.sender.platform if incoming.sender else "")


def _said(words: str, incoming: Incoming) -> Reaction:
    """A line of our own: shown beside a pressed button, said in the chat otherwise."""
    if incoming.kind is IncomingKind.BUTTON:
        return Reaction(toast=words)
    return Reaction(replies=(Message(text=words),))
