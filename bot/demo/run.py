"""The demo as a program: the real bot with a store in a temporary folder, and a page in front of it.

A second composition root beside bot.app: it only adds the simulated world and the page.
"""

import asyncio
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from aiohttp import web

from bot.app import App, build_app
from bot.clock import TownClock
from bot.demo.city import demo_city
from bot.demo.flood import flood_texts
from bot.demo.page import DemoPage
from bot.demo.shapes import pack_shapes
from bot.demo.suggestions import suggestions
from bot.demo.town import DemoTown
from bot.transports.simulator import FLAVORS, Simulator
from geo.gazetteer import Gazetteer
from geo.resolve import Resolver
from handlers.incident import Basis, Incident

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo that is running: where to open it, and its parts for whoever tests it."""

    url: str
    app: App
    town: DemoTown


async def run_demo(
    gazetteer_path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    open_browser: bool = False,
    speed: float = 1.0,
    say: Say = print,
    started: Callable[[Demo], None] = lambda _demo: None,
) -> None:
    """Serve the demo of a city until cancelled; what it stored is deleted then. `port` 0 takes any free one."""
    gazetteer = Gazetteer.open(gazetteer_path)
    tried = suggestions(gazetteer, Resolver(gazetteer))
    with tempfile.TemporaryDirectory(prefix="whistle-demo-") as folder:
        around = tried.story.point if tried.story else None
        city = demo_city(gazetteer, gazetteer_path, Path(folder), around=around)
        clock = TownClock(datetime.now(UTC), speed=speed)
        town = DemoTown(city, clock)
        transports = [Simulator(town.world, platform) for platform in FLAVORS]
        app = build_app(city.settings, transports=transports, clock=clock)
        page = DemoPage(
            town,
            pack_shapes(gazetteer, city),
            city_name=_name(gazetteer),
            chips=tried.texts,
            crowd=tuple(flood_texts(gazetteer, tried.story)),
            incidents=lambda: _incidents(app),
        )
        async with app, _served(page, host, port) as url:
            say(f"The demo is at {url}")
            say("Stop it with Ctrl-C; nothing it stored stays.")
            started(Demo(url=url, app=app, town=town))
            if open_browser:
                await asyncio.to_thread(webbrowser.open, url)
            await _until_told(page.run())


@asynccontextmanager
async def _served(page: DemoPage, host: str, port: int) -> AsyncIterator[str]:
    """Serve the page; gives the address to open."""
    token = token_urlsafe(16)
    runner = web.AppRunner(page.application(token, host), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}/{token}/"
    finally:
        await runner.cleanup()


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Run until SIGTERM or SIGINT, so that the temporary folder is always removed."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    for each in signals:
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(each, told.set)
    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(work)
            await told.wait()
            task.cancel()
    finally:
        for each in signals:
            with suppress(NotImplementedError, RuntimeError):
                loop.remove_signal_handler(each)


async def _incidents(app: App) -> list[dict[str, Any]]:
    found = await app.store.read(lambda tx: tuple(tx.incidents.open()))
    return [_incident_json(incident) for incident in found]


def _incident_json(incident: Incident) -> dict[str, Any]:
    place = incident.place
    state = "pending" if incident.basis is None else "reported" if incident.basis is Basis.REPORTED else "confirmed"
    return {
        "code": incident.code,
        "state": state,
        "at": [place.point.lat, place.point.lon] if place else None,
        "label": place.label if place else "",
        "witnesses": incident.witnesses,
    }


def _name(gazetteer: Gazetteer) -> str:
    """The sample town says its name; a gazetteer does not know what its city is called."""
    said = gazetteer.info.attribution
    return said if "invented" in said else f"A real city, {len(gazetteer.streets):,} streets"
