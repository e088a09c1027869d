"""A moderator's own words are checked before they go out: what is personal is pointed at, a report's words are refused."""

import pytest

from bot.privacy.scrub import Kind, LintFinding, Scrubber, Weight, lint


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


def refused(text: str, *reports: str, scrubber: Scrubber) -> bool:
    return any(finding.weight is Weight.REFUSAL for finding in lint(text, reports, scrubber=scrubber))


def test_a_clean_text_passes(scrubber: Scrubber) -> None:
    assert lint("3 vehicles, vests, still there", ["they came in vans"], scrubber=scrubber) == ()


WARNED = [
    ("ask for Maria", Kind.NAME),  # a name
    ("call 612-555-0143", Kind.PHONE),  # a number
    ("plate ABC 123", Kind.PLATE),  # an agent's plate is personal too
    ("at 4012 Washington Ave", Kind.HOUSE),  # a home
    ("badge 4521", Kind.BADGE),  # an agent's badge
    ("see t.me/lupita", Kind.LINK),  # a link
]


@pytest.mark.parametrize(("text", "kind"), WARNED)
def test_what_is_personal_is_pointed_at(scrubber: Scrubber, text: str, kind: Kind) -> None:
    assert lint(text, (), scrubber=scrubber) == (LintFinding(weight=Weight.WARNING, kind=kind, count=1),)


def test_a_place_the_gazetteer_knows_is_no_warning(scrubber: Scrubber) -> None:
    assert lint("near maria lopez market", (), scrubber=scrubber, shielded=[(5, 23)]) == ()


SHARED = [
    ("they came in through the back", "THEY came, in: through the door", True),  # five in a row
    ("they came in through", "they came in through the door", False),  # four
    ("entraron por la puerta trasera", "entraron por la puérta trasera hoy", True),  # accents aside
    ("they\u200b came in through the", "they came in through the", True),  # nothing hides between
    ("in came they through the", "they came in through the", False),  # another order
    ("", "", False),  # nothing at all
]


@pytest.mark.parametrize(("text", "report", "expected"), SHARED)
def test_five_words_in_a_row_of_a_report_are_refused(
    scrubber: Scrubber, text: str, report: str, expected: bool
) -> None:
    assert refused(text, "other words", report, scrubber=scrubber) is expected


def test_refusals_come_first_and_count_the_reports(scrubber: Scrubber) -> None:
    report = "my aunt maria saw two of them leave"
    first, *others = lint("aunt maria saw two of them", [report, report, "no"], scrubber=scrubber)
    assert first == LintFinding(weight=Weight.REFUSAL, kind=None, count=2)
    assert [finding.kind for finding in others] == [Kind.NAME]
