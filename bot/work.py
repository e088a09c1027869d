"""What dispatch and the jobs ask of a store: run one use case as one transaction. Storage implements it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.transports.base import Mark
from handlers.ports import Transaction

T = TypeVar("T")


class Duplicate(Exception):
    """The input with this mark was committed before; nothing was done now."""


class Unavailable(Exception):
    """The store cannot be written to now (closing, or its database is away); nothing was committed."""


class Work(Protocol):
    async def run(self, work: Callable[[Transaction], T], mark: Mark | None = None) -> T:
        """Commit what `work` does, and that `mark` was seen, together; answers what `work` answers.

        Raises `Duplicate` for a mark seen before, `handlers.errors.Conflict` when somebody else was first,
        `Unavailable`, and whatever `work` raises; in every case nothing was committed.
        """
        ...

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Answer what `work` reads; it must write nothing."""
        ...
