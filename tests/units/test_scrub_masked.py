"""The masked view shows only words that somebody vouched for."""

import pytest

from bot.privacy.scrub import Scrubber


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


MASKED = [
    ("2 vans by vexnolburger", "2 vans by [name?]"),  # a word nobody knows
    ("vexnol drimba here", "[name?] here"),  # several are one
    ("will vexnol come", "will [name?] come"),  # function words beside it stay
    ("king vexnol left", "[name?] left"),  # a surname beside it goes as well
    ("ciidamadii waxay joogaan", "[name?]"),  # a language nobody vouched for
    ("агенты на улице", "[name?]"),  # another script
    ("警察在这里", "[name?]"),  # a script without blanks
    ("#saveVexnol now", "#[name?] now"),  # a hashtag
    ("m4ria saw 2", "[name?] saw 2"),  # a digit for a letter
    ("room code 7741", "room code [name?]"),  # a row of digits without a reason
    ("hwy 280 at 10:15am, 200 people", "hwy 280 at 10:15am, 200 people"),  # rows of digits with one
    ("35W, 38th St, 5 agents", "35W, 38th St, 5 agents"),  # roads and counts
    ("dos camionetas negras, sin placas", "dos camionetas negras, sin placas"),  # everyday Spanish
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_unknown_words_are_hidden(scrubber: Scrubber, text: str, masked: str) -> None:
    assert scrubber.scrub(text).masked == masked


def test_hidden_words_still_rest_in_the_sealed_text(scrubber: Scrubber) -> None:
    assert scrubber.scrub("2 vans by vexnolburger").text == "2 vans by vexnolburger"


def test_words_of_the_city_are_shown() -> None:
    assert Scrubber(places=["Vexnolburger Plaza"]).scrub("2 vans by vexnolburger").masked == "2 vans by vexnolburger"


def test_a_persons_name_is_hidden_though_a_place_bears_it() -> None:
    assert Scrubber(places=["Maria Avenue"]).scrub("maria left").masked == "[name] left"


def test_a_sighting_stays_readable(scrubber: Scrubber) -> None:
    text = "3 masked agents in green vests stopped a white van with tinted windows on the corner, still there now"
    assert scrubber.scrub(text).masked == text
