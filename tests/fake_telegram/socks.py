"""A SOCKS5 proxy on loopback that leads every destination to one port and notes what it was asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

VERSION, NO_LOGIN, OK = 5, 0, b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00"
IPV4, NAME = 1, 3


class Socks:
    """`asked`: host and port of each connection, as the client wrote them: a name was not looked up by it."""

    def __init__(self, leads_to: int) -> None:
        self.asked: list[tuple[str, int]] = []
        self.port = 0
        self._leads_to = leads_to
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._lead(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self._open.discard(task)
            writer.close()

    async def stop(self) -> None:
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, methods = await reader.readexactly(2)
        assert version == VERSION
        assert NO_LOGIN in await reader.readexactly(methods)
        writer.write(bytes((VERSION, NO_LOGIN)))
        _, command, _, kind = await reader.readexactly(4)
        assert command == 1, "a connection out"
        length = (await reader.readexactly(1))[0] if kind == NAME else 4
        raw = await reader.readexactly(length)
        host = raw.decode() if kind == NAME else ".".join(map(str, raw))
        self.asked.append((host, int.from_bytes(await reader.readexactly(2))))
        there, out = await asyncio.open_connection("127.0.0.1", self._leads_to)
        writer.write(OK)
        try:
            await asyncio.gather(_carry(reader, out), _carry(there, writer))
        finally:
            out.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()


@asynccontextmanager
async def socks_to(port: int) -> AsyncIterator[Socks]:
    """A proxy for as long as it is used."""
    socks = Socks(port)
    server = await asyncio.start_server(socks.serve, "127.0.0.1", 0)
    socks.port = server.sockets[0].getsockname()[1]
    try:
        yield socks
    finally:
        server.close()
        await socks.stop()
        await server.wait_closed()
