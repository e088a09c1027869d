"""A raw frame becomes a few named fields; all else is dropped before anything looks at it.

What is not named here does not get through: names, numbers, profiles, devices, previews, files, mentions, the quoted
words, receipts, stories, calls, and everything our own other devices sent.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

MAX_TEXT = 16_384
_ACI = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f￼]")
_MOST_MS = 10**14
# Each says that the frame is no act of a person, or none that means anything here.
_ENVELOPE_NOISE = {
    "syncMessage": "sync", "receiptMessage": "receipt", "storyMessage": "story", "callMessage": "call",
    "typingMessage": "typing",
}  # fmt: skip
_DATA_NOISE = {
    "storyContext": "story", "pollVote": "poll", "pollTerminate": "poll", "pinMessage": "pin", "unpinMessage": "pin",
    "adminDelete": "other", "groupCallUpdate": "call",
}  # fmt: skip
_EXTRAS = ("attachments", "contacts", "sticker", "payment", "pollCreate")


class Poison(Exception):
    """A frame that cannot be read. Its text is never kept."""


class Noise(Exception):
    """A frame that is passed over on purpose; `what` is a word for counting.

    `group` (an internal id) and `timer_s` are those of a frame that told of a group's new timer.
    """

    def __init__(self, what: str, *, group: str = "", timer_s: int | None = None) -> None:
        super().__init__("passed over")
        self.what, self.group, self.timer_s = what, group, timer_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What of a frame is used. `clean` is it again as JSON, for signalbot to validate and type.

    `group` is the internal id, "" in private. `quoted_ms` names the quoted message, 0 for none. `timer_s` is the
    chat's disappearing timer, None where the frame does not tell. `distrusted`: the sender's safety number changed.
    """

    aci: str = field(repr=False)
    number: str = field(repr=False)
    at_ms: int = field(repr=False)
    clean: str = field(default="", repr=False)
    group: str = field(default="", repr=False)
    quoted_ms: int = field(default=0, repr=False)
    timer_s: int | None = None
    has_extras: bool = False
    has_photo: bool = False
    distrusted: bool = False


def read_frame(raw: str) -> Frame:
    """Read one frame of the socket. Raises Poison or Noise, which hold nothing of it."""
    try:
        top = json.loads(raw)
    except (ValueError, RecursionError):
        raise Poison("not JSON") from None
    try:
        return _frame(_unwrapped(top))
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError):
        raise Poison("not of the expected shape") from None


def _unwrapped(top: dict[str, Any]) -> dict[str, Any]:
    """The daemon itself wraps what the REST server hands out bare."""
    inner = top.get("params", top)
    inner = inner.get("result", inner)
    if "envelope" not in inner and "error" in inner:
        raise Noise("error")
    return dict(inner)


def _frame(top: dict[str, Any]) -> Frame:
    envelope = _table(top["envelope"])
    for name, what in _ENVELOPE_NOISE.items():
        if envelope.get(name) is not None:
            raise Noise(what)
    sender: dict[str, Any] = {"aci": _aci(envelope), "number": _number(envelope), "at_ms": _ms(envelope["timestamp"])}
    if top.get("exception") is not None:
        if "Untrusted" not in str(_table(top["exception"]).get("type")):
            raise Noise("undecryptable")
        return Frame(**sender, distrusted=True)
    edit = envelope.get("editMessage")
    data = (_table(edit) if edit is not None else envelope).get("dataMessage")
    if data is None:
        raise Noise("empty")
    clean = _data(_table(data))
    group = clean.get("groupInfo", {}).get("groupId", "")
    edited = {"targetSentTimestamp": _ms(edit["targetSentTimestamp"]), "dataMessage": clean} if edit else None
    return Frame(
        **sender,
        clean=_json(sender, {"editMessage": edited} if edited else {"dataMessage": clean}),
        group=group,
        quoted_ms=clean.get("quote", {}).get("id", 0),
        timer_s=_timer(data),
        has_photo=any(_is_picture(each) for each in data.get("attachments") or ()),
        has_extras=bool(data.get("viewOnce")) or any(data.get(name) for name in _EXTRAS),
    )


def _is_picture(attachment: object) -> bool:
    return isinstance(attachment, dict) and str(attachment.get("contentType")).startswith("image/")


def _data(data: dict[str, Any]) -> dict[str, Any]:
    for name, what in _DATA_NOISE.items():
        if data.get(name) is not None:
            raise Noise(what)
    group = data.get("groupInfo")
    if group is not None and _table(group).get("type") == "UPDATE":
        # Phones put no timer into these, so what it says there is not the group's.
        raise Noise("group_update")
    if data.get("isExpirationUpdate"):
        raise Noise("timer", group="" if group is None else _group(_table(group))["groupId"], timer_s=_timer(data))
    clean: dict[str, Any] = {"timestamp": _ms(data["timestamp"]), "message": _text(data.get("message"))}
    if group is not None:
        clean["groupInfo"] = _group(_table(group))
    if (reaction := data.get("reaction")) is not None:
        clean["reaction"] = _reaction(_table(reaction))
    if (deleted := data.get("remoteDelete")) is not None:
        clean["remoteDelete"] = {"timestamp": _ms(_table(deleted)["timestamp"])}
    if (quote := data.get("quote")) is not None:
        clean["quote"] = {"id": _ms(_table(quote)["id"])}
    return clean


def _timer(data: dict[str, Any]) -> int | None:
    timer = data.get("expiresInSeconds")
    return timer if type(timer) is int else None


def _group(group: dict[str, Any]) -> dict[str, Any]:
    name = group["groupId"]
    if not isinstance(name, str) or not 0 < len(name) <= 100:
        raise TypeError
    return {"groupId": name, "type": "DELIVER", "revision": 0}


def _reaction(reaction: dict[str, Any]) -> dict[str, Any]:
    emoji, is_remove = reaction["emoji"], reaction["isRemove"]
    if not isinstance(emoji, str) or not isinstance(is_remove, bool) or len(emoji) > 64:
        raise TypeError
    return {"emoji": _text(emoji), "isRemove": is_remove, "targetSentTimestamp": _ms(reaction["targetSentTimestamp"])}


def _json(sender: dict[str, Any], body: dict[str, Any]) -> str:
    # The server's times are asked for by the type alone; ours is when it was taken in.
    times = {"timestamp": sender["at_ms"], "serverReceivedTimestamp": 0, "serverDeliveredTimestamp": 0}
    return json.dumps({"account": "", "envelope": {"sourceUuid": sender["aci"], **times, **body}})


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _aci(envelope: dict[str, Any]) -> str:
    found = envelope.get("sourceUuid") or envelope.get("source")
    if not isinstance(found, str) or not _ACI.fullmatch(found):
        # Sealed and not opened, or from a version long gone: nobody to answer.
        raise Noise("no_sender")
    return found.lower()


def _number(envelope: dict[str, Any]) -> str:
    found = envelope.get("sourceNumber")
    return found if isinstance(found, str) else ""


def _ms(value: object) -> int:
    if type(value) is not int or not 0 < value < _MOST_MS:
        raise TypeError
    return value


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError
    whole = value[:MAX_TEXT].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", whole).strip()
