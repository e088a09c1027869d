"""Who is a member of a moderation room at this moment, as Telegram itself says; remembered for seconds only."""

from collections.abc import Callable

from cachetools import TTLCache
from telegram import Bot, ChatMember, ChatMemberRestricted

from bot.transports.telegram.outcomes import calling

_MEMBERS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_MOST = 512


class Standing:
    """Asks getChatMember. The cache spares the chat's budget when one moderator presses several buttons."""

    def __init__(self, bot: Bot, *, remembered_s: float, timer: Callable[[], float]) -> None:
        self._bot = bot
        self._known: TTLCache[tuple[int, int], bool] = TTLCache(_MOST, remembered_s, timer)

    async def is_member(self, chat: int, user: int) -> bool:
        """Raises DeliveryError when Telegram does not answer; nobody is a member then."""
        known = self._known.get((chat, user))
        if known is not None:
            return known
        member = await calling(lambda: self._bot.get_chat_member(chat, user), repeatable=True)
        restricted = isinstance(member, ChatMemberRestricted) and member.is_member
        self._known[chat, user] = answer = member.status in _MEMBERS or restricted
        return answer
