"""People of the fake Telegram: what they do becomes an update, held against the models before it is sent."""

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.fake_telegram.methods import as_raw, member
from tests.fake_telegram.oracle import check_update
from tests.fake_telegram.world import BOT_ID, Room, Said

if TYPE_CHECKING:
    from tests.fake_telegram.server import FakeTelegram

_presses = count(1)


class Person:
    """Somebody with a Telegram account. `chat` is their private chat with the bot."""

    def __init__(self, fake: "FakeTelegram", user: int, name: str, language: str = "en") -> None:
        self.id, self._fake, self._language = user, fake, language
        self.name = name
        self.chat = fake.world.room(user, "private", title=name)

    @property
    def raw(self) -> dict[str, Any]:
        return {
            "id": self.id, "is_bot": False, "first_name": self.name, "last_name": f"{self.name}son",
            "username": f"{self.name.lower()}_canary", "language_code": self._language,
        }  # fmt: skip

    def writes(self, text: str, room: Room | None = None, **more: Any) -> int:
        return self.sends({"text": text, **more}, room, text=text)

    def shares(self, lat: float, lon: float, *, live: bool = False) -> int:
        location: dict[str, Any] = {"latitude": lat, "longitude": lon}
        return self.sends({"location": location | ({"live_period": 3600, "heading": 7} if live else {})})

    def sends(self, content: dict[str, Any], room: Room | None = None, *, text: str = "") -> int:
        """Any message; the id it has in its chat."""
        place = room or self.chat
        said = self._fake.world.add(place, self.id, text)
        self._fake.push({"message": self._message(place, said, content)}, lane=place.id)
        return said.id

    def edits(self, message: int, content: dict[str, Any], room: Room | None = None) -> None:
        place = room or self.chat
        said = place.said[message]
        raw = self._message(place, said, content) | {"edit_date": int(self._fake.world.clock.now().timestamp())}
        self._fake.push({"edited_message": raw}, lane=place.id)

    def presses(self, data: str, room: Room | None = None, said: Said | None = None, **more: Any) -> str:
        """A button under `said`, or under the bot's last message there; the id of the press."""
        place = room or self.chat
        under = said or place.last
        press = f"press-{next(_presses)}"
        self._fake.methods.pressed[press] = self._fake.world.clock.now()
        query = {
            "id": press,
            "from": self.raw,
            "chat_instance": "c",
            "data": data,
            "message": as_raw(place, under),
            **more,
        }
        self._fake.push({"callback_query": query}, lane=place.id)
        return press

    def _message(self, place: Room, said: Said, content: dict[str, Any]) -> dict[str, Any]:
        head = {"message_id": said.id, "date": int(said.date.timestamp()), "chat": place.raw()}
        return head | {"from": self.raw} | content


def bot_standing(fake: "FakeTelegram", room: Room, actor: Person, status: str, **rights: bool) -> None:
    """Somebody changes what the bot may do in a room."""
    old = member(BOT_ID, room.members[BOT_ID], room.rights)
    room.members[BOT_ID] = status
    room.rights |= rights
    change = {
        "chat": room.raw(), "from": actor.raw, "date": int(fake.world.clock.now().timestamp()),
        "old_chat_member": old, "new_chat_member": member(BOT_ID, status, room.rights),
    }  # fmt: skip
    fake.push({"my_chat_member": change}, lane=room.id)


def upgraded(fake: "FakeTelegram", room: Room, actor: Person, new_id: int, *, announce: bool = True) -> Room:
    """A group becomes a supergroup: another id, and no message comes along."""
    new = fake.world.room(new_id, "supergroup", title=room.title, members=dict(room.members))
    room.moved_to = new_id
    if announce:
        said = fake.world.add(room, actor.id, "")
        head = {"message_id": said.id, "date": int(said.date.timestamp()), "chat": room.raw(), "from": actor.raw}
        fake.push({"message": head | {"migrate_to_chat_id": new_id}}, lane=room.id)
    return new


def strict(raw: dict[str, Any]) -> dict[str, Any]:
    return dict(check_update(raw))
