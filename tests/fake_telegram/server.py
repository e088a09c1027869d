"""A Bot API server on loopback: real HTTP, real offsets, budgets and rights, strict about every request.

Faults are planted per request: before its effect or after it, as a status, a garbled answer or a dropped line.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_telegram.delivery import Waiting
from tests.fake_telegram.methods import Methods
from tests.fake_telegram.oracle import ContractBroken, check_request, fields_of, parameters
from tests.fake_telegram.people import Person, strict
from tests.fake_telegram.world import BOT_ID, SPARE_ID, ApiError, World
from tests.inventory import unlisted_request

TOKEN = "7000000001:AAcanaryTOKENcanaryTOKENcanaryTOKENxx"


NEW_TOKEN = "7000000001:AAnewcanaryTOKENnewcanaryTOKENnewcanaryxx"  # of the same bot, after a revocation
SPARE_TOKEN = "7000000002:AAsparecanaryTOKENsparecanaryTOKENxxxxxxx"


@dataclass(kw_only=True)
class Fault:
    """`status` 0 drops the line. `times`: how often, -1 for ever. `after`: the request takes effect first."""

    method: str = ""
    status: int = 0
    after: bool = False
    times: int = 1
    body: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    hold: asyncio.Event | None = None


class FakeTelegram:
    def __init__(self) -> None:
        self.world = World()
        self.methods = Methods(self.world)
        self.waiting = Waiting()
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.broken: list[str] = []
        self.heard: list[tuple[str, str, bytes]] = []
        """Every request as it came: to which kind of chat, which chat, and its bytes."""
        self.token = TOKEN
        self.port = 0
        self._changed = asyncio.Event()
        self.waiting.changed = self._changed.set
        self._runner = web.AppRunner(self._app(), access_log=None, handle_signals=False, shutdown_timeout=0.05)
        self._listening: asyncio.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        self._users = 500_000_000

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        return self._listening is not None

    def person(self, name: str, language: str = "en") -> Person:
        self._users += 1
        return Person(self, self._users, name, language)

    def push(self, content: dict[str, Any], *, lane: int = 0) -> None:
        strict({"update_id": 1, **content})
        self.waiting.push(content, lane)

    def push_odd(self, raw: Any, *, lane: int = 0) -> int:
        """Something no server should send, under the next number."""
        number = self.waiting.take_number()
        self.waiting.push_raw(number, {"update_id": number, **raw} if isinstance(raw, dict) else raw, lane)
        return number

    def fails(self, **fault: Any) -> Fault:
        planted = Fault(**fault)
        self.faults.append(planted)
        return planted

    def called(self, method: str) -> list[dict[str, Any]]:
        return [given for name, given in self.calls if name == method]

    async def until(self, claim: Callable[[], object], within_s: float = 20.0) -> None:
        """Wait until a claim holds: looked at after each request, and now and then for what the bot does alone."""
        async with asyncio.timeout(within_s):
            while not claim():
                self._changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.05)

    def cut(self) -> None:
        """The line is dead: nobody listens, and open connections break."""
        if self._listening:
            self._listening.close()
            self._listening = None
        server = self._runner.server
        for connection in server.connections if server else ():
            if connection.transport:
                connection.transport.abort()

    def mend(self) -> None:
        if self._listening is None:
            sock = socket.create_server(("127.0.0.1", self.port))
            self._opening = asyncio.get_running_loop().create_task(self._listen(sock))

    async def start(self) -> None:
        await self._runner.setup()
        sock = socket.create_server(("127.0.0.1", 0))
        self.port = sock.getsockname()[1]
        await self._listen(sock)

    async def stop(self) -> None:
        if self._opening:
            await self._opening
        await self.waiting.stop()
        self.cut()
        await self._runner.cleanup()

    async def _listen(self, sock: socket.socket) -> None:
        server = self._runner.server
        assert server is not None
        self._listening = await asyncio.get_running_loop().create_server(server, sock=sock)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/photos/{file}", self._file)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            fields = await request.post()
        except ConnectionResetError:
            return web.Response()  # whoever asked was killed over it
        # Read raw before, a form in parts, such as an uploaded picture's, would leave nothing to parse.
        names = " ".join(f"{key} {getattr(value, 'filename', '')}" for key, value in fields.items())
        form = {key: _field(value) for key, value in fields.items()}
        body = b" ".join(
            (names.encode(), *(each if isinstance(each, bytes) else each.encode() for each in form.values()))
        )
        head = f"{request.raw_path} {dict(request.headers)} ".encode()
        self.heard.append((self._recipient(form), str(form.get("chat_id", "")), head + body))
        try:
            return await self._answer(request, method, parameters(form))
        except ApiError as error:
            return _refusal(error)
        except ContractBroken as error:
            self.broken.append(f"{method}: {error}")
            return _refusal(ApiError(400, f"Bad Request: {error}"))
        finally:
            self._changed.set()

    async def _answer(self, request: web.Request, method: str, given: dict[str, Any]) -> web.StreamResponse:
        acting = self._bots().get(request.match_info["token"])
        if acting is None:
            raise ApiError(401, "Unauthorized")
        check_request(method, given)
        if unlisted := unlisted_request("telegram", self._recipient(given), method, fields_of(given)):
            raise ContractBroken(f"not in docs/data-inventory.md: {unlisted}")
        self.calls.append((method, given))
        fault = self._fault(method)
        if fault and fault.hold:
            self._changed.set()
            await fault.hold.wait()
        if fault and not fault.after:
            return _mishap(request, fault)
        self.world.acting = acting
        result = await self._do(method, given)
        if fault and (fault.status or not fault.hold):
            return _mishap(request, fault)
        return web.json_response({"ok": True, "result": result})

    def _bots(self) -> dict[str, int]:
        return {self.token: BOT_ID, SPARE_TOKEN: SPARE_ID}

    def _recipient(self, given: dict[str, Any]) -> str:
        """Who gets a request, as the inventory names them; a chat that is none is judged as a room."""
        if "chat_id" not in given:
            return "platform"
        chat = str(given["chat_id"])
        kinds = [room.kind for room in self.world.rooms.values() if chat in {str(room.id), f"@{room.username}"}]
        return kinds[0] if kinds[:1] in (["private"], ["channel"]) else "room"

    async def _do(self, method: str, given: dict[str, Any]) -> Any:
        match method:
            case "getUpdates":
                return await self.waiting.poll(given)
            case "setWebhook":
                return self.waiting.set_hook(given)
            case "getWebhookInfo":
                url = self.waiting.hook.get("url", "")
                waits = len(self.waiting.updates)
                last = {key: value for key, value in self.waiting.hook.items() if key == "last_error_date"}
                return {"url": url, "has_custom_certificate": False, "pending_update_count": waits} | last
            case "deleteWebhook":
                return self.waiting.drop_hook(given)
            case _:
                return self.methods.call(method, given)

    def _fault(self, method: str) -> Fault | None:
        fault = next((each for each in self.faults if each.method in {"", method} and each.times), None)
        if fault:
            fault.times -= 1
        return fault

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return web.Response(status=401)
        return web.Response(body=self.methods.files[request.match_info["file"]])


def _field(value: str | bytes | bytearray | web.FileField) -> str | bytes:
    return value.file.read() if isinstance(value, web.FileField) else str(value)


def _refusal(error: ApiError) -> web.Response:
    body = {"ok": False, "error_code": error.code, "description": error.description}
    return web.json_response(body | ({"parameters": error.more} if error.more else {}), status=error.code)


def _mishap(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.body:
        return web.Response(status=fault.status or 200, text=fault.body)
    if not fault.status:
        if request.transport:
            request.transport.abort()
        return web.Response()
    raise ApiError(fault.status, f"planted {fault.status}", **fault.more)


@asynccontextmanager
async def fake_telegram() -> AsyncIterator[FakeTelegram]:
    """A running server; a request that broke the contract fails the test that made it."""
    fake = FakeTelegram()
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()
    assert not fake.broken, fake.broken
