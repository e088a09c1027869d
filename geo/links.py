"""Positions inside links, geo: URIs and plus codes, read as strings.

No link is ever opened: a link that would have to be fetched to know its place is reported with no readings.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

from geo.codes import PLUS_CODE_LETTERS, geohash, osm_short_code, plus_code
from geo.coordinates import Position, pair, positions
from geo.point import Point

MIN_ZOOM = 13
"""Below it the middle of a map view says which town was looked at, not which corner."""
MAX_WORDS = 200

_URL = re.compile(
    r"(?:https?://|geo:|comgooglemaps://|waze://|om://|google\.navigation:)[^\s<>\"]{1,2000}"
    r"|(?<![\w@.-])(?:www\.|m\.)?"
    r"(?:maps\.app\.goo\.gl|goo\.gl|(?:maps\.)?google\.[a-z.]{2,7}|maps\.apple(?:\.com)?|osm\.org"
    r"|openstreetmap\.org|(?:ul\.)?waze\.com|w3w\.co|what3words\.com|plus\.codes|omaps\.app|g\.co"
    r"|bing\.com|share\.here\.com|osmand\.net)/[^\s<>\"]{0,2000}",
    re.IGNORECASE,
)
_ANY_LINK = re.compile(
    r"https?://\S{1,2000}|www\.\S{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,10}\b|\b[\w-]{1,63}\.(?:com|org|net|me|gov|info|be)/\S{0,2000}",
    re.IGNORECASE,
)
"""Links to anything and e-mail addresses: the words in them name nothing that was seen."""
_TRAILING_PUNCTUATION = ".,;:!?)]}'\"»”’"
_THREE_WORDS = re.compile(r"(?<![/:\w])/{3}\s?[^\W\d_]{2,20}(?:[.。・][^\W\d_]{2,20}){2}(?![\w.]*/)")
_CODE = rf"((?:[{PLUS_CODE_LETTERS}]{{2}}){{2,4}}[+ ][{PLUS_CODE_LETTERS}]{{2,5}})"
_PLUS_CODE = re.compile(rf"(?<![\w+]){_CODE.replace('[+ ]', '[+]')}(?![\w+])", re.IGNORECASE)
_PLUS_CODE_IN_LINK = re.compile(rf"(?<![A-Za-z0-9]){_CODE}(?![A-Za-z0-9])", re.IGNORECASE)


def link_spans(text: str) -> list[tuple[int, int]]:
    """Return the ranges of all links and e-mail addresses of the text, of places or not."""
    return [match.span() for pattern in (_URL, _THREE_WORDS, _ANY_LINK) for match in pattern.finditer(text)]


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with these ranges emptied of words; all offsets stay."""
    for start, end in spans:
        text = text[:start] + "\x1f" * (end - start) + text[end:]
    return text


