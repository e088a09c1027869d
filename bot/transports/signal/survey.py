"""What would go wrong on Signal, asked before going live: for operators, in English, each with its remedy."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

from bot.transports.base import DeliveryError
from bot.transports.signal.account import Account, Group, Who
from bot.transports.signal.circle import faults_of
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.contacts import LineRpc
from bot.transports.signal.receivers import account_of, wire_of
from bot.transports.signal.refusals import Throttled, calling
from bot.transports.signal.roomwatch import NEARLY_FULL

UNSEEN = (
    "whether signal-cli's data lies on an encrypted disk and its log in memory, and whether a registration lock is set;"
    " account.db keeps everybody who wrote until they are forgotten"
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """`grave`: the bot cannot do its work with it. Names a room as the settings do, never by id or number."""

    text: str
    remedy: str
    grave: bool = False


async def survey(config: SignalConfig) -> list[Flaw]:
    """Everything found of one number; empty where all is well. Changes nothing at Signal."""
    async with wire_of(config) as wire:
        found = [flaw async for flaw in _flaws(account_of(config, wire.ask), config)]
    return [*found, *await _of_forgetting(config)]


async def _of_forgetting(config: SignalConfig) -> list[Flaw]:
    if config.receiver == "daemon":
        return []
    if not config.forget_at:
        return [Flaw("signal-cli keeps everybody who ever wrote", "set signal.forget_at, as compose.yaml does")]
    try:
        await calling(partial(LineRpc(config).call, "listGroups"), repeatable=True)
    except (DeliveryError, Throttled):
        remedy = "let bot and server share their network, as compose.yaml does, or correct signal.forget_at"
        return [Flaw("nothing answers at signal.forget_at, so signal-cli keeps everybody who ever wrote", remedy)]
    return []


async def _flaws(account: Account, config: SignalConfig) -> AsyncIterator[Flaw]:
    try:
        about = await calling(account.about, repeatable=True)
        groups = await calling(account.groups, repeatable=True)
        identities = await calling(account.identities, repeatable=True)
    except (DeliveryError, Throttled):
        yield Flaw(
            "signal-cli does not answer, or does not know the number",
            "is it running, is signal.url right, is the number registered? (docs/signal.md)",
            grave=True,
        )
        return
    for _, finding, is_so in faults_of(about):
        if is_so:
            yield Flaw(finding, "see docs/signal.md, What can go wrong", grave=True)
    found = {each.id: each for each in groups if each.is_member}
    for room, group_id in sorted(config.rooms.items()):
        group = found.get(group_id)
        if group is None:
            yield Flaw(f"{room}: the number is not in that group", "add it, or correct the id", grave=True)
            continue
        for flaw in _of_room(room, group, config):
            yield flaw
    keys = {each.aci for each in identities if each.fingerprint} | {each.number for each in identities}
    people = {who for room in config.moderation for who in _people(found.get(config.rooms[room]), config)}
    if unknown := len(people - keys):
        yield Flaw(
            f"the keys of {unknown} of {len(people)} moderators are not known yet",
            "nothing: they are once each has written; until then a change of theirs cannot be noticed",
        )


def _of_room(room: str, group: Group, config: SignalConfig) -> Iterator[Flaw]:
    command = "whistle signal group adopt sets it right"
    moderates, is_admin = room in config.moderation, config.number in group.admins
    if not is_admin and not moderates:
        yield Flaw(f"{room}: the number is not an admin of the group", "make it one in the app", grave=True)
    if not moderates and group.senders is Who.EVERYBODY:
        yield Flaw(f"{room}: every member may write, so every member may report in public", command)
    if group.adders is Who.EVERYBODY:
        what = "so every member makes moderators" if moderates else "past whoever approves"
        yield Flaw(f"{room}: every member may add people, {what}", command, grave=moderates)
    if group.editors is Who.EVERYBODY:
        yield Flaw(f"{room}: every member may change its name, timer and description", command)
    if moderates and group.link:
        yield Flaw(f"{room}: the moderators' group has an invite link", "switch the link off")
    if group.timer_s is not None and config.group_timer_s and group.timer_s != config.group_timer_s:
        yield Flaw(f"{room}: its messages disappear after {group.timer_s} s", "nothing: the running bot sets it back")
    if len(group.members) >= NEARLY_FULL:
        yield Flaw(f"{room}: {len(group.members)} of 1,000 members", "make the next: whistle signal group create")


def _people(group: Group | None, config: SignalConfig) -> set[str]:
    return set(group.members) - {config.number} if group else set()
