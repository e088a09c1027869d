"""The search of the canary test finds what it is to find, in every form, or all its silence means nothing."""

import hashlib
import struct

import pytest

from tests.canaries.search import Found, Scanner
from tests.canaries.tokens import Kind, Mint, Token

pytestmark = pytest.mark.promise


def test_binary_forms_and_hashes_are_found():
    number, place = Token("n", Kind.ID, 7_391_612_345), Token("d", Kind.DEGREES, 44.9483127)
    scanner = Scanner([number, place])
    for raw, wanted in (
        (struct.pack("<q", 7_391_612_345), Found("n", "int64le")),
        (struct.pack(">q", 7_391_612_345), Found("n", "int64be")),
        (hashlib.sha256(b"7391612345").digest(), Found("n", "sha256")),
        (hashlib.sha1(b"7391612345").hexdigest().encode(), Found("n", "sha1")),
        (hashlib.md5(b"7391612345").hexdigest().encode(), Found("n", "md5")),
        (struct.pack("<d", 44.9483127), Found("d", "float64le")),
        (struct.pack(">d", 44.9483127), Found("d", "float64be")),
        (b"near 44.94831, or so", Found("d", "utf-8")),
        (b'{"lat_e6": 44948313}', Found("d", "utf-8")),
    ):
        assert wanted in scanner.scan(b"\x00noise" + raw + b"noise\x00"), wanted
    assert scanner.scan(b"7391612346 and 44.9483 are nobody's") == set()


def test_memory_of_python_is_searched_as_python_keeps_it():
    """Letters four bytes wide where an emoji is among them, and numbers in digits of thirty bits."""
    mint = Mint()
    word, number = mint.word("w"), mint.id("n")
    wide = f"vans \U0001f690 {word} and more".encode("utf-32le")
    digits = struct.pack("<II", number % 2**30, number // 2**30)
    found = Scanner(mint.tokens.values()).scan(b"\x07" + wide + b"\x00\x00\x00" + digits)
    assert found == {Found("w", "utf-32 utf-8"), Found("n", "int of Python")}


def test_forms_that_overlap_or_touch_are_all_found():
    mint = Mint()
    words = [mint.word(f"w{number}") for number in range(20)]
    scanner = Scanner(mint.tokens.values())
    assert {each.field for each in scanner.scan("".join(words).encode())} == set(mint.tokens)
    assert scanner.scan(b"Qux" + words[0].encode()) == {Found("w0", "utf-8")}


def test_a_token_drawn_later_is_found_too():
    mint = Mint()
    scanner = Scanner([])
    assert scanner.scan(mint.word("w").encode()) == set()
    scanner.learn(mint.tokens.values())
    phone = mint.phone("p")
    scanner.learn(mint.tokens.values())
    assert scanner.scan(phone.encode()) == {Found("p", "utf-8")}
    assert scanner.scan(mint.word("w").upper().encode()) == {Found("w", "utf-8")}
