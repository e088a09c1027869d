"""What is known about words: everyday words, names, and names that are everyday words too. All folded."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from bot.privacy.scrub.normalise import fold_letters

COMMON_RANK = 9000
"""A name this common as an everyday word is a name only in the company of a cue or another name."""
VOUCHED_RANK = 4500
"""Words above this rank are shown in the masked view; rarer ones hide too many names."""

_DATA = "bot.privacy.scrub.data"


@dataclass(frozen=True)
class Lexicon:
    """Word sets; every rule asks here, none keeps lists of its own."""

    everyday: frozenset[str]
    """English and Spanish words that are not in themselves names."""
    vouched: frozenset[str]
    """The commonest of them, the words of a sighting and the gazetteer's words: shown in the masked view."""
    given: frozenset[str]
    family: frozenset[str]
    clans: frozenset[str]
    """Hmong clan names: the short words before them are a person's."""
    viet: frozenset[str]
    """Vietnamese family names: the short words after them are a person's."""
    mostly: frozenset[str]
    """Dictionary words that are nearly always a person."""
    sighting: frozenset[str]
    places: frozenset[str]

    @cached_property
    def strong_given(self) -> frozenset[str]:
        return (self.given - self.everyday - self.places_only) | self.mostly

    @cached_property
    def strong_family(self) -> frozenset[str]:
        return (self.family | self.clans | self.viet) - self.everyday - self.places

    @cached_property
    def places_only(self) -> frozenset[str]:
        return self.places - self.given

    @cached_property
    def weak(self) -> frozenset[str]:
        """Everyday words that may be a name in a name's company."""
        return (self.given | self.family | self.clans | self.viet) & self.everyday


def load_lexicon(places: Iterable[str] = ()) -> Lexicon:
    """Read the committed lists. `places` are words of the city's gazetteer: streets, landmarks, neighborhoods."""
    own, sighting = _tagged("own_names.txt"), _tagged("sightings.txt")
    english, spanish = _lines("words_en.txt"), _lines("words_es.txt")
    words_of_sighting = frozenset(word for words in sighting.values() for word in words)
    mostly = frozenset(own["mostly"])
    everyday = (frozenset(english[:COMMON_RANK] + spanish[:COMMON_RANK]) | words_of_sighting) - mostly
    given = frozenset(_lines("given.txt")) | frozenset(own["given"])
    family = frozenset(_lines("family.txt")) | frozenset(own["family"])
    place_words = frozenset(part for word in places for part in fold_letters(word).split() if part.isascii())
    common = frozenset(english[:VOUCHED_RANK] + spanish[:VOUCHED_RANK]) - mostly
    return Lexicon(
        everyday=everyday,
        vouched=common | words_of_sighting | place_words - given,
        given=given,
        family=family,
        clans=frozenset(own["clan"]),
        viet=frozenset(own["viet"]),
        mostly=mostly,
        sighting=words_of_sighting,
        places=place_words,
    )


def _lines(name: str) -> list[str]:
    text = resources.files(_DATA).joinpath(name).read_text(encoding="ascii")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _tagged(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _lines(name):
        tag, _, words = line.partition(":")
        found.setdefault(tag, []).extend(words.split())
    return found
