"""What a database must be able to do for a store; `SqliteEngine` and `PostgresEngine` are two of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.marks import Mark

T = TypeVar("T")

Job = Callable[[Connection], T]
"""A whole transaction as a plain function. It may be run again after a conflict, so it must not keep anything."""


class Engine(Protocol):
    """One database. A caller that is cancelled loses its answer, never the work and never the connection."""

    @property
    def has_many_writers(self) -> bool:
        """Whether transactions run at the same time, so that they must lock what they decide on."""
        ...

    @property
    def keeps_copies(self) -> bool:
        """Whether what was deleted lives on in logs, replicas or backups, so that only ciphertext may reach it."""
        ...

    async def run(self, job: Job[T], mark: Mark | None) -> T:
        """Run and commit; answers only after the commit. Inputs of one numbered source keep their order."""
        ...

    async def read(self, job: Job[T]) -> T:
        """Run on a connection that cannot write."""
        ...

    async def wipe(self) -> bool:
        """Make what was deleted unreadable on disk, as far as the database can; False where somebody reads it still."""
        ...

    async def backup(self, path: Path) -> None:
        """Write a copy without wordings to a file that does not exist yet."""
        ...

    async def close(self) -> None:
        """Finish what was handed over and let go of every connection and thread."""
        ...
