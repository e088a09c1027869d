"""What `check --online` asks the platforms and the geocoder themselves, before anybody depends on the answer."""

import asyncio
from typing import TYPE_CHECKING

from bot.cli.findings import Finding, Grade
from bot.cli.signalonline import signal_findings
from bot.platforms import UnusablePlatform, spare_config, telegram_config
from bot.secondstep import second_step
from bot.settings import Settings
from geo.gazetteer import Gazetteer

if TYPE_CHECKING:
    from geo.geocoder import SecondStep


def online_findings(settings: Settings) -> list[Finding]:
    """What the platforms say about the bot and its rooms, and whether the geocoder answers; nothing of what is off."""
    return [*_telegram(settings), *signal_findings(settings), *_geocoder(settings)]


def _geocoder(settings: Settings) -> list[Finding]:
    """Ask it for a neighborhood of the city: that says nothing of anybody."""
    if settings.geocoder.kind == "off":
        return []
    city = Gazetteer.open(settings.city.gazetteer)
    step = second_step(settings.geocoder, city)
    name = city.areas[0].name if city.areas else "Main Street"
    kind = settings.geocoder.kind
    if step is not None and asyncio.run(_answers(step, name)):
        return [Finding(grade=Grade.OK, text=f"the geocoder answers as {kind} does")]
    remedy = "start it, or correct geocoder.kind, url and timeout; meanwhile unknown places are asked back"
    return [Finding(grade=Grade.ERROR, text=f"the geocoder does not answer as {kind} does", remedy=remedy)]


async def _answers(step: "SecondStep", name: str) -> bool:
    async with step:
        return await step.answers(name)


def _telegram(settings: Settings) -> list[Finding]:
    if not settings.telegram.enabled:
        return []
    from bot.transports.telegram.survey import survey, survey_spare

    try:
        flaws = asyncio.run(survey(telegram_config(settings)))
        if spare := spare_config(settings):
            flaws += asyncio.run(survey_spare(spare))
    except UnusablePlatform as error:
        return [Finding(grade=Grade.ERROR, text=str(error), remedy="see [telegram] in config.example.toml")]
    if not flaws:
        return [Finding(grade=Grade.OK, text="Telegram knows the bot, and it has its rights in every room")]
    return [
        Finding(grade=Grade.ERROR if each.grave else Grade.WARNING, text=each.text, remedy=each.remedy)
        for each in flaws
    ]
