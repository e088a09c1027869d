"""What a number asks of the signal-cli that is Signal for it, whichever program that is: the port of both receivers."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from handlers.outbound import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that is out. `missed`: how many of a group did not get it. `limited`: Signal limits the number."""

    at_ms: int
    missed: int = 0
    limited: bool = False
    tokens: tuple[str, ...] = field(default=(), repr=False)
    retry_after_s: float = 0.0


def as_attachment(picture: Picture) -> str:
    """A picture as both programs take it: an RFC 2397 address."""
    data = b64encode(picture.image).decode()
    return f"data:image/{picture.kind};filename=picture.{picture.kind};base64,{data}"


class Wire(Protocol):
    """One number's requests. A recipient is a group's id or an ACI.

    Raises `Refused` for what was answered, and whatever its HTTP client raises for what was not; `refusals.calling`
    sorts both. Makes no request twice, and keeps and logs nothing of one.
    """

    async def send(self, recipient: str, text: str, *, edits: int = 0, picture: Picture | None = None) -> Posted:
        """Send a text, with a PNG where there is one; `edits` is the first time of the message it takes the place of.

        An edit changes the text alone.
        """
        ...

    async def delete(self, recipient: str, at_ms: int) -> None:
        """Delete our message for everybody."""
        ...

    async def set_timer(self, person: str, seconds: int) -> None:
        """Let messages disappear in a private chat."""
        ...

    async def ask(self, method: str, path: str = "", body: Mapping[str, object] | None = None) -> object:
        """Anything else, in the receiver's own words: an HTTP method and path, or a JSON-RPC method and no path.

        Answers decoded JSON, None where there is none; `{number}` in a path is ours.
        """
        ...
