"""What Telegram shows about the bot before anybody has written: commands and descriptions, per scope and language."""

from collections.abc import Iterable
from functools import partial

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.transports.base import DeliveryError
from bot.transports.telegram.config import Say, TelegramConfig
from bot.transports.telegram.fitting import shorten
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.roombook import RoomBook

RESIDENTS = ("start", "rights", "privacy", "zones", "verify", "lang", "forget", "help")
GROUPS = ("report",)
MODERATORS = ("pending", "shift", "freeze", "unfreeze", "help")
_DESCRIPTION, _SHORT, _COMMAND = 512, 120, 256


class Profile:
    """Sets the texts once at each start; Telegram keeps them."""

    def __init__(self, bot: Bot, config: TelegramConfig, rooms: RoomBook, say: Say) -> None:
        self._bot, self._config, self._rooms, self._say = bot, config, rooms, say

    async def put_up(self) -> None:
        """Raises DeliveryError where Telegram is not reached; a room that refuses is passed over."""
        for language, code in self._languages():
            words = self._words(language, "telegram.description", _DESCRIPTION)
            short = self._words(language, "telegram.short_description", _SHORT)
            await calling(partial(self._bot.set_my_description, words, language_code=code), repeatable=True)
            await calling(partial(self._bot.set_my_short_description, short, language_code=code), repeatable=True)
            await self._commands(RESIDENTS, BotCommandScopeAllPrivateChats(), language, code)
            await self._commands(GROUPS, BotCommandScopeAllGroupChats(), language, code)
            for room in sorted(self._rooms.moderation):
                await self._in_room(room, language, code)

    async def _in_room(self, room: str, language: str, code: str | None) -> None:
        try:
            await self._commands(MODERATORS, BotCommandScopeChat(self._rooms.chat_of(room)), language, code)
        except (DeliveryError, Moved):
            # The bot is not in there yet; commands can be typed all the same.
            return

    def _languages(self) -> Iterable[tuple[str, str | None]]:
        """The default language for everybody, then each language for those whose app speaks it."""
        return [(self._config.default_language, None), *((each, each) for each in self._config.languages)]

    async def _commands(self, names: Iterable[str], scope: BotCommandScope, language: str, code: str | None) -> None:
        commands = [BotCommand(name, self._words(language, f"telegram.command.{name}", _COMMAND)) for name in names]
        await calling(lambda: self._bot.set_my_commands(commands, scope=scope, language_code=code), repeatable=True)

    def _words(self, language: str, key: str, limit: int) -> str:
        return shorten(self._say(language, key), limit)
