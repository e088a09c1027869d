"""People of Telegram whose every field is a token, and the messages, presses and odd updates that they cause."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any

from aiogram.types import CallbackQuery, Message, Update, User
from PIL import Image

from tests.canaries.filling import fill
from tests.canaries.tokens import Mint
from tests.fake_telegram.people import Person, strict
from tests.fake_telegram.server import FakeTelegram
from tests.fake_telegram.world import BOT_ID, Room, Said

LANGUAGE = "zqx"
"""No language of anybody's: too short to search for everywhere, so it is looked for among words."""
_ARTIST, _EXIF, _GPS, _USER_COMMENT, _GPS_AREA = 0x013B, 0x8769, 0x8825, 0x9286, 0x001C
"""As EXIF numbers them."""
CONTENT = frozenset({
    "text", "animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway", "invoice",
    "paid_media", "poll", "sticker", "story", "video", "video_note", "voice", "photo", "location", "venue", "caption",
    "live_photo", "rich_message",
})  # fmt: skip
HEAD = frozenset({"message_id", "from", "chat", "date", "edit_date"})
ROUTING = frozenset({
    "migrate_to_chat_id", "migrate_from_chat_id", "sender_chat", "is_automatic_forward", "is_topic_message",
    "reply_to_message", "guest_bot_caller_chat",
})  # fmt: skip
"""What makes another kind of message of it; each has a message of its own."""
ODD = (
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result", "shipping_query",
    "pre_checkout_query", "poll", "poll_answer", "chat_member", "chat_join_request", "chat_boost", "business_message",
    "business_connection", "purchased_paid_media", "channel_post", "edited_channel_post",
)  # fmt: skip
"""Kinds of updates that are not asked for, and may come for a while all the same."""


class Marked(Person):
    """Somebody whose account, chat and messages are tokens throughout."""

    def __init__(self, fake: FakeTelegram, mint: Mint, who: str) -> None:
        self.mint, self.who = mint, f"{who}/telegram"
        super().__init__(fake, mint.id(f"{self.who}/from.id"), mint.word(f"{self.who}/from.first_name"))
        self.chat.ids = self._message_ids()  # type: ignore[assignment]  # another way to count
        self.chat.username = mint.word(f"{self.who}/from.username")
        self._turn = count()

    @property
    def raw(self) -> dict[str, Any]:
        filled = fill(User, self.mint, f"{self.who}/from", but={"id", "is_bot", "language_code"})
        return filled | {"id": self.id, "is_bot": False, "language_code": LANGUAGE}

    def _message_ids(self) -> Iterator[int]:
        for number in count(1):
            yield self.mint.number(f"{self.who}/message_id.{number}")

    def extras(self, but: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Everything a message may carry beside what it is; another kind of forward and quote each time."""
        turn = next(self._turn) % 4
        return fill(Message, self.mint, f"{self.who}/{turn}", but=CONTENT | HEAD | ROUTING | but, turn=turn)

    def content(self, *kinds: str) -> dict[str, Any]:
        others = {info.alias or name for name, info in Message.model_fields.items()} - set(kinds)
        filled = fill(Message, self.mint, f"{self.who}/content", but=others)
        for size in filled.get("photo", []):
            self._fake.methods.files[size["file_id"]] = self._picture()
        return filled | self.extras()

    def _picture(self) -> bytes:
        """A photo that says by whom, where and with what it was taken."""
        image, exif, out = Image.new("RGB", (320, 240), "gray"), Image.Exif(), BytesIO()
        exif[_ARTIST] = self.mint.word(f"{self.who}/exif.Artist")
        exif.get_ifd(_EXIF)[_USER_COMMENT] = self.mint.word(f"{self.who}/exif.UserComment")
        exif.get_ifd(_GPS)[_GPS_AREA] = self.mint.word(f"{self.who}/exif.GPSAreaInformation")
        image.save(out, "JPEG", exif=exif, comment=self.mint.word(f"{self.who}/exif.comment").encode())
        return out.getvalue()

    def _message(self, place: Room, said: Said, content: dict[str, Any]) -> dict[str, Any]:
        # In rooms a forward or another bot's message is nobody's word, so it would go no further.
        plain = frozenset() if place is self.chat else frozenset({"forward_origin", "via_bot"})
        raw = self.extras(but=plain) | super()._message(place, said, content)
        if place is self.chat:
            raw["date"] = self.mint.second(f"{self.who}/date.{said.id}")
        return raw

    def edits(self, message: int, content: dict[str, Any], room: Room | None = None) -> None:
        """An edit that crossed the deletion of its message: nothing of it has to stand any more."""
        now = self._fake.world.clock.now()
        said = Said(id=message, author=self.id, text="", date=now)
        raw = self._message(room or self.chat, said, content) | {"edit_date": int(now.timestamp())}
        self._fake.push({"edited_message": raw}, lane=self.id)

    def presses(self, data: str, room: Room | None = None, said: Said | None = None, **more: Any) -> str:
        press = self.mint.word(f"{self.who}/callback.id.{next(self._turn)}")
        place = room or self.chat
        self._fake.methods.pressed[press] = self._fake.world.clock.now()
        filled = fill(
            CallbackQuery, self.mint, f"{self.who}/callback", but={"id", "from", "data", "message", "game_short_name"}
        )
        under = said or place.last
        message = {"message_id": under.id, "date": int(under.date.timestamp()), "chat": place.raw(), "text": under.text}
        query = {**filled, "id": press, "from": self.raw, "data": data, "message": message}
        self._fake.push({"callback_query": query}, lane=place.id)
        return press

    def blocks(self) -> None:
        """The bot, and unblocks it: Telegram tells of either with the whole person."""
        for old, new in (("member", "kicked"), ("kicked", "member")):
            member = {"user": {"id": BOT_ID, "is_bot": True, "first_name": "Whistle"}}
            until = {"until_date": 0}
            change = {
                "chat": self.chat.raw(), "from": self.raw, "date": self.mint.second(f"{self.who}/blocked.{new}"),
                "old_chat_member": member | {"status": old} | (until if old == "kicked" else {}),
                "new_chat_member": member | {"status": new} | (until if new == "kicked" else {}),
            }  # fmt: skip
            self._fake.push({"my_chat_member": change}, lane=self.id)

    def sends_poison(self) -> None:
        """Something that no server should send, with everything a message can hold."""
        self._fake.waiting.next_id = self.mint.update(f"{self.who}/update_id")
        chat = {"id": self.mint.word(f"{self.who}/poison.chat.id"), "type": "private"}
        self._fake.push_odd({"message": self.content("text") | {"from": self.raw, "chat": chat}}, lane=self.id)

    def does_odd_things(self) -> None:
        for kind in ODD:
            info = Update.model_fields[kind]
            model = next(each for each in info.annotation.__args__ if isinstance(each, type))  # type: ignore[union-attr]
            has_person = any(each.alias == "from" for each in model.model_fields.values())  # type: ignore[attr-defined]  # one of aiogram.s
            filled = fill(model, self.mint, f"{self.who}/{kind}", but={"from"})
            self._fake.push_odd({kind: filled | ({"from": self.raw} if has_person else {})}, lane=self.id)


__all__ = ["LANGUAGE", "Marked", "strict"]
