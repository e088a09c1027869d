"""The only free text at rest, and only sealed."""

import json
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.storage.schema import wordings
from bot.storage.unit import Unit

_INSERT = insert(wordings)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["owner"],
    set_={name: _INSERT.excluded[name] for name in ("epoch", "nonce", "ciphertext", "written_at")},
)
_GET = select(wordings).where(wordings.c.owner == bindparam("b_owner"))
_DELETE = delete(wordings).where(wordings.c.owner == bindparam("b_owner"))


@dataclass(frozen=True, slots=True)
class SqlWordings:
    """`handlers.ports.Wordings` over SQL; text and its masked view rest in one seal, bound to the owner."""

    unit: Unit

    def put(self, owner: str, text: str, masked: str = "") -> None:
        self._write(owner, text, masked, self.unit.now_s)

    def append(self, owner: str, text: str, masked: str = "") -> None:
        row = self.unit.first(_GET, b_owner=owner)
        earlier = self._open(owner)
        if row is None or earlier is None:
            self.put(owner, text, masked)
            return
        # The age stays that of the first words, or adding would keep them for ever.
        self._write(owner, _joined(earlier[0], text), _joined(earlier[1], masked), row.written_at)

    def read(self, owner: str) -> str | None:
        found = self._open(owner)
        return found[0] if found else None

    def read_masked(self, owner: str) -> str | None:
        found = self._open(owner)
        return found[1] if found else None

    def delete(self, owner: str) -> None:
        self.unit.change(_DELETE, b_owner=owner)

    def _write(self, owner: str, text: str, masked: str, written_at: int) -> None:
        plaintext = json.dumps([text, masked], ensure_ascii=False).encode()
        sealed = self.unit.sealer.seal(plaintext, owner.encode())
        self.unit.change(
            _PUT,
            owner=owner,
            epoch=sealed.epoch,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            written_at=written_at,
        )

    def _open(self, owner: str) -> tuple[str, str] | None:
        row = self.unit.first(_GET, b_owner=owner)
        if row is None:
            return None
        plaintext = self.unit.sealer.open_text(row.epoch, row.nonce, row.ciphertext, owner.encode())
        if plaintext is None:
            return None
        text, masked = json.loads(plaintext)
        return text, masked


def _joined(first: str, second: str) -> str:
    return "\n".join(part for part in (first, second) if part)
