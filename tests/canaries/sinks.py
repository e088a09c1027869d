"""Where something could lie or go, as bytes: files, streams, what was sent to whom."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_plus

from tests.canaries.town import LAKESIDE, CanaryTown


def files(folder: Path, name: str) -> dict[str, bytes]:
    """Every file, by its place; a database's rows also as SQL, where numbers stand as people write them."""
    found = {f"{name}/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in folder.glob("*.db"):
        found |= database(path, name)
    return found


def database(path: Path, name: str) -> dict[str, bytes]:
    """A database, as bytes and as SQL."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as rows:
        as_sql = "\n".join(rows.iterdump()).encode()
    rows.close()
    return {f"{name}/{path.name}": path.read_bytes(), f"{name}/{path.name} as SQL": as_sql}


def sealed(path: Path) -> dict[bytes, tuple[str, int, str, str]]:
    """The records that rest sealed in a database, by their ciphertext."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as rows:
        found = rows.execute("SELECT owner, epoch, nonce, ciphertext FROM wordings").fetchall()
    rows.close()
    return {ciphertext: (owner, epoch, nonce.hex(), ciphertext.hex()) for owner, epoch, nonce, ciphertext in found}


def outgoing(town: CanaryTown, since: tuple[int, int] = (0, 0)) -> dict[str, bytes]:
    """What was sent, by platform and kind of recipient; `since`: from which request on."""
    sent: dict[str, bytes] = {}
    requests = [(f"telegram/{_telegram(kind, raw)}", raw) for kind, _, raw in town.fake.heard[since[0] :]]
    requests += [(f"signal/{_signal(recipient, raw)}", raw) for recipient, raw in town.server.heard[since[1] :]]
    for name, raw in requests:
        sent[f"out/{name}"] = sent.get(f"out/{name}", b"") + raw + b"\n"
    if town.fake.waiting.told:
        sent["out/telegram/webhook"] = b"\n".join(town.fake.waiting.told)
    return sent


def _telegram(kind: str, raw: bytes) -> str:
    """To whom a request is, or what it is for where that says until when it may be."""
    return "wiping" if kind == "private" and b"/deleteMessage" in raw[:200] else kind


def _signal(recipient: str, raw: bytes) -> str:
    """The same."""
    if b'"removeContact"' in raw:
        return "forgetting"
    if not recipient or b'"updateGroup"' in raw:
        return "platform"
    if recipient.startswith("group."):
        return "channel" if recipient == LAKESIDE.rest_id else "room"
    return "private"


def so_far(town: CanaryTown) -> tuple[int, int]:
    return len(town.fake.heard), len(town.server.heard)


def texts(sinks: Mapping[str, bytes]) -> dict[str, str]:
    """Those that are read by people, for what is too short to be searched for among all bytes."""
    plain = {name: raw for name, raw in sinks.items() if not name.startswith("files/") or name.endswith("as SQL")}
    return {name: unquote_plus(raw.decode("utf-8", "replace")) for name, raw in plain.items()}
