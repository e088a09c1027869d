"""What signal-cli inside the REST server takes on a plain connection: JSON-RPC, a line each, and news in between."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.fake_signal.rpcschemas import CALL, METHODS
from tests.fake_signal.schemas import faults
from tests.fake_signal.server import FakeSignal

NEWS = {"jsonrpc": "2.0", "method": "receive", "params": {"envelope": {"sourceName": "Ana Quetzal"}}}


@asynccontextmanager
async def line_of(server: FakeSignal) -> AsyncIterator[str]:
    """Listens as long as it is entered; answers where."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while asked := await reader.readline():
            call = json.loads(asked)
            server.heard.append((str(call["params"].get("recipient", "")), asked))
            server.faults += faults(CALL, call) + faults(METHODS[call["method"]], call["params"])
            answer = {"jsonrpc": "2.0", "id": call["id"], "result": _result(server, call)}
            for each in (NEWS, answer):
                writer.write(json.dumps(each).encode() + b"\n")
            await server._notify()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        host, port = listening.sockets[0].getsockname()
        yield f"{host}:{port}"


def _result(server: FakeSignal, call: dict[str, Any]) -> object:
    if call["method"] == "removeContact":
        server.forget(call["params"]["recipient"])
        return {}
    if call["method"] == "listGroups":
        return []
    assert call["method"] == "listContacts"
    return server.listed_contacts()
