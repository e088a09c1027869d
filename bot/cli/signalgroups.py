"""`whistle signal groups` and `whistle signal group`: the groups that are rooms."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.config import config_option, read_settings
from bot.cli.signaldesk import SignalFailed, at_signal, show_link, tried

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.settings.rooms import RoomAddress, Rooms
    from bot.transports.signal.account import Account, Charter, Group

MAX_NAME = 32
NOT_LISTED = "signal-cli refused to list the groups: is the number registered?"
NOT_CHANGED = "signal-cli refused: the number has to be an admin of the group, and the id one that it knows"
NOT_MADE = "signal-cli refused to make the group: has the number a profile name? (whistle signal setup)"
MAYBE_MADE = "nobody knows whether the group was made: look with `whistle signal groups` before you try again"
SEEN = "Everybody in the group sees everybody's name and picture; the group's description says so."


@click.command()
@config_option
def groups(config: Path) -> None:
    """List the groups the number is in: id, name, members, and how many wait to be let in."""
    settings = read_settings(config)
    found = at_signal(settings, lambda account: tried(account.groups, NOT_LISTED))
    rooms = {address: name for name, address in settings.addresses("signal").items()}
    for each in sorted(found, key=lambda each: each.name):
        state = "" if each.is_member else ", the number has left it"
        waiting = f", {len(each.asking)} wait to be let in" if each.asking else ""
        room = f"  = {rooms[each.id]}" if each.id in rooms else ""
        click.echo(f"{each.id}  {each.name}: {len(each.members)} members{waiting}{state}{room}")
    click.echo(f"{len(found)} groups")


@click.group()
def group() -> None:
    """Make a group that is a room, or take one over."""


_channel = click.option("--channel", default="", help="The channel of the settings whose room it becomes.")
_moderators = click.option("--moderators", is_flag=True, help="It becomes the moderators' room instead.")
_language = click.option("--language", default="", help="What is written there; the main language if left out.")
_qr = click.option("--qr", type=click.Path(path_type=Path, dir_okay=False), help="Write the link's QR code (PNG).")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@group.command()
@config_option
@click.argument("name")
@_channel
@_moderators
@_language
@_qr
@_yes
def create(
    *, config: Path, name: str, channel: str, moderators: bool, language: str, qr: Path | None, yes: bool
) -> None:
    """Make a new group: for a channel one where only admins write, add people and change anything."""
    settings = read_settings(config)
    charter = _charter(settings, name, channel, moderators=moderators, language=language)

    async def make(account: "Account") -> "Group":
        made = await tried(lambda: account.create_group(charter), NOT_MADE, unknown=MAYBE_MADE)
        return await _group(account, made)

    if not yes:
        click.confirm(f"make the group {name!r}? {SEEN}", abort=True)
    made = at_signal(settings, make)
    _tell(settings, made, channel, language, qr)


@group.command()
@config_option
@click.argument("group_id", metavar="ID")
@click.option("--name", default="", help="Its new name; left out, it keeps the one it has.")
@_channel
@_moderators
@_language
@_qr
@_yes
def adopt(
    *, config: Path, group_id: str, name: str, channel: str, moderators: bool, language: str, qr: Path | None, yes: bool
) -> None:
    """Take a group over that the number is an admin of: rights, description, timer and link become a room's."""
    settings = read_settings(config)

    async def take_over(account: "Account") -> "Group":
        found = await _group(account, group_id)
        if settings.signal.number not in found.admins:
            raise SignalFailed("the number is not an admin of that group: make it one in the app first")
        charter = _charter(settings, name or found.name, channel, moderators=moderators, language=language)
        if not yes:
            click.confirm(f"change rights, description, timer and link of {found.name!r}? {SEEN}", abort=True)
        await tried(lambda: account.change_group(group_id, charter), NOT_CHANGED)
        return await _group(account, group_id)

    _tell(settings, at_signal(settings, take_over), channel, language, qr)


async def _group(account: "Account", group_id: str) -> "Group":
    for each in await tried(account.groups, NOT_LISTED):
        if each.id == group_id and each.is_member:
            return each
    raise SignalFailed("the number is in no group of that id; `whistle signal groups` lists them")


def _charter(settings: "Settings", name: str, channel: str, *, moderators: bool, language: str) -> "Charter":
    from bot.transports.signal.account import Charter
    from handlers import messages

    if moderators == bool(channel):
        raise click.UsageError("give either --channel or --moderators", click.get_current_context())
    if not 0 < len(name) <= MAX_NAME:
        raise SignalFailed(f"a group's name has 1 to {MAX_NAME} letters, this one {len(name)}")
    if channel:
        _rooms(settings, channel)
    if language and language not in settings.city.languages:
        raise SignalFailed(f"{language!r} is none of city.languages ({', '.join(settings.city.languages)})")
    words = messages.of(language or settings.main_language)
    timer_s = int(settings.signal.group_disappearing.total_seconds())
    if moderators:
        return Charter.of_moderators(name, words.say("signal.moderators.about"), timer_s)
    return Charter.of_channel(name, words.say("signal.channel.about"), timer_s)


def _rooms(settings: "Settings", channel: str) -> "Rooms":
    if not channel:
        return settings.moderation
    for each in settings.channels:
        if each.name == channel:
            return each
    known = ", ".join(each.name for each in settings.channels) or "none yet"
    raise SignalFailed(f"there is no channel {channel!r} in the settings: add its [[channels]] table first ({known})")


def _tell(settings: "Settings", made: "Group", channel: str, language: str, qr: Path | None) -> None:
    where = f'the [[channels]] table of "{channel}"' if channel else "[moderation]"
    click.echo(f"{made.name}: {len(made.members)} members. {SEEN}")
    click.echo(f"put this line into {where} in config.toml and restart the bot:")
    click.echo(_config_line(_rooms(settings, channel).signal, made.id, language, settings.main_language))
    if made.link:
        show_link("invite link", made.link)
        if qr:
            _write_qr(made.link, qr)


def _config_line(rooms: "tuple[RoomAddress, ...]", group_id: str, language: str, main_language: str) -> str:
    """The `signal` key with this room added, in the shortest form config.toml takes."""
    known = [(each.address, each.language or main_language) for each in rooms]
    if group_id not in {address for address, _ in known}:
        known.append((group_id, language or main_language))
    if len(known) == 1 and known[0][1] == main_language:
        return f'signal = "{known[0][0]}"'
    tables = ", ".join(f'{{ address = "{address}", language = "{spoken}" }}' for address, spoken in known)
    return f"signal = [{tables}]"


def _write_qr(link: str, path: Path) -> None:
    import segno

    with path.open("wb") as file:
        segno.make(link, error="m").save(file, kind="png", scale=8)
    click.echo(f"QR code: {path}")
