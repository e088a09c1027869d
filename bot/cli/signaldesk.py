"""What the commands about Signal share: asking signal-cli, and saying in one line what became of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.transports.signal.account import Account

T = TypeVar("T")
LIMITED = "Signal limits this number: wait an hour, or solve the captcha it asks for (whistle signal captcha)"


class SignalFailed(click.ClickException):
    """Signal, or signal-cli, did not do it; one line says why."""


def at_signal(settings: "Settings", work: "Callable[[Account], Awaitable[T]]", *, chats: bool = False) -> T:
    """Do something with the account of the number that is in groups; with `chats`, of the one residents write to."""
    from bot.platforms import UnusablePlatform, signal_config
    from bot.transports.signal.receivers import account_of, wire_of

    if not settings.signal.number:
        raise SignalFailed("there is no number yet: register one (docs/signal.md) and set signal.number")
    try:
        both = signal_config(settings)
        told = both.of_chats() if chats else both.of_rooms()
    except UnusablePlatform as error:
        raise SignalFailed(str(error)) from None

    async def working() -> T:
        async with wire_of(told) as wire:
            return await work(account_of(told, wire.ask))

    return asyncio.run(working())


async def tried(call: Callable[[], Awaitable[T]], refused: str, *, unknown: str = "") -> T:
    """One request. `refused` is what to say when Signal said no, `unknown` when nobody knows whether it was done.

    Without `unknown` it may be done again, and that is said.
    """
    from bot.transports.base import NotSent, Undeliverable, Unknown
    from bot.transports.signal.refusals import Throttled, calling

    try:
        return await calling(call, repeatable=not unknown)
    except Throttled:
        raise SignalFailed(LIMITED) from None
    except Undeliverable:
        raise SignalFailed(refused) from None
    except Unknown:
        raise SignalFailed(unknown) from None
    except NotSent as error:
        raise SignalFailed(f"{error}: is it running, is signal.url right, is the number registered?") from None


def show_link(title: str, link: str) -> None:
    """Print a link and, on a terminal's own paper, its QR code."""
    import sys

    import segno

    click.echo(f"{title}: {link}")
    segno.make(link, error="m").terminal(out=sys.stdout, compact=True)
