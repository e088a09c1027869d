"""Which messages stand in private chats, so that they can be deleted for both sides. RAM only."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

CHATS = 20_000
MESSAGES = 200
DELETABLE_S = 47 * 3600.0
"""Telegram deletes nothing that is 48 hours old."""


class Trail:
    """Message ids by chat, the chat that was quiet longest first. A restart forgets them: older messages stay."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._chats: OrderedDict[int, tuple[float, tuple[int, ...]]] = OrderedDict()

    def remember(self, chat: int, ids: Sequence[int]) -> None:
        _, known = self._chats.pop(chat, (0.0, ()))
        self._chats[chat] = (self._timer(), (*known, *ids)[-MESSAGES:])
        self._drop_oldest()

    def forget(self, chat: int, message: int) -> None:
        """One message was deleted already."""
        if chat in self._chats:
            at, known = self._chats[chat]
            self._chats[chat] = (at, tuple(each for each in known if each != message))

    def take(self, chat: int) -> list[int]:
        """Everything that stands there, which is then forgotten here."""
        return sorted(set(self._chats.pop(chat, (0.0, ()))[1]))

    def quiet(self, for_s: float) -> list[int]:
        """The chats in which nothing happened for so long."""
        now = self._timer()
        return [chat for chat, (at, _) in self._chats.items() if now - at >= for_s]

    def _drop_oldest(self) -> None:
        while self._chats:
            at, _ = next(iter(self._chats.values()))
            if len(self._chats) <= CHATS and self._timer() - at < DELETABLE_S:
                return
            self._chats.popitem(last=False)
