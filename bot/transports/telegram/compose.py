"""Turns a message into what Telegram shows: pieces of text, a keyboard, and how quietly it comes."""

from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode

from bot.transports.base import Undeliverable
from bot.transports.telegram.fitting import as_html, split
from handlers.actions import encode
from handlers.outbound import Choice, Message
from handlers.reading import link_payload

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Piece:
    """One message of Telegram's. `markup` stands under the last piece only."""

    text: str
    markup: Markup | None = None


def pieces(message: Message, *, share_place: str = "", parts: int = 10) -> list[Piece]:
    """The pieces of a message, at least one; Undeliverable where nothing could be shown.

    `share_place`: the label of the button that shares a place, "" in rooms, where Telegram has no such button.
    """
    texts = split(message.text, parts=parts)
    if not texts:
        raise Undeliverable("there is nothing to send")
    asks = bool(share_place) and message.ask_location
    made = [Piece(text=text) for text in texts[:-1]]
    made.append(Piece(text=texts[-1], markup=_markup(message, share_place if asks else "")))
    if asks and message.choices:
        # A message carries one keyboard: the choices stand under the text, the place button under a line of its own.
        made.append(Piece(text=share_place, markup=_place_button(share_place)))
    return made


def manner(message: Message) -> dict[str, Any]:
    """How a message is sent: never with a preview, which would have Telegram open a link of a stranger."""
    return {
        "parse_mode": ParseMode.HTML,
        "link_preview_options": _NO_PREVIEW,
        "disable_notification": message.silent,
        "protect_content": message.guarded,
    }


def edit_manner() -> dict[str, Any]:
    return {"parse_mode": ParseMode.HTML, "link_preview_options": _NO_PREVIEW}


def html(piece: Piece) -> str:
    return as_html(piece.text)


def choices_of(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons under a message; an edit without them would take them away."""
    if not message.choices:
        return None
    try:
        rows = [[_button(each) for each in row] for row in message.choices]
    except ValueError:
        raise Undeliverable("a button holds too much") from None
    return InlineKeyboardMarkup(rows)


def opened(message: Message, bot: str) -> Message:
    """With links into the bot's private chat under it, which name the incident and nobody who follows them."""
    if not (message.doors and bot):
        return message
    doors = (replace(each, link=f"https://t.me/{bot}?start={link_payload(each.action)}") for each in message.doors)
    return replace(message, choices=(*message.choices, tuple(doors)))


def _button(choice: Choice) -> InlineKeyboardButton:
    if choice.link:
        return InlineKeyboardButton(choice.label, url=choice.link)
    return InlineKeyboardButton(choice.label, callback_data=encode(choice.action))


def _markup(message: Message, share_place: str) -> Markup | None:
    if message.choices:
        return choices_of(message)
    if share_place:
        return _place_button(share_place)
    return ForceReply() if message.awaits_text else None


def _place_button(label: str) -> ReplyKeyboardMarkup:
    button = KeyboardButton(label, request_location=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
