"""Dates: a birth date goes, every other date is when something was seen and stays whole."""

from collections.abc import Iterator

from bot.privacy.scrub.engine import Match, Rule, whole
from bot.privacy.scrub.kinds import Claim, Kind

LAST_BIRTH_YEAR = 2012
"""A full date up to this year is no sighting; it is taken for a birth date even without a cue."""

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|"
    "ago|septiembre|setiembre|octubre|noviembre|diciembre|dic)"
)
_YEAR = r"(?:(?:,| de| del| of)? *(?:19|20)[0-9]{2}|,? *'?[0-9]{2})"
_NUMERIC = r"(?:[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{2,4}|[0-9]{4}[\-/.][0-9]{1,2}[\-/.][0-9]{1,2})"
_WORDED = (
    rf"(?:{_MONTH}\.? +[0-9]{{1,2}}(?:st|nd|rd|th)?(?:{_YEAR})?|"
    rf"[0-9]{{1,2}}(?:st|nd|rd|th|ro)?(?: +(?:of|de))? +{_MONTH}(?:{_YEAR})?|{_MONTH}\.?(?: +(?:of|de|del))? +(?:19|20)[0-9]{{2}})"
)
_DATE = rf"(?:{_NUMERIC}|{_WORDED})"
_CUE = (
    r"\b(?:d\.?o\.?b\.?|born|birth ?date|date of birth|birth ?day|b ?day|nacio|nacid[oa]|naci|nacimiento|"
    r"fecha de nac(?:imiento)?\.?|f\.? ?nac\.?|cumpleanos|cumple)"
)
_GAP = r"[ :,.=()\-]*(?:(?:is|was|on|in|es|fue|el|en|dia|the|date|del|de|ano)[ :]+)*"


def rules() -> tuple[Rule, ...]:
    cued = rf"{_CUE}{_GAP}({_DATE}|(?:19|20)[0-9]{{2}}|[0-9]{{6}}(?:[0-9]{{2}})?)\b"
    return (
        Rule("birth date", cued.encode(), whole(Kind.BIRTH_DATE, 1)),
        Rule("date (dob)", rf"\b({_DATE}) *\(? *(?:dob|d\.o\.b)".encode(), whole(Kind.BIRTH_DATE, 1)),
        Rule("dated", rf"\b{_DATE}\b(?:[t ]+[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?".encode(), _dated),
        Rule("time", rb"\b[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})? ?(?:[ap]\.? ?m\b\.?)?", _time),
    )


def _dated(match: Match, _folded: bytes) -> Iterator[Claim]:
    text = match.group() or b""
    if (
        b" " in text
        and not any(97 <= byte <= 122 for byte in text)
        and b":" not in text
        and not _plausible(text)
    ):
        return  # digits in groups: a telephone number rather than a date
    if _old(text):
        yield Claim(*match.span(), Kind.BIRTH_DATE, Kind.BIRTH_DATE.placeholder)
    elif _plausible(text):
        yield Claim(*match.span(), None, "")


def _numbers(text: bytes) -> list[int]:
    digits = bytes(byte if 48 <= byte <= 57 else 32 for byte in text)
    return [int(part) for part in digits.split()]


def _old(text: bytes) -> bool:
    return any(1900 <= number <= LAST_BIRTH_YEAR for number in _numbers(text))


def _plausible(text: bytes) -> bool:
    """Day, month and year within their bounds; worded dates always are."""
    if any(97 <= byte <= 122 for byte in text):
        return True
    first, second, third, *_ = _numbers(text)
    if first > 1900:
        return second <= 12 and third <= 31
    return (
        max(first, second) <= 31 and min(first, second) <= 12 and (20 <= third <= 40 or 2000 <= third <= 2100)
    )


def _time(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    hour, minute, *_ = _numbers(match.group() or b"")
    if (
        hour < 25
        and minute < 60
        and folded[end : end + 1] not in b".-0123456789"
        and folded[start - 1 : start] not in b".-"
    ):
        yield Claim(start, end, None, "")
