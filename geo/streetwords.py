"""The words street names are made of, in English and Spanish, as tables. All keys are folded."""

DIRECTIONS: dict[str, str] = {
    **dict.fromkeys(("n", "north", "norte"), "n"),
    **dict.fromkeys(("s", "south", "sur"), "s"),
    **dict.fromkeys(("e", "east", "este"), "e"),
    **dict.fromkeys(("w", "west", "oeste"), "w"),
    **dict.fromkeys(("ne", "northeast", "noreste", "nordeste"), "ne"),
    **dict.fromkeys(("nw", "northwest", "noroeste"), "nw"),
    **dict.fromkeys(("se", "southeast", "sureste", "sudeste"), "se"),
    **dict.fromkeys(("sw", "southwest", "suroeste", "sudoeste"), "sw"),
}

LOOSE_DIRECTIONS: dict[str, str] = {"no": "n", "so": "s"}
"""Old city forms ("Bryant Ave So"). They are also plain words, so they count only beside a street type."""

BOUND_WORDS = frozenset({"nb", "sb", "eb", "wb", "northbound", "southbound", "eastbound", "westbound"})
"""Which way the traffic goes: never a part of the name."""

_KINDS: dict[str, str] = {
    # canonical: every other form (US Postal Service publication 28, then what cities and people write)
    "aly": "alley ally allee callejon",
    "ave": "avenue av aven avenu avn avnue avenida avda avd",
    "bch": "beach",
    "bnd": "bend",
    "blf": "bluff",
    "blvd": "boulevard boul boulv bulevar blv bvd",
    "br": "branch",
    "brg": "bridge puente",
    "byp": "bypass",
    "cir": "circle circ crcl crcle circulo",
    "clf": "cliff",
    "cmn": "common",
    "cor": "corner",
    "ct": "court crt",
    "cv": "cove",
    "cres": "crescent crsent crsnt",
    "crst": "crest",
    "curv": "curve",
    "dl": "dale",
    "dr": "drive driv drv",
    "est": "estate",
    "expy": "expressway expr express expw",
    "ext": "extension extn",
    "fwy": "freeway freewy frway frwy",
    "gdns": "gardens gdn garden",
    "gln": "glen",
    "grn": "green",
    "grv": "grove",
    "hbr": "harbor",
    "hts": "heights",
    "hl": "hill",
    "hls": "hills",
    "holw": "hollow",
    "hwy": "highway highwy hiway hiwy hway",
    "jct": "junction",
    "lndg": "landing",
    "ln": "lane",
    "loop": "loops",
    "mall": "",
    "mnr": "manor",
    "mews": "",
    "oval": "",
    "pkwy": "parkway parkwy pkway pky pkwys pwy",
    "pass": "",
    "path": "paths",
    "pike": "pikes",
    "pl": "place plc",
    "plz": "plaza plza",
    "pt": "point",
    "prom": "promenade",
    "rd": "road rds",
    "rdg": "ridge",
    "row": "",
    "run": "",
    "sq": "square sqr sqre squ",
    "st": "street str strt streets calle",
    "ter": "terrace terr",
    "trce": "trace",
    "trl": "trail trails",
    "tunl": "tunnel",
    "tpke": "turnpike trnpk turnpk",
    "viad": "viaduct",
    "vw": "view",
    "walk": "walks",
    "way": "wy",
    "xing": "crossing crssng",
}

KINDS: dict[str, str] = {form: kind for kind, forms in _KINDS.items() for form in (kind, *forms.split())}
"""Every written form of a street type -> its canonical form ("avenida" -> "ave")."""

KINDS_SHOWN_WHOLE = frozenset({"mall", "mews", "oval", "pass", "path", "pike", "row", "run", "walk", "way", "loop"})
"""Types that are not abbreviated when shown."""

LEADING_KINDS: dict[str, str] = {
    "avenida": "ave",
    "avda": "ave",
    "av": "ave",
    "avenue": "ave",
    "ave": "ave",
    "boulevard": "blvd",
    "bulevar": "blvd",
    "calle": "st",
    "rue": "st",
    "callejon": "aly",
}
"""Types that may stand before the name: "calle 38", "Avenida Cesar Chavez", "Avenue of the Arts"."""

LEADING_ARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "des", "du", "of", "the", "l", "d"})

ARTICLES_BEFORE_A_NUMBER = frozenset({"la", "el", "the"})

TITLES_BEFORE = frozenset({"dr", "doctor", "rev", "reverend"})
TITLES_AFTER = frozenset({"jr", "junior", "sr"})

FIRST_WORDS: dict[str, str] = {"st": "saint", "mt": "mount", "ft": "fort", "highway": "hwy"}
"""Short forms that mean this only at the beginning of a name: "St Anthony", never "Lake St"."""

SHORT_FORMS: dict[str, str] = {
    "mlk": "martin luther king",
    "m l king": "martin luther king",
    "ml king": "martin luther king",
    "jfk": "john f kennedy",
}

ONES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
ROUND = {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
    "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
SPANISH_ORDINALS = {
    "primera": 1, "primer": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercer": 3,
    "tercero": 3,
    "cuarta": 4, "cuarto": 4, "quinta": 5, "quinto": 5, "sexta": 6, "sexto": 6, "septima": 7, "septimo": 7,
    "octava": 8, "octavo": 8, "novena": 9, "noveno": 9, "decima": 10, "decimo": 10,
}  # fmt: skip
