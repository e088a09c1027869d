"""The one door for updates, however they come: each is taken in, or asked for again, or set aside for good.

Of what is set aside, its number and the kind of error are kept, so that an operator can see it and that it is not
tried again when Telegram brings it once more: after a crash, or after an answer that was lost.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.marks import MOST_SET_ASIDE, Mark, SetAside
from bot.quarantine import HELD, Quarantine
from bot.transports.base import Incoming, Reaction, Receive, TryAgain
from bot.transports.telegram.intake import Intake
from bot.transports.telegram.tally import Tally
from bot.transports.telegram.updates import Poison

TRIES = 3
"""How often an update may fail in our own code before it is set aside and those behind it get their turn."""
_TO_S = 600
"""What the time of a record is rounded down to: to the second it would tell when somebody wrote."""


class Admission:
    """`source`: who counts the updates."""

    def __init__(
        self, intake: Intake, tally: Tally, quarantine: Quarantine, source: str, now: Callable[[], datetime]
    ) -> None:
        self._intake, self._tally, self._quarantine = intake, tally, quarantine
        self._source, self._now = source, now
        self._aside: dict[int | None, SetAside] = {}
        self._failures: Counter[int] = Counter()

    @property
    def aside(self) -> Sequence[SetAside]:
        """What was set aside lately, oldest first."""
        return [each for each in self._aside.values() if self._now() - each.at < HELD]

    async def load(self) -> None:
        """What an earlier run set aside."""
        self._aside = {each.number: each for each in await self._quarantine.kept(self._source)}

    async def take(self, raw: object, number: int, mark: Mark, receive: Receive) -> bool:
        """Whether it was taken in: now it was, or it is set aside. Raises TryAgain where neither could be stored."""
        if any(each.number == number for each in self.aside):
            return False
        failed: list[str] = []

        async def noting(incoming: Incoming) -> Reaction:
            reaction = await receive(incoming)
            failed.extend([reaction.failed] if reaction.failed else [])
            return reaction

        try:
            await self._intake.take(raw, mark, noting)
        except TryAgain:
            raise
        except Exception as error:
            self._failures[number] += 1
            # Reading it again would find the same; a fault of ours may be gone the next time.
            if not isinstance(error, Poison) and self._failures[number] < TRIES:
                raise TryAgain from error
            await self._set_aside(number, error)
            taken = False
        else:
            if failed:  # and whoever sent it was told
                await self._keep(number, failed[0])
            taken = True
        self._failures.pop(number, None)
        return taken

    async def unnumbered(self, error: Exception) -> None:
        """Something came that is no update, or does not say which one."""
        await self._set_aside(None, error)

    async def _set_aside(self, number: int | None, error: Exception) -> None:
        await self._keep(number, type(error).__name__)
        self._tally.quarantined(error)

    async def _keep(self, number: int | None, error: str) -> None:
        since_s = self._now().timestamp()
        at = datetime.fromtimestamp(since_s - since_s % _TO_S, UTC)
        record = SetAside(number=number, error=error, at=at)
        await self._quarantine.keep(self._source, record)
        self._aside.pop(number, None)
        self._aside = dict([*self._aside.items(), (number, record)][-MOST_SET_ASIDE:])
