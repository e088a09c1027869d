"""The words of street names: enough to see where a street's name ends without knowing the city."""

STREET_TYPES = frozenset(
    "st street ave av avenue avenues aves sts blvd blvds boulevard rd road dr drive ln lane way ct court "
    "pl place pkwy pky parkway hwy highway ter terrace terr cir circle trl trail sq square plz plaza expy "
    "expressway fwy freeway tpke turnpike tollway loop alley aly row pike crossing xing cres crescent "
    "bridge cswy causeway bypass esplanade promenade walk mall "
    "memorial metrodome stadium arena airport tunnel viaduct".split()
)
STREET_LEADS = frozenset(
    "calle avenida ave av bulevar boulevard blvd carretera camino calzada paseo autopista avda via".split()
)
"""Words that stand before the name in Spanish."""
VERB_LIKE_TYPES = frozenset(
    "drive walk run way court place row loop mall crossing square dr pl ct memorial".split()
)
DIRECTIONS = frozenset(
    "n s e w ne nw se sw north south east west northeast northwest southeast southwest norte sur este oeste".split()
)
NAME_TITLES = frozenset(
    "dr jr sr st saint san santa fr rev ltc ii iii general gen president pres justice".split()
)
"""Words inside a street's name that would end any other name."""


def is_ordinal(word: str) -> bool:
    """Whether a word is a numbered street: "38th", "1st", "3ra"."""
    number = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    return number.isdigit() and word[len(number) :] in {"st", "nd", "rd", "th", "ra", "da", "ta", "va", "na"}
