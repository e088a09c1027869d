"""An alert on its way to subscribers: who has which edition of it, and who is still to get it, under random names.

Decided here, kept beside the list of subscribers, and gone a day after the last news of the alert. The database knows
nothing of it: rows there would count who subscribes, and a log of its changes would count them for ever.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.codec import dump, load
from bot.privacy.keyring import RELAY
from bot.privacy.records import Records
from handlers.alertcontent import AlertContent, Standing, dumps, loads
from handlers.alerttext import ENDED

KEPT = timedelta(days=1)
"""After the last news: then messages are neither edited nor deleted any more."""
_LATE = (Standing.EXPIRED, Standing.MERGED)
"""Whoever has the alert was told when it ends, and gets the other one by itself."""

Shuffle = Callable[[list[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody got last: a mark of what it said, and the platform's handle of the message ("" for none).

    `is_fine`: it named a corner.
    """

    name: str
    mark: str
    ref: str = ""
    is_fine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """`content` is what the channels were told last, by the row of the outbox `row`; later decisions have later rows.

    `left` are to get it, in this order.
    """

    row: int
    content: str
    given: tuple[Given, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def alert(self) -> AlertContent:
        return loads(self.content)

    @property
    def is_correction(self) -> bool:
        return self.alert.standing is Standing.FALSE

    def given_to(self, name: str) -> Given | None:
        """What somebody got last."""
        return next((each for each in self.given if each.name == name), None)

    def told(self, content: AlertContent, row: int, names: Iterable[str], shuffle: Shuffle) -> "Relay":
        """A channel of these people was told something: whoever had something else is to get it, and they are."""
        newest = replace(self, content=dumps(content), row=row) if row > self.row else self
        behind = [*newest.left, *dict.fromkeys((*names, *(each.name for each in newest.given)))]
        left = [name for name in dict.fromkeys(behind) if newest.is_news_to(name)]
        fresh = [name for name in left if name not in newest.left]
        # By chance, so that nobody is always the last one.
        shuffle(fresh)
        return replace(newest, left=(*(name for name in left if name in newest.left), *fresh))

    def got(self, name: str, said: AlertContent, ref: str) -> "Relay":
        """Somebody has this now; they are left again if there was other news meanwhile."""
        others = tuple(each for each in self.given if each.name != name)
        given = Given(name=name, mark=mark_of(said), ref=ref, is_fine=bool(said.anchor))
        after = replace(self.without(name), given=(*others, given))
        return replace(after, left=(*after.left, name)) if after.is_news_to(name) else after

    def missed(self, name: str, before: Given | None) -> "Relay":
        """What was on its way to somebody surely did not arrive: they have what they had, and are the next one."""
        others = tuple(each for each in self.given if each.name != name)
        after = replace(self.without(name), given=(*others, before) if before else others)
        return replace(after, left=(name, *after.left)) if after.is_news_to(name) else after

    def taken_back(self, name: str) -> "Relay":
        """What somebody got last is gone from their chat."""
        given = tuple(replace(each, ref="") if each.name == name else each for each in self.given)
        return replace(self, given=given)

    def without(self, name: str) -> "Relay":
        """Somebody is not to get it any more."""
        return replace(self, left=tuple(each for each in self.left if each != name))

    def is_news_to(self, name: str) -> bool:
        """Whether somebody has something else, or nothing of an alert that still stands."""
        had, alert = self.given_to(name), self.alert
        if had is None:
            return alert.standing not in ENDED
        return alert.standing not in _LATE and had.mark != mark_of(alert)


def mark_of(content: AlertContent) -> str:
    """What makes news of an alert: how it stands, what was decided of it, and where it is."""
    return f"{content.standing.value}:{content.edition}:{content.place}"


@dataclass(kw_only=True, eq=False)
class Relays:
    """All of them, in memory and beside the list, where they outlive the process if it does."""

    records: Records
    now: Callable[[], datetime]
    _held: dict[str, Relay] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.records.names(RELAY):
            if found := self._read(name):
                self._held[name] = found

    @property
    def waiting(self) -> Mapping[str, Relay]:
        """Those that somebody is still to get: corrections first, then the oldest."""
        self._forget_gone()
        found = [(name, each) for name, each in self._held.items() if each.left]
        return dict(sorted(found, key=lambda pair: (not pair[1].is_correction, pair[1].row)))

    def find(self, name: str) -> Relay | None:
        self._forget_gone()
        return self._held.get(name)

    def keep(self, name: str, relay: Relay) -> None:
        """Remember how it stands; nothing of an alert that is over and known to all."""
        if relay.left or relay.alert.standing not in ENDED:
            self._held[name] = relay
            self.records.put(name, dump(relay).encode(), self.now() + KEPT)
        else:
            self._held.pop(name, None)
            self.records.destroy(name)

    def _forget_gone(self) -> None:
        """Drop from memory what is gone from beside the list, past its time or shredded: nothing brings it back."""
        if self._held:
            standing = set(self.records.names(RELAY))
            self._held = {name: each for name, each in self._held.items() if name in standing}

    def _read(self, name: str) -> Relay | None:
        sealed = self.records.opened(name)
        try:
            return load(Relay, sealed.decode()) if sealed else None
        except (ValueError, KeyError, TypeError):
            return None  # left by another version


def relay_name(incident: str) -> str:
    """What the relay of an incident's alert is called beside the list."""
    return RELAY + hashlib.blake2b(incident.encode(), digest_size=16, person=b"relay").hexdigest()
