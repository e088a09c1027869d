"""`whistle signal setup` and `captcha`: what the bot's number shows of itself, and that it may go on sending."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.config import config_option, read_settings
from bot.cli.signaldesk import SignalFailed, at_signal, show_link, tried
from bot.cli.signalgroups import group, groups

if TYPE_CHECKING:
    from bot.transports.signal.account import Account

CAPTCHA_PAGE = "https://signalcaptchas.org/challenge/generate.html"
_NICKNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,31}(\.\d{2,9})?")
PIN_HINT = (
    "One thing is left to you, for no PIN should pass through here: set a registration lock, or whoever gets hold of"
    " the number can take the account over. docs/signal.md, Registration, says how."
)


@click.group()
def signal() -> None:
    """Set up the Signal number and its groups, and keep it sending."""


signal.add_command(groups)
signal.add_command(group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to be set: what is asked before, done, and said when Signal refuses."""

    what: str
    do: "Callable[[Account], Awaitable[None]]"
    refused: str


@signal.command()
@config_option
@click.option("--name", default="Whistle", show_default=True, help="The profile's name; groups need one.")
@click.option("--about", default="", help="The line under the name.")
@click.option("--avatar", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="A picture file.")
@click.option("--username", default="", help="What residents type to find the bot; Signal adds two digits.")
@click.option("--yes", is_flag=True, help="Do not ask before each change.")
def setup(*, config: Path, name: str, about: str, avatar: Path | None, username: str, yes: bool) -> None:
    """Set profile, username and privacy of the number. Asks before each change; doing it again changes nothing."""
    settings = read_settings(config)
    if username and not _NICKNAME.fullmatch(username):
        raise SignalFailed("a username has 3 to 32 letters without accents, digits or _, and begins with no digit")
    picture = _picture(avatar) if avatar else b""

    async def change_all(changes: Iterable[Change], account: "Account") -> None:
        for each in changes:
            if not yes and not click.confirm(f"{each.what}?"):
                click.echo("  left as it is")
                continue
            await tried(partial(each.do, account), each.refused)
            click.echo(f"done: {each.what}")

    at_signal(settings, partial(change_all, _changes(name, about, picture, username)), chats=True)
    if settings.signal.alert_number not in {"", settings.signal.number}:
        # Nobody has to find this one: people get to it by the groups it is in.
        click.echo("now the number for alerts")
        at_signal(settings, partial(change_all, _changes(name, about, picture, "")))
    click.echo(PIN_HINT)


def _changes(name: str, about: str, picture: bytes, username: str) -> Iterator[Change]:
    shown = f"show the name {name!r}"
    shown += f", the line {about!r}" if about else ""
    shown += " and the picture" if picture else ""
    yield Change(
        what=shown,
        do=lambda account: account.set_profile(name, about, picture),
        refused="Signal refused the profile: a name has at most 26 letters, the line under it at most 140",
    )
    yield Change(
        what="show the number to nobody, and let nobody find the bot by it",
        do=lambda account: account.hide_number(),
        refused="Signal refused to hide the number: is it this account's primary device?",
    )
    if username:
        yield Change(
            what=f"be found as {username!r}",
            do=lambda account: _named(account, username),
            refused=f"Signal refused the username {username!r}: somebody has it, or it was changed too often today",
        )


async def _named(account: "Account", nickname: str) -> None:
    found = await account.set_username(nickname)
    click.echo(f"the username is {found.name}")
    if found.link:
        show_link("for posters", found.link)


def _picture(path: Path) -> bytes:
    """The picture's bare pixels: a photo tells where and with what it was taken."""
    from bot.privacy.media import PhotoRefused, clean_photo

    try:
        return clean_photo(path.read_bytes()).jpeg
    except PhotoRefused as refused:
        raise SignalFailed(f"{path.name} cannot be used as a picture: {refused}") from None


@signal.command()
@config_option
@click.argument("token", required=False)
@click.argument("captcha", required=False)
def captcha(config: Path, token: str | None, captcha: str | None) -> None:
    """Hand in a solved captcha, so that Signal lets the number send again.

    TOKEN is what Signal asked with, CAPTCHA the signalcaptcha:// link of the page. Without them: how to get there.
    """
    from bot.platforms import challenges_file
    from bot.transports.signal.challenges import INTAKE, Challenges

    settings = read_settings(config)
    challenges = Challenges(challenges_file(settings))
    if not token or not captcha:
        for each in challenges.open():
            click.echo(f"Signal asks ({each.number} number): {each.token}")
        click.echo(f"1. open {CAPTCHA_PAGE} and solve the captcha")
        click.echo("2. copy the link behind 'Open Signal' (it begins with signalcaptcha://)")
        click.echo("3. whistle signal captcha TOKEN 'signalcaptcha://...'")
        return
    if not captcha.startswith("signalcaptcha://"):
        raise SignalFailed("a solved captcha begins with signalcaptcha://; copy the link behind 'Open Signal'")
    refused = "Signal did not accept the captcha: each works once and for minutes only, so solve a new one"
    asked = {each.token: each.number for each in challenges.open()}
    is_of_chats = asked.get(token, INTAKE) == INTAKE
    at_signal(settings, lambda account: tried(lambda: account.solve(token, captcha), refused), chats=is_of_chats)
    # A running bot sends again as soon as it sees this.
    challenges.answered(token)
    click.echo("accepted: the number may send again")
