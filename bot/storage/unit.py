"""One unit of work: the connection inside its transaction, and what repositories need beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable, Row, bindparam, select

from bot.storage.codec import seconds
from bot.storage.schema import LOCK_SHARDS, incidents, lock_shards
from handlers.errors import Conflict

T = TypeVar("T")


class SealedText(Protocol):
    """Sealed words at rest."""

    @property
    def epoch(self) -> int: ...
    @property
    def nonce(self) -> bytes: ...
    @property
    def ciphertext(self) -> bytes: ...


class Sealer(Protocol):
    """Seals the only free text at rest. `aad` says whose it is; `open_text` answers None once the key is gone."""

    def seal(self, plaintext: bytes, aad: bytes) -> SealedText: ...
    def open_text(self, epoch: int, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None: ...


_LOCK_SHARDS = (
    select(lock_shards.c.shard)
    .where(lock_shards.c.shard.in_(bindparam("shards", expanding=True)))
    .order_by(lock_shards.c.shard)
    .with_for_update()
)
_LOCK_INCIDENT = select(incidents.c.code).where(incidents.c.code == bindparam("b_code")).with_for_update()


@dataclass(frozen=True, slots=True)
class Unit:
    """`locks`: other transactions run at the same time, so what is decided on must be locked."""

    connection: Connection
    sealer: Sealer = field(repr=False)
    now: datetime
    locks: bool

    @property
    def now_s(self) -> int:
        return seconds(self.now)

    def rows(self, statement: Executable, **values: object) -> Sequence[Row[Any]]:
        return self.connection.execute(statement, values).all()

    def first(self, statement: Executable, **values: object) -> Row[Any] | None:
        return self.connection.execute(statement, values).first()

    def change(self, statement: Executable, **values: object) -> int:
        """How many rows a writing statement touched."""
        return self.connection.execute(statement, values).rowcount

    def swap(self, statement: Executable, **values: object) -> None:
        """A compare-and-set, which must touch exactly one row."""
        if self.change(statement, **values) != 1:
            raise Conflict("somebody else changed it first")

    def lock_cells(self, cells: Sequence[int]) -> None:
        """Let nobody else group reports in these cells until the end; always in one order, against deadlocks."""
        if self.locks:
            self.rows(_LOCK_SHARDS, shards=sorted({cell % LOCK_SHARDS for cell in cells}))

    def lock_incident(self, code: str) -> None:
        """Let nobody else vote on an incident until the end, so that two votes never miss one another."""
        if self.locks:
            self.rows(_LOCK_INCIDENT, b_code=code)
