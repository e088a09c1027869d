"""What each method of the fake Bot API does. Every request was held against the models before it comes here."""

from typing import Any

from tests.fake_telegram.oracle import check_message, units, uploaded, visible
from tests.fake_telegram.world import BOT_ID, BOT_NAME, SPARE_ID, SPARE_NAME, ApiError, Room, Said, World

Given = dict[str, Any]
CALLBACK_S = 15.0
NAMES = {BOT_ID: BOT_NAME, SPARE_ID: SPARE_NAME}


class Methods:
    """One method of the API a method here, under the same name."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.pressed: dict[str, Any] = {}
        """When each button was pressed that was not answered yet."""
        self.toasts: list[tuple[str, str]] = []
        self.commands: dict[tuple[str, str], list[str]] = {}
        self.descriptions: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.me: dict[str, Any] = {
            "is_bot": True, "first_name": "Whistle", "can_join_groups": False, "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }  # fmt: skip

    def call(self, method: str, given: Given) -> Any:
        do = getattr(self, f"do_{method}", None)
        if do is None:
            raise ApiError(404, "Not Found: method not found")
        return do(given)

    def do_getMe(self, _given: Given) -> Any:  # noqa: N802 -- the Bot API's own spelling, here and below
        return self.me | {"id": self._world.acting, "username": NAMES[self._world.acting]}

    def do_getChat(self, given: Given) -> Any:  # noqa: N802
        room = self._world.find(given["chat_id"])
        linked = {"linked_chat_id": room.linked} if room.linked else {}
        kept = {"message_auto_delete_time": room.auto_delete_s} if room.auto_delete_s else {}
        return room.raw() | linked | kept | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": {
            "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
            "gifts_from_channels": False,
        }}  # fmt: skip

    def do_getChatMember(self, given: Given) -> Any:  # noqa: N802
        room = self._world.joined(given["chat_id"])
        return member(int(given["user_id"]), room.members.get(int(given["user_id"]), "left"), room.rights)

    def do_sendMessage(self, given: Given) -> Any:  # noqa: N802
        room = self._world.open_room(given["chat_id"])
        text = shown(given)
        self._world.spend(room)
        said = self._world.add(room, self._world.acting, text, markup=given.get("reply_markup") or {}, given=given)
        return as_raw(room, said)

    def do_sendPhoto(self, given: Given) -> Any:  # noqa: N802
        room = self._world.open_room(given["chat_id"])
        if not room.rights.get("can_send_photos", True):
            raise ApiError(400, "Bad Request: not enough rights to send photos to the chat")
        caption, markup = captioned(given), given.get("reply_markup") or {}
        self._world.spend(room)
        said = self._world.add(room, self._world.acting, caption, markup=markup, given=given, photo=uploaded(given))
        return as_raw(room, said)

    def do_editMessageText(self, given: Given) -> Any:  # noqa: N802
        return self._edit(given, shown(given))

    def do_editMessageCaption(self, given: Given) -> Any:  # noqa: N802
        return self._edit(given, captioned(given), caption=True)

    def do_editMessageMedia(self, given: Given) -> Any:  # noqa: N802
        return self._edit(given, captioned(given["media"]), photo=uploaded(given))

    def _edit(self, given: Given, text: str, *, caption: bool = False, photo: bytes = b"") -> Any:
        room, markup = self._world.open_room(given["chat_id"]), given.get("reply_markup") or {}
        said = room.said.get(int(given["message_id"]))
        if said is None or said.author != self._world.acting:
            raise ApiError(400, "Bad Request: message to edit not found")
        if not photo and caption is not bool(said.photo):
            raise ApiError(400, f"Bad Request: there is no {'caption' if caption else 'text'} in the message to edit")
        photo = photo or said.photo
        if (said.text, said.markup, said.photo) == (text, markup, photo):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            )
        self._world.spend(room)
        # An edit without buttons takes them away.
        said.text, said.markup, said.photo, said.edits = text, markup, photo, said.edits + 1
        return as_raw(room, said)

    def do_deleteMessage(self, given: Given) -> Any:  # noqa: N802
        self._world.remove(self._world.open_room(given["chat_id"]), int(given["message_id"]))
        return True

    def do_pinChatMessage(self, given: Given) -> Any:  # noqa: N802
        room = self._world.open_room(given["chat_id"])
        may = room.rights.get("can_edit_messages" if room.kind == "channel" else "can_pin_messages", True)
        if not may or int(given["message_id"]) not in room.said:
            raise ApiError(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        room.pinned.append(int(given["message_id"]))
        return True

    def do_unpinChatMessage(self, given: Given) -> Any:  # noqa: N802
        room = self._world.open_room(given["chat_id"])
        if int(given["message_id"]) not in room.pinned:
            raise ApiError(400, "Bad Request: message to unpin not found")
        room.pinned.remove(int(given["message_id"]))
        return True

    def do_deleteMessages(self, given: Given) -> Any:  # noqa: N802
        room = self._world.open_room(given["chat_id"])
        if not 1 <= len(given["message_ids"]) <= 100:
            raise ApiError(400, "Bad Request: wrong number of messages")
        for each in given["message_ids"]:
            if int(each) in room.said:
                self._world.remove(room, int(each))
        return True

    def do_answerCallbackQuery(self, given: Given) -> Any:  # noqa: N802
        at = self.pressed.pop(given["callback_query_id"], None)
        if at is None or (self._world.clock.now() - at).total_seconds() > CALLBACK_S:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.toasts.append((given["callback_query_id"], given.get("text", "")))
        return True

    def do_setMyCommands(self, given: Given) -> Any:  # noqa: N802
        scope = given.get("scope") or {"type": "default"}
        if "chat_id" in scope:
            self._world.open_room(scope["chat_id"])
        key = (scope["type"], given.get("language_code", ""))
        self.commands[key] = [command["command"] for command in given["commands"]]
        return True

    def do_setMyDescription(self, given: Given) -> Any:  # noqa: N802
        return self._describe("description", 512, given)

    def do_setMyShortDescription(self, given: Given) -> Any:  # noqa: N802
        return self._describe("short_description", 120, given)

    def do_getFile(self, given: Given) -> Any:  # noqa: N802
        if given["file_id"] not in self.files:
            raise ApiError(400, "Bad Request: invalid file_id")
        size = len(self.files[given["file_id"]])
        return {
            "file_id": given["file_id"],
            "file_unique_id": "u",
            "file_size": size,
            "file_path": f"photos/{given['file_id']}",
        }

    def _describe(self, name: str, limit: int, given: Given) -> bool:
        if units(given.get(name, "")) > limit:
            raise ApiError(400, "Bad Request: text is too long")
        self.descriptions[f"{name}.{given.get('language_code', '')}"] = given.get(name, "")
        return True


def shown(given: Given) -> str:
    text = visible(given["text"], given.get("parse_mode", ""))
    if text is None:
        raise ApiError(400, "Bad Request: can't parse entities: unsupported start tag")
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if units(text) > 4096:
        raise ApiError(400, "Bad Request: message is too long")
    return text.strip()


def captioned(given: Given) -> str:
    caption = visible(given.get("caption", ""), given.get("parse_mode", ""))
    if caption is None:
        raise ApiError(400, "Bad Request: can't parse entities: unsupported start tag")
    if units(caption) > 1024:
        raise ApiError(400, "Bad Request: message caption is too long")
    return caption.strip()


def as_raw(room: Room, said: Said) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "message_id": said.id,
        "date": int(said.date.timestamp()),
        "chat": room.raw(),
    }
    if said.photo:
        raw |= {"photo": [_PHOTO], "caption": said.text}
    else:
        raw["text"] = said.text
    if said.author in NAMES and room.kind != "channel":
        raw["from"] = {"id": said.author, "is_bot": True, "first_name": "Whistle", "username": NAMES[said.author]}
    if "inline_keyboard" in said.markup:
        raw["reply_markup"] = said.markup
    return dict(check_message(raw))


_PHOTO = {"file_id": "of-the-server", "file_unique_id": "u", "width": 720, "height": 560}
_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip


def member(user: int, status: str, rights: dict[str, bool] | None = None) -> dict[str, Any]:
    """A ChatMember as the Bot API describes it."""
    raw: dict[str, Any] = {"status": status, "user": {"id": user, "is_bot": user in NAMES, "first_name": "x"}}
    if status == "administrator":
        raw |= dict.fromkeys(_RIGHTS, False) | {"can_post_messages": True} | (rights or {})
    if status == "creator":
        raw["is_anonymous"] = False
    if status == "kicked":
        raw["until_date"] = 0
    if status == "restricted":
        allowed = ("is_member", "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
                   "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
                   "can_send_other_messages", "can_add_web_page_previews", "can_change_info", "can_invite_users",
                   "can_pin_messages", "can_manage_topics", "can_react_to_messages", "can_edit_tag")  # fmt: skip
        raw |= dict.fromkeys(allowed, False) | {"until_date": 0} | (rights or {})
    return raw
