"""Commands that run the bot: demo, run."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.config import config_option, read_settings
from bot.cli.console import progress_bar

if TYPE_CHECKING:
    from bot.events import Level
    from bot.settings import Settings

TOWN = "sample-town"
BUILDS = 1
"""Part of a cached gazetteer's name: raise it where a newer Whistle builds another file from the same sources."""


@click.command()
@click.option("--city", type=click.Path(path_type=Path, exists=True), help="A folder of a real city's files.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes any free one.")
@click.option("--speed", type=click.FloatRange(0.1, 1000), default=1.0, show_default=True, help="How fast time runs.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the page.")
def demo(city: Path | None, port: int, speed: float, browser: bool) -> None:
    """Serve a page that plays residents, moderators and channels; only the chat network is simulated."""
    gazetteer = _built(city)
    from bot.demo import run_demo

    _run(lambda: run_demo(gazetteer, host="127.0.0.1", port=port, open_browser=browser, speed=speed), "warning")


@click.command()
@config_option
def run(config: Path) -> None:
    """Run the bot."""
    settings = read_settings(config)
    if not (settings.telegram.enabled or settings.signal.enabled):
        raise click.ClickException("no platform is enabled: set telegram.enabled or signal.enabled to true")
    from bot.app import build_app
    from bot.platforms import UnusablePlatform
    from bot.privacy.scrub.model import NoSuchModel
    from bot.storage.errors import UnusableStore

    _own_directories(settings)
    try:
        _run(lambda: build_app(settings).run(), settings.log.level)
    except (UnusablePlatform, UnusableStore, NoSuchModel) as error:
        raise click.ClickException(str(error)) from None


def _own_directories(settings: "Settings") -> None:
    """Make the directories of the files that are Whistle's own; nobody else may look into them."""
    files = [settings.keyring.moderators_file, *([] if settings.storage.url else [settings.storage.path])]
    for each in files:
        each.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _built(city: Path | None) -> Path:
    """Return the gazetteer of a folder, or of the sample town; built once and kept in the user's cache."""
    from hashlib import blake2b

    from geo.data import town_sources
    from geo.importers import ensure_built

    sources = (city,) if city else town_sources()
    name = blake2b(str(city.resolve()).encode(), digest_size=8).hexdigest() if city else TOWN
    out = _cache() / f"{name}-{BUILDS}.gazetteer"
    with progress_bar("building the city, once") as tell:
        ensure_built(out, sources, progress=tell)
    return out


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "whistle"


def _run(work: Callable[[], Coroutine[Any, Any, object]], level: "Level") -> None:
    """Run until told to stop, with memory hardened and the log clamped from before the first message."""
    from bot import logs
    from bot.events import Event
    from bot.privacy.memory import harden

    undo = logs.configure(sys.stderr, level)
    try:
        guards = harden()
        logs.get().event(
            Event.MEMORY_HARDENED,
            core_dumps=guards.core_dumps,
            debuggers=guards.debuggers,
            memory_lock=guards.memory_lock,
        )
        asyncio.run(_watched(work))
    except asyncio.CancelledError:
        return  # asked to stop by SIGTERM
    finally:
        undo()


async def _watched(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    from bot import logs

    loop = asyncio.get_running_loop()
    logs.watch_loop(loop)
    task = asyncio.current_task()
    if task is not None:
        # Without a handler SIGTERM would end the process before what it made could be cleared away.
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    await work()
