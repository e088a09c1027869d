"""Fits text into Telegram's limits, which count UTF-16 units, and makes it safe inside its HTML."""

import re

from markupsafe import escape

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
_ELLIPSIS = " …"
# Best place first: a paragraph, a sentence, a line, a word.
_BORDERS = tuple(re.compile(border) for border in (r"\n\s*\n", r"(?<=[.!?…])\s+", r"\n", r"\s+"))
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Without halves of characters and control characters, which no JSON or HTML may carry."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSENDABLE.sub("", whole).strip()


def split(text: str, limit: int = TEXT_LIMIT, *, parts: int = 10) -> list[str]:
    """The text in at most `parts` pieces of at most `limit` units each; what is beyond them is shortened away."""
    pieces: list[str] = []
    rest = clean(text)
    while rest and len(pieces) < parts - 1 and units(rest) > limit:
        head = _head(rest, limit)
        pieces.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if rest:
        pieces.append(shorten(rest, limit))
    return pieces


def shorten(text: str, limit: int) -> str:
    """The text, or as many whole sentences or words of it as fit, with a mark that something is missing."""
    text = clean(text)
    if units(text) <= limit:
        return text
    return _head(text, limit - units(_ELLIPSIS)).rstrip() + _ELLIPSIS


def as_html(text: str) -> str:
    """The text as Telegram's HTML, with nothing in it that could be taken for a tag."""
    return str(escape(text))


def _head(text: str, limit: int) -> str:
    # Half a character at the cut is dropped here and so begins the next piece whole.
    most = text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(most) if found.end() > len(most) // 2]
        if ends:
            return most[: ends[-1]]
    return most
