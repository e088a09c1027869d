"""What a chat shows: messages with their history, buttons, reactions, places and photos."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from geo.point import Point

BOT = "bot"
"""Author of everything the bot says; phones have their own handles."""


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed: a label, and the data that a press hands back."""

    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimMessage:
    """One message as everybody in its chat sees it now; `history` holds its earlier texts, oldest first.

    `numbers` are the labels behind the numbers where there are no buttons. `version` grows with every change.
    """

    ref: str
    chat: str
    author: str
    at: datetime
    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    reactions: tuple[tuple[str, str], ...] = ()  # (emoji, author)
    quotes: str = ""
    pin: Point | None = None
    photo: bytes = field(default=b"", repr=False)
    unsupported: bool = False
    silent: bool = False
    guarded: bool = False
    asks_location: bool = False
    asks_text: bool = False
    deleted: bool = False
    version: int = 0

    @property
    def from_bot(self) -> bool:
        return self.author == BOT

    @property
    def edited(self) -> bool:
        return bool(self.history)

    def button(self, label: str) -> Button:
        """Return the button whose label has these words; LookupError names what there is."""
        every = [button for row in self.buttons for button in row]
        for button in every:
            if label.lower() in button.label.lower():
                return button
        raise LookupError(f"no button {label!r} among {[button.label for button in every]}")

    def number(self, label: str) -> int:
        """Return the number of a choice where choices are numbered lines."""
        for number, words in enumerate(self.numbers, start=1):
            if label.lower() in words.lower():
                return number
        raise LookupError(f"no choice {label!r} among {list(self.numbers)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimEvent:
    """Something changed in a chat: a message (new, edited, deleted, reacted to), or a short line for one phone."""

    chat: str
    message: SimMessage | None = None
    toast: str = ""
    phone: str = ""


@dataclass(slots=True)
class Chat:
    """A private chat with the bot (named by the phone's handle) or a room (named as in the settings)."""

    name: str
    platform: str
    is_room: bool
    members: set[str] = field(default_factory=set)
    messages: dict[str, SimMessage] = field(default_factory=dict)
    closed: bool = False
    """The bot was removed from it."""

    @property
    def shown(self) -> list[SimMessage]:
        """What stands in it now, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]

    def change(self, ref: str, **fields: object) -> SimMessage:
        """Replace a message by its next version."""
        old = self.messages[ref]
        new = replace(old, version=old.version + 1, **fields)  # type: ignore[arg-type] # dataclass fields by name
        self.messages[ref] = new
        return new
