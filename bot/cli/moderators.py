"""`whistle moderator`: the list of those who decide. It holds an alias and a keyed hash of each account, no more."""

import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.config import config_option, read_settings
from bot.cli.storedesk import done, store_of

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.ports import Transaction

_ALIAS = re.compile(r"[a-z][a-z0-9]{1,19}")
_ACI = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@click.group()
def moderator() -> None:
    """Say who decides, whichever rooms they are in: by a one-time code, or by the ACI of a Signal account."""


@moderator.command()
@config_option
def invite(config: Path) -> None:
    """Print a one-time code; whoever writes it to the bot becomes a moderator, on any platform."""
    from bot.context import draw
    from handlers import admission

    def work(tx: "Transaction", now: datetime) -> str:
        return admission.invite(tx, now, draw)

    code = _in_store(read_settings(config), work)
    click.echo(f"join {code}")
    click.echo("Hand this over in person. It works once, within a day, in the moderators' room or a private chat.")


@moderator.command()
@config_option
@click.argument("alias")
def add(config: Path, alias: str) -> None:
    """Let the account of a Signal ACI decide, under an ALIAS that is nobody's name.

    Asks for the ACI, which then stands in no list of past commands; kept is a keyed hash of it.
    """
    if not _ALIAS.fullmatch(alias):
        raise click.ClickException("an alias has 2 to 20 small letters and digits, and begins with a letter")
    settings = read_settings(config)
    aci = _asked_aci()
    from bot.keys import moderator_secret
    from handlers import admission

    member = moderator_secret(settings).member_key("signal", aci)

    def work(tx: "Transaction", now: datetime) -> None:
        known = tx.moderators.by_member(member)
        if known is not None:
            raise click.ClickException(f"that account decides already, as {known.alias}")
        if tx.moderators.by_alias(alias) is not None:
            raise click.ClickException(f"{alias} is somebody already; the same person on Signal too: /mod link")
        admission.enlist(tx, now, alias, member)

    _in_store(settings, work)
    click.echo(f"{alias} decides from now on, while in the moderators' group")


@moderator.command(name="list")
@config_option
def list_(config: Path) -> None:
    """List the aliases, since when each decides, and who is suspended."""
    found = _in_store(read_settings(config), lambda tx, _: tx.moderators.all())
    for each in found:
        click.echo(f"{each.alias}  {each.state.value}, since {each.admitted_at:%Y-%m-%d}")
    click.echo(f"{len(found)} moderators")


def _asked_aci() -> str:
    """Typed unseen, or the first line of what is piped in."""
    typed = click.prompt("ACI", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    aci = str(typed).strip().lower()
    if not _ACI.fullmatch(aci):
        raise click.ClickException("an ACI is 32 digits and letters a to f, in five blocks")
    return aci


def _in_store(settings: "Settings", work: "Callable[[Transaction, datetime], Any]") -> Any:
    async def working() -> Any:
        from bot.clock import MachineClock

        now = MachineClock().now()
        async with store_of(settings) as store:
            return await store.run(lambda tx: work(tx, now))

    return done(working())
