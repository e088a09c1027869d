"""`whistle warn`: tell every channel that somebody else writes in our name, through an account they do not hold."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.cli.config import config_option, read_settings

if TYPE_CHECKING:
    from bot.warning import Speaker
    from handlers.outbound import Message
    from handlers.policy import Room

NOT_ALL = 1


@click.command()
@config_option
@click.option("--distrust", type=click.Choice(["telegram", "signal"]), required=True, help="Whose account is taken.")
@click.option("--since", type=click.DateTime(["%H:%M"]), required=True, help="Since when, as the city's clock shows.")
@click.option("--real", required=True, help='The account to trust from now on, such as "@name" or "+1612...".')
@click.option("--yes", is_flag=True, help="Send without asking.")
def warn(config: Path, distrust: str, since: datetime, real: str, yes: bool) -> int:
    """Warn all channels of an impostor, through the spare bot and the other platform (exit status 1: not all heard)."""
    settings = read_settings(config)
    from bot.platforms import UnusablePlatform, speakers_of
    from bot.warning import rooms_of
    from handlers.impostor import warning

    try:
        speakers = speakers_of(settings, distrust)
    except UnusablePlatform as error:
        raise click.ClickException(str(error)) from None
    rooms, unreached = rooms_of(settings.directory(), speakers)
    if not rooms:
        raise click.ClickException("no other account can speak in a channel: set telegram.spare_token_file")
    policy, moment = settings.policy(), _latest(since.time(), settings.city.timezone)

    def message(room: "Room") -> "Message":
        return warning(room, policy, platform=distrust, since=moment, real=real)

    for language in dict.fromkeys(room.language for room in rooms):
        click.echo(message(next(room for room in rooms if room.language == language)).text)
    for room in unreached:
        click.echo(f"cannot be warned: {room.name}")
    if not yes:
        click.confirm(f"Send this to {len(rooms)} rooms?", abort=True)
    return asyncio.run(_send(rooms, speakers, message)) or (NOT_ALL if unreached else 0)


async def _send(rooms: "list[Room]", speakers: "Mapping[str, Speaker]", message: "Callable[[Room], Message]") -> int:
    from bot.warning import warn as tell

    # Libraries would name the chats they write to.
    logging.disable(logging.CRITICAL)
    status = 0
    async for told in tell(rooms, speakers, message):
        click.echo(f"{'warned' if not told.why else 'NOT warned'}: {told.room} {told.why}".rstrip())
        status = status or (NOT_ALL if told.why else 0)
    return status


def _latest(at: time, timezone: str) -> datetime:
    """The last time the city's clock showed this."""
    now = datetime.now(UTC).astimezone(ZoneInfo(timezone))
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)
