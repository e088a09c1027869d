"""The sample town on both platforms, with the bot in a child process and every byte that goes in or out kept."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import TownClock
from bot.settings import Settings
from tests.canaries import signal, telegram
from tests.canaries.search import Scanner
from tests.canaries.tokens import Mint
from tests.fake_signal.account import Said
from tests.fake_signal.people import BOT, Frame, Group
from tests.fake_signal.server import FakeSignal
from tests.fake_telegram.server import FakeTelegram, fake_telegram
from tests.instants import NOON
from tests.stories_telegram.telegramtown import MODERATORS_ID, Moderator, Resident, TelegramTown, telegram_tables
from tests.town import PATIENCE_S, REAL_PATIENCE_S

ROOT = Path(__file__).parents[2]
MODERATORS, LAKESIDE = Group("Moderators"), Group("Lakeside")


class CanaryTown(TelegramTown):
    """`signal_phone` and `telegram_person` make people whose every field is a token."""

    def __init__(self, folder: Path, tables: dict[str, Any], fake: FakeTelegram, server: FakeSignal) -> None:
        super().__init__(Settings.model_validate(tables), fake, TownClock(NOON))
        self.tables = tables
        self.folder, self.server, self.mint = folder, server, Mint()
        server._now_ms = lambda: int(self.clock.now().timestamp() * 1000)
        self.streams = b""
        self._scanner = Scanner()
        self._process: Process | None = None
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()
        self._drained: list[asyncio.Task[None]] = []

    @property
    def scanner(self) -> Scanner:
        """Knows every token drawn so far."""
        self._scanner.learn(self.mint.tokens.values())
        return self._scanner

    # People

    def resident(self, name: str, language: str = "en") -> Resident:
        person = telegram.Marked(self.fake, self.mint, f"resident/{name}")
        return Resident(self, person, person.chat)

    def moderator(self, name: str) -> Moderator:
        person = telegram.Marked(self.fake, self.mint, f"moderator/{name}")
        self.room.members[person.id] = "member"
        return Moderator(self, person, self.room)

    def phone(self, role: str, name: str) -> signal.Marked:
        return signal.Marked(self.mint, f"{role}/{name}")

    # The process

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def starts(self) -> None:
        ours, theirs = socket.socketpair()
        connections = self.server.connections
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("WHISTLE_", "PYTEST"))}
        hostile = {
            "PYTHONASYNCIODEBUG": "1",
            "PYTHONFAULTHANDLER": "1",
            "TMPDIR": str(temporary),
            "PYTHONPATH": str(ROOT),
        }
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-W", "default", "-m", "tests.canaries.child",
            cwd=self.folder, env=environ | hostile, pass_fds=[theirs.fileno()], stdin=PIPE, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        setup = {"tables": self.tables, "start": self.clock.now().isoformat(), "line": theirs.fileno()}
        theirs.close()
        assert process.stdin is not None
        process.stdin.write(json.dumps(setup, default=str).encode())
        process.stdin.close()
        self._line = await asyncio.open_connection(sock=ours)
        self._began = self.clock.seconds()
        self._drained = [asyncio.create_task(self._drain(stream)) for stream in (process.stdout, process.stderr)]
        await self.tells("start")
        await self.server.listening(connections + 1)

    async def stops(self) -> None:
        """Gracefully, to the end of the program."""
        await self.tells("stop")
        await self._ended()

    async def dies(self) -> None:
        """Killed, as by a power cut."""
        if self._process is not None:
            self._process.kill()
            await self._ended()

    async def begins_anew(self) -> None:
        """Another process with nothing on disk: the next story finds only what it leaves itself."""
        await self.dies()
        for path in [*(self.folder / "data").iterdir(), *(self.folder / "tmp").iterdir()]:
            path.unlink()
        self.streams = b""
        await self.starts()

    async def _ended(self) -> None:
        process, self._process = self._process, None
        assert process is not None
        assert self._line is not None
        self._line[1].close()
        async with asyncio.timeout(REAL_PATIENCE_S):
            with suppress(ConnectionError):
                await self._line[1].wait_closed()
            await process.wait()
            await asyncio.gather(*self._drained)

    async def tells(self, wish: str, value: Any = None) -> Any:
        """Have the child do something."""
        assert self._line is not None
        reader, writer = self._line
        async with self._turn:
            writer.write(json.dumps([wish, value]).encode() + b"\n")
            try:
                raw = await asyncio.wait_for(reader.readline(), 40)
            except TimeoutError:
                raw = b""
        assert raw, self.streams.decode(errors="replace")[-3000:]
        how, answer = json.loads(raw)
        assert how == "done", answer
        return answer

    async def settles(self) -> None:
        async with asyncio.timeout(REAL_PATIENCE_S):
            await self.fake.until(lambda: not self.fake.waiting.updates)
            await self.tells("settle", self.clock.seconds() - self._began)

    async def _drain(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while chunk := await stream.read(65_536):
            self.streams += chunk

    async def ready(self) -> bytes:
        """What an operator's monitor is told."""
        address = f"http://127.0.0.1:{await self.tells('health_port')}/readyz"
        async with aiohttp.ClientSession() as http, http.get(address) as answer:
            return await answer.read()

    # Signal

    async def arrives(self, *frames: Frame) -> None:
        """Frames that are inputs; returns when the last one is committed."""
        for frame in frames:
            before = await self.tells("inputs")
            await self.server.emit(frame)
            for _ in range(400):
                await self.settles()
                if await self.tells("inputs") > before:
                    break
                await asyncio.sleep(0.01)
            await self.settles()

    async def hears_on_signal(self, recipient: str, words: str) -> Said:
        for _ in range(PATIENCE_S):
            await self.settles()
            for said in reversed(self.server.said):
                if said.recipient == recipient and not said.deleted and words.lower() in said.text.lower():
                    return said
            self.clock.advance(timedelta(seconds=1))
        raise AssertionError(f"nobody heard {words!r}; the chat shows: {self.server.shown(recipient)}")


@asynccontextmanager
async def canary_town(gazetteer: Path, folder: Path) -> AsyncIterator[CanaryTown]:
    groups: dict[Group, list[str]] = {MODERATORS: [BOT], LAKESIDE: [BOT]}
    async with fake_telegram() as fake, FakeSignal(groups) as server:
        data = folder / "data"
        data.mkdir()
        tables = telegram_tables(
            gazetteer, data, fake,
            moderation={"telegram": MODERATORS_ID, "signal": MODERATORS.rest_id},
            also={"lakeside": {"signal": LAKESIDE.rest_id}},
            signal={"enabled": True, "number": BOT, "url": server.url},
            delivery={"signal_every": "0 s"},
            health={"enabled": True, "port": 0},
            reports={"photos": True},
            limits={"reports_per_person_hour": 1000, "reports_overall_minute": 10_000},
        )  # fmt: skip
        town = CanaryTown(folder, tables, fake, server)
        try:
            yield town
        finally:
            await town.dies()
        assert server.faults == []
