"""What `check --online` asks Signal, and what can be seen of the server beside the bot."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.cli.findings import Finding, Grade
from bot.platforms import UnusablePlatform, signal_config
from bot.privacy.homecheck import MOUNTS, is_memory
from bot.settings import Settings

LOG = Path("/var/log/signal-cli-json-rpc-1")
"""Where signal-cli-rest-api writes every message in clear, unless its directory is memory or its log goes nowhere."""


def signal_findings(settings: Settings) -> Iterator[Finding]:
    """What Signal says about the number and its groups; nothing where it is not enabled."""
    if not settings.signal.enabled:
        return
    from bot.transports.signal.survey import UNSEEN, survey

    try:
        told = signal_config(settings)
        numbers = (told.of_rooms(), told.of_chats()) if told.has_two_numbers else (told,)
        flaws = [flaw for each in numbers for flaw in asyncio.run(survey(each))]
    except UnusablePlatform as error:
        yield Finding(grade=Grade.ERROR, text=str(error), remedy="see [signal] in config.example.toml")
        return
    for each in flaws:
        yield Finding(grade=Grade.ERROR if each.grave else Grade.WARNING, text=each.text, remedy=each.remedy)
    if not flaws:
        yield _ok("Signal knows the number, and its groups are as they are to be")
    yield from log_findings(LOG)
    yield _ok(f"not to be seen from here: {UNSEEN}")


def log_findings(log: Path, *, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """What can be told of the server's log directory; nothing where it is another container's."""
    if not log.exists():
        return
    if is_memory(log, mounts=mounts):
        yield _ok("signal-cli-rest-api's log directory is memory")
    else:
        text = f"{log} lies on a disk: signal-cli-rest-api writes every message there in clear"
        remedy = "mount a tmpfs there, as compose.yaml does, and destroy what it holds"
        yield Finding(grade=Grade.ERROR, text=text, remedy=remedy)


def _ok(text: str) -> Finding:
    return Finding(grade=Grade.OK, text=text)
