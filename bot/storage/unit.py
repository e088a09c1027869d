"""One unit of work: the connection inside its transaction, and what repositories need beside it."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable, Row, bindparam, select

from bot.codec import dump, load, seconds
from bot.storage.schema import LOCK_SHARDS, incidents, lock_shards
from handlers.errors import Conflict

T = TypeVar("T")

NONCE_BYTES = 12
"""Of what a `Sealer` draws for each text."""


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


_SEALED = "sealed"
"""Before details at rest as ciphertext; JSON begins otherwise, so rows of before they were sealed still open."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`locks`: other transactions run at the same time, so what is decided on must be locked.

    `details` seals whole nouns where the database keeps copies of what was deleted; None where it keeps none.
    """

    connection: Connection
    sealer: Sealer = field(repr=False)
    now: datetime
    locks: bool
    details: Sealer | None = field(default=None, repr=False)

    def pack(self, noun: object, row: str) -> str:
        """A noun as it rests in `details`; `row` says which row it belongs to, and opens it in no other."""
        if self.details is None:
            return dump(noun)
        sealed = self.details.seal(dump(noun).encode(), row.encode())
        return f"{_SEALED} {sealed.epoch} {b64encode(sealed.nonce + sealed.ciphertext).decode()}"

    def unpack(self, kind: type[T], text: str, row: str) -> T | None:
        """The noun again; None once its key is gone, which is as good as deleted."""
        plain = self.plain(text, row)
        return None if plain is None else load(kind, plain)

    def plain(self, text: str, row: str) -> str | None:
        """What `pack` wrote, as JSON; None once its key is gone."""
        if not text.startswith(_SEALED) or self.details is None:
            return text
        _, epoch, packed = text.split(" ", 2)
        content = b64decode(packed)
        opened = self.details.open_text(int(epoch), content[:NONCE_BYTES], content[NONCE_BYTES:], row.encode())
        return None if opened is None else opened.decode()

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
