"""Ways to reach a person or find them: cards, links, e-mail, handles, network addresses, positions."""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from bot.privacy.scrub.engine import Finder, Match, Rule, whole
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon

_DOT = r"(?:\.| ?[(\[{]? ?(?:dot|punto|period) ?[)\]}]? ?)"
_SPOKEN_DOT = r"(?: [(\[{]?|[(\[{])(?:dot|punto)(?:[)\]}]? |[)\]}])"
_JOIN = rf"(?:[._\-+%]|{_SPOKEN_DOT}| (?:underscore|guion bajo|guion|dash|hyphen|raya|subrayado) )"
_MARKED_AT = r"(?: ?[(\[{<] ?(?:at|a|arroba) ?[)\]}>] ?| (?:arroba|aroba) )"
_AT = rf"(?: ?@ ?| at |{_MARKED_AT})"
_TLD = (
    "(?:com|net|org|edu|gov|mil|info|biz|me|us|mx|es|co|gt|hn|sv|ni|cr|ec|ve|ar|pe|cl|cu|do|pr|br|pt|uk|ca|"
    "de|fr|it|nl|be|ch|at|pl|se|no|dk|fi|ru|ua|jp|cn|kr|in|vn|so|et|ke|io|app|chat|coop|tv|xyz|name|email|"
    "online|live|ly|gg)"
)
_PROVIDER = (
    "(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|aol|msn|proton|protonmail|pm|tutanota|"
    "tuta|mail|riseup|gmx)"
)
_PLAIN_TLD = (
    "(?:com|net|org|edu|gov|mil|info|biz|app|io|ly|gg|xyz|chat|link|site|online|shop|blog|news|dev|tv|mx|"
    "gt|hn|sv|ec|cl|pe|uk|ca|eu|de|fr|nl|ch|dk|cz|pl|ru|ua|jp|cn|kr|vn|br|pt|au|nz|za|ke|gl|fm|cc|club|"
    "page|social|wiki)"
)
_SITES = (
    "insta(?:gram)?|ig|snap(?:chat)?|telegram|tele|tg|tik ?tok|twitter|fb|facebook|messenger|discord|signal|"
    "whats ?app|wechat|zalo|viber|kik|cash ?app|venmo|zelle|paypal|skype|reddit|threads|bluesky|bsky|usuario|"
    "username|user ?name|handle"
)
_URI = "mailto|tel|sms|smsto|geo|sgnl|tg|whatsapp|callto|skype|xmpp|bitcoin"
_HANDLE = r"@[a-z_][a-z0-9_.\-]*[a-z0-9_]|@[0-9]+[a-z_][a-z0-9_]{2,}"
_TAG = r"(?:\b[a-z0-9_.]{2,32}#[0-9]{4}\b|\bu/[a-z0-9_\-]{3,}|\$[a-z][a-z0-9_]{2,})"
_DEGREES = r"[0-9]{1,3}[.,][0-9]{3,}[*]? ?[nsewo]?"
_MINUTES = r"[0-9]{1,2}(?:[.,][0-9]+)?"
_PLUS_CODE = "[23456789cfghjmpqrvwx]"


def rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    return (*_cards_and_links(), *_handles(lexicon), *_addresses(), *_positions())


def _cards_and_links() -> tuple[Rule, ...]:
    return (
        Rule("vcard", r"(?s)begin:vcard.*?(?:end:vcard|\z)", whole(Kind.CONTACT)),
        Rule("scheme", r"\b[a-z][a-z0-9+.\-]{1,15}://[^\s\x01]+", _link),
        Rule("www", r"\bwww[0-9]?\.[^\s\x01]+", _link),
        Rule("uri", rf"\b(?:{_URI}):[^\s\x01]{{2,}}", _link),
        Rule("email", r"[a-z0-9_.%+\-]+@[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)+", whole(Kind.EMAIL)),
        Rule("spoken email", _spoken_email(), whole(Kind.EMAIL, 1)),
        Rule("hosted path", r"\b(?:[a-z0-9_\-]+\.)+[a-z]{2,12}(?::[0-9]+)?/[^\s\x01]*", _link),
        Rule("spoken link", _spoken_link(), whole(Kind.LINK)),
        Rule("domain", rf"\b(?:[a-z0-9_\-]+\.)+{_PLAIN_TLD}\b", whole(Kind.LINK)),
    )


def _handles(lexicon: Lexicon) -> tuple[Rule, ...]:
    return (
        Rule("handle", _HANDLE, whole(Kind.HANDLE)),
        Rule("tag", _TAG, whole(Kind.HANDLE)),
        Rule("username", r"\b([a-z_][a-z0-9_]{2,31})\.[0-9]{2,9}\b", _username(lexicon)),
        Rule("site handle", _site_handle(), _named_handle(lexicon)),
    )


