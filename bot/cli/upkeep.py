"""Commands that act on what is kept, beside the bot or while it is stopped: purge, shred, backup."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.config import config_option, read_settings
from bot.cli.storedesk import done, store_of

if TYPE_CHECKING:
    from bot.settings import Settings

NOT_ALL = 1
WITH_THE_BOT = 'keyring.home is "ram": the other keys are in the memory of the bot alone. Stop it, and they are gone.'


@click.command()
@config_option
@click.option("--now", is_flag=True, required=True, help="Destroy at once what is past its time.")
def purge(config: Path, now: bool) -> int:  # noqa: ARG001 - asked for so that nobody purges by mistake
    """Destroy what is past its time, without waiting for the bot (exit status 1: another program holds it up)."""
    rows, wiped = done(_purge(read_settings(config)))
    click.echo(f"{rows} rows destroyed")
    if not wiped:
        click.echo("another program reads the database, and its log still holds them: end that one, and purge again")
    return 0 if wiped else NOT_ALL


@click.command()
@config_option
@click.option("--now", is_flag=True, required=True, help="Destroy all keys at once. It cannot be undone.")
def shred(config: Path, now: bool) -> int:  # noqa: ARG001 - asked for so that nobody shreds by mistake
    """Destroy all keys; a running bot goes on with new ones (exit status 1: some are out of reach)."""
    settings = read_settings(config)
    from bot.keys import shred_files

    gone, details = shred_files(settings)
    click.echo(f"destroyed: {gone.keys + details} keys, {gone.addresses} return addresses, {gone.mutes} mutes")
    lost = (*gone.unreadable, *(("the fields of all reports and incidents, open ones too",) if details else ()))
    for each in lost:
        click.echo(f"unreadable from now on: {each}")
    try:
        done(_forget_unreadable(settings))
    except click.ClickException as error:
        click.echo(f"what was sealed lies unreadable in the database until it is purged: {error.message}")
    if settings.keyring.home == "ram":
        click.echo(WITH_THE_BOT)
        return NOT_ALL
    return 0


@click.command()
@config_option
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
def backup(config: Path, target: Path) -> None:
    """Purge, then copy a SQLite database to a new file, without keys, words, tags and marks."""
    done(_backup(read_settings(config), target))
    click.echo(f"{target}: structured rows only; keep it no longer than retention.incident_details")


async def _purge(settings: "Settings") -> tuple[int, bool]:
    from bot.clock import MachineClock
    from bot.keys import details_home, details_in, keyring_home, keyring_in

    now = MachineClock().now
    keyring_in(keyring_home(settings), now=now, retention=settings.retention_table()).rotate()
    if details := details_in(details_home(settings), now=now, retention=settings.retention_table()):
        details.rotate()
    async with store_of(settings) as store:
        return sum((await store.purge(now(), settings.retention_table())).values()), store.wiped


async def _forget_unreadable(settings: "Settings") -> None:
    from bot.clock import MachineClock

    async with store_of(settings) as store:
        await store.run(lambda tx: tx.forget_unreadable())
        await store.purge(MachineClock().now(), settings.retention_table())


async def _backup(settings: "Settings", target: Path) -> None:
    from bot.clock import MachineClock

    async with store_of(settings) as store:
        await store.backup(target, MachineClock().now(), settings.retention_table())
