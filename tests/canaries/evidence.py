"""All that a town leaves behind, and what of it may not be there."""

import re
from collections.abc import Mapping
from datetime import timedelta

from tests.canaries import memory, sinks
from tests.canaries.policy import WORDING, forbidden
from tests.canaries.telegram import LANGUAGE
from tests.canaries.town import CanaryTown

_TELLING = 32
"""Bytes at the end of a ciphertext that are nowhere by chance; a long one lies in several pages."""
_A_LANGUAGE = re.compile(rf"(?<![A-Za-z0-9]){LANGUAGE}(?![A-Za-z0-9])")


async def everything(town: CanaryTown, since: tuple[int, int] = (0, 0)) -> dict[str, bytes]:
    """All that can be looked at while the bot runs; `since`: of what was sent, from which request on."""
    pages = {name: await town.page(name) for name in ("metrics", "readyz", "healthz")}
    held = {**left(town, since), **memory.unlinked(town.bot.pid), **pages}
    opened = await town.bot.tells("opened", list(town.sealed.values()))
    return held | {"keys": f"{opened} sealed records open".encode()}


def left(town: CanaryTown, since: tuple[int, int] = (0, 0)) -> dict[str, bytes]:
    """All that can be looked at whether it runs or not: files, keys, what was printed, what was sent."""
    town.sealed |= sinks.sealed(town.folder / "data" / "whistle.db")
    held = {"streams": town.streams, "printed": town.printed, **sinks.outgoing(town, since)}
    for folder, name in ((town.folder / "data", "files"), (town.folder / "tmp", "tmp"), (town.keyring, "keyring")):
        held |= sinks.files(folder, name) if folder else {}
    for copy in town.folder.glob("*.db"):
        held |= sinks.database(copy, "backup")
    return held


def leaks(town: CanaryTown, held: Mapping[str, bytes], late: timedelta = timedelta(0)) -> list[str]:
    """What the policy forbids so long after anybody's last word."""
    found = [
        f"{name}: {each.field} as {each.encoding}"
        for name, raw in held.items()
        for each in forbidden(town.scanner.scan(raw), name, late)
    ]
    found += [f"{name}: a language" for name, text in sinks.texts(held).items() if _A_LANGUAGE.search(text)]
    return found + (remnants(town, held) if late >= WORDING else [])


def remnants(town: CanaryTown, held: Mapping[str, bytes]) -> list[str]:
    """What is left of sealed records past their time: neither they nor what opens them may be."""
    files = {name: raw for name, raw in held.items() if name.startswith(("files/", "tmp/", "backup/"))}
    found = [
        f"{name}: a sealed record of {owner.partition(':')[0]}"
        for ciphertext, (owner, *_) in town.sealed.items()
        for name, raw in files.items()
        if ciphertext[-_TELLING:] in raw or ciphertext.hex().upper().encode() in raw
    ]
    opened = held.get("keys", b"0").decode()
    return found + ([f"keys: {opened}"] if not opened.startswith("0") else [])
