"""Ways to reach a person are gone from both views, however they are written."""

import pytest

from bot.privacy.scrub import Kind, Scrubber
from tests.scrubbing import Row, assert_scrubbed


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


PHONES = [
    ("call me at 612-555-0143", "612 555 0143", "call me at"),  # as most write it
    ("call 612.555.0143 ext 12", "0143 12", "call"),  # with an extension
    ("desk (898)666-3621x0135", "898 3621 0135", "desk"),  # the extension glued on
    ("(612)555-0143", "612 0143", ""),  # brackets, no blank
    ("+1 (612) 555-0143", "612 0143", ""),  # international
    ("+503 7712-3456", "7712 3456", ""),  # Central America
    ("tel 2222-3333", "2222 3333", ""),  # eight digits in two fours
    ("llama al 55 1234 5678", "1234 5678", "llama al"),  # Mexico
    ("call 0490 75 40 81", "0490", "call"),  # in pairs
    ("6 1 2 5 5 5 0 1 4 3", "6125550143", ""),  # digit by digit
    ("612 555 O143", "612 O143", ""),  # the letter O for a zero
    ("my number is 555-0143", "555 0143", "my number is"),  # without area code
    ("text 5550143 now", "5550143", "text now"),  # seven digits in a row
    ("612–555–0143", "612 0143", ""),  # typographic dashes
    ("６１２-５５５-０１４３", "612 0143", ""),  # full-width digits
    ("٦١٢-٥٥٥-٠١٤٣", "612 ٦١٢", ""),  # Arabic digits
    ("6️⃣1️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣3️⃣", "6125550143", ""),  # keycaps
    ("six one two five five five zero one four three", "six one two five zero", ""),  # spelled out
    ("six twelve five fifty five zero one forty three", "twelve fifty forty", ""),  # in pairs, spelled out
    ("my num six one two five five five 0143 call", "six 0143", "my num call"),  # half and half
    ("(six one two) 555 0143", "six 0143", ""),  # only the area code spelled out
    ("seis doce cinco cincuenta y cinco cero uno cuarenta y tres", "doce cincuenta cuarenta", ""),  # Spanish
]


@pytest.mark.parametrize("row", PHONES, ids=lambda row: row[0])
def test_telephone_numbers_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


NO_PHONES = [
    "4000-4100 block of Lake",  # two blocks
    "seen 2026-11-22 at 10:15",  # a date and a time
    "two, three, four cars",  # counting
    "uno dos tres carros",  # counting in Spanish
    "one two three agents",  # counting, without commas
    "the 2019-2026 lease",  # two years
]


