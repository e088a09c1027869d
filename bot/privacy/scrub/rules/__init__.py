"""The structured rules, in the order in which they win."""

from bot.privacy.scrub.engine import RuleSet
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.rules import contact, dates, digits, documents, dwelling, placeholders, vehicles


def structured_rules(lexicon: Lexicon) -> RuleSet:
    """All rules that need no knowledge of people, earliest wins."""
    return RuleSet(
        (
            *placeholders.rules(),
            *contact.rules(lexicon),
            *dates.rules(),
            *documents.rules(),
            *dwelling.unit_rules(),
            *vehicles.rules(lexicon),
            *digits.rules(),
            *dwelling.house_rules(lexicon),
            *documents.leftovers(),
        )
    )
