"""Which chat a room is in, also after its group has moved to another chat id."""

from collections.abc import Mapping

from bot.transports.base import Undeliverable
from bot.transports.telegram.config import RoomAddresses, TelegramConfig
from bot.transports.telegram.updates import Chat

ChatId = int | str


class RoomBook:
    """Names to chats and back. The settings stay as they are; moves are laid over them."""

    def __init__(self, config: TelegramConfig, addresses: RoomAddresses) -> None:
        self._chats: dict[str, ChatId] = {name: _id(chat) for name, chat in config.rooms.items()}
        self._topics: Mapping[str, int] = config.topics
        self.moderation = config.moderation
        self._addresses = addresses

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._chats)

    def chat_of(self, room: str) -> ChatId:
        """Raises Undeliverable for a room that is not configured."""
        chat = self._chats.get(room)
        if chat is None:
            raise Undeliverable("no such room")
        return chat

    def topic_of(self, room: str) -> int | None:
        return self._topics.get(room)

    def name_of(self, chat: Chat) -> str | None:
        """The room a chat is; where rooms share a chat, the one whose topic it is."""
        names = [name for name, known in self._chats.items() if known == chat.id]
        same_topic = [name for name in names if self._topics.get(name) == chat.topic]
        return next(iter(same_topic or names), None)

    async def load(self) -> None:
        """Apply the moves of earlier runs."""
        for old, new in (await self._addresses.moved()).items():
            self._replace(old, new)

    async def moved(self, old: int, new: int) -> bool:
        """Follow a group to its new chat; False when it is none of ours."""
        if old not in self._chats.values():
            return False
        await self._addresses.move(old, new)
        self._replace(old, new)
        return True

    def found(self, room: str, chat: int) -> None:
        """A public name turned out to be this chat."""
        self._chats[room] = chat

    def _replace(self, old: int, new: int) -> None:
        self._chats = {name: new if chat == old else chat for name, chat in self._chats.items()}


def _id(chat: ChatId) -> ChatId:
    """A number may stand in the settings as text; "@name" stays until Telegram has told its number."""
    text = str(chat)
    return text if text.startswith("@") else int(text)
