"""The forms in which a token could lie about, and the search for all of them at once."""

import base64
import gzip
import hashlib
import re
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from tests.canaries.tokens import Kind, Token

_ANCHOR = 4
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_MOST_UNPACKED = 1 << 20
TEXTUAL = (
    "utf-8", "utf-16le", "utf-16be", "percent", "json", "hex", "HEX", "base64+0", "base64+1", "base64+2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """`data` means `token`; `anchor_at`: from where in it on it looks like the forms of other tokens."""

    token: Token
    encoding: str
    data: bytes
    anchor_at: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Found:
    field: str
    encoding: str


def encoded(data: bytes, encoding: str) -> bytes:
    """Any bytes in one of the textual encodings, whole, as a leak would write them."""
    if encoding.startswith("base64"):
        return base64.b64encode(bytes(int(encoding[-1])) + data)
    if encoding.startswith("utf-16"):
        return data.decode("latin-1").encode(encoding)
    as_each_byte = {"percent": b"%%%02X", "json": b"\\u%04x", "hex": b"%02x", "HEX": b"%02X", "utf-8": b"%c"}
    return b"".join(as_each_byte[encoding] % byte for byte in data)


def forms_of(token: Token) -> Iterator[Form]:
    """Every form of a token that is searched for."""
    for spelling in _spellings(token):
        for encoding in TEXTUAL:
            yield Form(token, encoding, _inner(spelling, encoding))
        if quote(spelling, safe="") != spelling:
            yield Form(token, "percent", quote(spelling, safe="").encode())
    yield from _binary(token)
    if token.kind in {Kind.ID, Kind.PHONE, Kind.ACI}:
        yield from _hashes(token)


def _spellings(token: Token) -> set[str]:
    text = token.text
    match token.kind:
        case Kind.WORD:
            return {text, text.lower(), text.upper()}
        case Kind.PHONE:
            area, first, last = text[2:5], text[5:8], text[8:]
            return {text, text[1:], text[2:], f"{area}-{first}-{last}", f"({area}) {first}-{last}"}
        case Kind.ACI:
            return {text, text.replace("-", ""), text.upper()}
        case Kind.DEGREES:
            micro = round(float(token.value) * 1e6)
            return {text[:-2], f"{token.value:.5f}", f"{token.value:.5f}".replace(".", ","), str(micro)}
    return {text}


def _inner(text: str, encoding: str) -> bytes:
    """What of an encoded text is the same whatever stands around it."""
    raw = text.encode()
    if not encoding.startswith("base64"):
        return encoded(raw, encoding)
    skipped = int(encoding[-1])
    whole = encoded(raw, encoding)
    return whole[(0, 2, 3)[skipped] : (skipped + len(raw)) * 8 // 6]


def _binary(token: Token) -> Iterator[Form]:
    if token.kind is Kind.ACI:
        yield Form(token, "uuid", UUID(token.text).bytes)
    elif token.kind is Kind.DEGREES:
        yield Form(token, "float64le", struct.pack("<d", token.value), 2)
        yield Form(token, "float64be", struct.pack(">d", token.value))
    elif isinstance(token.value, int) and token.value >= 2**32:
        # SQLite writes as few bytes as a number needs, six here.
        yield Form(token, "int64be", token.value.to_bytes(6, "big"))
        yield Form(token, "int64le", token.value.to_bytes(8, "little"), 2)
    elif isinstance(token.value, int):
        yield Form(token, "int64be", token.value.to_bytes(8, "big"), 2)
        yield Form(token, "int64le", token.value.to_bytes(8, "little"), 1)


def _hashes(token: Token) -> Iterator[Form]:
    for spelling in {token.text, token.text.lstrip("+")}:
        for name in ("sha256", "sha1", "md5"):
            digest = hashlib.new(name, spelling.encode()).digest()
            yield Form(token, name, digest)
            yield Form(token, name, digest.hex().encode())
            yield Form(token, name, base64.b64encode(digest).rstrip(b"="))


class Scanner:
    """Finds tokens in bytes. `deep` looks into packed members too; `but` names encodings to pass over."""

    def __init__(self, tokens: Iterable[Token], *, deep: bool = True, but: Collection[str] = ()) -> None:
        self._deep = deep
        self._groups: dict[tuple[bytes, int], dict[int, dict[bytes, list[Form]]]] = {}
        for token in tokens:
            for form in forms_of(token):
                if form.encoding not in but:
                    anchor = form.data[form.anchor_at : form.anchor_at + _ANCHOR]
                    lengths = self._groups.setdefault((anchor, form.anchor_at), {})
                    lengths.setdefault(len(form.data), {}).setdefault(form.data, []).append(form)

    def scan(self, data: bytes) -> set[Found]:
        found: set[Found] = set()
        for (anchor, anchor_at), lengths in self._groups.items():
            at = data.find(anchor)
            while at >= 0:
                start = at - anchor_at
                for length, forms in lengths.items():
                    for form in forms.get(data[start : start + length], ()) if start >= 0 else ():
                        found.add(Found(form.token.field, form.encoding))
                at = data.find(anchor, at + 1)
        if self._deep:
            for member in unpacked(data):
                found |= {Found(each.field, f"packed {each.encoding}") for each in self.scan(member)}
        return found


def unpacked(data: bytes) -> Iterator[bytes]:
    """What zlib and gzip members hold."""
    for start in _PACKED.finditer(data):
        try:
            inner = zlib.decompressobj(wbits=47).decompress(
                data[start.start() : start.start() + _MOST_UNPACKED], _MOST_UNPACKED
            )
        except zlib.error:
            continue
        if len(inner) > 8:
            yield inner


def packed(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "zlib", b"before" + zlib.compress(data) + b"after"
    yield "gzip", b"before" + gzip.compress(data) + b"after"
