"""Dates: a birth date goes, every other date is when something was seen and stays whole."""

from collections.abc import Iterator

from bot.privacy.scrub.engine import Match, Rule, whole
from bot.privacy.scrub.kinds import Claim, Kind

LAST_BIRTH_YEAR = 2012
"""A full date up to this year is no sighting; it is taken for a birth date even without a cue."""

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:iembre|ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|"
    "ago|setiembre|octubre|noviembre|diciembre|dic)"
)
_YEAR = r"(?:(?:,| de| del| of)? *(?:19|20)[0-9]{2}|(?:,| de| del| of)? *'?[0-9]{2})"
_NUMERIC = r"(?:[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{2,4}|[0-9]{4}[\-/.][0-9]{1,2}[\-/.][0-9]{1,2})"
_MONTH_FIRST = rf"{_MONTH}\.? +[0-9]{{1,2}}(?:st|nd|rd|th)?(?:{_YEAR})?"
_DAY_FIRST = rf"[0-9]{{1,2}}(?:st|nd|rd|th|ro)?(?: +(?:of|de))? +{_MONTH}(?:{_YEAR})?"
_JOINED = rf"(?:[0-9]{{1,2}}[/.\-]{_MONTH}|{_MONTH}[/.\-][0-9]{{1,2}})[/.\-](?:[0-9]{{4}}|[0-9]{{2}})"
_WORDED = rf"(?:{_JOINED}|{_MONTH_FIRST}|{_DAY_FIRST}|{_MONTH}\.?(?: +(?:of|de|del))? +(?:19|20)[0-9]{{2}})"
_DATE = rf"(?:{_NUMERIC}|{_WORDED})"
_CUE = (
    r"\b(?:d\.?o\.?b\.?|born|birth ?date|date of birth|birth ?day|b ?day|nacio|nacid[oa]|naci|nacimiento|"
    r"fecha de nac(?:imiento)?\.?|f\.? ?nac\.?|cumpleanos|cumple)"
)
_GAP = r"[ :,.=()\-]*(?:(?:is|was|on|in|es|fue|el|en|dia|the|date|del|de|ano)[ :]+)*"


def rules() -> tuple[Rule, ...]:
    short = rf"[0-9]{{1,2}}[/\-][0-9]{{1,2}}|{_MONTH}(?: +(?:of|de|del))? +'?[0-9]{{2}}"
    cued = rf"{_CUE}{_GAP}({_DATE}|(?:19|20)[0-9]{{2}}|[0-9]{{6}}(?:[0-9]{{2}})?|{short})\b"
    clock = r"(?:[t ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
    return (
        Rule("birth date", cued, whole(Kind.BIRTH_DATE, 1)),
        Rule("date (dob)", rf"\b({_DATE}) *\(? *(?:dob|d\.o\.b)", whole(Kind.BIRTH_DATE, 1)),
        Rule("dated", rf"\b{_DATE}\b{clock}", _dated),
        Rule("time", r"\b[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})? ?(?:[ap]\.? ?m\b\.?)?", _time),
    )


def _dated(match: Match, _folded: bytes) -> Iterator[Claim]:
    text = match.text()
    if not _plausible(text):
        return  # digits in groups: more likely a telephone number
    old = any(1900 <= number <= LAST_BIRTH_YEAR for number in _numbers(text))
    kind = Kind.BIRTH_DATE if old else None
    yield Claim(*match.span(), kind, Kind.BIRTH_DATE.placeholder if old else "")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in "".join(char if char.isdigit() else " " for char in text).split()]


def _plausible(text: str) -> bool:
    """Day, month and year within their bounds; worded dates always are."""
    if any(char.isalpha() and char != "t" for char in text):
        return True
    first, second, third, *_ = _numbers(text)
    if first > 1900:
        return second <= 12 and third <= 31
    year = 20 <= third <= 40 or 1900 <= third <= 2100
    return max(first, second) <= 31 and min(first, second) <= 12 and year


def _time(match: Match, folded: bytes) -> Iterator[Claim]:
    """A time of day, kept; not the beginning of a longer row such as an address in the net."""
    start, end = match.span()
    hour, minute, *_ = _numbers(match.text())
    longer = folded[end : end + 1] in {*(b"%d" % digit for digit in range(10)), b".", b"-", b":"}
    if hour < 25 and minute < 60 and not longer and folded[max(0, start - 1) : start] not in {b".", b"-", b":"}:
        yield Claim(start, end, None, "")
