"""The small words that say where: connectors between streets, cues before places, per language. All folded.

Street names stay English whatever language surrounds them, so one message may mix all of these.
"""

CONNECTORS = frozenset(
    {
        # signs people type between two streets; "n" is what is left of "and" in chat
        "&", "+", "@", "/", "|", "\\", "×", "x", "n", "nd", "an",
        # English
        "and", "at", "cross", "crosses", "crossing", "intersection", "intersects", "corner", "cor", "meets",
        # Spanish
        "y", "i", "con", "kon", "altura", "esquina", "esq", "cruce", "cruza", "cruzando", "interseccion", "encuentra",
        # Somali, Hmong, Haitian, French, Portuguese, Vietnamese without accents
        "iyo", "thiab", "ak", "et", "angle", "com", "voi",
    }
)  # fmt: skip
"""Between two streets they say that the streets meet."""

NEAR_CONNECTORS = frozenset(
    {
        "near", "by", "off", "around", "past", "before", "after", "nr", "close", "between", "btwn", "btw",
        "bw", "bt",
        "beside", "towards", "toward", "across", "behind", "next", "opposite", "approaching",
        "cerca", "cerquita", "frente", "enfrente", "entre", "junto", "pasando", "antes", "despues", "pegado",
        "hacia", "sobre", "llegando", "bajando", "subiendo", "lado", "vuelta",
        "agagaarka", "ze", "pre", "toupre",
    }
)  # fmt: skip
"""Weaker: "Lake near Chicago" usually means their crossing."""

PADDING = frozenset(
    {
        "the", "of", "a", "just", "right", "to", "with", "on", "in", "street", "st", "that", "where", "it",
        "is", "almost",
        "casi", "ahi", "alli", "mero",
        "la", "el", "las", "los", "lo", "de", "del", "en", "que", "al", "calle", "avenida", "av", "ave",
        "su", "por",
        "intersecting", "wa", "ntawm",
    }
)  # fmt: skip
"""Words that may stand beside a connector without changing what it says."""

BETWEEN = frozenset({"between", "btwn", "btw", "btween", "bw", "bt", "entre", "medio", "from", "desde"})
BETWEEN_SECOND = frozenset({"and", "&", "y", "e", "i", "to", "hasta", "a", "n", "+", "/"})

LOCATIVES = frozenset(
    {
        "at", "near", "on", "in", "by", "outside", "inside", "behind", "around", "across", "off", "from",
        "to",
        "next", "beside", "close", "nr", "@", "corner", "cor", "intersection", "between", "front", "along",
        "past",
        "toward", "towards", "area", "over", "block", "blocks", "cuadra", "cuadras", "bt", "bw", "entrance", "lot",
        "loc", "location", "where",
        "address",
        "en", "cerca", "cerquita", "frente", "enfrente", "llegando", "llegar", "afuera", "fuera", "adentro",
        "dentro", "por", "junto", "atras", "detras",
        "entre",
        "hacia", "sobre", "esquina", "esq", "cruce", "entrada", "lado", "calle", "avenida", "ubicacion",
        "lugar",
        "estacionamiento", "altura", "rumbo", "desde", "hasta", "interseccion",
        "agagaarka", "ku", "jooga", "ntawm", "ze", "nan", "bo", "kote",
    }
)  # fmt: skip
"""Words after which a place is named."""

CUE_PADDING = frozenset(
    {
        "the", "of", "a", "an", "that", "this", "to", "from", "here", "there", "right", "all",
        "la", "el", "las", "los", "de", "del", "al", "un", "una", "lo", "aqui", "alla", "ahi",
    }
)  # fmt: skip
"""Words that may stand between such a cue and the place."""

NUMBER_CUES = frozenset(
    {
        "esquina", "esq", "corner", "cor", "calle", "la", "intersection", "interseccion", "cruce", "avenida",
        "av", "en", "cerca", "altura", "near", "entre", "between",
    }
)  # fmt: skip
"""After one of these, two naked numbers beside a connector are two streets: "la esquina de la 46 con 6"."""

