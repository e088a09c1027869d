"""What signal-cli says of a message, record by record: every field of its JSON, by the kind of token that fills it."""

from collections.abc import Mapping
from typing import Any

from tests.canaries.tokens import Kind, Mint

WORD, NUMBER, TIME, PHONE, ACI = Kind.WORD, Kind.NUMBER, Kind.TIME, Kind.PHONE, Kind.ACI

ATTACHMENT = {
    "contentType": "image/jpeg", "filename": WORD, "id": WORD, "size": NUMBER, "width": 1200, "height": 900,
    "caption": WORD, "uploadTimestamp": TIME,
}  # fmt: skip
MENTION = {"name": WORD, "number": PHONE, "uuid": ACI, "start": 0, "length": 1}
STYLE = {"style": "BOLD", "start": 0, "length": 1}
AUTHOR = {"author": ACI, "authorNumber": PHONE, "authorUuid": ACI}
TARGET = {"targetAuthor": ACI, "targetAuthorNumber": PHONE, "targetAuthorUuid": ACI, "targetSentTimestamp": TIME}
CONTACT = {
    "name": dict.fromkeys(("given", "family", "middle", "nickname", "prefix", "suffix", "display"), WORD),
    "phone": [{"value": PHONE, "type": "MOBILE", "label": WORD}],
    "email": [{"value": WORD, "type": "HOME", "label": WORD}],
    "address": [
        {
            "type": "HOME",
            **dict.fromkeys(
                ("label", "street", "pobox", "neighborhood", "city", "region", "postcode", "country"), WORD
            ),
        }
    ],
    "avatar": {"attachment": ATTACHMENT, "isProfile": True},
    "organization": WORD,
}
QUOTE = {
    "id": TIME, **AUTHOR, "text": WORD, "mentions": [MENTION], "textStyles": [STYLE],
    "attachments": [{"contentType": "image/jpeg", "filename": WORD, "thumbnail": ATTACHMENT}],
}  # fmt: skip
BESIDE: Mapping[str, Any] = {
    "attachments": [ATTACHMENT], "contacts": [CONTACT], "mentions": [MENTION], "textStyles": [STYLE], "quote": QUOTE,
    "previews": [{"url": WORD, "title": WORD, "description": WORD, "image": ATTACHMENT}],
    "payment": {"receipt": WORD, "note": WORD}, "expiresInSeconds": 86_400,
}  # fmt: skip
"""What a message may have beside its words, and be an input all the same."""
WORDLESS: Mapping[str, Any] = {
    "sticker": {"packId": WORD, "stickerId": 1},
    "pollCreate": {"question": WORD, "allowMultiple": False, "options": [WORD]},
}
PASSED_OVER: Mapping[str, Any] = {
    "pollVote": AUTHOR | {"targetSentTimestamp": TIME, "optionIndexes": [0], "voteCount": 1},
    "pollTerminate": {"targetSentTimestamp": TIME},
    "pinMessage": TARGET | {"pinDurationSeconds": NUMBER},
    "unpinMessage": TARGET,
    "adminDelete": TARGET,
    "storyContext": {"authorNumber": PHONE, "authorUuid": ACI, "sentTimestamp": TIME},
    "groupCallUpdate": {"eraId": WORD},
}
"""What makes no input of a message, one at a time."""
REACTION = TARGET | {"emoji": "👍", "isRemove": False}
DELETION = {"timestamp": TIME}
DATA: Mapping[str, Any] = {
    **BESIDE, **WORDLESS, **PASSED_OVER, "reaction": REACTION, "remoteDelete": DELETION, "message": WORD,
    "timestamp": TIME, "isExpirationUpdate": False, "viewOnce": True,
    "groupInfo": {"groupId": WORD, "groupName": WORD, "revision": 7, "type": "DELIVER"},
}  # fmt: skip
EDIT = {"targetSentTimestamp": TIME, "dataMessage": DATA}
_STORY = {
    "allowsReplies": True, "groupId": WORD, "fileAttachment": ATTACHMENT,
    "textAttachment": {"text": WORD, "preview": BESIDE["previews"][0]},
}  # fmt: skip
_TO = {"destination": PHONE, "destinationNumber": PHONE, "destinationUuid": ACI}
NOT_SPOKEN: Mapping[str, Any] = {
    "syncMessage": {
        "sentMessage": {**DATA, **_TO, "editMessage": EDIT},
        "sentStoryMessage": _STORY | {"destinationNumber": PHONE, "destinationUuid": ACI},
        "readMessages": [{"sender": PHONE, "senderNumber": PHONE, "senderUuid": ACI, "timestamp": TIME}],
        "blockedNumbers": [PHONE], "blockedGroupIds": [WORD], "type": "CONTACTS_SYNC",
    },
    "receiptMessage": {"when": TIME, "isDelivery": True, "isRead": False, "isViewed": False, "timestamps": [TIME]},
    "typingMessage": {"action": "STARTED", "timestamp": TIME, "groupId": WORD},
    "storyMessage": _STORY,
    "callMessage": {
        "offerMessage": {"id": NUMBER, "opaque": WORD, "type": "AUDIO_CALL"},
        "answerMessage": {"id": NUMBER, "opaque": WORD}, "busyMessage": {"id": NUMBER},
        "hangupMessage": {"id": NUMBER, "type": "NORMAL", "deviceId": 1},
        "iceUpdateMessages": [{"id": NUMBER, "opaque": WORD}],
    },
}  # fmt: skip
"""Envelopes that hold nothing anybody said to us."""
ENVELOPE: Mapping[str, Any] = {
    "source": ACI, "sourceNumber": PHONE, "sourceUuid": ACI, "sourceName": WORD, "sourceDevice": NUMBER,
    "timestamp": TIME, "serverReceivedTimestamp": TIME, "serverDeliveredTimestamp": TIME,
    "dataMessage": DATA, "editMessage": EDIT, **NOT_SPOKEN,
}  # fmt: skip

CONTACT_LISTED: Mapping[str, Any] = {
    **dict.fromkeys(
        ("username", "givenName", "familyName", "nickName", "nickGivenName", "nickFamilyName", "note", "color"),
        WORD,
    ),
    "isBlocked": False, "isHidden": False, "messageExpirationTime": 86_400, "profileSharing": True, "unregistered": False,
    "profile": {"lastUpdateTimestamp": TIME, "hasAvatar": True}
    | dict.fromkeys(("givenName", "familyName", "about", "aboutEmoji", "mobileCoinAddress"), WORD),
    "internal": {"capabilities": [WORD], "unidentifiedAccessMode": "ENABLED", "discoverable": False},
}  # fmt: skip
"""Somebody as `listContacts` tells of them, beside number and ACI."""


def filled(record: Any, mint: Mint, path: str) -> Any:
    """A record with a token in every field; one asked for again has the same tokens."""
    if isinstance(record, Mapping):
        return {name: filled(each, mint, f"{path}.{name}") for name, each in record.items()}
    if isinstance(record, list):
        return [filled(each, mint, path) for each in record]
    if not isinstance(record, Kind):
        return record
    makers = {WORD: mint.word, NUMBER: mint.number, TIME: mint.millisecond, PHONE: mint.phone, ACI: mint.aci}
    return makers[record](path)
