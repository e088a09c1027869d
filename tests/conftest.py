"""The sample town's gazetteer, built once a session, and the town that speaks on it."""

import logging
import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.privacy.homecheck import check_home
from geo.data import town_sources
from geo.importers import ensure_built

if TYPE_CHECKING:
    from tests.town import Town

REQUIRED: Final = ("browser", "exiftool", "postgres")
"""Marks of tests that need a program a laptop may lack, but the machine that judges a change must have."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where WHISTLE_CI is 1, what was skipped was not proved, and that is a failure."""
    report = yield
    needs = [mark for mark in REQUIRED if item.get_closest_marker(mark)]
    if report.skipped and needs and os.environ.get("WHISTLE_CI") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        report.outcome = "failed"
        report.longrepr = f"required here ({', '.join(needs)}), but: {reason}"
    return report


@pytest.fixture(autouse=True)
def outspoken_libraries() -> Iterator[None]:
    """A transport and a command silence libraries for the whole process: no later test may profit from that."""
    last_resort, raising, handlers = logging.lastResort, logging.raiseExceptions, list(logging.root.handlers)
    yield
    logging.lastResort, logging.raiseExceptions = last_resort, raising
    logging.captureWarnings(capture=False)
    for each in logging.root.handlers[:]:
        if isinstance(each, logging.NullHandler) and each not in handlers:
            logging.root.removeHandler(each)
    logger = logging.getLogger("signalbot")
    logger.handlers.clear()
    logger.propagate = True


@pytest.fixture(scope="session")
def town_gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample town's gazetteer."""
    out = tmp_path_factory.mktemp("gazetteer") / "town.gazetteer"
    ensure_built(out, town_sources())
    return out


@pytest.fixture
def tmpfs() -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not memory.is_dir():
        pytest.skip("this system has no /dev/shm")
    path = memory / f"whistle-test-{os.getpid()}-{os.urandom(4).hex()}"
    path.mkdir(mode=0o700)
    if check_home(path):
        path.rmdir()
        pytest.skip("/dev/shm is no fit home for keys here: " + "; ".join(f.text for f in check_home(path)))
    yield path
    for each in path.iterdir():
        each.unlink()
    path.rmdir()


@pytest.fixture(params=["sim", "simsig"])
def platform(request) -> str:
    """Every story that does not say otherwise is told with buttons and without."""
    return str(request.param)


@pytest.fixture
async def town(request, town_gazetteer, tmp_path, platform) -> AsyncIterator["Town"]:
    from tests.town import open_town

    asked = request.node.get_closest_marker("settings")
    async with open_town(town_gazetteer, tmp_path, platform, **(asked.kwargs if asked else {})) as town:
        yield town
