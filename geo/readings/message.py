"""A message taken apart once, for all readings to look at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.mentions.joins import Join, is_cued, joins
from geo.mentions.names import NameIndex, NameMention
from geo.mentions.namewords import KINDS_OF_PLACE
from geo.mentions.numbers import BlockMention, block_mentions
from geo.mentions.streetindex import StreetIndex
from geo.mentions.streetmention import StreetMention
from geo.mentions.streets import street_mentions
from geo.mentions.words import Word, words_of
from geo.spelling import Speller

SHORT_MESSAGE_WORDS = 8
"""A message of so few words is all place; in a longer one a place needs a word that says where."""
FIRST_WORDS, LAST_WORDS = 200, 100
"""Of a longer message only its beginning and its end are read: people say where first or last, and each word
costs time."""
BREAK = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What is known of one city's names, made once from its gazetteer."""

    gazetteer: Gazetteer
    streets: StreetIndex
    names: NameIndex
    speller: Speller
    municipalities: tuple[str, ...]
    towns: frozenset[str]
    """Words of the municipalities' names, which residents add and leave out at will."""

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> "Lexicon":
        streets = StreetIndex(gazetteer.streets, gazetteer.aliases)
        municipalities = tuple(sorted({street.municipality for street in gazetteer.streets} - {""}))
        towns = frozenset(fold(" ".join(municipalities)).split())
        return cls(
            gazetteer=gazetteer,
            streets=streets,
            names=NameIndex(gazetteer.named_places, gazetteer.areas, towns),
            speller=Speller(streets.forms),
            municipalities=municipalities,
            towns=towns,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The words of a message and what they name. Offsets are those of the original text."""

    words: Sequence[Word]
    streets: tuple[StreetMention, ...]
    joins: tuple[Join, ...]
    names: tuple[NameMention, ...]
    blocks: tuple[BlockMention, ...]

    @property
    def is_short(self) -> bool:
        return len(self.words) <= SHORT_MESSAGE_WORDS

    def is_cued(self, first: int, *, firmly: bool = False) -> bool:
        """Whether a word before says that a place follows; `firmly`: one that stands before no person."""
        return is_cued(self.words, first, firmly=firmly)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the original range of words `first` to `last` (exclusive)."""
        return self.words[first].start, self.words[last - 1].end

    def written(self, first: int, last: int) -> str:
        return " ".join(word.text for word in self.words[first:last])


def read_message(text: str, lexicon: Lexicon) -> Message:
    """Take a message apart; deterministic, and total over all texts."""
    words = lexicon.streets.without_glue(_ends_of(words_of(text)))
    streets = street_mentions(words, lexicon.streets)
    may_correct = [_may_hold_a_misspelled_name(words, at, lexicon) for at in range(len(words))]
    names = lexicon.names.mentions(words, may_correct)
    streets = [street for street in streets if not any(_swallows(name, street) for name in names)]
    names = [name for name in names if not any(_is_part_of(name, street) for street in streets)]
    return Message(
        words=words,
        streets=tuple(streets),
        joins=tuple(joins(words, streets)),
        names=tuple(names),
        blocks=tuple(block_mentions(words, streets)),
    )


def _ends_of(words: Sequence[Word]) -> Sequence[Word]:
    """The words themselves, or the beginning and the end of very many."""
    if len(words) <= FIRST_WORDS + LAST_WORDS:
        return words
    end = words[-LAST_WORDS:]
    return [*words[:FIRST_WORDS], replace(end[0], gap=BREAK), *end[1:]]


def _swallows(name: NameMention, street: StreetMention) -> bool:
    """Whether a longer name holds the street's ("Powderhorn Park" is not Park Ave): the longest wins."""
    longer = name.last - name.first > street.last - street.first
    telling = name.exact or (name.weight > 1.0 and name.matches[0].coverage > 0.6)
    return _holds(name, street) and longer and telling


def _is_part_of(name: NameMention, street: StreetMention) -> bool:
    """Whether a street with its type holds the name ("Como Ave" is not Como), or only a guess lies on its words."""
    inside = street.first <= name.first and name.last <= street.last
    overlaps = street.first < name.last and name.first < street.last and not _holds(name, street)
    shorter = name.last - name.first < street.last - street.first
    return bool(street.kind) and ((inside and shorter) or ((inside or overlaps) and not name.exact))


def _holds(name: NameMention, street: StreetMention) -> bool:
    return name.first <= street.first and street.last <= name.last


def _may_hold_a_misspelled_name(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    if lexicon.streets.knows(words[at].text):
        return False
    after = words[at + 1].text if at + 1 < len(words) else ""
    before = words[at - 1].text if at else ""
    return len(words) <= 3 or is_cued(words, at) or after in KINDS_OF_PLACE or before in KINDS_OF_PLACE