@pytest.mark.parametrize("text", NO_PHONES)
def test_numbers_that_only_look_like_a_telephone_stay(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


EMAILS = [
    (
        "mail lupita_ramos@mail.example.org.",
        "lupita_ramos example",
        "mail",
    ),  # the full stop is the sentence's
    ("lupita at gmail dot com", "lupita gmail", ""),  # said aloud
    ("lupita dot ramos at yahoo dot com dot mx", "lupita ramos yahoo", ""),  # said aloud, with dots
    ("lupita arroba gmail punto com", "lupita gmail", ""),  # Spanish
    ("lupita guion bajo ramos arroba correo punto mx", "lupita ramos correo", ""),  # an underscore in Spanish
    ("lupita [at] proton [dot] me", "lupita proton", ""),  # in brackets
    ("lupita(at)gmail.com", "lupita gmail", ""),  # in round brackets
    ("lupita84 @ gmail . com", "lupita84 gmail", ""),  # pulled apart
    ("karla@ example.org", "karla example", ""),  # one blank
]


@pytest.mark.parametrize("row", EMAILS, ids=lambda row: row[0])
def test_email_addresses_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


@pytest.mark.parametrize("text", ["they are at walmart on university", "agents at target right now"])
def test_the_word_at_alone_makes_no_email_address(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


HANDLES = [
    ("follow @lupita_mpls", "lupita_mpls", "follow"),  # with its sign
    ("ig: lupitampls", "lupitampls", ""),  # announced
    ("my insta is lupita.mpls", "lupita", ""),  # with a dot
    ("signal lupita.84", "lupita", ""),  # Signal's form
    ("add xochi_12.07 on signal", "xochi_12", "add"),  # Signal's form, no cue before it
    ("discord lupita#4821", "lupita 4821", ""),  # Discord's form
    ("telegram user lupita_84", "lupita_84", ""),  # a filler between
    ("venmo $lupitaramos", "lupitaramos", ""),  # a cashtag
    ("u/lupita_ramos posted", "lupita_ramos", "posted"),  # Reddit's form
]


@pytest.mark.parametrize("row", HANDLES, ids=lambda row: row[0])
def test_handles_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


@pytest.mark.parametrize("text", ["telegram is down", "facebook live video", "meet at hwy.55"])
def test_words_about_a_network_stay(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


LINKS = [
    ("t.me/lupita", "lupita", ""),  # Telegram
    ("wa.me/16125550143", "16125550143", ""),  # WhatsApp
    ("https://signal.me/#p/+16125550143", "16125550143", ""),  # Signal, with a number
    ("signal.group/#CjQKIHg", "CjQKIHg", ""),  # a group's key
    ("www.facebook.com/lupita.ramos", "lupita ramos", ""),  # a profile
    ("see bit.ly/3xYzAb (video)", "3xYzAb", "see video"),  # a short link, bracket kept
    ("maps.google.com/?q=44.9486,-93.2655", "44 93", ""),  # a pin in a link
    ("t dot me slash lupita", "lupita", ""),  # said aloud
    ("mercadocentral.net", "mercadocentral", ""),  # a bare domain
    ("https://x.org/?mail=karla@example.org&name=karla", "karla", ""),  # an address inside a link
    ("mailto:karla@example.org", "karla", ""),  # a scheme without slashes
]


@pytest.mark.parametrize("row", LINKS, ids=lambda row: row[0])
def test_links_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


def test_a_missing_blank_after_a_full_stop_makes_no_link(scrubber: Scrubber) -> None:
    assert_scrubbed(scrubber, ("lake st.and chicago", "", "lake st.and chicago"))


ADDRESSES = [
    ("my ip 192.168.1.44", "192 168 44", "my ip"),  # version 4
    ("cam at 10.0.0.12:8080", "10 12", "cam at"),  # with a port
    ("2001:db8::8a2e:370:7334", "2001 db8 8a2e 7334", ""),  # version 6
    ("router 3c:22:fb:01:9a:7e", "3c 22 fb 9a 7e", "router"),  # a device's
]


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row[0])
def test_network_addresses_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


POSITIONS = [
    ("44.9486, -93.2655", "44 9486 93 2655", ""),  # decimal degrees
    ("44,9486; -93,2655", "44 9486 93 2655", ""),  # decimal commas
    ("44°56'55\"N 93°15'56\"W", "44 56 93 15", ""),  # minutes and seconds
    ("86P8WPXR+7V", "86P8WPXR 7V", ""),  # a plus code
    ("///filled.count.soap", "filled count soap", ""),  # three words
]


@pytest.mark.parametrize("row", POSITIONS, ids=lambda row: row[0])
def test_exact_positions_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


def test_a_contact_card_goes_whole(scrubber: Scrubber) -> None:
    card = "BEGIN:VCARD\nFN:Karla Moreno\nTEL:612-555-0143\nEND:VCARD call her"
    scrubbed = scrubber.scrub(card)
    assert scrubbed.text == "[contact] call her"
    assert scrubbed.removed == {Kind.CONTACT: 1}


def test_an_unfinished_contact_card_takes_the_rest_with_it(scrubber: Scrubber) -> None:
    assert scrubber.scrub("BEGIN:VCARD\nFN:Karla Moreno").text == "[contact]"


SIGNATURES = [
    ("they took him -- Xiadani", "Xiadani", "they took him"),  # a dash and a name
    ("2 vans on lake —Karla M.", "Karla", "2 vans on lake"),  # a long dash
    ("thanks, Xiadani", "Xiadani", "thanks"),  # with regards
    ("2 vans\nSent from Maria's iPhone", "Maria", "2 vans"),  # the phone signs
    ("Enviado desde el iPhone de Karla", "Karla", ""),  # the phone signs in Spanish
]


@pytest.mark.parametrize("row", SIGNATURES, ids=lambda row: row[0])
def test_signatures_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


def test_a_dash_before_a_street_signs_nothing(scrubber: Scrubber) -> None:
    assert_scrubbed(scrubber, ("2 vans -- lake st", "", "2 vans -- lake st"))
