"""A signal-cli-rest-api on loopback: it keeps what was said, and loses frames exactly where the real one does."""

import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import time
from typing import Any

from aiohttp import web

from tests.fake_signal.account import NotAllowed
from tests.fake_signal.container import Container, Stream
from tests.fake_signal.people import BOT, Group
from tests.fake_signal.schemas import REQUESTS, faults
from tests.inventory import unlisted_request

NAMES: Mapping[str, str] = {
    "POST /v2/send": "send", "GET /v1/groups/{number}": "groups", "GET /v1/identities/{number}": "identities",
    "PUT /v1/contacts/{number}": "contact", "POST /v1/groups/{number}": "group", "PUT /v1/groups/{number}/{group}": "group",
    "PUT /v1/profiles/{number}": "profile",
}  # fmt: skip
"""What a request is about, whichever receiver it comes through."""
STREAMS = {"GET /v1/receive/{number}", "GET /api/v1/events"}
LIMITED = {
    "error": "Failed to send message: [429] Rate limit exceeded: 429 (RateLimitException)",
    "account": BOT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """What befalls one request: an answer of its own, or none (`silent`). `happens`: it takes effect all the same."""

    status: int = 0
    body: object = None
    silent: bool = False
    happens: bool = False


class FakeSignal(Container):
    """Use as a context. `faults` must stay empty: requests that do not fit, two at one time, or to who never wrote."""

    receiver = "rest"

    def __init__(
        self,
        groups: Mapping[Group, Iterable[str]],
        now_ms: Callable[[], int] = lambda: int(time() * 1000),
        number: str = BOT,
    ):
        super().__init__(groups, now_ms, number)
        self.about: dict[str, Any] = {
            "build": 2, "capabilities": {"v2/send": ["quotes"]}, "mode": "json-rpc", "version": "0.101.0",
            "versions": ["v1", "v2"],
        }  # fmt: skip
        self.faults: list[str] = []
        self.requests: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.heard: list[tuple[str, bytes]] = []
        """Every request as it came: to whom ("" for the server itself), and its bytes."""
        self.mishaps: deque[Mishap] = deque()
        self._awaiting: dict[str, Mishap] = {}
        self._closed: dict[str, Mishap] = {}
        self.muffled = False
        self._in_flight = 0

    # What befalls requests

    def limited(self, *tokens: str, retry_after_s: int = 0) -> Mishap:
        """Signal asks for a pause; signal-cli-rest-api does not pass on how long."""
        del retry_after_s
        tokened = {"challenge_tokens": list(tokens)} if tokens else {}
        return Mishap(status=429, body={"error": "Rate limited", "account": BOT, **tokened})

    def partly(self, *reasons: str) -> Mishap:
        """So many of a group do not get it, for these reasons."""
        missed = [{"number": "+15555550123", "uuid": "", "username": "", "reason": each} for each in reasons]
        body = [{"timestamp": "1790000000000", "errors": {"recipients": missed}}]
        return Mishap(status=201, body=body, happens=True)

    def refuse(self, *mishaps: Mishap) -> None:
        """Let the next sends meet these, one each."""
        self.mishaps.extend(mishaps)

    def refuse_next(self, name: str, mishap: Mishap) -> None:
        """Let the next request about this (as in `NAMES`) meet this."""
        self._awaiting[name] = mishap

    def refuse_always(self, name: str, mishap: Mishap | None = None) -> None:
        """Let every request about this meet this, or a failure of the server's own; `mend` ends it."""
        self._closed[name] = mishap or Mishap(status=500, body=None)

    def mend(self, name: str) -> None:
        self._closed.pop(name, None)

    def _meets(self, name: str) -> Mishap | None:
        """What befalls a request about this."""
        return self._awaiting.pop(name, None) or self._closed.get(name)

    # Inside

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._one_at_a_time])
        app.add_routes(
            [
                web.get("/v1/health", _nothing),
                web.get("/v1/about", self._about),
                web.get("/v1/receive/{number}", self._receive),
                web.get("/v1/groups/{number}", self._groups),
                web.post("/v1/groups/{number}", self._new_group),
                web.put("/v1/groups/{number}/{group}", self._change_group),
                web.post("/v1/groups/{number}/{group}/members", self._let_in),
                web.put("/v1/profiles/{number}", self._profile),
                web.post("/v1/accounts/{number}/username", self._username),
                web.put("/v1/accounts/{number}/settings", self._settings),
                web.get("/v1/identities/{number}", self._identities),
                web.post("/v2/send", self._send),
                web.delete("/v1/remote-delete/{number}", self._delete),
                web.post("/v1/reactions/{number}", _nothing),
                web.put("/v1/typing-indicator/{number}", _nothing),
                web.delete("/v1/typing-indicator/{number}", _nothing),
                web.post("/v1/receipts/{number}", _nothing),
                web.put("/v1/contacts/{number}", self._contact),
                web.post("/v1/accounts/{number}/rate-limit-challenge", self._solve),
            ]
        )
        return app

    @web.middleware
    async def _one_at_a_time(self, request: web.Request, handler: Any) -> web.StreamResponse:
        resource = request.match_info.route.resource
        name = f"{request.method} {resource.canonical if resource else '?'}"
        self.requests[name] += 1
        self.asked[NAMES.get(name, "")] += 1
        text = await request.text()
        body = _decoded(text)
        self.heard.append((self._addressee(body), f"{request.raw_path} {dict(request.headers)} {text}".encode()))
        if name in REQUESTS:
            self.faults += [f"{name} {fault}" for fault in faults(REQUESTS[name], body)]
        self._hold_against_inventory(name, body)
        self._hold_against_number(request.match_info.get("number"), body)
        if name in STREAMS:
            return await self._answered(handler(request))
        if mishap := self._meets(NAMES.get(name, "")):
            return web.json_response(mishap.body, status=mishap.status)
        self._in_flight += 1
        if self._in_flight > 1:
            self.faults.append(f"{name}: concurrent requests crash the real server")
        try:
            return await self._answered(handler(request))
        finally:
            self._in_flight -= 1

    def _addressee(self, body: object) -> str:
        """To whom a request is, "" for the server itself."""
        return _recipient(body)

    def _hold_against_number(self, named: object, body: object) -> None:
        if isinstance(body, dict):
            named = named or body.get("number")
        if named not in {None, self.number}:
            self.faults.append("a request for a number that is not here")

    def _hold_against_inventory(self, name: str, body: object) -> None:
        given, recipient = body if isinstance(body, dict) else {}, _recipient(body)
        kind = "platform" if not recipient else "room" if recipient.startswith("group.") else "private"
        request = name.replace("/{number}", "").replace("/{group}", "").rpartition("/")[2]
        unlisted = unlisted_request("signal", kind, request, given.keys())
        self.faults += [f"not in docs/data-inventory.md: {each}" for each in unlisted]

    async def _answered(self, answer: Any) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await answer
        except NotAllowed as refused:
            response = web.json_response({"error": str(refused)}, status=400)
        await self._notify()
        return response

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        listening = web.WebSocketResponse(heartbeat=54)
        await listening.prepare(request)
        await self._listened_to(listening)
        try:
            async for _ in listening:
                self.faults.append("something was written into the receiving socket")
        finally:
            self._sockets.discard(listening)
        return listening

    async def _hand_out(self, stream: Stream, raw: str) -> None:
        assert isinstance(stream, web.WebSocketResponse)
        await stream.send_str(raw)

    async def _hang_up(self, stream: Stream, code: int) -> None:
        assert isinstance(stream, web.WebSocketResponse)
        await stream.close(code=code)

    async def _about(self, _request: web.Request) -> web.Response:
        return web.json_response(self.about)

    async def _groups(self, _request: web.Request) -> web.Response:
        return web.json_response(self.groups())

    async def _new_group(self, request: web.Request) -> web.Response:
        return web.json_response({"id": self.new_group(await request.json())}, status=201)

    async def _change_group(self, request: web.Request) -> web.Response:
        self.change_group(request.match_info["group"], await request.json())
        return web.Response(status=204)

    async def _let_in(self, request: web.Request) -> web.Response:
        self.let_in(request.match_info["group"], (await request.json())["members"])
        return web.Response(status=204)

    async def _profile(self, request: web.Request) -> web.Response:
        self.profile |= await request.json()
        return web.Response(status=204)

    async def _username(self, request: web.Request) -> web.Response:
        name, link = self.name((await request.json())["username"])
        return web.json_response({"username": name, "username_link": link}, status=201)

    async def _settings(self, request: web.Request) -> web.Response:
        self.settings |= await request.json()
        return web.Response(status=204)

    async def _identities(self, _request: web.Request) -> web.Response:
        return web.json_response(self.identities())

    async def _send(self, request: web.Request) -> web.Response:
        mishap, at_ms = await self._taken(json.loads(await request.text()))
        if mishap.status:
            return web.json_response(mishap.body, status=mishap.status)
        return web.json_response([{"timestamp": str(at_ms)}], status=201)

    async def _taken(self, wanted: Mapping[str, Any]) -> tuple[Mishap, int]:
        """What becomes of a message: what befalls it, and when it was sent (0: it was not)."""
        mishap = self.mishaps.popleft() if self.mishaps else Mishap(silent=self.muffled, happens=self.muffled)
        at_ms = self.take(wanted) if mishap.happens or not (mishap.status or mishap.silent) else 0
        if at_ms and not self.may_hear(wanted["recipients"][0]):
            self.faults.append("a message to somebody who did not write first")
        if mishap.silent:
            await self._notify()
            await self._release.wait()
        return mishap, at_ms

    async def _delete(self, request: web.Request) -> web.Response:
        wanted = json.loads(await request.text())
        return web.json_response({"timestamp": str(self.delete(wanted))}, status=201)

    async def _contact(self, request: web.Request) -> web.Response:
        wanted = json.loads(await request.text())
        self.timers[wanted["recipient"]] = wanted["expiration_in_seconds"]
        return web.Response(status=204)

    async def _solve(self, request: web.Request) -> web.Response:
        wanted = json.loads(await request.text())
        self.solve(wanted["challenge_token"], wanted["captcha"])
        return web.Response(status=204)


async def _nothing(_request: web.Request) -> web.Response:
    return web.Response(status=204)


def _decoded(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _recipient(body: object) -> str:
    given = body if isinstance(body, dict) else {}
    return str(given.get("recipient") or next(iter(given.get("recipients", [])), ""))


@asynccontextmanager
async def fake_signal(
    groups: Mapping[Group, Iterable[str]], kind: type[FakeSignal] = FakeSignal, number: str = BOT
) -> AsyncIterator[FakeSignal]:
    """A server whose rules nobody broke."""
    async with kind(groups, number=number) as server:
        yield server
        assert server.faults == [], server.faults
