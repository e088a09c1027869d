"""What is known about words: everyday words, names, and names that are everyday words too. All folded."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from bot.privacy.scrub.cues import FUNCTION, HONORIFICS, KIN
from bot.privacy.scrub.normalise import fold_letters
from bot.privacy.scrub.streets import STREET_TYPES
from bot.privacy.scrub.wordset import words

VOUCHED_RANK = 6000
"""Words up to this rank are shown in the masked view; rarer ones hide too many names."""
VOUCHED_NAME_RANK = 1000
"""The same for words that are names as well: "brown", "long", "may"."""

_DATA = "bot.privacy.scrub.data"
_SPANISH = words(
    "el los las del que hay en con por para una un esta estan son mi se lo yo pero muy aqui donde cuando "
    "dos tres cuatro es su ya dice vio fue como unos hace porque y le ahorita cerca calle migra tu les al "
    "desde hasta"
)
_ENGLISH = words(
    "the is are was were at on and of with my they he she it in near by from right now just this that "
    "there have has had been got saw said for two three you your we i not im to"
)


@dataclass(frozen=True)
class Lexicon:
    """Word sets for one reading; every rule asks here, none keeps lists of its own."""

    everyday: frozenset[str]
    """English and Spanish words that are not in themselves names."""
    vouched: frozenset[str]
    """The commonest of them, the words of a sighting and the gazetteer's: shown in the masked view."""
    given: frozenset[str]
    family: frozenset[str]
    clans: frozenset[str]
    """Hmong clan names: the short words before them are a person's."""
    syllables: frozenset[str]
    """Hmong given names."""
    sighting: frozenset[str]
    places: frozenset[str]
    """Words of the gazetteer that are nobody's name."""
    strong_given: frozenset[str]
    """First names that need no company to be one."""
    strong_family: frozenset[str]
    weak: frozenset[str]
    """Everyday words that may be a name in a name's company."""


@dataclass(frozen=True)
class Lexicons:
    """One lexicon per language heard: "alma" is a soul in Spanish and a neighbor in English."""

    mixed: Lexicon
    english: Lexicon
    spanish: Lexicon

    def heard(self, spoken: Iterable[str]) -> Lexicon:
        """The lexicon for the language these words are in; the mixed one when both or neither is heard."""
        heard = frozenset(spoken)
        english, spanish = heard & _ENGLISH, heard & _SPANISH
        if english and not spanish:
            return self.english
        if spanish and not english:
            return self.spanish
        return self.mixed


def load_lexicons(places: Iterable[str] = ()) -> Lexicons:
    """Read the committed lists. `places` are names of streets, landmarks and neighborhoods of the city."""
    lists = _Lists(frozenset(part for name in places for part in fold_letters(name).split() if part.isalpha()))
    return Lexicons(
        mixed=lists.lexicon(frozenset()),
        english=lists.lexicon(lists.own("spanish") - frozenset(lists.english)),
        spanish=lists.lexicon(lists.own("english") - frozenset(lists.spanish)),
    )


class _Lists:
    """The files as read, turned into lexicons once and then dropped."""

    def __init__(self, places: frozenset[str]) -> None:
        self._own = _tagged("own_names.txt")
        self.english, self.spanish = _lines("words_en.txt"), _lines("words_es.txt")
        listed = frozenset(word for line in _tagged("sightings.txt").values() for word in line)
        self.sighting = listed | frozenset(f"{word}s" for word in listed if len(word) > 3)
        self.given = frozenset(_lines("given.txt")) | self.own("given") | self.own("hmong")
        self.family = frozenset(_lines("family.txt")) | self.own("family")
        self.places = places - self.given - self.family

    def own(self, tag: str) -> frozenset[str]:
        return frozenset(self._own[tag])

    def lexicon(self, foreign: frozenset[str]) -> Lexicon:
        """`foreign` are words of a language that is not heard: in this reading they are names only."""
        certain = self.own("mostly") | foreign
        everyday = (frozenset(self.english + self.spanish) - certain) | (self.sighting - foreign)
        clans, viet = self.own("clan"), self.own("viet")
        return Lexicon(
            everyday=everyday,
            vouched=((self._vouched() | FUNCTION | KIN | HONORIFICS | STREET_TYPES) - certain)
            | (self.sighting - foreign)
            | self.places,
            given=self.given,
            family=self.family | clans | viet,
            clans=clans,
            syllables=self.own("hmong"),
            sighting=self.sighting,
            places=self.places,
            strong_given=(self.given - everyday) | certain,
            strong_family=(self.family | clans | viet) - everyday,
            weak=(self.given | self.family | clans | viet) & everyday,
        )

    def _vouched(self) -> frozenset[str]:
        names = self.given | self.family
        common = frozenset(self.english[:VOUCHED_RANK] + self.spanish[:VOUCHED_RANK])
        return (common - names) | frozenset(self.english[:VOUCHED_NAME_RANK] + self.spanish[:VOUCHED_NAME_RANK])


def _lines(name: str) -> list[str]:
    text = resources.files(_DATA).joinpath(name).read_text(encoding="ascii")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _tagged(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _lines(name):
        tag, _, listed = line.partition(":")
        found.setdefault(tag, []).extend(listed.split())
    return found
