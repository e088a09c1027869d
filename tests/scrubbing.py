"""How a scrubbed text is judged: what must be gone from both views, and what must stay, in every letter case."""

from collections.abc import Callable, Sequence

import re2

from bot.privacy.scrub import Scrubbed, Scrubber

LETTER_CASES: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper)

Row = tuple[str, str, str]
"""A message, the words that must be gone from both views, the words that must stay in the text."""


def words_left(view: str) -> set[str]:
    """The words of a view in lower case; placeholders are no words."""
    return set(re2.findall(r"[\pL\pN_]+", re2.sub(r"\[[^\]]*\]", " ", view).lower()))


def leaked(scrubbed: Scrubbed, gone: str) -> list[str]:
    """Words that should be gone and are not, from either view; single letters do not count."""
    wanted = [word for word in re2.findall(r"[\pL\pN_]+", gone.lower()) if len(word) > 1]
    return [word for view in (scrubbed.text, scrubbed.masked) for word in wanted if word in words_left(view)]


def assert_scrubbed(scrubber: Scrubber, row: Row, shielded: Sequence[tuple[int, int]] = ()) -> None:
    text, gone, stays = row
    for change in LETTER_CASES:
        scrubbed = scrubber.scrub(change(text), shielded)
        assert leaked(scrubbed, gone) == [], scrubbed
        kept = scrubbed.text.lower()
        assert [word for word in stays.lower().split() if word not in kept] == [], scrubbed
