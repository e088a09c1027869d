"""What an operator does on the command line: every command is the shipped one, in a process of its own."""

import re

from tests.canaries import flows
from tests.canaries.command import printed_by
from tests.canaries.town import CanaryTown

_OF_A_LIBRARY = re.compile(rb"<(Task|Future|Handle)|Traceback|Exception ignored|Warning:")


async def command(town: CanaryTown, *arguments: str, now: bool = False) -> tuple[int, bytes]:
    """Done at the town's time, or at this machine's; what it prints is searched with all else that is printed."""
    status, printed = await printed_by(town.folder, *arguments, at=None if now else town.clock.now())
    town.printed += printed
    assert not _OF_A_LIBRARY.search(printed), printed
    return status, printed


async def looks_after_it(town: CanaryTown) -> None:
    """The bot was off for more than a day: purge, copy the database, see whether all is well."""
    await town.stops()
    town.passes_while_off(hours=30)
    status, printed = await command(town, "purge", "--now")
    assert status == 0, printed
    assert _rows(printed) > 0
    assert (await command(town, "backup", "copy.db"))[0] == 0
    assert (town.folder / "copy.db").stat().st_mode & 0o777 == 0o600
    for arguments in (("check", "--online"), ("moderator", "list"), ("version",)):
        assert (await command(town, *arguments))[0] == 0, arguments


async def destroys_the_keys(town: CanaryTown, people: flows.People) -> None:
    """While the bot runs; with keys in its memory only moderators can, so the command says so."""
    code = await flows.a_last_word(town, people)
    status, printed = await command(town, "shred", "--now")
    if town.keyring is None:
        assert status == 1, printed
        assert b"in the memory of the bot alone" in printed
        await flows.moderators_destroy_the_keys(town, people)
    else:
        assert status == 0, printed
        assert re.search(rb"destroyed: [1-9]\d* keys, [1-9]\d* return addresses", printed)
    await town.passes(minutes=10)
    await flows.moderators_look_again(town, people, code)


async def ends_it(town: CanaryTown) -> None:
    """Months later, by this machine's own clock."""
    await town.stops()
    status, printed = await command(town, "purge", "--now", now=True)
    assert status == 0, printed
    assert _rows(printed) > 0


def _rows(printed: bytes) -> int:
    found = re.search(rb"(\d+) rows destroyed", printed)
    assert found, printed
    return int(found[1])
