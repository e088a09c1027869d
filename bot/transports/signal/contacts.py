"""The people signal-cli knows, listed and forgotten: only its own JSON-RPC can, over HTTP or a plain connection.

signal-cli-rest-api has no request for it, but runs a signal-cli inside that listens on 127.0.0.1:6001 of its own
network; a bot that shares that network namespace reaches it.
"""

import asyncio
import json
from collections.abc import Mapping
from secrets import token_hex

from bot.transports.signal.config import SignalConfig
from bot.transports.signal.restaccount import Ask
from bot.transports.signal.rpc import result_of

MAX_LINE_BYTES = 16 * 1024 * 1024


class Contacts:
    """`ask` puts one JSON-RPC question; None where nobody would answer it."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask

    @property
    def can_forget(self) -> bool:
        return self._ask is not None

    async def everybody(self) -> Mapping[str, str]:
        """The ACIs of all that signal-cli holds anything of, each with the number it knows, "" for none."""
        assert self._ask is not None
        found = await self._ask("listContacts", "", {"allRecipients": True})
        tables = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
        named = {aci.lower(): each.get("number") for each in tables if isinstance(aci := each.get("uuid"), str) and aci}
        return {aci: number if isinstance(number, str) else "" for aci, number in named.items()}

    async def forget(self, person: str) -> None:
        """Destroy names, keys and sessions of one person."""
        assert self._ask is not None
        await self._ask("removeContact", "", {"recipient": person, "forget": True})


class LineRpc:
    """JSON-RPC over one short connection per call, a line each. What else comes in on it is passed over unread."""

    def __init__(self, config: SignalConfig) -> None:
        self._config = config

    async def call(self, method: str, **params: object) -> object:
        """The call's result. Raises Refused, ValueError, OSError and TimeoutError."""
        host, _, port = self._config.forget_at.rpartition(":")
        async with asyncio.timeout(self._config.request_timeout_s):
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port), limit=MAX_LINE_BYTES)
            try:
                return await self._asked(reader, writer, method, params)
            finally:
                writer.close()

    async def _asked(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, method: str, params: dict[str, object]
    ) -> object:
        id_ = token_hex(8)
        wanted = {"account": self._config.number, **params}
        writer.write(json.dumps({"jsonrpc": "2.0", "id": id_, "method": method, "params": wanted}).encode() + b"\n")
        await writer.drain()
        while line := await reader.readline():
            # signal-cli tells every client of what arrives; only the answer is ours.
            if id_.encode() in line:
                return result_of(200, json.loads(line), id_)
        raise ConnectionError("closed before it answered")
