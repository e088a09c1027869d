"""Whose key is which, as all our numbers know it: of moderators alone, kept in RAM."""

from collections.abc import Callable, Iterable, Mapping

from bot.transports.signal.account import Identity


class Keys:
    """Of two numbers that know different keys of a person, whichever was told of one last is right."""

    def __init__(self) -> None:
        self._newest: dict[str, Identity] = {}
        self._watched: set[str] = set()

    @property
    def watched(self) -> bool:
        """Whether anybody's key is wanted."""
        return bool(self._watched)

    def watch(self, aci: str) -> bool:
        """Learn somebody's key from now on; whether a look around is due for that."""
        if aci in self._watched:
            return False
        self._watched.add(aci)
        return aci not in self._newest

    def learn(self, identities: Iterable[Identity], is_wanted: Callable[[Identity], bool]) -> Mapping[str, str]:
        """Take in what a number knows; answers the fingerprints of those whose key is wanted.

        Whose key was once wanted stays watched, wherever they write and whatever group they have left.
        """
        seen: dict[str, str] = {}
        for each in sorted(identities, key=lambda identity: identity.added_ms):
            if not each.aci or not each.fingerprint:
                continue
            if each.aci in self._watched or is_wanted(each):
                self._watched.add(each.aci)
                before = self._newest.get(each.aci, each)
                self._newest[each.aci] = each if each.added_ms >= before.added_ms else before
                seen[each.aci] = self._newest[each.aci].fingerprint
        return seen

    def of(self, aci: str) -> str:
        """Their fingerprint, "" where it is not known."""
        found = self._newest.get(aci)
        return found.fingerprint if found else ""
