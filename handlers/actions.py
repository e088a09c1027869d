"""What a person can ask for, as typed values, and the one codec that puts them on buttons.

A button carries `v1:<verb>:<code or ref>:<argument>`, at most 64 bytes (Telegram's limit). It may be forged or
stale: handlers check state, never trust the button. It never carries anything of a person.
"""

from dataclasses import dataclass
from enum import Enum

MAX_BYTES = 64
_VERSION = "v1"


class Verb(Enum):
    """Every action; the value is what stands on the wire and must never be reused for something else."""

    # residents
    SEND_NOW = "sn"
    FIX_PLACE = "fp"
    FIX_OTHER = "fo"
    CANCEL = "cx"
    PICK_PLACE = "pp"  # argument: the mark of one of the report's place options
    NO_PLACE_FITS = "pn"
    GUIDED = "gd"
    SKIP = "sk"
    RIGHTS = "ri"
    PRIVACY = "pv"
    FORGET = "fg"
    LANGUAGE = "la"  # argument: language code
    HOME_YES = "hy"
    HOME_NO = "hn"
    STILL = "st"
    GONE = "gn"
    WITHDRAW = "wd"
    PHOTO_KEEP = "pk"
    PHOTO_DROP = "pd"
    ANSWER = "an"  # argument: answer key of a follow-up question
    ZONES = "zo"
    VERIFY = "vf"
    START = "go"
    SUBSCRIBE = "sb"  # argument: a channel, "" to be asked which
    SUBSCRIBE_YES = "sy"  # argument: the channel
    UNSUBSCRIBE = "us"
    LEAVE_IT = "lv"  # nothing is to change
    # moderators
    APPROVE = "ap"
    CONFIRM_MENU = "cm"
    CONFIRM = "co"  # argument: basis
    REJECT_MENU = "rm"
    REJECT = "rj"  # argument: reason
    ASK_MENU = "am"
    ASK = "as"  # argument: question key
    CLAIM = "cl"
    RELEASE = "rl"
    EDIT = "ed"
    PLACE = "pl"  # argument: option index, or free text when typed
    MERGE = "mg"
    SHOW = "sw"
    PHOTO = "ph"  # the photos behind an incident
    UPDATE = "up"
    CLEAR = "cr"
    FALSE = "fa"
    DOUBT = "do"
    EXTEND = "ex"
    EXPIRE = "xp"
    URGENT = "ur"
    UNVOTE = "uv"
    RESEND = "rs"
    MUTE = "mu"
    FREEZE = "fz"
    UNFREEZE = "uf"
    SURGE = "su"
    SHRED = "sh"
    REVOKE = "rv"
    READMIT = "ra"
    ALONE = "al"
    BACK = "bk"
    PENDING = "pe"
    HELP = "he"
    SHIFT = "sf"
    NOTE = "no"
    JOIN = "jo"  # argument: a one-time code
    LET_IN = "li"  # argument: a channel
    LINK = "ln"  # a one-time code for the same moderator on another platform
    YES = "ye"  # confirms what was just asked of this moderator


RESIDENT_VERBS = frozenset(
    {
        Verb.SEND_NOW, Verb.FIX_PLACE, Verb.FIX_OTHER, Verb.CANCEL, Verb.PICK_PLACE, Verb.NO_PLACE_FITS, Verb.GUIDED,
        Verb.SKIP, Verb.RIGHTS, Verb.PRIVACY, Verb.FORGET, Verb.LANGUAGE, Verb.HOME_YES, Verb.HOME_NO, Verb.STILL,
        Verb.GONE, Verb.WITHDRAW, Verb.ANSWER, Verb.ZONES, Verb.VERIFY, Verb.START, Verb.PHOTO_KEEP, Verb.PHOTO_DROP,
        Verb.SUBSCRIBE, Verb.SUBSCRIBE_YES, Verb.UNSUBSCRIBE, Verb.LEAVE_IT,
    }
)  # fmt: skip
"""What anybody may ask for in private; every other verb is a moderator's."""


@dataclass(frozen=True, slots=True)
class Action:
    """One wish. `subject` is an incident's code or a report's ref; `argument` a key, number or typed words."""

    verb: Verb
    subject: str = ""
    argument: str = ""


class UnknownAction(ValueError):
    """A button's data is not one of ours (forged, foreign or of another version)."""


def encode(action: Action) -> str:
    """The button data of an action. Raises ValueError when it would not fit into 64 bytes."""
    data = f"{_VERSION}:{action.verb.value}:{action.subject}:{action.argument}"
    if len(data.encode()) > MAX_BYTES:
        raise ValueError("an action on a button may take at most 64 bytes")
    return data


def decode(data: str) -> Action:
    """The action behind button data; UnknownAction for anything else."""
    parts = data.split(":", 3)
    if len(parts) != 4 or parts[0] != _VERSION or len(data.encode()) > MAX_BYTES:
        raise UnknownAction("not an action of this version")
    try:
        verb = Verb(parts[1])
    except ValueError:
        raise UnknownAction("not an action of this version") from None
    return Action(verb, parts[2], parts[3])
