"""What signal-cli keeps of everybody who ever wrote, destroyed once nothing is to be said to them any more.

Its database holds a row for each: number, names, profile key. People in our groups stay, for they are written to;
all others are forgotten a while after the last word. Who wrote when is known in RAM alone: after a restart everybody
counts as heard of a moment ago.
"""

import asyncio
from collections.abc import Callable

from bot.transports.signal.account import Account
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.contacts import Contacts
from bot.transports.signal.tally import Tally

PARTING_S = 900.0
"""After the last word a phone still confirms that it came, which signal-cli would take for somebody new."""


class Forgetting:
    """One number's. `keep` looks every so often whom it is time to forget; people are ACIs."""

    def __init__(
        self, config: SignalConfig, contacts: Contacts, account: Account, tally: Tally, seconds: Callable[[], float]
    ) -> None:
        self._config, self._contacts, self._account = config, contacts, account
        self._tally, self._seconds = tally, seconds
        self._due_s: dict[str, float] = {}
        self._uncounted: set[str] = set()

    def heard(self, person: str) -> None:
        """They wrote: something may have to be said to them for as long as anything is known of a report."""
        if self._contacts.can_forget:
            self._due_s[person] = self._seconds() + self._config.forget_after_s

    def parted(self, person: str, *, is_counted: bool = True) -> None:
        """The last word was said. Subscribers are not counted: after an alert that would tell how many there are."""
        if self._contacts.can_forget:
            if not is_counted:
                self._uncounted.add(person)
            self._due_s[person] = min(self._due_s.get(person, float("inf")), self._seconds() + PARTING_S)

    async def keep(self) -> None:
        while self._contacts.can_forget:
            await asyncio.sleep(self._config.look_around_s)
            try:
                await self.look()
            except Exception:  # noqa: BLE001  away, or an answer nobody foresaw: it must not end intake
                # The next look finds whoever is due then.
                self._tally.count("not_forgotten")

    async def look(self) -> None:
        """Forget whoever is due. Raises DeliveryError."""
        ours = {self._config.number}
        for group in await self._account.groups():
            ours |= group.members | group.admins | frozenset(group.asking)
        known = await self._contacts.everybody()
        now_s = self._seconds()
        self._due_s = {person: due_s for person, due_s in self._due_s.items() if person in known or due_s > now_s}
        # The REST server lists a group's members by number, where it knows one.
        for person in sorted(each for each, number in known.items() if not ours & {each, number}):
            if self._due_s.setdefault(person, now_s + self._config.forget_after_s) <= now_s:
                await self._contacts.forget(person)
                del self._due_s[person]
                if person in self._uncounted:
                    self._uncounted.discard(person)
                else:
                    self._tally.count("forgotten")