NUMBERS_CONNECTED = frozenset({"con", "esquina", "esq", "corner", "cruce"})
"""Between two naked numbers they say by themselves that both are streets: "46 esq 6"."""

TOWARDS = frozenset(
    {
        "toward", "towards", "hacia", "rumbo", "heading", "headed", "going", "driving", "turning", "yendo",
        "direccion",
    }
)  # fmt: skip
"""What follows is where something went, not where it is."""

NEGATIONS = frozenset({"not", "no", "isnt", "wasnt", "never", "nothing", "nunca", "nada"})

AREA_WORDS = frozenset(
    {
        "neighborhood", "neighbourhood", "hood", "area", "district", "side", "zone",
        "barrio", "vecindario", "colonia", "zona", "xaafadda",
    }
)  # fmt: skip
"""Words that mark the name beside them as a neighborhood's."""

BLOCK_WORDS = frozenset({"block", "blk", "blocks", "bloque", "cuadra", "cuadras", "manzana"})

UNITS = frozenset(
    {
        "min", "mins", "minute", "hr", "hour", "am", "pm", "a.m", "p.m", "day", "week", "month", "year",
        "mile",
        "mi", "km", "ft", "foot", "feet", "people", "men", "women", "ppl", "percent", "k", "m", "hundred",
        "thousand",
        "million", "dollar", "dead", "old", "or", "more", "different", "black", "white", "unmarked", "gray",
        "grey",
        "silver", "blue", "red", "green", "ice", "fed", "federal", "guy", "car", "van", "truck", "suv",
        "agent",
        "officer", "person", "cop", "vehicle", "big", "large", "masked", "armed", "kid", "child", "children",
        "hora", "dia", "minuto", "semana", "mes", "ano", "persona", "gente", "hombre", "mujer", "agente",
        "carro",
        "camioneta", "troca", "oficial", "negra", "negro", "blanca", "blanco", "o", "mas", "migra", "policia",
        "tipo", "personas", "other", "others", "additional", "plus", "dudes", "total", "still", "plate",
        "door",
        "stars", "st", "nd", "rd", "th",
    }
)  # fmt: skip
"""After one of these a number counts things or time; it names no street. Plurals are told by their s."""

NOT_COUNTED = frozenset(
    {
        "this", "these", "those", "always", "ones", "does", "looks", "seems", "unos", "unas", "estos", "estas",
        "esos", "esas", "ellos", "ellas", "vamos", "tres", "seis", "buenos", "buenas", "gracias", "entonces",
        "antes", "despues", "parados", "paradas", "vestidos", "andamos", "estamos",
    }
)  # fmt: skip
"""Words that end like plurals and yet count nothing: what stands before them may be a street."""

MONTHS = frozenset(
    {
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct",
        "nov", "dec",
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre",
    }
)  # fmt: skip

SPANISH_TENS = {
    "diez": 10, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
SPANISH_ONES = {
    "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9,
}  # fmt: skip
SPANISH_NUMBERS = {
    "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veintiuno": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24,
    "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
    **SPANISH_TENS, **SPANISH_ONES,
}  # fmt: skip

SIGHTING_WORDS = frozenset(
    {
        "ice", "agents", "agent", "raid", "raids", "vans", "van", "suv", "suvs", "unmarked", "tahoe",
        "officers",
        "checkpoint", "feds", "dhs", "hsi", "cbp", "vests", "masked", "detained", "vehicles", "trucks",
        "cops",
        "migra", "hielo", "redada", "redadas", "reten", "agentes", "camioneta", "camionetas", "troca",
        "trocas",
        "carros", "oficiales", "policia", "detuvieron", "llevaron", "arrestaron", "parando", "federales",
    }
)  # fmt: skip
"""Words of a report; a message that has one is about something seen somewhere."""

WEAK_LOCATIVES = frozenset({"to", "from", "by", "over", "off", "where", "all", "next", "of", "de", "around", "bo"})
"""Cues that stand before people as well ("to Logan", "by Thomas"): too little for one bare word."""
