"""What `check --online` asks the platforms themselves, before anybody depends on the answer."""

import asyncio

from bot.cli.findings import Finding, Grade
from bot.platforms import UnusablePlatform, telegram_config
from bot.settings import Settings


def online_findings(settings: Settings) -> list[Finding]:
    """What Telegram says about the bot and its rooms; nothing where it is not enabled."""
    if not settings.telegram.enabled:
        return []
    from bot.transports.telegram.survey import survey

    try:
        flaws = asyncio.run(survey(telegram_config(settings)))
    except UnusablePlatform as error:
        return [Finding(grade=Grade.ERROR, text=str(error), remedy="see [telegram] in config.example.toml")]
    if not flaws:
        return [Finding(grade=Grade.OK, text="Telegram knows the bot, and it has its rights in every room")]
    return [
        Finding(grade=Grade.ERROR if each.grave else Grade.WARNING, text=each.text, remedy=each.remedy)
        for each in flaws
    ]
