"""The words of street names: enough to see where a street's name ends without knowing the city."""

from bot.privacy.scrub.wordset import words

STREET_TYPES = words(
    "st street ave av avenue avenues aves sts blvd blvds boulevard rd road dr drive ln lane way ct court "
    "pl place pkwy pky parkway hwy highway ter terrace terr cir circle trl trail sq square plz plaza expy "
    "expressway fwy freeway tpke turnpike tollway loop alley aly row pike crossing xing cres crescent "
    "bridge cswy causeway bypass esplanade promenade walk mall memorial metrodome stadium arena airport "
    "tunnel viaduct path"
)
STREET_LEADS = words(
    "calle avenida ave av bulevar boulevard blvd carretera camino calzada paseo autopista avda via rue"
)
"""Words that stand before the name in Spanish."""
VERB_LIKE_TYPES = words("drive walk run way court place row loop mall crossing square dr pl ct memorial path bypass")
DIRECTIONS = words(
    "n s e w ne nw se sw north south east west northeast northwest southeast southwest norte sur este oeste"
)
ROADS = words(
    "hwy highway route ruta rte i us mn wi county road cr csah exit bus line linea interstate carretera "
    "autopista state sr cty"
)
"""Words before the number of a road, an exit or a bus."""
NAME_TITLES = words("dr jr sr st saint san santa fr rev ltc ii iii general gen president pres justice")
"""Words inside a street's name that would end any other name."""
GENERIC_NAMES = words(
    "lake lakes park main grand river hill hills cedar oak elm pine maple ash birch walnut chestnut spruce "
    "willow center centre church school mill spring springs market front broad high water union summit "
    "ridge valley forest garden meadow prairie view sunset sunrise bay shore beach island garfield central "
    "first second third fourth fifth sixth seventh eighth ninth tenth state county city university college "
    "commerce industrial broadway north south east west northern southern eastern western new old upper "
    "lower como dale rice payne"
)
"""Street names that are no surname anybody would read after a first name."""


def is_ordinal(word: str) -> bool:
    """Whether a word is a numbered street: "38th", "1st", "3ra"."""
    number = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    return number.isdigit() and word[len(number) :] in _ORDINALS


def is_road_number(word: str, before: str) -> bool:
    """Whether a word is a road by its number: "38th", "35w", or the 94 of "I-94"."""
    return is_ordinal(word) or (word[:-1].isdigit() and word[-1] in "we") or (word.isdigit() and before in ROADS)


_ORDINALS = words("st nd rd th ra da ta va na ro do er")
