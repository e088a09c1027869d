"""A container with signal-cli in it, on loopback: started and stopped, listened to, and what arrives for its number.

It loses frames exactly where the real one does. What it is asked over HTTP is up to the receiver it is.
"""

import asyncio
import json
import socket
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from time import time
from typing import Any, Self

from aiohttp import WSCloseCode, web

from tests.fake_signal.account import Account
from tests.fake_signal.people import BOT, Frame, Group
from tests.fake_signal.schemas import FRAME, faults

Stream = web.StreamResponse


class Container(Account, ABC):
    """Use as a context."""

    keeps = False
    """Whether what arrives while nobody listens waits at Signal."""

    def __init__(
        self,
        groups: Mapping[Group, Iterable[str]],
        now_ms: Callable[[], int] = lambda: int(time() * 1000),
        number: str = BOT,
    ) -> None:
        super().__init__(groups, now_ms, number)
        self.emitted: list[str] = []
        self.dropped = 0
        self.connections = 0
        self.port = 0
        self._sockets: set[Stream] = set()
        self._held: deque[str] = deque()
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        self._listener: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._release = asyncio.Event()

    @abstractmethod
    def _app(self) -> web.Application: ...

    @abstractmethod
    async def _hand_out(self, stream: Stream, raw: str) -> None:
        """Write a frame to whoever listens."""

    @abstractmethod
    async def _hang_up(self, stream: Stream, code: int) -> None:
        """Close politely."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        return self._listener is not None

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._release.set()
        await self.down()
        await self._runner.cleanup()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Started and stopped

    async def up(self) -> None:
        """Start it; on the same port as before. What waited at Signal is pulled as soon as somebody listens."""
        self.up_now()
        while self._tasks:
            await asyncio.wait(self._tasks)

    def up_now(self) -> None:
        """As `up`, for those who cannot wait: whoever connects from now on is served."""
        listener = self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._soon(lambda: self._serve(listener))

    async def down(self) -> None:
        """Stop it. signal-cli takes in nothing meanwhile, so Signal keeps what is written."""
        self.down_now()

    def down_now(self) -> None:
        if self._server:
            self._server.close()
        if self._listener:
            self._listener.close()
        self._server = self._listener = None
        self.abort()

    async def _serve(self, listener: socket.socket) -> None:
        if listener is self._listener:
            protocols = self._runner.server
            assert protocols is not None
            self._server = await asyncio.get_running_loop().create_server(protocols, sock=listener)

    # What arrives

    async def emit(self, frame: Frame | str, *, checked: bool = True) -> None:
        """Something arrives for the number. Nobody listens: it is gone."""
        if checked and isinstance(frame, dict) and "envelope" in frame:
            assert faults(FRAME, frame) == []
        raw = self._raw(frame)
        self.emitted.append(raw)
        if self._listener is None or (self.keeps and not self._sockets):
            self._held.append(raw)
            return
        if not self._sockets:
            self.dropped += 1
        for each in tuple(self._sockets):
            await self._hand_out(each, raw)

    def emit_soon(self, frame: Frame) -> None:
        """Something arrives, in order, while signal-cli is starting up still where nobody listens yet."""
        self._held.append(self._raw(frame))
        self._soon(self._flush)

    def arrives(self, frame: Frame) -> bool:
        """As `emit`, for those who cannot wait: whether somebody listens who will get it."""
        assert faults(FRAME, frame) == []
        if not self._sockets and self.is_up and not self.keeps:
            self.dropped += 1
            return False
        self.emit_soon(frame)
        return True

    async def close(self, code: int = WSCloseCode.OK) -> None:
        """Close every socket politely."""
        for each in tuple(self._sockets):
            self._sockets.discard(each)
            await self._hang_up(each, code)

    def abort(self) -> None:
        """Cut every socket: its peer sees 1006."""
        for each in tuple(self._sockets):
            self._sockets.discard(each)
            if each._req is not None and each._req.transport is not None:
                each._req.transport.abort()

    async def listening(self, connections: int = 1) -> None:
        """Wait until somebody has opened a socket for the so-and-so-manieth time and still listens."""
        await self.until(lambda: bool(self._sockets) and self.connections >= connections)

    async def until(self, happened: Callable[[], bool], within_s: float = 20.0) -> None:
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(happened)

    def let_go(self) -> None:
        """End every stalled request."""
        self._release.set()
        self._release = asyncio.Event()

    # Inside

    async def _listened_to(self, stream: Stream) -> None:
        """Somebody listens from now on, and gets what waited."""
        self._sockets.add(stream)
        self.connections += 1
        await self._notify()
        await self._flush()

    async def _flush(self) -> None:
        while self._held and self._sockets:
            raw = self._held.popleft()
            for each in tuple(self._sockets):
                await self._hand_out(each, raw)

    def _raw(self, frame: Frame | str) -> str:
        if isinstance(frame, str):
            return frame
        self.heard_from(frame)
        return json.dumps(frame)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _soon(self, work: Callable[[], Any]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
