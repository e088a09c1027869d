"""What would go wrong on Telegram, asked before going live: for operators, in English, each with its remedy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from telegram import Bot, ChatFullInfo, ChatMemberAdministrator, User

from bot.transports.base import DeliveryError, NotSent, Undeliverable
from bot.transports.telegram.config import TelegramConfig
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.wire import wire_for


@dataclass(frozen=True, slots=True)
class Flaw:
    """`grave`: the bot cannot do its work with it. Names a room as the settings do, never by number."""

    text: str
    remedy: str
    grave: bool = False


async def survey(config: TelegramConfig) -> list[Flaw]:
    """Everything found; empty where all is well. Changes nothing at Telegram."""
    wire = wire_for(config)
    try:
        return [flaw async for flaw in _flaws(wire.bot, config)]
    finally:
        await wire.close()


async def _flaws(bot: Bot, config: TelegramConfig) -> AsyncIterator[Flaw]:
    try:
        me = await calling(bot.get_me, repeatable=True)
    except (DeliveryError, Moved):
        yield Flaw(
            "Telegram does not answer, or refuses the token", "look at the network, the proxy and the token", grave=True
        )
        return
    for flaw in _of_bot(me):
        yield flaw
    async for flaw in _of_webhook(bot, config):
        yield flaw
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
            for flaw in _of_room(room, info, member, moderates=room in config.moderation):
                yield flaw


def _of_bot(me: User) -> list[Flaw]:
    found = []
    if me.can_read_all_group_messages:
        found.append(Flaw("the bot hears everything said in its groups", "BotFather: /setprivacy, Enable"))
    if me.supports_inline_queries:
        found.append(Flaw("inline mode is on: another way in", "BotFather: /setinline, off"))
    if me.can_connect_to_business:
        found.append(Flaw("business mode is on: another way in", "BotFather: switch business mode off"))
    if me.api_kwargs.get("supports_guest_queries"):
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


def _of_room(room: str, info: ChatFullInfo, member: object, *, moderates: bool) -> list[Flaw]:
    found = []
    rights = member if isinstance(member, ChatMemberAdministrator) else None
    if moderates and info.type == "channel":
        found.append(Flaw(f"{room}: moderators cannot decide in a channel", "use a private supergroup", grave=True))
    if moderates and info.username:
        found.append(Flaw(f"{room}: the moderators' group is public", "make it private", grave=True))
    if info.type == "group":
        found.append(Flaw(f"{room}: it is a plain group and will get another number", "turn it into a supergroup"))
    if info.type == "channel" and not (rights and rights.can_post_messages):
        found.append(Flaw(f"{room}: the bot may not post", "make it an administrator with Post messages", grave=True))
    if info.type == "channel" and not (rights and rights.can_edit_messages):
        found.append(Flaw(f"{room}: the bot may not edit", "give it Edit messages, for corrections and expiry"))
    if not (rights and rights.can_delete_messages):
        found.append(Flaw(f"{room}: the bot may not delete", "give it Delete messages"))
    if info.type == "channel" and info.linked_chat_id:
        found.append(Flaw(f"{room}: a discussion group repeats every alert, with sound", "unlink it"))
    return found
