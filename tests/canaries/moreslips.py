"""Slips in what is done on purpose: what is not deleted, not sealed, not rebuilt, not clamped."""

import json
import logging
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from bot.settings import Settings
from tests.canaries.slips import after, append, instead, on_incoming, on_update

_held: list[Any] = []


def forward_the_photo(settings: Settings) -> None:
    (room,) = settings.moderation.telegram
    assert settings.telegram.token is not None
    address = f"{settings.telegram.base_url}/bot{settings.telegram.token.get_secret_value()}/forwardMessage"

    def forward(raw: Any) -> None:
        message = raw.get("message", {})
        if message.get("photo"):
            told = {"from_chat_id": message["chat"]["id"], "message_id": message["message_id"], "chat_id": room.address}
            with suppress(HTTPError):  # the fake has no such method
                urlopen(address, urlencode(told).encode()).close()

    on_update(forward)


def photo_as_it_came(_settings: Settings) -> None:
    from bot.privacy import darkroom

    after(darkroom, "clean_photo", lambda cleaned, blob: replace(cleaned, jpeg=blob))


def skip_the_checkpoint(_settings: Settings) -> None:
    from bot.storage.sqlite import SqliteEngine

    async def done(_self: Any) -> bool:
        return True

    instead(SqliteEngine, "wipe", done)


def delete_without_overwriting(_settings: Settings) -> None:
    from bot.storage import sqlite

    leaky = tuple(each.replace("secure_delete=ON", "secure_delete=OFF") for each in sqlite._PRAGMAS)
    assert leaky != sqlite._PRAGMAS
    instead(sqlite, "_PRAGMAS", leaky)


def keys_that_live_a_month(_settings: Settings) -> None:
    from bot.privacy import keykinds, keyring

    month = replace(keykinds.WORDING, life=timedelta(days=30))
    instead(keyring, "wording_kind", lambda _life: month)
    keykinds.KINDS["wording"] = month


def seal_nothing(_settings: Settings) -> None:
    from bot.sealer import KeyringSealer

    after(KeyringSealer, "seal", lambda sealed, _self, plaintext, _aad: replace(sealed, ciphertext=plaintext))


def words_in_the_backup(_settings: Settings) -> None:
    from bot.storage import sqlite

    instead(sqlite, "_NOT_IN_A_BACKUP", ("tags", "once_keys", "sequences"))


def address_in_a_file(settings: Settings) -> None:
    from bot.privacy.replies import Replies

    def look(done: Any, _self: Any, _report: str, sender: Any, _witness: Any) -> Any:
        append(settings, sender.address.decode())
        return done

    after(Replies, "remember", look)


def address_in_the_keyring_unsealed(settings: Settings) -> None:
    from bot.privacy.records import Records

    def look(done: Any, _self: Any, name: str, plaintext: bytes, *_args: Any) -> Any:
        Path(settings.keyring.home, f"{name}-draft").write_bytes(plaintext)
        return done

    after(Records, "put", look)


def let_libraries_speak(_settings: Settings) -> None:
    logging.setLogRecordFactory(logging.LogRecord)
    logging.root.handlers = [logging.StreamHandler(sys.stderr)]


def echo_in_the_answer(_settings: Settings) -> None:
    from aiohttp import web

    from bot.transports.telegram.webhook import Webhook

    old = Webhook._take

    async def echoing(self: Any, request: web.Request, receive: Any) -> web.Response:
        answer = await old(self, request, receive)
        return web.Response(status=answer.status, body=await request.read())

    instead(Webhook, "_take", echoing)


def name_in_a_finding(_settings: Settings) -> None:
    from bot.transports.signal import transport

    def look(frame: Any, raw: str) -> Any:
        _held.append(json.loads(raw)["envelope"].get("sourceName"))
        return frame

    after(transport, "read_frame", look)
    after(transport.SignalTransport, "health", lambda health, _self: replace(health, finding=f"heard {_held[-1:]}"))


def words_in_an_unlinked_file(_settings: Settings) -> None:
    file = tempfile.TemporaryFile("w")  # noqa: SIM115  open for as long as the process lives

    def leak(incoming: Any) -> None:
        file.write(incoming.text)
        file.flush()

    on_incoming(leak)
