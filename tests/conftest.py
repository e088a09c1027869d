"""The sample town's gazetteer, built once a session, and the town that speaks on it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.data import town_sources
from geo.importers import ensure_built

if TYPE_CHECKING:
    from tests.town import Town


@pytest.fixture(scope="session")
def town_gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample town's gazetteer."""
    out = tmp_path_factory.mktemp("gazetteer") / "town.gazetteer"
    ensure_built(out, town_sources())
    return out


@pytest.fixture(params=["sim", "simsig"])
def platform(request) -> str:
    """Every story that does not say otherwise is told with buttons and without."""
    return str(request.param)


@pytest.fixture
async def town(town_gazetteer, tmp_path, platform) -> AsyncIterator["Town"]:
    from tests.town import Town, town_settings

    async with Town.open(town_settings(town_gazetteer, tmp_path), platform) as town:
        yield town
