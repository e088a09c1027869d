"""Whether a name that stands in a message is meant as a place, or its words only happen to fall there."""

from geo.mentions.joins import Strength
from geo.mentions.names import NameMention
from geo.mentions.streetcues import COMMON_WORDS
from geo.readings.message import Message

SINGLE_WORD_MESSAGE = 14
"""In a longer message one word of a name is too little."""
MIN_SINGLE_LETTERS = 4


def means_a_place(message: Message, mention: NameMention, *, beside_street: bool = False) -> bool:
    """Whether the message uses a name as a place; a street named beside it says so for a neighborhood."""
    if not mention.exact and not mention.area_word and _over_joined_streets(message, mention):
        return False
    if mention.area_word or mention.last - mention.first >= len(message.words) - 1:
        return True
    cued = message.is_cued(mention.first) or (beside_street and message.is_short)
    if mention.single:
        return cued and _single_word_will_do(message, mention)
    # words of everyday talk ("field", "community center") need the cue even when they are a whole name
    return cued or (message.is_short and mention.weight >= 0.6) or (mention.exact and mention.weight >= 0.9)


def _single_word_will_do(message: Message, mention: NameMention) -> bool:
    written = message.written(mention.first, mention.last)
    if len(written) < MIN_SINGLE_LETTERS or written.isdigit() or written in COMMON_WORDS:
        return False
    if mention.exact:
        return mention.weight >= 0.4 or message.is_short
    return len(message.words) <= SINGLE_WORD_MESSAGE and len(written) > MIN_SINGLE_LETTERS


def _over_joined_streets(message: Message, mention: NameMention) -> bool:
    """Whether a guess at a name rests on words that name one of two joined streets."""
    return any(
        street.exact and street.first < mention.last and mention.first < street.last
        for join in message.joins
        if join.strength in {Strength.CONNECTED, Strength.NEAR}
        for street in (join.a, join.b)
    )
