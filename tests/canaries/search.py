"""The search for all forms of all tokens at once, in anything from a log line to a whole memory.

One pass of an automaton finds where four bytes stand that begin a form; only there is anything compared.
"""

import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import re2

from tests.canaries.forms import TEXTUAL, binary, inner, spellings
from tests.canaries.tokens import Token

_ANCHOR, _PREFIX = 4, 6
_AUTOMATON = 1 << 29
_MOST_UNPACKED = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Found:
    field: str
    encoding: str


@dataclass(slots=True, eq=False)
class _Family:
    """Forms that look alike. Those of texts are only made once something looks like one of them."""

    encoding: str = ""
    anchor_at: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    forms: dict[bytes, tuple[Found, ...]] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)

    def add(self, form: bytes, found: Found) -> None:
        self.forms[form] = (*self.forms.get(form, ()), found)  # in base64 the last letters may be the same
        self.lengths.add(len(form))

    def at(self, data: bytes, start: int) -> Iterator[Found]:
        while self.texts:
            text, name = self.texts.popitem()
            self.add(inner(text, self.encoding), Found(name, self.encoding))
        for length in self.lengths:
            yield from self.forms.get(data[start : start + length], ())


class Scanner:
    """Finds tokens in bytes. `deep` looks into packed members and wide letters too."""

    def __init__(self, tokens: Iterable[Token] = (), *, deep: bool = True) -> None:
        self._deep = deep
        self._known: set[str] = set()
        self._prefixes: set[str] = set()
        self._textual = [_Family(name) for name in TEXTUAL]
        self._binary: dict[int, _Family] = {}
        self._anchors: dict[bytes, list[_Family]] = defaultdict(list)
        self._automaton: Any = None
        self.learn(tokens)

    def learn(self, tokens: Iterable[Token]) -> None:
        """Look for these too."""
        for token in tokens:
            if token.field not in self._known:
                self._known.add(token.field)
                self._learn(token)

    def _learn(self, token: Token) -> None:
        for text in spellings(token):
            is_new = text[:_PREFIX] not in self._prefixes
            self._prefixes.add(text[:_PREFIX])
            for family in self._textual:
                family.texts[text] = token.field
                if is_new:
                    self._anchor(inner(text, family.encoding), family)
        for encoding, form, anchor_at in binary(token):
            family = self._binary.setdefault(anchor_at, _Family(anchor_at=anchor_at))
            family.add(form, Found(token.field, encoding))
            self._anchor(form, family)

    def _anchor(self, form: bytes, family: _Family) -> None:
        families = self._anchors[form[family.anchor_at :][:_ANCHOR]]
        if family not in families:
            families.append(family)
            self._automaton = None

    def scan(self, data: bytes) -> set[Found]:
        found = {each for at in self._anchored(data) for each in self._at(data, at)}
        if self._deep:
            for what, member in _members(data):
                found |= {Found(each.field, f"{what} {each.encoding}") for each in self.scan(member)}
        return found

    def _anchored(self, data: bytes) -> Iterator[int]:
        self._automaton = self._automaton or _any_of(self._anchors)
        match = self._automaton.search(data) if self._anchors else None
        while match:
            yield match.start()
            match = self._automaton.search(data, match.start() + 1)

    def _at(self, data: bytes, at: int) -> Iterator[Found]:
        for family in self._anchors[data[at : at + _ANCHOR]]:
            if at >= family.anchor_at:
                yield from family.at(data, at - family.anchor_at)


def _compiled(pattern: bytes) -> Any:
    """For bytes, and in one pass whatever the pattern."""
    options = re2.Options()
    options.encoding, options.max_mem = re2.Options.Encoding.LATIN1, _AUTOMATON
    return re2.compile(pattern, options)


def _any_of(anchors: Iterable[bytes]) -> Any:
    return _compiled(b"|".join(b"".join(b"\\x%02x" % byte for byte in anchor) for anchor in sorted(anchors)))


_PACKED = _compiled(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_WIDE = _compiled(rb"(?:[\x20-\x7e]\x00\x00\x00){8,}")


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    for member in unpacked(data):
        yield "packed", member
    # CPython keeps a text with an emoji in it as four bytes a letter.
    wide = b"\n".join(run[0][::4] for run in _WIDE.finditer(data))
    if wide:
        yield "utf-32", wide


def unpacked(data: bytes) -> Iterator[bytes]:
    """What zlib and gzip members hold."""
    whole = memoryview(data)
    for start in _PACKED.finditer(data):
        try:
            member = zlib.decompressobj(wbits=47).decompress(
                whole[start.start() : start.start() + _MOST_UNPACKED], _MOST_UNPACKED
            )
        except zlib.error:
            continue
        if len(member) > 8:
            yield member


def packed(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "zlib", b"before" + zlib.compress(data) + b"after"
    yield "gzip", b"before" + gzip.compress(data) + b"after"
