"""Words that names of places and areas are made of: short forms, Spanish forms, words of no weight."""

import re
from collections.abc import Collection, Iterable

from geo.folding import fold_words

SHORT_FORMS: dict[str, str] = {
    "mlk": "martin luther king", "jfk": "john kennedy",
    "hs": "high school", "ms": "middle school", "elem": "elementary", "es": "es", "jr": "junior",
    "st": "saint", "ste": "saint", "mt": "mount", "ft": "fort",
    "ctr": "center", "centre": "center", "centro": "center", "cntr": "center", "comm": "community",
    "univ": "university", "uni": "university", "universidad": "university", "lib": "library", "libr":
    "library",
    "hosp": "hospital", "med": "medical", "clinica": "clinic", "iglesia": "church", "capilla": "chapel",
    "parroquia": "parish", "catedral": "cathedral", "mezquita": "mosque", "masjid": "mosque", "sinagoga":
    "synagogue",
    "templo": "temple", "escuela": "school", "colegio": "school", "primaria": "elementary", "secundaria":
    "high school",
    "preparatoria": "high school", "prepa": "high school", "guarderia": "childcare", "daycare": "childcare",
    "biblioteca": "library", "parque": "park", "mercado": "market", "supermercado": "market",
    "tienda": "store", "corte": "court", "tribunal": "court", "juzgado": "court", "courthouse": "court",
    "refugio": "shelter", "albergue": "shelter", "estacion": "station", "puente": "bridge", "lago": "lake",
    "cementerio": "cemetery", "museo": "museum", "teatro": "theater", "theatre": "theater", "apts":
    "apartments",
    "apartamentos": "apartments", "hoteles": "hotel", "alcaldia": "hall", "consulado": "consulate",
    "carcel": "jail", "aeropuerto": "airport", "gimnasio": "gym", "grocery": "market", "mkt": "market",
    "bldg": "building", "edificio": "building", "plz": "plaza", "sq": "square", "hts": "heights", "blvd":
    "boulevard",
    "pk": "park", "pkwy": "parkway", "ave": "avenue", "intl": "international", "natl": "national", "twr":
    "tower",
    "twrs": "towers", "cem": "cemetery", "ch": "church", "rec": "recreation",
}  # fmt: skip
"""Canonical form of a word in a name, both in the gazetteer and in a message; may be two words."""

IGNORED = frozenset(
    {
        "the", "of", "a", "an", "de", "del", "la", "el", "los", "las", "and", "&", "y", "at", "in", "for",
        "en", "s", "dr",
    }
)  # fmt: skip
"""Words that names lose in chat."""

AND = frozenset({"and", "&", "y", "e", "+", "n"})

GENERIC = frozenset(
    {
        "school", "high", "middle", "elementary", "junior", "senior", "community", "park", "church",
        "clinic", "hospital", "center", "library", "market", "mall", "store", "shop", "court", "house",
        "hall", "building", "university", "college", "campus", "academy", "charter", "public", "medical",
        "health", "care", "station", "fire", "police", "department", "office", "services", "service",
        "plaza", "square", "garden", "gardens", "playground", "field", "fields", "recreation",
        "neighborhood", "heights", "hills", "hill", "lake", "river", "bridge", "avenue", "street",
        "road", "boulevard", "parkway", "county", "city", "state", "branch", "post", "temple",
        "mosque", "synagogue", "chapel", "parish", "cathedral", "cemetery", "museum", "theater",
        "childcare", "preschool", "kindergarten", "shelter", "apartments", "tower", "towers", "village",
        "commons", "place", "group", "family", "children", "childrens", "adult", "learning", "education",
        "international", "national", "american", "united", "red", "cross", "north", "south", "east", "west",
        "northeast", "northwest", "southeast", "southwest", "upper", "lower", "near", "old", "new", "saint",
        "first", "second", "third", "little", "big", "grand", "industrial", "area", "regional", "trail",
        "triangle", "green", "land", "company", "inc", "llc", "association", "society", "foundation",
        "club", "program", "project", "women", "men", "kids", "youth", "urgent", "dental", "physical",
        "therapy", "vision", "foods", "food", "grocery", "restaurant", "cafe", "bakery", "jail", "airport",
        "gym", "consulate", "hotel", "motel", "central", "main", "downtown", "midtown", "uptown", "town",
        "beach", "island", "point", "view", "district", "government", "federal", "social", "security",
    }
)  # fmt: skip
"""Words that say what kind of place it is or are shared by many: they do not tell one place from another."""

KINDS_OF_PLACE = frozenset(
    {
        "park", "school", "high", "elementary", "hs", "library", "church", "clinic", "hospital",
        "neighborhood",
        "barrio", "area", "parque", "escuela", "iglesia", "biblioteca", "clinica", "mall", "market",
        "mercado",
    }
)  # fmt: skip
"""Words beside which a name is looked for even where it is misspelled."""

KIND_WORDS: dict[str, frozenset[str]] = {
    "school": frozenset({"school", "college", "childcare"}),
    "high": frozenset({"school"}),
    "elementary": frozenset({"school"}),
    "church": frozenset({"church", "worship"}),
    "parish": frozenset({"church", "worship"}),
    "temple": frozenset({"worship", "church"}),
    "mosque": frozenset({"worship"}),
    "synagogue": frozenset({"worship"}),
    "clinic": frozenset({"clinic", "hospital"}),
    "hospital": frozenset({"hospital", "clinic"}),
    "park": frozenset({"park"}),
    "library": frozenset({"library"}),
    "market": frozenset({"market"}),
    "store": frozenset({"market"}),
    "mall": frozenset({"market"}),
    "court": frozenset({"court"}),
    "shelter": frozenset({"shelter"}),
    "childcare": frozenset({"childcare"}),
    "university": frozenset({"college"}),
    "college": frozenset({"college"}),
    "station": frozenset({"station", "fire_station", "police"}),
    "museum": frozenset({"theatre"}),
    "theater": frozenset({"theatre"}),
    "restaurant": frozenset({"restaurant"}),
    "bakery": frozenset({"restaurant"}),
    "hotel": frozenset({"hotel"}),
    "apartments": frozenset({"housing"}),
}
"""A word that a resident puts beside a name -> the kinds of place it may be ("la escuela Andersen")."""


def canonical(words: Iterable[str]) -> list[str]:
    """Return folded words in the one form in which names are compared; words of no weight are left out."""
    out: list[str] = []
    for word in words:
        if word not in IGNORED:
            out += SHORT_FORMS.get(word, word).split()
    return out


def without_town(name: str, towns: Collection[str]) -> list[str]:
    """Return the name as it is said in town: "Minneapolis City Hall" is the City Hall there."""
    words = fold_words(name)
    rest = [word for word in words if word not in towns]
    return [" ".join(rest)] if len(words) > len(rest) > 1 else []


def parts(name: str) -> list[str]:
    """Return the halves of a double name ("Webber - Camden", "Stevens Square/Loring Heights") that say something."""
    parts = [part.strip() for part in re.split(r"\s-\s|/|\s&\s|,", name)]
    return [part for part in parts if len(parts) > 1 and not set(canonical(fold_words(part))) <= GENERIC]


def words_for_kind(kind: str) -> frozenset[str]:
    """Return the words that residents say for places of a kind."""
    return frozenset(word for word, kinds in KIND_WORDS.items() if kind in kinds)
