"""All street names of one gazetteer, found by their normalised base."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geo.entries import Street, StreetAlias
from geo.mentions.streetcues import FIRM_KINDS
from geo.mentions.words import Word, move_space, split_word
from geo.streetnames import is_on_grid, ordinal_of
from geo.streetwords import DIRECTIONS, KINDS, LEADING_ARTICLES, TITLES_AFTER

_KIND_FIRST = re.compile(r"(calle|avenida|avenue|ave|av)(\d{1,3}(?:st|nd|rd|th)?|[a-rt-z])")
_NUMBER_AND = re.compile(r"(\d{1,3}(?:st|nd|rd|th)?)(and|y|con)")
_TURNED = re.compile(r"([nsew]|[ns][ew])(\d{1,3}(?:st|nd|rd|th))")
GLUED_BEFORE = frozenset({*(word for word in DIRECTIONS if len(word) > 2), "avenida", "calle"})
"""What is typed together with the name after it."""
ENDS_OF_WORDS = frozenset({"place", "court", "drive", "road", "plaza", "lane"})
"""Types that end other words as well ("marketplace", "railroad")."""
LONGEST_WORD = 40
"""Longer ones are no names typed without a space."""


@dataclass(frozen=True, slots=True)
class StreetForm:
    """One name under which one street is known."""

    street_id: int
    kind: str
    direction: str
    is_alias: bool = False
    on_grid: bool = False
    """Whether it is called by a number and a direction alone ("3300 South")."""


class StreetIndex:
    """All street names of one gazetteer, by their normalised base."""

    def __init__(self, streets: Iterable[Street], aliases: Iterable[StreetAlias]) -> None:
        forms: dict[str, dict[StreetForm, None]] = {}
        for street in streets:
            on_grid = is_on_grid(street.base, street.kind, street.direction)
            form = StreetForm(street.id, street.kind, street.direction, on_grid=on_grid)
            forms.setdefault(street.base, {})[form] = None
        for alias in aliases:
            on_grid = is_on_grid(alias.base, alias.kind, alias.direction)
            form = StreetForm(alias.street_id, alias.kind, alias.direction, on_grid=on_grid)
            if form not in forms.get(alias.base, {}):
                forms.setdefault(alias.base, {})[replace(form, is_alias=True)] = None
        forms.pop("", None)
        for base in list(forms):
            article, _, rest = base.partition(" ")
            if article in LEADING_ARTICLES and len(rest) > 3 and rest not in forms:
                forms[rest] = forms[base]  # "The Diagonal" is called "diagonal and 4th"
        self.forms = {base: tuple(of_base) for base, of_base in forms.items()}
        self.has_grid = any(form.on_grid for of_base in self.forms.values() for form in of_base)
        """Whether streets are called by their distance from the middle, as in Salt Lake City."""
        self.compact = {base.replace(" ", ""): base for base in self.forms if " " in base}
        saints = [base for base in self.forms if base.startswith("saint ")]
        self.compact |= {"st" + base.removeprefix("saint").replace(" ", ""): base for base in saints}
        self._bases: dict[int, tuple[str, ...]] = {}
        for base, of_base in self.forms.items():
            for street_id in dict.fromkeys(form.street_id for form in of_base):
                self._bases[street_id] = (*self._bases.get(street_id, ()), base)
        self._longest: dict[str, int] = {}
        for base in self.forms:
            first, length = base.split(" ", 1)[0], base.count(" ") + 1
            self._longest[first] = max(length, self._longest.get(first, 0))
        self._last_words = frozenset(base.rpartition(" ")[2] for base in self.forms)

    def bases_of(self, street_id: int) -> tuple[str, ...]:
        """Return every base a street is known under."""
        return self._bases.get(street_id, ())

    def longest_from(self, word: str) -> int:
        """How many words the longest name beginning with this word has; 0 when none does."""
        return self._longest.get(word, 0)

    def ends_a_name(self, word: str) -> bool:
        """Whether some name ends with this word."""
        return word in self._last_words

    def knows(self, base: str) -> bool:
        return base in self.forms

    def without_glue(self, words: Sequence[Word]) -> list[Word]:
        """Part what was typed without a space: "lakest" -> "lake st", "38thandchicago" -> three words."""
        parted: list[Word] = []
        for word in words:
            parted += self._parted(word) or [word]
        for at in range(len(parted) - 1):
            parted[at : at + 2] = self._moved_space(parted[at], parted[at + 1]) or parted[at : at + 2]
        return parted

    def _moved_space(self, left: Word, right: Word) -> list[Word]:
        """ "chicag oave" -> "chicago ave": both halves mean nothing until the space moves."""
        if right.gap != " " or left.text in KINDS or right.text in KINDS or not left.text.isalpha():
            return []
        both = left.text + right.text
        for cut in (len(left.text) + 1, len(left.text) - 1):
            head, tail = both[:cut], both[cut:]
            if len(head) > 3 and KINDS.get(tail) in FIRM_KINDS and self.knows(head):
                return move_space(left, right, cut)
        return []

    def _parted(self, word: Word) -> list[Word]:
        lengths = next(self._cuts(word.text), None)
        return split_word(word, *lengths) if lengths else []

    def _cuts(self, text: str) -> Iterator[tuple[int, ...]]:
        """The lengths of the words that were typed as one, likeliest first."""
        two = _TURNED.fullmatch(text) or _NUMBER_AND.fullmatch(text)
        if two:  # "E38th", "38and chicago"
            yield len(two[1]), len(two[2])
        if text in KINDS:
            return
        led = _KIND_FIRST.fullmatch(text)
        if led and self._begins_a_name(led[2]):  # "calle38", "avenuej"
            yield len(led[1]), len(led[2])
        if 5 <= len(text) <= LONGEST_WORD and not self.knows(text) and not self.compact.get(text):
            yield from self._cuts_beside_name(text)
            yield from self._cuts_between_names(text)

    def _cuts_beside_name(self, text: str) -> Iterator[tuple[int, ...]]:
        """ "lakest", "westbroadway", "martinlutherkingjr"."""
        for cut in range(len(text) - 1, 1, -1):
            head, tail = text[:cut], text[cut:]
            after = (KINDS.get(tail) in FIRM_KINDS and tail not in ENDS_OF_WORDS) or tail in TITLES_AFTER
            if (after and self._is_name(head)) or (head in GLUED_BEFORE and self._is_name(tail)):
                yield cut, len(tail)

    def _cuts_between_names(self, text: str) -> Iterator[tuple[int, ...]]:
        """ "38thandchicago"."""
        for joint in ("and", "y", "n"):
            at = text.find(joint, 3)
            if at > 0 and self._is_name(text[:at]) and self._is_name(text[at + len(joint) :]):
                yield at, len(joint), len(text) - at - len(joint)

    def _begins_a_name(self, text: str) -> bool:
        return self.knows(ordinal_of([text]) or text)

    def _is_name(self, text: str) -> bool:
        return len(text) > 2 and (self.knows(ordinal_of([text]) or text) or text in self.compact)
