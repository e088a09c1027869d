"""Ways to reach a person or find them on the net: cards, links, e-mail, handles, network addresses, positions."""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from bot.privacy.scrub.engine import Finder, Match, Rule, whole
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon

_DOT = r"(?:\.| ?[(\[{]? ?(?:dot|punto|period) ?[)\]}]? ?)"
_SPOKEN_DOT = r"(?: [(\[{]?|[(\[{])(?:dot|punto)(?:[)\]}]? |[)\]}])"
_JOIN = rf"(?:[._\-+%]|{_SPOKEN_DOT}| (?:underscore|guion bajo|guion|dash|hyphen|raya|subrayado) )"
_AT = r"(?: ?@ ?| ?[(\[{<] ?(?:at|a|arroba) ?[)\]}>] ?| (?:at|arroba|aroba) )"
_TLD = (
    "(?:com|net|org|edu|gov|mil|info|biz|me|us|mx|es|co|gt|hn|sv|ni|cr|ec|ve|ar|pe|cl|cu|do|pr|br|pt|uk|ca|"
    "de|fr|it|nl|be|ch|at|pl|se|no|dk|fi|ru|ua|jp|cn|kr|in|vn|so|et|ke|io|app|chat|coop|tv|xyz|name|email|"
    "online|live|ly|gg)"
)
_PROVIDER = "(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|aol|msn|proton|protonmail|pm|tutanota|tuta|mail|riseup|gmx)"
_PLAIN_TLD = (
    "(?:com|net|org|edu|gov|mil|info|biz|app|io|ly|gg|xyz|chat|link|site|online|shop|blog|news|dev|tv|mx|"
    "gt|hn|sv|ec|cl|pe|uk|ca|eu|de|fr|nl|ch|dk|cz|pl|ru|ua|jp|cn|kr|vn|br|pt|au|nz|za|ke|gl|fm|cc|club|"
    "page|social|wiki)"
)
_SITES = (
    "insta(?:gram)?|ig|snap(?:chat)?|telegram|tele|tg|tik ?tok|twitter|fb|facebook|messenger|discord|"
    "signal|whats ?app|wechat|zalo|viber|kik|cash ?app|venmo|zelle|paypal|skype|reddit|threads|bluesky|"
    "bsky|usuario|username|user ?name|handle"
)


def rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    return (
        Rule("vcard", rb"(?s)begin:vcard.*?(?:end:vcard|\z)", whole(Kind.CONTACT)),
        Rule("scheme", rb"\b[a-z][a-z0-9+.\-]{1,15}://[^\s\x01]+", _link),
        Rule("www", rb"\bwww[0-9]?\.[^\s\x01]+", _link),
        Rule(
            "uri",
            rb"\b(?:mailto|tel|sms|smsto|geo|sgnl|tg|whatsapp|callto|skype|xmpp|bitcoin):[^\s\x01]{2,}",
            _link,
        ),
        Rule("email", rb"[a-z0-9_.%+\-]+@[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)+", whole(Kind.EMAIL)),
        Rule("spoken email", _spoken_email().encode(), whole(Kind.EMAIL, 1)),
        Rule("hosted path", rb"\b(?:[a-z0-9_\-]+\.)+[a-z]{2,12}(?::[0-9]+)?/[^\s\x01]*", _link),
        Rule("spoken link", _spoken_link().encode(), whole(Kind.LINK)),
        Rule("domain", rf"\b(?:[a-z0-9_\-]+\.)+{_PLAIN_TLD}\b".encode(), whole(Kind.LINK)),
        Rule("handle", rb"@[a-z_][a-z0-9_.\-]*[a-z0-9_]|@[0-9]+[a-z_][a-z0-9_]{2,}", whole(Kind.HANDLE)),
        Rule(
            "tag",
            rb"(?:\b[a-z0-9_.]{2,32}#[0-9]{4}\b|\bu/[a-z0-9_\-]{3,}|\$[a-z][a-z0-9_]{2,})",
            whole(Kind.HANDLE),
        ),
        Rule("username", rb"\b([a-z_][a-z0-9_]{2,31})\.[0-9]{2,9}\b", _username(lexicon)),
        Rule("site handle", _site_handle().encode(), _named_handle(lexicon)),
        Rule("ip v4", rb"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b", _ip),
        Rule("ip v6", rb"(?:^|[^0-9a-z_:])([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8})", _ip),
        Rule("mac", rb"\b[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}\b", whole(Kind.IP)),
        Rule(
            "position",
            rb"[-+]?\b[0-9]{1,3}[.,][0-9]{3,}[*]? ?[nsew]?[ ,;/]+[-+]?[0-9]{1,3}[.,][0-9]{3,}[*]? ?[nsew]?\b",
            whole(Kind.POSITION),
        ),
        Rule(
            "degrees",
            rb"\b[0-9]{1,3} ?[*] ?[0-9]{1,2}(?:[.,][0-9]+)? ?'? ?(?:[0-9]{1,2}(?:[.,][0-9]+)? ?(?:\"|'')?)? ?[nsewo]\b",
            whole(Kind.POSITION),
        ),
        Rule(
            "plus code",
            rb"\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b",
            whole(Kind.POSITION),
        ),
        Rule("three words", rb"///? ?[a-z_]+\.[a-z_]+\.[a-z_]+", whole(Kind.POSITION)),
    )


