"""The bot in a process of its own, so that its files, streams and memory are honest. Told what to do by lines of JSON.

It is the shipped app under the shipped log, with every logger at DEBUG; only its clock is the town's.
"""

import asyncio
import ctypes
import json
import logging
import os
import resource
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from bot import logs
from bot.app import App, build_app
from bot.clock import TownClock
from bot.privacy import darkroom
from bot.privacy.media import CleanPhoto, clean_photo
from bot.privacy.memory import harden
from bot.sealer import KeyringSealer
from bot.settings import Settings
from bot.transports.signal import SignalTransport
from bot.transports.signal.number import Number
from bot.transports.telegram import TelegramTransport, replies
from tests.canaries import mutants, slips

PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4
HANDLERS = str(Path(__file__).parents[2] / "handlers") + os.sep


class Breaking:
    """Lets each function of the handlers fail once, with everything it holds in the text of the error."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.on = False

    def wrap(self, module: Any, name: str) -> None:
        whole: Callable[..., Any] = getattr(module, name)

        def breakable(*args: Any, **kwargs: Any) -> Any:
            if not self.on:
                return whole(*args, **kwargs)
            sys.setprofile(self._break)
            try:
                return whole(*args, **kwargs)
            finally:
                sys.setprofile(None)

        setattr(module, name, breakable)

    def _break(self, frame: FrameType, what: str, _argument: object) -> None:
        code = frame.f_code
        spot = f"{code.co_filename}:{code.co_firstlineno}"
        if (
            what == "call"
            and code.co_filename.startswith(HANDLERS)
            and spot not in self.broken
            and code.co_name[0] != "<"
        ):
            self.broken.add(spot)
            sys.setprofile(None)
            raise LookupError(f"{code.co_name} with {told(frame.f_locals)}")


def told(held: object, depth: int = 0) -> str:
    """All that can be read out of some values, past every repr that keeps to itself."""
    if isinstance(held, dict):
        return " ".join(told(each, depth) for each in held.values())
    slots = [name for kind in type(held).__mro__ for name in getattr(kind, "__slots__", ())]
    inner = [getattr(held, name, "") for name in slots] + list(getattr(held, "__dict__", {}).values())
    if not inner or depth > 2 or isinstance(held, type):
        return repr(held)
    return f"{held!r} " + " ".join(told(each, depth + 1) for each in inner)


class Child:
    def __init__(self, settings: Settings, start: datetime) -> None:
        self.settings, self.clock = settings, TownClock(start)
        self.breaking = Breaking()
        for module, name in (
            ("handlers.resident", "receive"), ("handlers.moderation", "moderate"), ("handlers.rooms", "room_event"),
            ("handlers.report", "pass_on_due"), ("handlers.lifecycle", "tick"),
        ):  # fmt: skip
            self.breaking.wrap(import_module(module), name)
        self.app: App | None = None

    async def do(self, wish: str, value: Any) -> Any:
        return await getattr(self, f"do_{wish}")(value)

    async def do_start(self, _value: None) -> None:
        replies._SWEEP_S = float("inf")  # the town's hours pass in seconds: `keep_house` does it instead
        self.app = build_app(self.settings, clock=self.clock)
        for number in self._numbers:
            number.forgetting._seconds = self.clock.seconds
        await self.app.__aenter__()
        be_chatty()

    async def do_stop(self, _value: None) -> None:
        app, self.app = self._running, None
        await app.__aexit__(None, None, None)

    async def do_settle(self, at_s: float) -> None:
        """Be where the town's time is, and do everything that is due then."""
        behind = at_s - self.clock.seconds()
        if behind > 0:
            self.clock.advance(timedelta(seconds=behind))
        for transport in self._running.parts.transports:
            if isinstance(transport, TelegramTransport):
                # Everything is said, or waits for the town's time to pass.
                while transport._intake.lanes.open and not transport._outlet.turns.waiting:  # noqa: ASYNC110  nobody tells
                    await asyncio.sleep(0.002)
            if isinstance(transport, SignalTransport):
                await transport.drained()
        await self._running.settle()

    async def do_run(self, speed: float) -> None:
        """Let time pass by itself, for stories in which somebody waits for it in the middle of something."""
        self.clock.run_at(speed)

    async def do_inputs(self, _value: None) -> float:
        samples = [sample for metric in self._running.metrics.registry.collect() for sample in metric.samples]
        return sum(sample.value for sample in samples if sample.name == "whistle_inputs_total")

    async def do_metrics(self, _value: None) -> str:
        return self._running.metrics.page().decode()

    async def do_health_port(self, _value: None) -> int:
        return self._running.health_port

    async def do_guards(self, _value: None) -> list[int]:
        """The bytes of a core that may be written, and whether one may be at all."""
        return [*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)]

    async def do_keep_house(self, _value: None) -> None:
        """What is done now and then of real time: quiet chats are wiped, signal-cli forgets whoever is due."""
        for each in self._running.parts.transports:
            if isinstance(each, TelegramTransport):
                said, lives_s = each._replies, each._config.trace_lives_s
                for chat in said.trail.quiet(lives_s):
                    await said._wipe(chat, said.trail.take(chat))
        for number in self._numbers:
            if number.forgetting._contacts.can_forget:
                await number.forgetting.look()

    async def do_backup(self, path: str) -> None:
        await self._running.store.backup(Path(path), self.clock.now(), self._running.parts.retention)

    async def do_purge(self, _value: None) -> None:
        await self._running.maintenance.rotate()
        await self._running.maintenance.purge()

    async def do_opened(self, sealed: list[list[Any]]) -> int:
        """How many of those records, copied from the database, the keys of this moment still open."""
        keyring = KeyringSealer(self._running.maintenance.keyring)
        opened = [
            keyring.open_text(epoch, bytes.fromhex(nonce), bytes.fromhex(ciphertext), owner.encode())
            for owner, epoch, nonce, ciphertext in sealed
        ]
        return sum(each is not None for each in opened)

    async def do_break(self, on: bool) -> int:
        self.breaking.on = on
        return len(self.breaking.broken)

    @property
    def _numbers(self) -> list[Number]:
        transports = self._running.parts.transports
        return [number for each in transports if isinstance(each, SignalTransport) for number in each._numbers]

    @property
    def _running(self) -> App:
        assert self.app is not None
        return self.app