def _addresses() -> tuple[Rule, ...]:
    return (
        Rule("ip v4", r"\b([0-9]{1,3}(?:\.[0-9]{1,3}){3})\b", _ip),
        Rule("ip v6", r"(?:^|[^0-9a-z_:])([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8})", _ip),
        Rule("mac", r"\b[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}\b", whole(Kind.IP)),
    )


def _positions() -> tuple[Rule, ...]:
    """A position is where the reporter stands; the place was read from it before and is kept elsewhere."""
    dms = rf"\b[0-9]{{1,3}} ?[*] ?{_MINUTES} ?'? ?(?:{_MINUTES} ?(?:\"|'')?)? ?[nsewo]\b"
    return (
        Rule("position", rf"[-+]?\b{_DEGREES}[ ,;/]+[-+]?{_DEGREES}\b", whole(Kind.POSITION)),
        Rule("degrees", dms, whole(Kind.POSITION)),
        Rule("plus code", rf"\b{_PLUS_CODE}{{4,8}}\+{_PLUS_CODE}{{2,3}}\b", whole(Kind.POSITION)),
        Rule("three words", r"///? ?[a-z_]+\.[a-z_]+\.[a-z_]+", whole(Kind.POSITION)),
    )


def _spoken_email() -> str:
    local = rf"[a-z0-9_]+(?:{_JOIN}[a-z0-9_]+)*"
    domain = rf"[a-z0-9_\-]+(?:{_DOT}[a-z0-9_\-]+)*?"
    told = rf"{local}{_AT}{domain}{_SPOKEN_DOT}{_TLD}"
    provider = rf"{local}{_AT}{_PROVIDER}(?:{_DOT}{_TLD})?"
    marked = rf"{local}{_MARKED_AT}{domain}(?:{_DOT}{_TLD})?"
    parted = rf"{local} ?@ ?[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.{_TLD}"
    return rf"\b({told}|{provider}|{marked}|{parted})\b"


def _spoken_link() -> str:
    name = rf"[a-z0-9_\-]+(?:{_SPOKEN_DOT}[a-z0-9_\-]+)*?"
    path = r"(?: ?(?:/| slash | diagonal | barra ) ?[a-z0-9_.\-]+)*"
    return rf"\b{name}{_SPOKEN_DOT}(?:com|net|org|me|gg|ly|gl|app|io|info|link){path}\b"


def _site_handle() -> str:
    filler = "is|es|name|username|user|usuario|handle|id|account|cuenta|me|my|mi|de|en|at|on|under|as|como"
    return rf"\b(?:{_SITES})((?: (?:{filler}))*)( ?[:=\-]| )? ?@?([a-z0-9_][a-z0-9_.\-]*[a-z0-9_])"


def _link(match: Match, folded: bytes) -> Iterator[Claim]:
    """A link without the full stop or bracket that ends the sentence around it."""
    start, end = match.span()
    while end > start and folded[end - 1] in b".,;:!?)]}'\"":
        end -= 1
    yield Claim(start, end, Kind.LINK, Kind.LINK.placeholder)


def _username(lexicon: Lexicon) -> Finder:
    """Signal's "name.NN"; an everyday word before the dot is an abbreviation ("hwy.55", "no.12")."""

    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        if match.text(1) not in lexicon.everyday:
            yield Claim(*match.span(), Kind.HANDLE, Kind.HANDLE.placeholder)

    return find


def _named_handle(lexicon: Lexicon) -> Finder:
    """What follows a site's name is a handle when it looks like one, or is told to be one and is no word."""

    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        candidate = match.text(3)
        told = bool(match.text(1)) or ":" in match.text(2)
        odd = any(char in "0123456789_." for char in candidate)
        letters = any(char.isalpha() for char in candidate)
        if letters and len(candidate) > 2 and (odd or (told and candidate not in lexicon.everyday)):
            yield Claim(*match.span(3), Kind.HANDLE, Kind.HANDLE.placeholder)

    return find


def _ip(match: Match, _folded: bytes) -> Iterator[Claim]:
    text = match.text(1)
    cut = len(text) - 1 if text.endswith(":") and not text.endswith("::") else len(text)
    if _is_address(text[:cut]):
        start, _ = match.span(1)
        yield Claim(start, start + cut, Kind.IP, Kind.IP.placeholder)


def _is_address(text: str) -> bool:
    try:
        if ":" not in text:
            return bool(IPv4Address(text).packed)
        return bool(text.strip(":")) and bool(IPv6Address(text).packed)
    except AddressValueError:
        return False
