"""Every story is told on every platform, but for what a platform cannot do."""

import pytest

from tests.platforms import told_on


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = [mark for mark in metafunc.definition.iter_markers("parametrize") if mark.args[0] == "platform"]
    if "platform" in metafunc.fixturenames and not chosen:
        file = metafunc.module.__name__.rpartition(".")[2]
        metafunc.parametrize("platform", told_on(metafunc.function.__name__, file), indirect=True)


@pytest.fixture
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)