def looked_for_faces(data: bytes) -> CleanPhoto:
    """The photo as the shipped decoder rebuilds it; only the model that finds faces has one to find them."""
    cleaned = clean_photo(data)
    return replace(cleaned, faces=cleaned.faces or 0)


def be_chatty() -> None:
    for name in ("", *logging.root.manager.loggerDict):
        logging.getLogger(name or None).setLevel(logging.DEBUG)


async def serve(child: Child, line: socket.socket) -> None:
    logs.watch_loop(asyncio.get_running_loop())
    reader, writer = await asyncio.open_connection(sock=line)
    while raw := await reader.readline():
        wish, value = json.loads(raw)
        try:
            answer = ["done", await child.do(wish, value)]
        except Exception as error:  # noqa: BLE001  the parent has to hear of it
            answer = ["failed", f"{type(error).__name__}: {error}"]
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()


def main(setup: dict[str, Any]) -> None:
    logs.configure(sys.stderr, "debug")
    harden()
    if setup["readable"]:
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    settings = Settings.model_validate(setup["tables"])
    slips.instead(darkroom, "clean_photo", looked_for_faces)
    if setup["mutant"]:
        mutants.plant(setup["mutant"], settings)
    child = Child(settings, datetime.fromisoformat(setup["start"]))
    line = socket.socket(fileno=setup["line"])
    asyncio.run(serve(child, line))


if __name__ == "__main__":
    main(json.loads(sys.stdin.read()))