def link_positions(text: str, center: Point) -> Iterator[Position]:
    """Every link and plus code of the text. `center` completes short plus codes."""
    links: list[Position] = []
    for match in _URL.finditer(text):
        if found := _read_link(_without_trailing(match[0]), match.start(), center):
            links.append(found)
            yield found
    for match in _THREE_WORDS.finditer(text):
        if not any(link.start <= match.start() < link.end for link in links):
            yield Position(start=match.start(), end=match.end(), readings=(), how="what3words")
    for match in _PLUS_CODE.finditer(text):
        inside = any(link.start <= match.start() < link.end for link in links)
        if not inside and (point := plus_code(match[1], center)):
            yield Position(start=match.start(), end=match.end(), readings=(point,), how="plus code")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """A link taken apart; `whole` and the values of `query` are already percent-decoded."""

    whole: str
    host: str
    path: str
    fragment: str
    query: dict[str, list[str]]

    @classmethod
    def parse(cls, url: str) -> "_Link | None":
        absolute = "://" in url[:25] or url.lower().startswith("google.nav")
        try:
            parts = urlsplit(url if absolute else "https://" + url)
            query = parse_qs(parts.query or parts.path.rpartition(":")[2], max_num_fields=40)
            host = (parts.hostname or parts.scheme).lower()
        except ValueError:
            return None
        return cls(whole=unquote(url), host=host, path=parts.path, fragment=parts.fragment, query=query)

    def first_pair(self, *keys: str) -> tuple[Point, ...]:
        for key in keys:
            for value in self.query.get(key, []):
                bare = re.sub(r"^(?:loc:|ll\.)|\s?\(.*", "", value)
                if readings := pair(bare) or _written_out(bare):
                    return readings
        return ()

    def two(self, lat: str, lon: str) -> tuple[Point, ...]:
        both = lat in self.query and lon in self.query
        return pair(f"{self.query[lat][0]},{self.query[lon][0]}") if both else ()

    def words(self) -> str:
        """The words the link carries about its place ("Lake St & Chicago Ave"), "" when it carries none."""
        for key in ("q", "query", "daddr", "destination", "address", "label"):
            if key in self.query:
                return re.sub(r"^loc:", "", self.query[key][0])[:MAX_WORDS]
        named = re.search(r"/(?:place|search|dir/[^/]*)/([^/@]+)", self.path)
        return unquote_plus(named[1])[:MAX_WORDS] if named else ""


def _without_trailing(url: str) -> str:
    """The link without the sentence's punctuation; a bracket opened inside the link belongs to it."""
    bare = url.rstrip(_TRAILING_PUNCTUATION)
    return url[: len(bare) + 1] if "(" in bare and url[len(bare) :].startswith(")") else bare


def _read_link(url: str, start: int, center: Point) -> Position | None:
    end = start + len(url)
    if url[:4].lower() == "geo:":
        readings = _geo_uri(url)
        return Position(start=start, end=end, readings=readings, how="geo: URI") if readings else None
    link = _Link.parse(url)
    if link is None:
        return None
    address = link.host + link.path
    for pattern, how, read in _READERS:
        if pattern.search(address):
            readings = read(link) or _plus_code_in(unquote_plus(url), center)
            words = "" if readings or _SHORT.search(address) else link.words()
            return Position(start=start, end=end, readings=readings, how=how, words=words)
    return None


def _geo_uri(url: str) -> tuple[Point, ...]:
    where, _, query = unquote(url[4:]).partition("?")
    asked = re.search(r"(?:^|&)q=([^&(]+)", query)
    if asked and (readings := pair(asked[1])):
        return readings
    readings = pair(",".join(where.split(";")[0].split(",")[:2]))
    # geo:0,0?q=words is the form for "search this"; it says nothing of a position.
    return () if readings and readings[0] == Point(0, 0) else readings


def _written_out(text: str) -> tuple[Point, ...]:
    return next((found.readings for found in positions(text[:MAX_WORDS])), ())


def _plus_code_in(text: str, center: Point) -> tuple[Point, ...]:
    match = _PLUS_CODE_IN_LINK.search(text)
    point = plus_code(match[1].replace(" ", "+"), center) if match else None
    return (point,) if point else ()


def _nothing(_link: _Link) -> tuple[Point, ...]:
    return ()


def _google(link: _Link) -> tuple[Point, ...]:
    # The pin (!3d!4d) is where the place is; @ is only where the map happened to be centred.
    pins = re.findall(r"!3d(-?\d{1,2}\.\d{1,18})!4d(-?\d{1,3}\.\d{1,18})", link.whole)
    if pins:
        return pair(",".join(pins[-1]))
    swapped = re.findall(r"!2d(-?\d{1,3}\.\d{1,18})!3d(-?\d{1,2}\.\d{1,18})", link.whole)
    if swapped:
        return pair(f"{swapped[-1][1]},{swapped[-1][0]}")
    keys = ("q", "query", "destination", "daddr", "ll", "center", "viewpoint", "cbll", "sll")
    if readings := link.first_pair(*keys):
        return readings
    for segment in reversed(unquote_plus(link.path).split("/")):
        if not segment.startswith("@") and (readings := pair(segment) or _written_out(segment)):
            return readings
    view = re.search(r"@(-?\d{1,2}\.\d{1,18}),(-?\d{1,3}\.\d{1,18})(?:,(\d{1,2}(?:\.\d+)?)z)?", link.whole)
    return pair(f"{view[1]},{view[2]}") if view and _close_enough(view[3]) else ()


