"""The bot's process: started, told what to do, stopped, killed or crashed; all that it prints is kept."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.town import REAL_PATIENCE_S

ROOT = Path(__file__).parents[2]
_WISH_S = 40.0


def environ_in(folder: Path) -> dict[str, str]:
    """Everything that could make a program talk more than it should, and temporary files in a folder of their own."""
    (folder / "tmp").mkdir(exist_ok=True)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("WHISTLE_", "PYTEST"))}
    hostile = {"PYTHONASYNCIODEBUG": "1", "PYTHONFAULTHANDLER": "1", "PYTHONWARNINGS": "default"}
    return inherited | hostile | {"TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(ROOT)}


class BotProcess:
    """One process after another, each with `folder` as its working directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.streams = b""
        self._process: Process | None = None
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()
        self._drained: list[asyncio.Task[None]] = []

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_there(self) -> bool:
        return self._process is not None

    async def begins(self, setup: Mapping[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.canaries.child",
            cwd=self.folder, env=environ_in(self.folder), pass_fds=[theirs.fileno()],
            stdin=PIPE, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        told = json.dumps({**setup, "line": theirs.fileno()}, default=str)
        theirs.close()
        assert process.stdin is not None
        process.stdin.write(told.encode())
        process.stdin.close()
        self._line = await asyncio.open_connection(sock=ours)
        self._drained = [asyncio.create_task(self._drain(stream)) for stream in (process.stdout, process.stderr)]

    async def tells(self, wish: str, value: Any = None) -> Any:
        """Have the child do something."""
        assert self._line is not None
        reader, writer = self._line
        async with self._turn:
            writer.write(json.dumps([wish, value]).encode() + b"\n")
            try:
                raw = await asyncio.wait_for(reader.readline(), _WISH_S)
            except TimeoutError:
                raw = b""
        assert raw, self.streams.decode(errors="replace")[-3000:]
        how, answer = json.loads(raw)
        assert how == "done", answer
        return answer

    async def ends(self, how: signal.Signals | None = None) -> int:
        """By a signal, or by itself once nobody tells it anything any more; answers what it ended with."""
        process, self._process = self._process, None
        assert process is not None
        assert self._line is not None
        if how is not None:
            process.send_signal(how)
        self._line[1].close()
        async with asyncio.timeout(REAL_PATIENCE_S):
            with suppress(ConnectionError):
                await self._line[1].wait_closed()
            status = await process.wait()
            await asyncio.gather(*self._drained)
        return status

    async def _drain(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while chunk := await stream.read(65_536):
            self.streams += chunk
