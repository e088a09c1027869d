"""Which city this is, and the words an operator adds for its people."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from bot.settings.kinds import Address, Language, Languages, Section, Span, Timezone, WebLink, span_between

BUILT_IN_QUESTIONS: Final = ("still", "how_many", "vests", "which_way", "which_side")
"""The follow-up questions the catalogues have texts for."""


class QuestionSetting(Section):
    """A question moderators may send back: one of ours by its key, or one's own with its texts."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    texts: dict[Language, str] = Field(default_factory=dict)


def _by_key(value: object) -> object:
    return {"key": value} if isinstance(value, str) else value


QuestionEntry = Annotated[QuestionSetting, BeforeValidator(_by_key)]


class City(Section):
    """The [city] table."""

    gazetteer: Path = Path("city.gazetteer")
    timezone: Timezone = "America/Chicago"
    languages: Languages = ("en", "es")
    rights_link: WebLink = ""
    hotlines: dict[Language | Literal["all"], tuple[str, ...]] = Field(default_factory=dict)
    footer: dict[Language, str] = Field(default_factory=dict)
    questions: tuple[QuestionEntry, ...] = Field(
        default_factory=lambda: tuple(QuestionSetting(key=key) for key in BUILT_IN_QUESTIONS)
    )


class Geocoder(Section):
    """[geocoder]: the opt-in second step, which asks a geocoder of the operator's own."""

    kind: Literal["off", "nominatim", "photon", "pelias"] = "off"
    url: Address = ""
    timeout: Annotated[Span, span_between("0.2 s", "10 s")] = timedelta(seconds=2)
    allow_third_party: bool = False
    user_agent: str = Field(default="whistle", pattern=r"^[ -~]{1,80}$")
