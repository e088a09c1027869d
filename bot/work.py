"""What dispatch and the jobs ask of a store: run one use case as one transaction. Storage implements it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.marks import Mark
from handlers.ports import Transaction

T = TypeVar("T")


class Unavailable(Exception):
    """The store cannot be written to now (closing, or its database is away); nothing was committed."""


class Work(Protocol):
    async def run(self, work: Callable[[Transaction], T], mark: Mark | None = None) -> T:
        """Commit what `work` does, and that `mark` was seen, together; answers what `work` answers.

        Raises `bot.marks.Duplicate` for a mark seen before, `handlers.errors.Conflict` when somebody else was first,
        `Unavailable`, and whatever `work` raises; in every case nothing was committed.
        """
        ...

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Answer what `work` reads; it must write nothing."""
        ...
