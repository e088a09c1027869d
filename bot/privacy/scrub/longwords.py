"""Words no person types, such as links with whole pages in them: taken out unread, which is also quick."""

import re
from collections.abc import Iterator, Sequence

from bot.privacy.scrub.kinds import Kind

LONGEST = 256
"""Characters of the longest word that is read."""

_TOO_LONG = re.compile(rf"(?:[^\s\[]|\[(?![a-z-]{{2,9}}\??\])){{{LONGEST + 1},}}")
"""Our own placeholders end a word: a text that was scrubbed stays as it is."""

Spans = Sequence[tuple[int, int]]


def without_long_words(text: str, spans: Spans) -> tuple[str, Spans, int]:
    """The text with [link] for each word that is too long, ranges of it moved along, and how many words went.

    A range that touches such a word is dropped: what it shielded is gone.
    """
    gone = [match.span() for match in _TOO_LONG.finditer(text)]
    if not gone:
        return text, spans, 0
    return _TOO_LONG.sub(Kind.LINK.placeholder, text), list(_moved(spans, gone)), len(gone)


def _moved(spans: Spans, gone: Spans) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        if any(start < last and end > first for first, last in gone):
            continue
        before = [(first, last) for first, last in gone if last <= start]
        shift = sum(len(Kind.LINK.placeholder) - (last - first) for first, last in before)
        yield start + shift, end + shift
