"""Chats, members and messages of the fake Telegram, and the clock they live by."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

BOT_ID, BOT_NAME = 7000000001, "whistle_test_bot"
SPARE_ID, SPARE_NAME = 7000000002, "whistle_spare_bot"
WINDOW_S, WINDOW_SENDS = 60.0, 20
PRIVATE_S, PRIVATE_SENDS = 5.0, 10
"""To one person: what short bursts are, Telegram does not say."""
DELETABLE = timedelta(hours=48)


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


class ApiError(Exception):
    """An answer of the Bot API that is not ok."""

    def __init__(self, code: int, description: str, **more: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.more = code, description, more


@dataclass(kw_only=True)
class Said:
    """A message that stands in a chat."""

    id: int
    author: int
    text: str
    date: datetime
    markup: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    edits: int = 0
    photo: bytes = b""

    def data_of(self, label: str) -> str:
        """What stands on the button with this label."""
        rows = self.markup.get("inline_keyboard", [])
        return str(next(button["callback_data"] for row in rows for button in row if button["text"] == label))


@dataclass(kw_only=True)
class Room:
    """A chat of any kind. `members`: user id to status; `rights`: the bot's own, beside its status."""

    id: int
    kind: str
    title: str = ""
    username: str = ""
    members: dict[int, str] = field(default_factory=dict)
    rights: dict[str, bool] = field(default_factory=dict)
    moved_to: int = 0
    linked: int = 0
    auto_delete_s: int = 86_400
    said: dict[int, Said] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    ids: "count[int]" = field(default_factory=lambda: count(1))
    sends: deque[datetime] = field(default_factory=deque)

    @property
    def texts(self) -> list[str]:
        """What the bot has standing here."""
        return [said.text for said in self.said.values() if said.author == BOT_ID]

    @property
    def warnings(self) -> list[str]:
        """What the spare bot has standing here."""
        return [said.text for said in self.said.values() if said.author == SPARE_ID]

    @property
    def last(self) -> Said:
        return [said for said in self.said.values() if said.author == BOT_ID][-1]

    def raw(self) -> dict[str, Any]:
        raw: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.kind == "private":
            raw["first_name"] = self.title
        else:
            raw["title"] = self.title
        return raw | ({"username": self.username} if self.username else {})


class World:
    """Everything the server knows. Nothing in it waits or talks."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.rooms: dict[int, Room] = {}
        self.acting = BOT_ID
        """The bot whose request is answered now."""
        self.spent: list[tuple[datetime, int]] = []
        """When something was sent or edited, and in which chat."""
        self.over_budget = 0
        """How often a chat's budget was exceeded."""

    def room(self, room_id: int, kind: str, **more: Any) -> Room:
        room = self.rooms[room_id] = Room(id=room_id, kind=kind, **more)
        if kind != "private":
            room.members.setdefault(BOT_ID, "administrator" if kind == "channel" else "member")
        return room

    def add(self, room: Room, author: int, text: str, **more: Any) -> Said:
        said = Said(id=next(room.ids), author=author, text=text, date=self.clock.now(), **more)
        room.said[said.id] = said
        return said

    def joined(self, chat: object) -> Room:
        """A chat the bot is in; ApiError otherwise."""
        room = self.find(chat)
        if room.moved_to:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=room.moved_to
            )
        status = room.members.get(self.acting, "left" if self.acting == SPARE_ID else "member")
        if status in {"left", "kicked"}:
            raise ApiError(403, f"Forbidden: bot was kicked from the {room.kind} chat")
        if status == "blocked":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return room

    def open_room(self, chat: object) -> Room:
        """A chat the bot may write to now; ApiError otherwise."""
        room = self.joined(chat)
        status = room.members.get(self.acting, "left" if self.acting == SPARE_ID else "member")
        if room.kind == "channel" and (status != "administrator" or not room.rights.get("can_post_messages", True)):
            raise ApiError(400, "Bad Request: need administrator rights in the channel chat")
        return room

    def find(self, chat: object) -> Room:
        for room in self.rooms.values():
            if str(chat) in {str(room.id), f"@{room.username}"}:
                return room
        raise ApiError(400, "Bad Request: chat not found")

    def spend(self, room: Room) -> None:
        """Sends and edits of a group or channel share one budget a minute; a person bears short bursts."""
        now = self.clock.now()
        self.spent.append((now, room.id))
        window_s, most = (PRIVATE_S, PRIVATE_SENDS) if room.kind == "private" else (WINDOW_S, WINDOW_SENDS)
        while room.sends and (now - room.sends[0]).total_seconds() >= window_s:
            room.sends.popleft()
        if len(room.sends) >= most:
            self.over_budget += 1
            wait_s = int(window_s - (now - room.sends[0]).total_seconds()) + 1
            raise ApiError(429, f"Too Many Requests: retry after {wait_s}", retry_after=wait_s)
        room.sends.append(now)

    def remove(self, room: Room, message: int) -> None:
        said = room.said.get(message)
        if said is None:
            raise ApiError(400, "Bad Request: message to delete not found")
        if self.clock.now() - said.date >= DELETABLE:
            raise ApiError(400, "Bad Request: message can't be deleted for everyone")
        own, admin = said.author == self.acting, room.members.get(self.acting) == "administrator"
        if not own and room.kind != "private" and not admin:
            raise ApiError(400, "Bad Request: message can't be deleted")
        del room.said[message]
        room.removed.append(message)
