"""All that a town leaves behind, and what of it may not be there."""

import re
from collections.abc import Mapping
from datetime import timedelta

from tests.canaries import memory, sinks
from tests.canaries.policy import forbidden
from tests.canaries.telegram import LANGUAGE
from tests.canaries.town import CanaryTown

_A_LANGUAGE = re.compile(rf"(?<![A-Za-z0-9]){LANGUAGE}(?![A-Za-z0-9])")


async def everything(town: CanaryTown, since: tuple[int, int] = (0, 0)) -> dict[str, bytes]:
    """All that can be looked at while the bot runs; `since`: of what was sent, from which request on."""
    metrics = str(await town.bot.tells("metrics")).encode()
    data, temporary = sinks.files(town.folder / "data", "files"), sinks.files(town.folder / "tmp", "tmp")
    shown = {"streams": town.streams, "metrics": metrics, "readyz": await town.ready()}
    keyring = sinks.files(town.keyring, "keyring") if town.keyring else {}
    return {**data, **temporary, **keyring, **memory.unlinked(town.bot.pid), **sinks.outgoing(town, since), **shown}


def leaks(town: CanaryTown, held: Mapping[str, bytes], late: timedelta = timedelta(0)) -> list[str]:
    """What the policy forbids so long after anybody's last word."""
    found = [
        f"{name}: {each.field} as {each.encoding}"
        for name, raw in held.items()
        for each in forbidden(town.scanner.scan(raw), name, late)
    ]
    return found + [f"{name}: a language" for name, text in sinks.texts(held).items() if _A_LANGUAGE.search(text)]
