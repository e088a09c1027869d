"""People's names are gone, by word lists and by what is said around them; everyday words stay."""

import pytest

from bot.privacy.scrub import Scrubber
from tests.scrubbing import Row, assert_scrubbed


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


LISTED = [
    ("maria lopez saw them", "maria lopez", "saw them"),  # first name and surname
    ("maria de la cruz", "maria cruz", ""),  # particles
    ("maria de los angeles soto", "maria angeles soto", ""),  # particles and a second name
    ("maria garcia lopez hernandez", "maria garcia lopez hernandez", ""),  # two surnames and more
    ("Sofía Martínez y Pedro están adentro", "Sofía Martínez Pedro", "y están adentro"),  # two people
    ("jean-baptiste called", "jean baptiste", "called"),  # a hyphen
    ("mr o'brien", "brien", ""),  # an apostrophe
    ("T. Nguyen was there", "Nguyen", "was there"),  # an initial before
    ("Luis M. is gone", "Luis", "is gone"),  # an initial after
    ("marialopez saw them", "marialopez", "saw them"),  # fused into one word
    ("call m a r i a", "m a r i a maria", "call"),  # letter by letter
    ("lupita vio dos trocas", "lupita", "vio dos trocas"),  # a short form
    ("pa houa vang says", "pa houa vang", "says"),  # Hmong: syllables before a clan
    ("mai see xiong saw it", "mai see xiong", "saw it"),  # Hmong: one syllable is an English verb
    ("kao zong moua saw them", "kao zong moua", "saw them"),  # Hmong
    ("nguyen thi lan reported", "nguyen thi lan", "reported"),  # Vietnamese: the surname first
    ("le thi hoa", "thi hoa", ""),  # Vietnamese: the surname is a French article
    ("faduma hassan saw 4", "faduma hassan", "saw 4"),  # Somali
    ("abdirahman sheikh ali", "abdirahman ali", ""),  # Somali: a title between
    ("naw paw htoo", "paw htoo", ""),  # Karen
    ("yesenia quispe mamani", "yesenia quispe mamani", ""),  # Andean
    ("wei chen is here", "wei chen", "is here"),  # Chinese
    ("shaniqua brown and marcus filmed", "shaniqua brown marcus", "filmed"),  # a color as a surname
    ("maria white van at lake", "maria", "white van at lake"),  # a color of what comes next
]


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row[0])
def test_names_on_the_lists_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


CUED = [
    ("my neighbor Drimba", "Drimba", "my neighbor"),  # kin and neighbors
    ("mi vecina Xiadani", "Xiadani", "mi vecina"),  # the same in Spanish
    ("my tia drimba works there", "drimba", "works there"),  # both languages
    ("landlord Greg Sorensen let them in", "Greg Sorensen", "landlord let them in"),  # a role
    ("se llama Xiadani Tzul", "Xiadani Tzul", "se llama"),  # told outright
    ("me llamo Rosa", "Rosa", "me llamo"),  # an everyday word, told outright
    ("my name is Grace", "Grace", "my name is"),  # the same in English
    ("her name's Drimba", "Drimba", "her"),  # with an apostrophe
    ("everyone calls me Jan", "Jan", "everyone calls me"),  # a month, told outright
    ("he goes by Chino", "Chino", "he goes by"),  # a nickname
    ("Mr. White", "White", ""),  # a color after a title
    ("mrs king said", "king", "said"),  # an everyday word after a title
    ("señora Blanca", "Blanca", ""),  # a color in Spanish
    ("don Beto", "Beto", ""),  # don
    ("Dr. Osei", "Osei", ""),  # a surname on no list
    ("el padre Tomás los vio", "padre Tomás", "el los vio"),  # a priest goes with his title
    ("agent Smith and officer J. Brown", "Smith Brown", "agent officer"),  # agents have names too
    ("name tag says Kowalczyk", "Kowalczyk", "name tag says"),  # read off a vest
    ("sgt. Peterson and deputy Johnson", "Peterson Johnson", "deputy"),  # ranks
    ("they took vexnol from the store", "vexnol", "they took from the store"),  # who was taken
    ("se llevaron a vexnol", "vexnol", "se llevaron a"),  # the same in Spanish
    ("tell vexnol to stay home", "vexnol", "tell to stay home"),  # who is spoken to
    ("hola vexnol", "vexnol", "hola"),  # a greeting
    ("vexnol says 3 vans", "vexnol", "says 3 vans"),  # who speaks
    ("vexnol's house", "vexnol", "house"),  # what only a person owns
    ("casa de vexnol", "vexnol", "casa de"),  # the same in Spanish
    ("maria and vexnol saw it", "maria vexnol", "and saw it"),  # in one breath with a name
    ("magacaygu waa Cabdiraxmaan", "Cabdiraxmaan", ""),  # Somali
    ("kuv lub npe hu ua Paj Ntaub", "Paj Ntaub", ""),  # Hmong
    ("tôi tên là Nguyễn Văn Hùng", "Nguyễn Văn Hùng", ""),  # Vietnamese
]


