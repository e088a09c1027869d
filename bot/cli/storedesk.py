"""What commands about the store share: opening it beside the bot, and saying in one line why that failed."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage.store import Store


@asynccontextmanager
async def store_of(settings: "Settings") -> AsyncIterator["Store"]:
    """The store without a keyring: no command reads words."""
    from bot.clock import MachineClock
    from bot.keys import details_home, details_in
    from bot.privacy.keyring import Keyring
    from bot.sealer import KeyringSealer
    from bot.storage.store import Store

    now = MachineClock().now
    details = details_in(details_home(settings), now=now, retention=settings.retention_table())
    sealer = KeyringSealer(Keyring.in_ram(now=now))
    store = await Store.open(settings.store, sealer=sealer, details=details, now=now)
    try:
        yield store
    finally:
        await store.close()


def done(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it to its end; a store that fails is told in words."""
    from bot.storage.errors import StoreError

    try:
        return asyncio.run(work)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
