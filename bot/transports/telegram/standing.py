"""Who is a member of a moderation room at this moment, as Telegram itself says; remembered for seconds only."""

from collections.abc import Callable

from cachetools import TTLCache
from telegram import Bot, ChatMember, ChatMemberRestricted

from bot.transports.base import DeliveryError, NotSent, Vouched
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.roombook import ChatId, RoomBook
from bot.transports.telegram.tally import Tally

_MEMBERS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_MOST = 512


class Standing:
    """Asks getChatMember. The cache spares the chat's budget when one moderator presses several buttons."""

    def __init__(
        self, bot: Bot, rooms: RoomBook, tally: Tally, *, remembered_s: float, timer: Callable[[], float]
    ) -> None:
        self._bot, self._rooms, self._tally = bot, rooms, tally
        self._known: TTLCache[tuple[ChatId, int], bool] = TTLCache(_MOST, remembered_s, timer)

    async def vouch(self, user: int, rooms: frozenset[str]) -> Vouched:
        """Whether they are a member of one of these rooms. Raises DeliveryError where Telegram does not say."""
        is_member = False
        try:
            for room in sorted(rooms):
                is_member = is_member or await self.is_member(self._rooms.chat_of(room), user)
        except (DeliveryError, Moved):
            self._tally.refused("unauthorized")
            raise NotSent("Telegram does not say who is in a room") from None
        if rooms and not is_member:
            self._tally.refused("unauthorized")
        return Vouched(is_member=is_member)

    async def is_member(self, chat: ChatId, user: int) -> bool:
        """Raises DeliveryError when Telegram does not answer; nobody is a member then."""
        known = self._known.get((chat, user))
        if known is not None:
            return known
        member = await calling(lambda: self._bot.get_chat_member(chat, user), repeatable=True)
        restricted = isinstance(member, ChatMemberRestricted) and member.is_member
        self._known[chat, user] = answer = member.status in _MEMBERS or restricted
        return answer