@pytest.mark.parametrize("row", CUED, ids=lambda row: row[0])
def test_names_that_are_announced_go(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


HIDDEN = [
    ("Мaria Lоpez", "Мaria Lоpez", ""),  # Cyrillic letters that look Latin
    ("𝓜𝓪𝓻𝓲𝓪", "𝓜𝓪𝓻𝓲𝓪 Maria", ""),  # mathematical letters
    ("M\u200baria", "Maria", ""),  # a blank nobody sees
    ("ma\u00adria", "maria", ""),  # a soft hyphen
    ("\u202eMaria\u202c", "Maria", ""),  # written backwards
    ("M̶a̶r̶i̶a̶", "Maria", ""),  # struck through
    ("Ｍａｒｉａ", "Maria", ""),  # full width
]


@pytest.mark.parametrize("row", HIDDEN, ids=lambda row: ascii(row[0]))
def test_no_costume_hides_a_name(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


EVERYDAY = [
    "will they come back",  # a verb that is a name
    "may 5",  # a month that is a name
    "mark the spot",  # a verb that is a name
    "they are in the lobby",  # nothing at all
    "my neighbor says 3 vans",  # a cue, then a verb
    "my cousin got stopped",  # a cue, then a verb
    "green vests, black masks, brown truck",  # colors that are surnames
    "officer white suv",  # a rank beside a car
    "hay dos camionetas blancas cerca del parque",  # Spanish
    "la migra esta en la calle lake",  # Spanish, a street
    "no ICE here, just Minneapolis police and a fire truck",  # a false alarm
    "I C E at lake",  # letters that spell an everyday word
    "2 men w/ vests that say POLICE knocking on doors",  # what a vest says
]


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_stay(scrubber: Scrubber, text: str) -> None:
    assert_scrubbed(scrubber, (text, "", text))


LANGUAGES = [
    ("alma is at the store", "alma", "is at the store"),  # a soul to Spaniards, a neighbor here
    ("grace está en la tienda", "grace", "está en la tienda"),  # and the other way round
]


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row[0])
def test_a_word_of_the_other_language_is_a_name(scrubber: Scrubber, row: Row) -> None:
    assert_scrubbed(scrubber, row)


def test_the_same_word_stays_where_its_language_is_spoken(scrubber: Scrubber) -> None:
    assert scrubber.scrub("no hay ni un alma en la calle").text == "no hay ni un alma en la calle"
    assert scrubber.scrub("by the grace of god they left").text == "by the grace of god they left"


class Finder:
    """Another way of finding names, as an operator may plug one in."""

    def persons(self, text: str) -> list[tuple[int, int]]:
        at = text.find("the tall one")
        return [(at, at + len("the tall one"))] if at >= 0 else []


def test_a_plugged_in_finder_adds_names() -> None:
    scrubber = Scrubber(finder=Finder())
    assert scrubber.scrub("the tall one saw maria").text == "[name] saw [name]"


def test_a_plugged_in_finder_cannot_reach_into_a_known_place() -> None:
    text = "at the tall one market"
    assert Scrubber(finder=Finder()).scrub(text, [(3, len(text))]).text == text
