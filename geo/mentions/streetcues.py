"""Words that make a street of what stands beside them, or that keep a word from being one. All folded."""

NAKED_ROUTE_KINDS = frozenset({"hwy", "i"})
ROUTE_KINDS = frozenset({"hwy", "i", "cr"})

FIRM_KINDS = frozenset(
    {
        "ave", "st", "blvd", "rd", "dr", "ln", "pkwy", "hwy", "ter", "ct", "cir", "fwy", "expy", "aly",
        "plz", "pl",
    }
)  # fmt: skip
"""Types nobody writes for another reason; "way" or "run" count only where the street has that type."""

ROUTE_WORDS = frozenset(
    {
        "us", "state", "trunk", "highway", "hwy", "hiway", "route", "rt", "rte", "th", "sr", "carretera",
        "autopista", "interstate", "i", "county", "co", "cr", "csah", "cord", "cnty", "interestatal",
    }
)  # fmt: skip
STATES = frozenset(
    {
        "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks",
        "ky", "la", "me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny",
        "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv",
        "wi", "wy",
    }
)  # fmt: skip
STATES_THAT_ARE_WORDS = frozenset(
    {"al", "ca", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "mo", "oh", "ok", "or", "pa"}
)
COMMON_WORDS = frozenset(
    {
        "park", "main", "first", "second", "third", "grand", "union", "market", "bridge", "river", "hill",
        "church", "school", "center", "central", "high", "state", "court", "field", "page", "victory",
        "hope", "may", "will", "king", "queen", "summer", "spring", "winter", "front", "water", "broad",
        "oak", "pine", "rose", "lake", "north", "south", "east", "west", "the", "a", "of", "and", "or",
        "is", "it", "in", "on", "at", "to", "by", "we", "us", "me", "he", "she", "they", "you", "all",
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "now", "right",
        "here", "there", "de", "la", "el", "los", "las", "no", "so", "si", "un", "una", "con", "y", "e",
        "en", "por", "que", "home", "house", "love", "life", "best", "old", "new", "day", "case",
        "mission", "mill", "garden", "green", "long", "short", "point", "view", "white", "black", "brown",
        "gray", "young", "end", "way", "road", "street", "avenue", "place", "drive",
        "marina", "ocean", "beach", "bay", "maple", "forest",
    }
)  # fmt: skip
"""Words of everyday talk that are also street names: streets only beside a connector or a type."""

FUNCTION_WORDS = frozenset(
    {
        "the", "a", "of", "and", "or", "is", "it", "in", "on", "at", "to", "by", "we", "us", "me", "he",
        "she", "they", "you", "all", "now", "right", "here", "there", "de", "la", "el", "los", "las", "no",
        "so", "si", "un", "una", "con", "y", "e", "en", "por", "que", "i", "im", "my", "are", "was", "be",
        "as", "if", "do",
    }
)  # fmt: skip
"""Words so small that a street of this name needs its type written beside it."""

CHAT_WORDS = frozenset(
    {
        "rn", "now", "atm", "pls", "plz", "asap", "omg", "fyi", "lmk", "idk", "tho", "rly", "ppl", "ice", "cops",
        "agents", "vans", "trucks", "ahorita", "ahora", "orita", "xfa", "pfa", "porfa", "migra", "hay", "raza",
        "cuidado", "ojo",
    }
)  # fmt: skip
"""Words of the moment that stand beside a street and never belong to its name."""
LETTER_CONNECTORS = frozenset({"&", "+", "@", "/", "x", "and", "at", "y", "con", "esq", "esquina", "near", "by", "off"})
"""Beside one of these such a letter may be a street after all, if what stands on the other side is one."""
LETTERS_IN_TALK = frozenset({"a", "e", "i", "n", "o", "s", "w", "x", "y"})
"""Letters that are words, directions or connectors; other letters may name a street beside a connector."""
LETTERS_IN_CHAT = LETTERS_IN_TALK | {"b", "c", "k", "r", "u"}
"""These and the letters that chat writes for words ("b safe", "c u there"): words where another leans on them."""
AFTER_A_STREET = CHAT_WORDS | {
    "right",
    "hace",
    "in",
    "near",
    "by",
    "with",
    "where",
    "outside",
    "heading",
    "en",
    "cerca",
}
"""Words that go on after a street has been named and that no article or pronoun stands before."""
