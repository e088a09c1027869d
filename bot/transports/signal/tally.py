"""What happened, as numbers and as health. Nothing here can hold a frame, a group or a person."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from bot import logs
from bot.events import Event
from bot.transports.base import Health
from bot.transports.signal.refusals import Refused

CONNECTING = "not connected yet"
UNREACHABLE = "signal-cli does not answer"
REFUSES = "signal-cli does not hand out what this number receives: is it registered there?"
TOO_OLD = "signal-cli-rest-api is older than 0.101.0: update its image"
DAEMON_TOO_OLD = "signal-cli is older than 0.13: update it"
WRONG_MODE = "signal-cli-rest-api does not run in json-rpc mode: set MODE=json-rpc"
NEEDS_CAPTCHA = "captcha needed: Signal lets this number send again once an operator solves one"
LIMITED = "Signal limits this number: everything to be sent waits"
UNCERTAIN = "nothing certain came back three times in a row: sending through this number rests"
NOT_IN_ROOM = "this number is not a member of every group that is a room"
NOT_ADMIN = "this number is not an admin of every channel's group"
ANYBODY_ADDS = "a moderation group lets every member add people"


class Tally:
    """Counts, whether the socket stands, and findings by what they are about."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._counts: Counter[str] = Counter()
        self._last_ok: datetime | None = None
        self._connected = False
        self._tries = 0
        self._findings: dict[str, str] = {"socket": CONNECTING}

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(self._counts)

    def connected(self) -> None:
        """The socket stands: frames come in from now on."""
        self._counts["connections"] += 1
        self._connected = True
        self._tries = 0
        self.heard()
        self.clear("socket")
        logs.get().event(Event.INTAKE_CONNECTED, transport="signal", attempt=self._counts["connections"])

    def disconnected(self, error: BaseException | None, wait_s: float) -> None:
        """The socket is gone; `error` is None after a polite close."""
        self._connected = False
        self._counts["disconnections"] += 1
        self._tries += 1
        self.find("socket", REFUSES if isinstance(error, Refused) else UNREACHABLE)
        # Tried every second, a night's outage would fill the log: the 1st, 2nd, 4th, 8th ... try is told.
        if self._tries.bit_count() == 1:
            fields = {"error": error} if error else {}
            logs.get().event(Event.INTAKE_FAILED, transport="signal", attempt=self._tries, wait_s=wait_s, **fields)

    def heard(self) -> None:
        self._last_ok = self._now()

    def find(self, about: str, finding: str) -> None:
        self._findings[about] = finding

    def clear(self, about: str) -> None:
        self._findings.pop(about, None)

    def judge(self, about: str, finding: str, *, is_so: bool) -> None:
        """Find or clear something that was just looked at."""
        if is_so:
            self.find(about, finding)
        else:
            self.clear(about)

    def quarantined(self, error: BaseException) -> None:
        """A frame was set aside: the kind of error, never what it held."""
        self._counts["quarantined"] += 1
        logs.get().event(Event.INTAKE_QUARANTINED, transport="signal", error=error, count=self._counts["quarantined"])

    def count(self, what: str, number: int = 1) -> None:
        """Something worth a number and no line in the log."""
        self._counts[what] += number

    def health(self) -> Health:
        last_ok = self._now() if self._connected else self._last_ok
        finding = "; ".join(sorted(self._findings.values()))
        return Health(up=self._connected, last_ok=last_ok, finding=finding, counts=self.counts)
