"""Everything handlers may raise, in one small tree.

WhistleError
├── Refused            a person asked for something that is not possible now; the message key says why
│   └── Stale          what they saw when they asked is no longer so
├── TagForgotten       the secret behind an incident's witness tags is gone (a restart, a shred)
└── Conflict           somebody else changed the same row first; the transaction is run again
"""


class WhistleError(Exception):
    """Base of every error the handlers raise on purpose."""


class Refused(WhistleError):
    """Not possible now. `key` names the catalogue message to answer with."""

    def __init__(self, key: str, **slots: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.slots = slots


class Stale(Refused):
    """Asked about an incident that is gone, over, or further on than the card it was asked under."""


class TagForgotten(WhistleError):
    """Nobody can be recognised in this incident any more."""


class Conflict(WhistleError):
    """A compare-and-set found another revision than expected."""
