"""The sample town on both platforms, with the bot in a child process and every byte that goes in or out kept."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any

import aiohttp

from bot.clock import TownClock
from bot.privacy.homecheck import check_home
from bot.settings import Settings
from tests.canaries import signal, telegram
from tests.canaries.command import WEBHOOK_SECRET, write_settings
from tests.canaries.process import BotProcess
from tests.canaries.search import Scanner
from tests.canaries.tokens import Mint
from tests.fake_signal.account import Said
from tests.fake_signal.line import line_of
from tests.fake_signal.people import BOT, Frame, Group
from tests.fake_telegram.server import FakeTelegram, fake_telegram
from tests.instants import NOON
from tests.stories_telegram.telegramtown import MODERATORS_ID, Moderator, Resident, TelegramTown, telegram_tables
from tests.town import PATIENCE_S, REAL_PATIENCE_S

IS_ROOT = os.geteuid() == 0
"""Whoever is not cannot look into a process that keeps debuggers out."""
SERVERS: Mapping[str, type[signal.Telling]] = {"rest": signal.Telling, "daemon": signal.Daemon}
WEBHOOK = "https://whistle.example/telegram"
MODERATORS, LAKESIDE = Group("Moderators"), Group("Lakeside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How messages reach the bot, and where its keys are: None for its memory."""

    receiver: str = "rest"
    webhook: bool = False
    keyring: Path | None = None


ONE_WAY = Ways()


class CanaryTown(TelegramTown):
    """`resident`, `moderator` and `phone` make people whose every field is a token."""

    def __init__(self, folder: Path, tables: dict[str, Any], fake: FakeTelegram, server: signal.Telling) -> None:
        super().__init__(Settings.model_validate(tables), fake, TownClock(NOON))
        self.tables = tables
        self.folder, self.server, self.mint = folder, server, Mint()
        server._now_ms = lambda: int(self.clock.now().timestamp() * 1000)
        self.bot = BotProcess(folder)
        self._scanner = Scanner()
        self.printed = b""
        """All that commands printed."""
        self.sealed: dict[bytes, tuple[str, int, str, str]] = {}
        """Every record that ever rested sealed, by its ciphertext: as the child can try to open it."""
        self.last_word = NOON
        """When somebody said something for the last time."""
        self._began = 0.0

    @property
    def keyring(self) -> Path | None:
        """The directory of its keys, where they are in one."""
        home = self.settings.keyring.home
        return None if home == "ram" else Path(home)

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
        """Somebody on Signal, of whom signal-cli knows all that it can know."""
        phone = signal.Marked(self.mint, f"{role}/{name}")
        self.server.numbers[phone.aci] = phone.person.number
        self.server.fingerprints[phone.aci] = self.mint.word(f"{phone.who}/fingerprint")
        self.server.phones[phone.aci] = phone
        return phone

    # The process

    @property
    def streams(self) -> bytes:
        """All that any process of the bot ever printed."""
        return self.bot.streams

    async def starts(self, mutant: str = "") -> None:
        connections = self.server.connections
        self._began = self.clock.seconds()
        now = self.clock.now().isoformat()
        await self.bot.begins({"tables": self.tables, "start": now, "readable": not IS_ROOT, "mutant": mutant})
        await self.bot.tells("start")
        await self.server.listening(connections + 1)

    async def stops(self) -> None:
        """Gracefully, to the end of the program."""
        await self.bot.tells("stop")
        await self.bot.ends()

    async def dies(self) -> None:
        """Killed, as by a power cut."""
        await self.bot.ends(SIGKILL)

    async def begins_anew(self, mutant: str) -> None:
        """Another process with nothing on disk: the story finds only what it leaves itself."""
        if self.bot.is_there:
            await self.dies()
        folders = [self.folder / "data", self.folder / "tmp", *([self.keyring] if self.keyring else [])]
        for path in [
            *self.folder.glob("*.db"),
            *(each for folder in folders if folder.exists() for each in folder.iterdir()),
        ]:
            path.unlink()
        self.bot.streams, self.sealed = b"", {}
        await self.starts(mutant)

    async def settles(self) -> None:
        async with asyncio.timeout(REAL_PATIENCE_S):
            await self.fake.until(lambda: not self.fake.waiting.updates)
            await self.bot.tells("settle", self.clock.seconds() - self._began)

    def passes_while_off(self, **span: float) -> None:
        """Time passes while no process runs."""
        assert not self.bot.is_there
        self.clock.advance(timedelta(**span))

    async def page(self, name: str) -> bytes:
        """What an operator's monitor is told."""
        address = f"http://127.0.0.1:{await self.bot.tells('health_port')}/{name}"
        async with aiohttp.ClientSession() as http, http.get(address) as answer:
            return await answer.read()

    # Signal

    async def arrives(self, *frames: Frame) -> None:
        """Frames that are inputs; returns when the last one is committed."""
        for frame in frames:
            before = await self.bot.tells("inputs")
            await self.server.emit(frame)
            for _ in range(400):
                await self.settles()
                if await self.bot.tells("inputs") > before:
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


@contextmanager
def memory_for_keys() -> Iterator[Path | None]:
    """A directory that is fit for a keyring; None where this machine has none, as when it swaps."""
    home = Path(tempfile.mkdtemp(prefix="whistle-keys-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        yield home if not check_home(home) else None
    finally:
        shutil.rmtree(home)


@asynccontextmanager
async def canary_town(gazetteer: Path, folder: Path, ways: Ways = ONE_WAY) -> AsyncIterator[CanaryTown]:
    groups: dict[Group, list[str]] = {MODERATORS: [BOT], LAKESIDE: [BOT]}
    async with fake_telegram() as fake, SERVERS[ways.receiver](groups) as server, line_of(server) as line:
        data = folder / "data"
        data.mkdir()
        tables = tables_of(gazetteer, data, fake, server, ways)
        if ways.receiver == "rest":
            tables["signal"]["forget_at"] = line
        town = CanaryTown(folder, tables, fake, server)
        write_settings(folder, town.tables)
        try:
            yield town
        finally:
            if town.bot.is_there:
                await town.dies()
        assert server.faults == []


def tables_of(gazetteer: Path, data: Path, fake: FakeTelegram, server: signal.Telling, ways: Ways) -> dict[str, Any]:
    """The settings of the bot."""
    called = {}
    if ways.webhook:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        called = {"receive": "webhook", "webhook_url": WEBHOOK, "webhook_port": port, "webhook_secret": WEBHOOK_SECRET}
        fake.waiting.proxied[WEBHOOK] = f"http://127.0.0.1:{port}/telegram"
    return telegram_tables(
        gazetteer, data, fake,
        moderation={"telegram": MODERATORS_ID, "signal": MODERATORS.rest_id},
        also={"lakeside": {"signal": LAKESIDE.rest_id}},
        telegram=called,
        signal={"enabled": True, "number": BOT, "url": server.url, "receiver": ways.receiver},
        keyring={"home": str(ways.keyring)} if ways.keyring else {},
        delivery={"signal_every": "0 s"},
        subscriptions={"enabled": True},
        health={"enabled": True, "port": 0},
        reports={"photos": True},
        limits={"reports_per_person_hour": 1000, "reports_overall_minute": 10_000},
    )  # fmt: skip