def _close_enough(zoom: str | None) -> bool:
    return zoom is None or float(zoom) >= MIN_ZOOM


def _apple(link: _Link) -> tuple[Point, ...]:
    return link.first_pair("coordinate", "ll", "q", "daddr", "near", "sll", "center")


def _osm(link: _Link) -> tuple[Point, ...]:
    if marked := link.two("mlat", "mlon"):
        return marked
    if short := re.match(r"/go/([A-Za-z0-9_@~=-]{1,20})", link.path):
        point = osm_short_code(short[1])
        return (point,) if point else ()
    view = re.search(r"map=(\d{1,2}(?:\.\d+)?)/(-?\d{1,2}\.\d{1,18})/(-?\d{1,3}\.\d{1,18})", unquote(link.fragment))
    if view and _close_enough(view[1]):
        return pair(f"{view[2]},{view[3]}")
    return link.two("lat", "lon") or link.first_pair("query", "q", "to")


def _waze(link: _Link) -> tuple[Point, ...]:
    if readings := link.first_pair("ll", "latlng", "to", "q") or link.two("lat", "lon"):
        return readings
    # Waze's own short form is an h before a geohash, so it needs no fetching.
    coded = re.search(r"/(?:ul|lr)/h([0-9bcdefghjkmnpqrstuvwxyz]{7,12})\b", link.path)
    return (geohash(coded[1]),) if coded else ()


def _other_map(link: _Link) -> tuple[Point, ...]:
    if "cp" in link.query:
        return pair(link.query["cp"][0].replace("~", ","))
    readings = link.two("lat", "lon") or link.first_pair("ll", "pin", "map", "q")
    return readings or _written_out(unquote_plus(link.path))


_SHORT = re.compile(
    r"^(?:maps\.app\.goo\.gl|goo\.gl|g\.co|w3w\.co|(?:www\.)?what3words\.com|maps\.apple/|omaps\.app|share\.google)"
    r"|^maps\.apple\.com/(?:p|place-id)/|/maps/(?:d/|placelists)"
)
_GOOGLE = r"^(?:(?:www|m|local)\.)?google\.[a-z.]+/maps|^maps\.google\.[a-z.]+/|^comgooglemaps|^google\.navigation"
_OTHER = r"^(?:www\.)?bing\.com/maps|^(?:\w+\.)?(?:here\.com|osmand\.net)/|^om\b"
_READERS: tuple[tuple[re.Pattern[str], str, Callable[[_Link], tuple[Point, ...]]], ...] = (
    (re.compile(r"^(?:maps\.app\.goo\.gl|goo\.gl|g\.co|share\.google|omaps\.app)/"), "short link", _nothing),
    (re.compile(r"^(?:w3w\.co|(?:\w+\.)?what3words\.com)/"), "what3words", _nothing),
    (re.compile(r"^(?:www\.)?plus\.codes/"), "plus code", _nothing),
    (re.compile(_GOOGLE), "Google link", _google),
    (re.compile(r"^maps\.apple(?:\.com)?/"), "Apple link", _apple),
    (re.compile(r"^(?:www\.)?(?:osm\.org|openstreetmap\.org)/"), "OpenStreetMap link", _osm),
    (re.compile(r"^(?:\w+\.)?waze\.com/|^waze"), "Waze link", _waze),
    (re.compile(_OTHER), "map link", _other_map),
)
