"""The demo page's server: its files, the map, and one websocket a browser tab."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from bot.demo import commands
from bot.demo.flood import AT_ONCE
from bot.demo.guard import from_own_page, guard
from bot.demo.shapes import Shapes
from bot.demo.town import DemoTown, message_json
from bot.transports.simulator import SimEvent

STATIC = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Told by us, not by the machine's own table, which some systems have wrong."""

QUEUED = 5000
"""News a tab may be behind with before it is cut off; it comes back by itself and gets everything anew."""

TICK_S = 1.0
MAX_COMMAND_BYTES = 16_384
FLOOD_PAUSE_S = 0.2
"""Between handfuls of a flood: slow enough to watch it."""

News = dict[str, Any]


class DemoPage:
    """`incidents` tells the open incidents for the map; `crowd` what the people of a flood write."""

    def __init__(
        self,
        town: DemoTown,
        shapes: Shapes,
        *,
        city_name: str,
        chips: Mapping[str, tuple[str, ...]],
        crowd: tuple[str, ...],
        incidents: Callable[[], Awaitable[list[News]]],
    ) -> None:
        self._town = town
        self._shapes = shapes
        self._fixed: News = {"city": city_name, "chips": {language: list(each) for language, each in chips.items()}}
        self._crowd = crowd
        self._incidents = incidents
        self._latest: list[News] = []
        self._flooding = 0
        self._tabs: set[asyncio.Queue[News | None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def application(self, token: str, host: str) -> web.Application:
        """Return the web application, every address of which begins with the token."""
        app = web.Application(middlewares=[guard(token, host)])
        app.router.add_get(f"/{token}/", self._file)
        app.router.add_get(f"/{token}/wire", self._wire)
        app.router.add_get(f"/{token}/map.json", self._map)
        app.router.add_get(f"/{token}/anchors.json", self._anchors)
        app.router.add_get(f"/{token}/pictures/{{ref:m[0-9]+}}.png", self._picture)
        app.router.add_get(f"/{token}/{{file:.+}}", self._file)
        return app

    async def run(self) -> None:
        """Tell the tabs what changes, until cancelled."""
        stop = self._town.world.observe(self._on_event)
        try:
            while True:
                await self._tick()
                await asyncio.sleep(TICK_S)
        finally:
            stop()
            for task in self._tasks:
                task.cancel()
            for tab in self._tabs:
                tab.put_nowait(None)

    async def _tick(self) -> None:
        self._tell(self._clock())
        latest = await self._incidents()
        if latest != self._latest:
            self._latest = latest
            self._tell({"what": "incidents", "incidents": latest})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("file", "index.html")
        path = (STATIC / name).resolve()
        if not path.is_relative_to(STATIC) or path.suffix not in KINDS or not path.is_file():
            raise web.HTTPNotFound(reason="There is no such file.")
        return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], charset="utf-8")

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        picture = self._town.picture(request.match_info["ref"])
        if not picture:
            raise web.HTTPNotFound(reason="There is no such picture.")
        return web.Response(body=picture, content_type="image/png")

    async def _map(self, _request: web.Request) -> web.Response:
        return _json(self._shapes.map)

    async def _anchors(self, _request: web.Request) -> web.Response:
        return _json(self._shapes.anchors)

    async def _wire(self, request: web.Request) -> web.StreamResponse:
        if not from_own_page(request):
            raise web.HTTPForbidden(reason="Only the demo page itself may open this.")
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=MAX_COMMAND_BYTES)
        await socket.prepare(request)
        tab: asyncio.Queue[News | None] = asyncio.Queue(QUEUED)
        tab.put_nowait(self._hello())
        self._tabs.add(tab)
        sender = asyncio.create_task(self._send(socket, tab))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._obey(frame.data)
        finally:
            self._tabs.discard(tab)
            sender.cancel()
        return socket

    async def _send(self, socket: web.WebSocketResponse, tab: asyncio.Queue[News | None]) -> None:
        while (news := await tab.get()) is not None:
            await socket.send_str(json.dumps(news, ensure_ascii=False))
        await socket.close()

    def _obey(self, text: str) -> None:
        try:
            command = commands.parse(text)
            added = self._town.do(command)
        except (commands.UnknownCommand, LookupError):
            self._tell(
                {"what": "notice", "text": "The page asked for something that is not there any more; reload it."}
            )
            return
        match command:
            case commands.AddPhone() if added:
                self._tell({"what": "phone", "phone": self._town.phone_json(added)})
            case commands.Flood() if not self._flooding:
                self._flooding = len(self._crowd)
                task = asyncio.create_task(self._flood())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case commands.Network():
                self._tell(self._status())
            case commands.Speed():
                self._tell(self._clock())

    async def _flood(self) -> None:
        try:
            for number, text in enumerate(self._crowd):
                flavor = ("sim", "simsig")[number % 2]
                self._town.world.phone(f"crowd-{number}", flavor).writes(text)
                self._flooding -= 1
                if number % AT_ONCE == AT_ONCE - 1:
                    self._tell(self._status())
                    await asyncio.sleep(FLOOD_PAUSE_S)
        finally:
            self._flooding = 0
            self._tell(self._status())

    def _on_event(self, event: SimEvent) -> None:
        if not self._town.shows(event):
            return
        if event.message is not None:
            self._tell({"what": "chat", "chat": event.chat, "message": message_json(event.message)})
        if event.toast:
            self._tell({"what": "toast", "chat": event.chat, "phone": event.phone, "text": event.toast})

    def _tell(self, news: News) -> None:
        for tab in tuple(self._tabs):
            if tab.full():
                self._tabs.discard(tab)
                while not tab.empty():
                    tab.get_nowait()
                tab.put_nowait(None)
            else:
                tab.put_nowait(news)

    def _hello(self) -> News:
        whole = {**self._fixed, **self._town.hello(), **self._clock(), **self._status(), "incidents": self._latest}
        return {**whole, "what": "hello"}

    def _clock(self) -> News:
        return {"what": "clock", "now": self._town.clock.now().isoformat(), "speed": int(self._town.clock.speed)}

    def _status(self) -> News:
        return {"what": "status", "down": self._town.down, "flooding": self._flooding}


def _json(packed: bytes) -> web.Response:
    return web.Response(body=packed, content_type="application/json", headers={"Content-Encoding": "gzip"})
