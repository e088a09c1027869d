"""The keyring's side of residents, as handlers ask for it: by report, never by person."""

from collections.abc import Sequence

from bot import logs
from bot.events import Event
from bot.privacy.detailkeys import DetailKeys
from bot.privacy.keyring import Keyring
from bot.privacy.replies import Replies
from bot.privacy.witness import Witness


class KeyringPeople:
    """`handlers.ports.People` over the keyring."""

    def __init__(
        self,
        keyring: Keyring,
        replies: Replies,
        *,
        details: DetailKeys | None = None,
        speaker: Witness | None = None,
    ) -> None:
        self._keyring, self._replies, self._details, self._speaker = keyring, replies, details, speaker

    def hearing(self, speaker: Witness) -> "KeyringPeople":
        """The same people while one of them speaks: a report made just now has no return address yet."""
        return KeyringPeople(self._keyring, self._replies, details=self._details, speaker=speaker)

    def witness_of(self, report: str) -> Witness | None:
        address = self._replies.find(report)
        return self._replies.witness(address) if address else self._speaker

    def reports_of_speaker(self) -> Sequence[str]:
        return self._replies.reports_of(self._speaker) if self._speaker else ()

    def reachable(self, report: str) -> bool:
        return self._replies.find(report) is not None

    def mute(self, report: str) -> bool:
        return self._keyring.mute_sender(report)

    def shred(self) -> None:
        gone = self._keyring.shred()
        details = self._details.shred() if self._details else 0
        logs.get().event(Event.KEYRING_SHREDDED, keys=gone.keys + details, addresses=gone.addresses, mutes=gone.mutes)

    def current_epoch(self) -> int:
        return self._keyring.epoch()
