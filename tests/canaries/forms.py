"""The forms in which a token could lie about."""

import base64
import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote
from uuid import UUID

from tests.canaries.tokens import Kind, Token

TEXTUAL = (
    "utf-8", "utf-16le", "utf-16be", "percent", "json", "hex", "HEX", "base64+0", "base64+1", "base64+2",
)  # fmt: skip
DIGIT_BITS = 30
"""CPython keeps a number as digits of so many bits, four bytes each."""


def encoded(data: bytes, encoding: str) -> bytes:
    """Any bytes in one of the textual encodings, whole, as a leak would write them."""
    if encoding.startswith("base64"):
        return base64.b64encode(bytes(int(encoding[-1])) + data)
    if encoding.startswith("utf-16"):
        return data.decode("latin-1").encode(encoding)
    return _OF_BYTES[encoding](data)


_OF_BYTES: Mapping[str, Callable[[bytes], bytes]] = {
    "utf-8": bytes,
    "percent": lambda data: f"%{data.hex('%').upper()}".encode(),
    "json": lambda data: f"|{data.hex('|')}".replace("|", "\\u00").encode(),
    "hex": lambda data: data.hex().encode(),
    "HEX": lambda data: data.hex().upper().encode(),
}


def inner(text: str, encoding: str) -> bytes:
    """What of an encoded text is the same whatever stands around it."""
    whole = encoded(text.encode(), encoding)
    if not encoding.startswith("base64"):
        return whole
    skipped = int(encoding[-1])
    return whole[(0, 2, 3)[skipped] : (skipped + len(text)) * 8 // 6]


def spellings(token: Token) -> set[str]:
    """As what text it could be written."""
    written = _written(token)
    return written | {quote(each, safe="") for each in written}


def _written(token: Token) -> set[str]:
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


def binary(token: Token) -> Iterator[tuple[str, bytes, int]]:
    """Names and bytes of what is no text of it, and from where in those on they look like nothing else does."""
    if token.kind is Kind.ACI:
        yield "uuid", UUID(token.text).bytes, 0
    elif token.kind is Kind.DEGREES:
        yield "float64le", struct.pack("<d", token.value), 2
        yield "float64be", struct.pack(">d", token.value), 0
    elif isinstance(token.value, int):
        is_long = token.value >= 2**32
        # SQLite writes as few bytes as a number needs, six here.
        yield "int64be", token.value.to_bytes(6 if is_long else 8, "big"), 0 if is_long else 2
        yield "int64le", token.value.to_bytes(8, "little"), 2 if is_long else 1
        digits = divmod(token.value, 2**DIGIT_BITS)
        yield "int of Python", struct.pack("<II", digits[1], digits[0]), 2
    if token.kind in {Kind.ID, Kind.PHONE, Kind.ACI}:
        yield from _hashes(token)


def _hashes(token: Token) -> Iterator[tuple[str, bytes, int]]:
    for spelling in {token.text, token.text.lstrip("+")}:
        for name in ("sha256", "sha1", "md5"):
            digest = hashlib.new(name, spelling.encode()).digest()
            yield name, digest, 0
            yield name, digest.hex().encode(), 0
            yield name, digest.hex().upper().encode(), 0
            yield name, base64.b64encode(digest).rstrip(b"="), 0
            yield name, base64.urlsafe_b64encode(digest).rstrip(b"="), 0