def _spoken_email() -> str:
    local = rf"[a-z0-9_]+(?:{_JOIN}[a-z0-9_]+)*"
    domain = rf"[a-z0-9_\-]+(?:{_DOT}[a-z0-9_\-]+)*?"
    told = rf"{local}{_AT}{domain}{_SPOKEN_DOT}{_TLD}"
    provider = rf"{local}{_AT}{_PROVIDER}(?:{_DOT}{_TLD})?"
    marked = rf"{local}(?: ?[(\[{{<] ?(?:at|a|arroba) ?[)\]}}>] ?| arroba ){domain}(?:{_DOT}{_TLD})?"
    return rf"\b({told}|{provider}|{marked})\b"


def _spoken_link() -> str:
    name = rf"[a-z0-9_\-]+(?:{_SPOKEN_DOT}[a-z0-9_\-]+)*?"
    path = r"(?: ?(?:/| slash | diagonal | barra ) ?[a-z0-9_.\-]+)*"
    return rf"\b{name}{_SPOKEN_DOT}(?:com|net|org|me|gg|ly|gl|app|io|info|link){path}\b"


def _site_handle() -> str:
    filler = "is|es|name|username|user|usuario|handle|id|account|cuenta|me|my|mi|de|en|at|on|under|as|como"
    return rf"\b(?:{_SITES})((?: (?:{filler}))*)( ?[:=\-]| )? ?@?([a-z0-9_][a-z0-9_.\-]*[a-z0-9_])"


def _link(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    while end > start and folded[end - 1 : end] in b".,;:!?)]}'\"":
        end -= 1
    yield Claim(start, end, Kind.LINK, Kind.LINK.placeholder)


def _username(lexicon: Lexicon) -> Finder:
    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        base = (match.group(1) or b"").decode()
        if base not in lexicon.everyday:  # "hwy.55", "no.12"
            yield Claim(*match.span(), Kind.HANDLE, Kind.HANDLE.placeholder)

    return find


def _named_handle(lexicon: Lexicon) -> Finder:
    """What follows the name of a site is a handle when it looks like one, or when it is told to be and is no word."""

    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        candidate = (match.group(3) or b"").decode()
        told = bool(match.group(1)) or b":" in (match.group(2) or b"")
        letters = any(char.isalpha() for char in candidate)
        odd = any(char in "0123456789_." for char in candidate)
        if letters and len(candidate) > 2 and (odd or (told and candidate not in lexicon.everyday)):
            yield Claim(*match.span(3), Kind.HANDLE, Kind.HANDLE.placeholder)

    return find


def _ip(match: Match, _folded: bytes) -> Iterator[Claim]:
    text = (match.group(1) if match.span()[0] < 0 else match.group(0)) or b""
    group = 0
    if text[:1] not in b"0123456789abcdef:" or b":" in text:
        group, text = 1, match.group(1) or b""
    if _is_address(text.decode().rstrip(":") if not text.endswith(b"::") else text.decode()):
        start, _ = match.span(group)
        yield Claim(start, start + len(text), Kind.IP, Kind.IP.placeholder)


def _is_address(text: str) -> bool:
    try:
        if ":" not in text:
            IPv4Address(text)
            return True
        return any(char not in ":" for char in text) and bool(IPv6Address(text))
    except AddressValueError:
        return False
