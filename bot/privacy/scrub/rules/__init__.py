"""The structured rules, in the order in which they win."""

from collections.abc import Collection

from bot.privacy.scrub.engine import RuleSet
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.rules import (
    contact,
    dates,
    digits,
    documents,
    dwelling,
    placeholders,
    signatures,
    vehicles,
)


def structured_rules(lexicon: Lexicon, public_addresses: Collection[str] = ()) -> RuleSet:
    """All rules that need no knowledge of people, earliest wins."""
    return RuleSet(
        (
            *placeholders.rules(),
            *dwelling.block_rules(),
            *contact.rules(lexicon),
            *signatures.rules(lexicon),
            *dates.rules(),
            *documents.rules(),
            *vehicles.rules(lexicon),
            *dwelling.unit_rules(),
            *digits.rules(),
            *dwelling.house_rules(lexicon, public_addresses),
            *documents.leftovers(),
        )
    )
