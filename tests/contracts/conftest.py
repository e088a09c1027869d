"""Every engine that can be reached and every platform, for claims that hold on all of them."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex

import pytest

from bot.storage.store import Store
from tests.contracts.transport_harness import HARNESSES, Harness
from tests.storebuild import Desk

POSTGRES = os.environ.get("WHISTLE_TEST_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1:5432/test")

Address = str | Path


@asynccontextmanager
async def _own_schema() -> AsyncIterator[str]:
    """A schema of its own, gone afterwards; skips where no server answers."""
    asyncpg = pytest.importorskip("asyncpg")
    try:
        admin = await asyncpg.connect(POSTGRES.replace("+asyncpg", ""), timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        pytest.skip(f"no PostgreSQL at 127.0.0.1:5432: {type(error).__name__}")
    schema = f"test_{token_hex(6)}"
    # A store that a failed test left in the middle of a transaction: an error, and no waiting for ever.
    await admin.execute("set lock_timeout = '60s'")
    await admin.execute(f"create schema {schema}")
    try:
        yield f"{POSTGRES}?search_path={schema}"
    finally:
        await admin.execute(f"drop schema {schema} cascade")
        await admin.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Address]:
    if request.param == "sqlite":
        yield tmp_path / "whistle.db"
        return
    async with _own_schema() as found:
        yield found


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def store(address: Address, desk: Desk) -> AsyncIterator[Store]:
    opened = await Store.open(address, sealer=desk.sealer, details=desk.details, now=desk.clock)
    yield opened
    await opened.close()


@pytest.fixture(params=sorted(HARNESSES))
async def platform(request) -> AsyncIterator[Harness]:
    async with HARNESSES[request.param]() as harness:
        excuses: Mapping[str, str] = getattr(harness, "excused", {})
        if reason := excuses.get(request.node.originalname):
            pytest.skip(reason)
        yield harness
