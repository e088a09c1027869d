"""What happened, as numbers and as health. Nothing here can hold an update, a chat or a person."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot import logs
from bot.events import Event
from bot.marks import SetAside
from bot.transports.base import Health

CONNECTING = "not connected yet"
UNREACHABLE = "Telegram does not answer"
TOKEN_REFUSED = "Telegram refuses the token: ask BotFather for the current one"  # noqa: S105 -- a sentence
TWO_POLLERS = "another program fetches this bot's updates: stop it, or give it a token of its own"
WEBHOOK_REFUSED = "Telegram did not accept the webhook address"
STORE_AWAY = "inputs wait: they cannot be stored now"
SET_ASIDE = "updates that could not be taken in were set aside: they are listed here"


class Tally:
    """Counts and the last finding. `lasting`: how long after the last success the transport still counts as up."""

    def __init__(self, now: Callable[[], datetime], lasting: timedelta) -> None:
        self._now, self._lasting = now, lasting
        self._counts: Counter[str] = Counter()
        self._last_ok: datetime | None = None
        self._finding = CONNECTING

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(self._counts)

    def ok(self) -> None:
        """Telegram answered."""
        if self._finding:
            logs.get().event(Event.INTAKE_CONNECTED, transport="telegram")
        self._last_ok, self._finding = self._now(), ""

    def failing(self, finding: str, error: BaseException, wait_s: float) -> None:
        self._finding = finding
        self._counts["failures"] += 1
        logs.get().event(Event.INTAKE_FAILED, transport="telegram", error=error, wait_s=wait_s)

    def quarantined(self, error: BaseException) -> None:
        """An update was set aside: its kind of error and how many there were, never what it held."""
        self._counts["quarantined"] += 1
        logs.get().event(Event.INTAKE_QUARANTINED, transport="telegram", error=error, count=self._counts["quarantined"])

    def refused(self, reason: str) -> None:
        """Not let in; `reason` is a word of `bot.events.REASON`."""
        self._counts[f"refused_{reason}"] += 1
        logs.get().event(Event.INTAKE_REFUSED, transport="telegram", reason=reason)

    def dropped(self, what: str) -> None:
        """Passed over on purpose and without a line in the log."""
        self._counts[f"dropped_{what}"] += 1

    def health(self, set_aside: Sequence[SetAside]) -> Health:
        recent = self._last_ok is not None and self._now() - self._last_ok <= self._lasting
        finding = self._finding or ("" if recent else UNREACHABLE)
        if not finding and set_aside:
            finding = SET_ASIDE
        return Health(
            up=recent and not self._finding,
            last_ok=self._last_ok,
            finding=finding,
            counts=self.counts,
            set_aside=set_aside,
        )
