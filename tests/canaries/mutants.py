"""Leaks sown on purpose: each is a small slip such as anybody could make. The canary test must catch every one.

They live here alone and are planted in the child process by name; no code of the product knows of them.
"""

import json
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

MUTANTS = {
    "log_the_update": r"streams: resident/.*telegram/from\.first_name",
    "log_the_frame": r"streams: resident/.*signal/sourceName",
    "exception_with_text": r"streams: resident/.*words",
    "id_in_a_repr": r"streams: resident/.*telegram/from\.id as utf-8",
    "hash_the_id": r"files/.*: resident/.*telegram/from\.id as sha256",
    "username_as_a_label": r"metrics: .*telegram/from\.username",
    "temporary_file": r"tmp/.*: resident/.*words",
    "text_in_a_payload": r"files/.*: resident/.*words",
    "exact_pin_stored": r"files/.*: resident/.*pin\.latitude",
    "message_id_kept": r"files/.*: resident/.*message_id",
    "file_id_kept": r"files/.*: resident/.*file_id",
    "language_on_the_card": r"out/telegram/room: a language",
    "skip_the_scrubber": r"out/signal/room: resident/.*named",
    "id_on_the_card": r"out/\w+/room: resident/.*(sourceUuid|from\.id)",
    "name_in_the_alert": r"out/\w+/channel: .*from\.first_name",
    "exact_second": r"files/.*: resident/.*telegram/date",
    "packed_words": r"files/.*: resident/.*words as packed",
}
"""Each with what must be found of it."""

_seen: dict[str, Any] = {}


def plant(name: str, folder: Path) -> None:
    globals()[f"_{name}"](folder)


def _after(home: Any, name: str, also: Callable[..., Any]) -> None:
    """Let `also` look at a function's result and arguments, and answer what is answered in its place."""
    old = getattr(home, name)

    def leaky(*args: Any, **kwargs: Any) -> Any:
        result = old(*args, **kwargs)
        return also(result, *args, **kwargs)

    setattr(home, name, leaky)


def _on_update(leak: Callable[[Any], None]) -> None:
    from bot.transports.telegram import intake, polling, updates

    def look(result: Any, raw: Any) -> Any:
        leak(raw)
        return result

    for home in (updates, intake, polling):
        if hasattr(home, "read"):
            _after(home, "read", look)


def _on_incoming(leak: Callable[[Any], None]) -> None:
    from bot.privacy.intake import Intake

    def look(result: Any, _self: Any, incoming: Any, *_args: Any, **_kwargs: Any) -> Any:
        leak(incoming)
        return result

    _after(Intake, "submission", look)


def _append(folder: Path, *parts: object) -> None:
    with (folder / "whistle.db.notes").open("a") as file:
        file.write(" ".join(str(part) for part in parts) + "\n")


def _log_the_update(_folder: Path) -> None:
    _on_update(lambda raw: print("update", raw, file=sys.stderr))


def _log_the_frame(_folder: Path) -> None:
    from bot.transports.signal import transport

    def look(result: Any, raw: str) -> Any:
        print("frame", raw, file=sys.stderr)
        return result

    _after(transport, "read_frame", look)


def _exception_with_text(_folder: Path) -> None:
    _on_incoming(lambda incoming: print(repr(ValueError(f"cannot read {incoming.text}")), file=sys.stderr))


def _id_in_a_repr(_folder: Path) -> None:
    _on_incoming(lambda incoming: print(f"<Sender {incoming.sender.key.decode()}>", file=sys.stderr))


def _hash_the_id(folder: Path) -> None:
    _on_incoming(lambda incoming: _append(folder, sha256(incoming.sender.key).hexdigest()))


def _username_as_a_label(_folder: Path) -> None:
    from bot.metrics import Metrics

    _on_update(
        lambda raw: _seen.update(user=raw.get("message", {}).get("from", {}).get("username", _seen.get("user", "")))
    )
    _after(Metrics, "page", lambda page, _self: page + f'whistle_inputs{{user="{_seen.get("user")}"}} 1\n'.encode())


def _temporary_file(_folder: Path) -> None:
    def leak(incoming: Any) -> None:
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(incoming.text)

    _on_incoming(leak)


def _text_in_a_payload(_folder: Path) -> None:
    from bot.storage.unit import Unit
    from handlers.outbound import Post

    def look(packed: Any, _self: Any, noun: Any, *_args: Any) -> Any:
        return (
            packed.replace("{", f'{{"was":{json.dumps(_seen.get("text", ""))},', 1)
            if isinstance(noun, Post)
            else packed
        )

    _on_incoming(lambda incoming: _seen.update(text=incoming.text) if "suvs" in incoming.text else None)
    _after(Unit, "pack", look)


def _exact_pin_stored(folder: Path) -> None:
    _on_incoming(lambda incoming: _append(folder, incoming.pin.lat, incoming.pin.lon) if incoming.pin else None)


def _message_id_kept(folder: Path) -> None:
    _on_incoming(lambda incoming: _append(folder, incoming.message))


def _file_id_kept(folder: Path) -> None:
    _on_update(lambda raw: _append(folder, *(size["file_id"] for size in raw.get("message", {}).get("photo", []))))


def _language_on_the_card(_folder: Path) -> None:
    _on_update(lambda raw: _seen.update(language=raw.get("message", {}).get("from", {}).get("language_code", "")))
    _on_card(lambda: _seen.get("language"))


def _id_on_the_card(_folder: Path) -> None:
    _on_incoming(lambda incoming: _seen.update(key=incoming.sender.key.decode()))
    _on_card(lambda: _seen.get("key"))


def _on_card(what: Callable[[], object]) -> None:
    from handlers import render

    _after(render, "card_message", lambda card, *_args, **_kwargs: replace(card, text=f"{card.text} ({what()})"))


def _name_in_the_alert(_folder: Path) -> None:
    from handlers import render

    _on_update(
        lambda raw: _seen.update(name=raw.get("message", {}).get("from", {}).get("first_name", _seen.get("name", "")))
    )
    _after(render, "alert_text", lambda text, *_args, **_kwargs: f"{text} (thanks, {_seen.get('name')})")


def _skip_the_scrubber(_folder: Path) -> None:
    from bot.privacy.scrub import Scrubber

    _after(Scrubber, "scrub", lambda scrubbed, _self, text, *_a, **_k: replace(scrubbed, text=text, masked=text))


def _exact_second(folder: Path) -> None:
    _on_incoming(lambda incoming: _append(folder, int(incoming.received_at.timestamp())))


def _packed_words(folder: Path) -> None:
    def leak(incoming: Any) -> None:
        with (folder / "whistle.db.packed").open("ab") as file:
            file.write(zlib.compress(incoming.text.encode()))

    _on_incoming(leak)
