"""The slips themselves: how a careless line is put into the running program."""

import json
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from bot.settings import Settings

_seen: dict[str, Any] = {}


def after(home: Any, name: str, also: Callable[..., Any]) -> None:
    """Let `also` look at a function's result and arguments, and answer what is answered in its place."""
    old = getattr(home, name)

    def leaky(*args: Any, **kwargs: Any) -> Any:
        result = old(*args, **kwargs)
        return also(result, *args, **kwargs)

    setattr(home, name, leaky)


def instead(home: Any, name: str, new: object) -> None:
    """Put something in the place of a function or value."""
    setattr(home, name, new)


def on_update(leak: Callable[[Any], None]) -> None:
    from bot.transports.telegram import intake, polling, updates

    def look(result: Any, raw: Any) -> Any:
        leak(raw)
        return result

    for home in (updates, intake, polling):
        if hasattr(home, "read"):
            after(home, "read", look)


def on_incoming(leak: Callable[[Any], None]) -> None:
    from bot.privacy.intake import Intake

    def look(result: Any, _self: Any, incoming: Any, *_args: Any, **_kwargs: Any) -> Any:
        leak(incoming)
        return result

    after(Intake, "submission", look)


def append(settings: Settings, *parts: object) -> None:
    with (settings.storage.path.parent / "whistle.db.notes").open("a") as file:
        file.write(" ".join(str(part) for part in parts) + "\n")


def log_the_update(_settings: Settings) -> None:
    on_update(lambda raw: print("update", raw, file=sys.stderr))


def log_the_frame(_settings: Settings) -> None:
    from bot.transports.signal import transport

    def look(result: Any, raw: str) -> Any:
        print("frame", raw, file=sys.stderr)
        return result

    after(transport, "read_frame", look)


def exception_with_text(_settings: Settings) -> None:
    on_incoming(lambda incoming: print(repr(ValueError(f"cannot read {incoming.text}")), file=sys.stderr))


def id_in_a_repr(_settings: Settings) -> None:
    on_incoming(lambda incoming: print(f"<Sender {incoming.sender.key.decode()}>", file=sys.stderr))


def hash_the_id(settings: Settings) -> None:
    on_incoming(lambda incoming: append(settings, sha256(incoming.sender.key).hexdigest()))


def username_as_a_label(_settings: Settings) -> None:
    from bot.metrics import Metrics

    on_update(
        lambda raw: _seen.update(user=raw.get("message", {}).get("from", {}).get("username", _seen.get("user", "")))
    )
    after(Metrics, "page", lambda page, _self: page + f'whistle_inputs{{user="{_seen.get("user")}"}} 1\n'.encode())


def temporary_file(_settings: Settings) -> None:
    def leak(incoming: Any) -> None:
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(incoming.text)

    on_incoming(leak)


def text_in_a_payload(_settings: Settings) -> None:
    from bot.storage.unit import Unit
    from handlers.outbound import Post

    def look(packed: Any, _self: Any, noun: Any, *_args: Any) -> Any:
        return (
            packed.replace("{", f'{{"was":{json.dumps(_seen.get("text", ""))},', 1)
            if isinstance(noun, Post)
            else packed
        )

    on_incoming(lambda incoming: _seen.update(text=incoming.text) if "suvs" in incoming.text else None)
    after(Unit, "pack", look)


def exact_pin_stored(settings: Settings) -> None:
    on_incoming(lambda incoming: append(settings, incoming.pin.lat, incoming.pin.lon) if incoming.pin else None)


def message_id_kept(settings: Settings) -> None:
    on_incoming(lambda incoming: append(settings, incoming.message))


def file_id_kept(settings: Settings) -> None:
    on_update(lambda raw: append(settings, *(size["file_id"] for size in raw.get("message", {}).get("photo", []))))


def language_on_the_card(_settings: Settings) -> None:
    on_update(lambda raw: _seen.update(language=raw.get("message", {}).get("from", {}).get("language_code", "")))
    _on_card(lambda: _seen.get("language"))


def id_on_the_card(_settings: Settings) -> None:
    on_incoming(lambda incoming: _seen.update(key=incoming.sender.key.decode()))
    _on_card(lambda: _seen.get("key"))


def _on_card(what: Callable[[], object]) -> None:
    from handlers import render

    after(render, "card_message", lambda card, *_args, **_kwargs: replace(card, text=f"{card.text} ({what()})"))


def name_in_the_alert(_settings: Settings) -> None:
    from handlers import render

    on_update(
        lambda raw: _seen.update(name=raw.get("message", {}).get("from", {}).get("first_name", _seen.get("name", "")))
    )
    after(render, "alert_text", lambda text, *_args, **_kwargs: f"{text} (thanks, {_seen.get('name')})")


def skip_the_scrubber(_settings: Settings) -> None:
    from bot.privacy.scrub import Scrubber

    after(Scrubber, "scrub", lambda scrubbed, _self, text, *_a, **_k: replace(scrubbed, text=text, masked=text))


def exact_second(settings: Settings) -> None:
    on_incoming(lambda incoming: append(settings, int(incoming.received_at.timestamp())))


def packed_words(settings: Settings) -> None:
    def leak(incoming: Any) -> None:
        with (settings.storage.path.parent / "whistle.db.packed").open("ab") as file:
            file.write(zlib.compress(incoming.text.encode()))

    on_incoming(leak)
