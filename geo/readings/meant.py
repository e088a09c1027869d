"""Whether a name that stands in a message is meant as a place, or its words only happen to fall there."""

from geo.mentions.cues import AREA_WORDS, CUE_PADDING, LOCATIVES, SIGHTING_WORDS
from geo.mentions.joins import Join, Strength, is_report
from geo.mentions.names import NameMention
from geo.mentions.namewords import KIND_WORDS
from geo.mentions.streetcues import COMMON_WORDS, FUNCTION_WORDS
from geo.readings.message import Message
from geo.streetwords import KINDS

SINGLE_WORD_MESSAGE = 14
"""In a longer message one word of a name is too little."""
MIN_SINGLE_LETTERS = 4
MOST_OF_A_NAME = 0.75
ENOUGH_WITH_KIND = 0.55
PARTLY_TELLING_WEIGHT = 0.6
TELLING_WEIGHT = 0.9
"""From here on the words of a whole name are not words of everyday talk ("field", "community center")."""


SMALL_WORDS = LOCATIVES | CUE_PADDING | FUNCTION_WORDS | SIGHTING_WORDS | frozenset(KIND_WORDS) | AREA_WORDS
_STREET_ENDS = frozenset({"ave", "st", "blvd", "rd", "pkwy", "dr", "ln", "hwy", "ter", "ct"})


def means_a_place(message: Message, mention: NameMention, *, beside_street: bool = False) -> bool:
    """Whether the message uses a name as a place; `beside_street`: to tell where on a street it is."""
    if mention.area_word:
        return True
    guessed_over_streets = not mention.exact and _over_joined_streets(message, mention)
    if guessed_over_streets or _goes_on(message, mention):
        return False
    if mention.single:
        rather_a_street = not beside_street and _is_rather_a_street(message, mention)
        return not rather_a_street and _single_word_will_do(message, mention, beside_street=beside_street)
    whole_message = len(message.words) <= mention.last - mention.first + 1
    return whole_message or _words_will_do(message, mention)


def _words_will_do(message: Message, mention: NameMention) -> bool:
    most = mention.exact or is_report(message.words) or _most_written(message, mention)
    if message.is_cued(mention.first):
        return most or message.is_short
    if message.is_short:
        return mention.exact or (most and mention.weight >= PARTLY_TELLING_WEIGHT)
    return mention.exact and mention.weight >= TELLING_WEIGHT


def _most_written(message: Message, mention: NameMention) -> bool:
    """Whether enough of a name stands there; with its kind ("Andersen School") less is enough."""
    kind_told = any(word.text in KIND_WORDS for word in message.words[mention.first : mention.last])
    enough = ENOUGH_WITH_KIND if kind_told else MOST_OF_A_NAME
    return mention.matches[0].coverage >= enough


def _single_word_will_do(message: Message, mention: NameMention, *, beside_street: bool) -> bool:
    written = message.written(mention.first, mention.last)
    if len(written) < MIN_SINGLE_LETTERS or written.isdigit() or written in COMMON_WORDS:
        return False
    if _is_whole_message(message, mention) or _on_a_street(message, mention):
        return True
    after_comma = mention.first > 0 and any(sign in message.words[mention.first].gap for sign in ",(")
    if not message.is_cued(mention.first, firmly=True) and not (beside_street and after_comma):
        return False
    if not mention.exact and _is_a_street(message, mention):
        # "en la Orchard" is the street before it is a part of Orchard Hill or Orchard Park; "38th in Orchard" is not
        return beside_street and _is_inside(message, mention)
    if mention.exact:
        return True
    return len(message.words) <= SINGLE_WORD_MESSAGE and len(written) > MIN_SINGLE_LETTERS


def _is_whole_message(message: Message, mention: NameMention) -> bool:
    """Whether nothing else stands there but at most one small word: "at Whipple", not "Stadium Village"."""
    others = [word.text for word in (*message.words[: mention.first], *message.words[mention.last :])]
    return not others or (len(others) == 1 and (others[0] in SMALL_WORDS or not others[0].isalpha()))


def _on_a_street(message: Message, mention: NameMention) -> bool:
    """Whether the street that a place stands on is told right after it: "Target on Lake"."""
    after = [word.text for word in message.words[mention.last : mention.last + 2]]
    if not mention.exact or not mention.places or after[:1] not in (["on"], ["en"], ["sobre"]):
        return False
    street_at = mention.last + (2 if after[1:] in (["the"], ["la"]) else 1)
    return any(street.first == street_at for street in message.streets)


def _is_rather_a_street(message: Message, mention: NameMention) -> bool:
    """Whether a street is called like the neighborhood and nothing says which: only "in Lyndale" is no street."""
    only_area = mention.exact and bool(mention.areas) and not mention.places
    return only_area and _is_a_street(message, mention) and not _is_inside(message, mention)


def _is_inside(message: Message, mention: NameMention) -> bool:
    """Whether "in" stands right before it, which nobody says of a street."""
    return mention.first > 0 and message.words[mention.first - 1].text == "in"


def _is_a_street(message: Message, mention: NameMention) -> bool:
    return any(street.exact and street.core == (mention.first, mention.last) for street in message.streets)


def _goes_on(message: Message, mention: NameMention) -> bool:
    """Whether the next word makes it another name: "Harrison High School" is not Harrison."""
    if mention.last >= len(message.words) or message.words[mention.last].breaks_name:
        return False
    after = message.words[mention.last].text
    return after in KIND_WORDS or KINDS.get(after) in _STREET_ENDS


def _over_joined_streets(message: Message, mention: NameMention) -> bool:
    """Whether a guess at a name rests on words that name one of two joined streets."""
    return any(
        street.exact and street.first < mention.last and mention.first < street.last
        for join in message.joins
        if join.strength in {Strength.CONNECTED, Strength.NEAR} and join_is_firm(message, join)
        for street in (join.a, join.b)
    )


def join_is_firm(message: Message, join: Join) -> bool:
    """Whether two joined streets are surely streets: "Mrs. Johnson at Andersen School" joins none."""
    return bool(join.a.kind or join.b.kind) or message.is_cued(join.a.first, firmly=True)
