"""What would go wrong on Telegram, asked before going live: for operators, in English, each with its remedy."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial

from telegram import Bot, ChatFullInfo, ChatMemberAdministrator, ChatMemberRestricted, User

from bot.clock import MachineClock
from bot.transports.base import DeliveryError, NotSent, Undeliverable
from bot.transports.telegram.config import TelegramConfig
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.wire import Wire, wire_for

_CLOCK = MachineClock()
CLOCK_OFF_S = 30.0
"""A clock further off than this puts wrong times on alerts."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """`grave`: the bot cannot do its work with it. Names a room as the settings do, never by number."""

    text: str
    remedy: str
    grave: bool = False


async def survey(config: TelegramConfig, *, now: Callable[[], datetime] = _CLOCK.now) -> list[Flaw]:
    """Everything found; empty where all is well. Changes nothing at Telegram."""
    return await _surveyed(config, _full, now)


async def survey_spare(config: TelegramConfig) -> list[Flaw]:
    """What would keep the spare bot from warning the channels."""
    found = await _surveyed(config, _spare, _CLOCK.now)
    return [replace(flaw, text=f"spare bot: {flaw.text}") for flaw in found]


Judge = Callable[[str, ChatFullInfo, object], list[Flaw]]
Flaws = Callable[[Wire, TelegramConfig, User, Callable[[], datetime]], AsyncIterator[Flaw]]


async def _surveyed(config: TelegramConfig, flaws: Flaws, now: Callable[[], datetime]) -> list[Flaw]:
    wire = wire_for(config)
    try:
        me = await calling(wire.bot.get_me, repeatable=True)
        return [flaw async for flaw in flaws(wire, config, me, now)]
    except (DeliveryError, Moved):
        return [Flaw(
            "Telegram does not answer, or refuses the token", "look at the network, the proxy and the token", grave=True
        )]  # fmt: skip
    finally:
        await wire.close()


async def _full(wire: Wire, config: TelegramConfig, me: User, now: Callable[[], datetime]) -> AsyncIterator[Flaw]:
    for flaw in (*_of_clock(wire.server_date, now()), *_of_bot(me)):
        yield flaw
    async for flaw in _of_webhook(wire.bot, config):
        yield flaw
    async for flaw in _of_rooms(wire.bot, config, me, partial(_of_room, config)):
        yield flaw


async def _spare(wire: Wire, config: TelegramConfig, me: User, _now: Callable[[], datetime]) -> AsyncIterator[Flaw]:
    async for flaw in _of_rooms(wire.bot, config, me, _may_warn):
        yield flaw


async def _of_rooms(bot: Bot, config: TelegramConfig, me: User, judge: Judge) -> AsyncIterator[Flaw]:
    for room, chat in sorted(config.rooms.items()):
        try:
            info = await calling(partial(bot.get_chat, chat), repeatable=True)
            member = await calling(partial(bot.get_chat_member, chat, me.id), repeatable=True)
        except Moved:
            yield Flaw(f"{room}: the group has a new number", "put the new number into the settings")
        except Undeliverable:
            yield Flaw(f"{room}: the bot is not in there", "add the bot, or correct the number", grave=True)
        except NotSent:
            yield Flaw(f"{room}: Telegram did not answer", "try again", grave=True)
        else:
            for flaw in judge(room, info, member):
                yield flaw


def _of_clock(server_date: str, now: datetime) -> list[Flaw]:
    try:
        off_s = abs((parsedate_to_datetime(server_date) - now).total_seconds())
    except (TypeError, ValueError):
        return []  # a server of one's own may not say
    if off_s <= CLOCK_OFF_S:
        return []
    return [
        Flaw(
            f"this machine's clock is {round(off_s)} s off", "let it be set over the network (timedatectl set-ntp true)"
        )
    ]


def _of_bot(me: User) -> list[Flaw]:
    found = []
    if me.can_join_groups:
        found.append(
            Flaw("anybody can add the bot to a group", "BotFather: /setjoingroups, Disable, once it is in yours")
        )
    if me.can_read_all_group_messages:
        found.append(Flaw("the bot hears everything said in its groups", "BotFather: /setprivacy, Enable"))
    if me.supports_inline_queries:
        found.append(Flaw("inline mode is on: another way in", "BotFather: /setinline, off"))
    if me.can_connect_to_business:
        found.append(Flaw("business mode is on: another way in", "BotFather: switch business mode off"))
    if me.supports_guest_queries:
        found.append(Flaw("guest mode is on: another way in", "BotFather: switch guest mode off"))
    return found


async def _of_webhook(bot: Bot, config: TelegramConfig) -> AsyncIterator[Flaw]:
    try:
        hook = await calling(bot.get_webhook_info, repeatable=True)
    except (DeliveryError, Moved):
        return
    if hook.url and config.webhook is None:
        yield Flaw("a webhook is set although the settings poll", "nothing, if it is yours: starting removes it")
    if hook.url and config.webhook and hook.last_error_date:
        yield Flaw("Telegram could not reach the webhook lately", "look at the proxy, its certificate and its port")


def _of_room(config: TelegramConfig, room: str, info: ChatFullInfo, member: object) -> list[Flaw]:
    rights = member if isinstance(member, ChatMemberAdministrator) else None
    found = _of_moderators(room, info, member) if room in config.moderation else []
    if info.type == "group":
        found.append(Flaw(f"{room}: it is a plain group and will get another number", "turn it into a supergroup"))
    if info.type == "channel":
        found += _may_warn(room, info, member)
        if not (rights and rights.can_edit_messages):
            found.append(Flaw(f"{room}: the bot may not edit", "give it Edit messages, for corrections and expiry"))
        if info.linked_chat_id:
            found.append(Flaw(f"{room}: a discussion group repeats every alert, with sound", "unlink it"))
    pins = config.pin_alerts and info.type != "channel" and room not in config.moderation
    if pins and not (rights and rights.can_pin_messages):
        found.append(Flaw(f"{room}: the bot may not pin", "give it Pin messages, or set pin_alerts to false"))
    if not (rights and rights.can_delete_messages):
        found.append(Flaw(f"{room}: the bot may not delete", "give it Delete messages"))
    if config.topics.get(room) and not info.is_forum:
        found.append(Flaw(f"{room}: it has no topics", "switch topics on, or leave topic out", grave=True))
    return found


def _of_moderators(room: str, info: ChatFullInfo, member: object) -> list[Flaw]:
    found = []
    if info.type == "channel":
        found.append(Flaw(f"{room}: moderators cannot decide in a channel", "use a private supergroup", grave=True))
    if info.username:
        found.append(Flaw(f"{room}: the moderators' group is public", "make it private", grave=True))
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        found.append(Flaw(f"{room}: the bot may not write", "make it an administrator", grave=True))
    if not info.to_dict().get("message_auto_delete_time"):  # the attribute itself warns of its future
        found.append(Flaw(f"{room}: what is said there stays for ever", "switch auto-delete on; no bot can"))
    return found


def _may_warn(room: str, info: ChatFullInfo, member: object) -> list[Flaw]:
    may_post = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
    if info.type != "channel" or may_post:
        return []
    return [Flaw(f"{room}: the bot may not post", "make it an administrator with Post messages", grave=True)]
