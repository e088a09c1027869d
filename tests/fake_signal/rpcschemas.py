"""What the daemon's methods take, written down by ourselves."""

from collections.abc import Mapping

from tests.fake_signal.people import ALERTS, BOT
from tests.fake_signal.schemas import ATTACHMENTS, Schema

_TEXT: Schema = {"type": "string", "minLength": 1}
_TIME: Schema = {"type": "integer", "minimum": 1}
_PERSON: Schema = {"type": "string", "pattern": r"^(\+[1-9]\d{6,14}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"}
_GROUP: Schema = {"type": "string", "pattern": r"^[A-Za-z0-9+/]{43}=$"}

CALL: Schema = {
    "type": "object",
    "properties": {
        "jsonrpc": {"const": "2.0"}, "id": _TEXT, "method": _TEXT,
        "params": {"type": "object"},
    },
    "required": ["id", "jsonrpc", "method", "params"],
    "additionalProperties": False,
}  # fmt: skip


def _params(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"account": {"enum": [BOT, ALERTS]}, **required, **optional},
        "required": ["account", *sorted(required)],
        "additionalProperties": False,
    }


def _addressed(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    """To one person or one group, never both."""
    people: Schema = {"type": "array", "items": _PERSON, "minItems": 1, "maxItems": 1}
    to = {"recipient": people, "groupId": _GROUP}
    return {**_params(required, **to, **optional), "oneOf": [{"required": [name]} for name in to]}


_RIGHT: Schema = {"enum": ["only-admins", "every-member"]}
_CHARTER: Mapping[str, Schema] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 32},
    "description": {"type": "string", "maxLength": 480},
    "expiration": {"type": "integer", "minimum": 0},
    "link": {"enum": ["disabled", "enabled", "enabled-with-approval"]},
    "setPermissionAddMember": _RIGHT,
    "setPermissionEditDetails": _RIGHT,
    "setPermissionSendMessages": _RIGHT,
}

METHODS: Mapping[str, Schema] = {
    # Of no account: with one that is not there, the real daemon refuses even these.
    "version": {"type": "object", "properties": {}, "additionalProperties": False},
    "send": {
        "not": {"required": ["editTimestamp", "attachments"]},
        **_addressed({"message": _TEXT}, editTimestamp=_TIME, attachments=ATTACHMENTS),
    },
    "remoteDelete": _addressed({"targetTimestamp": _TIME}),
    "updateContact": _params({"recipient": _PERSON, "expiration": {"type": "integer", "minimum": 1}}),
    "removeContact": _params({"recipient": _PERSON, "forget": {"const": True}}),
    "submitRateLimitChallenge": _params(
        {"challenge": _TEXT, "captcha": {"type": "string", "pattern": "^signalcaptcha://"}}
    ),
    "updateGroup": _params({}, groupId=_GROUP, member={"type": "array", "items": _PERSON, "minItems": 1}, **_CHARTER),
    "updateProfile": _params(
        {"givenName": _TEXT}, about=_TEXT, avatar={"type": "string", "pattern": "^data:image/jpeg;base64,"}
    ),
    "updateAccount": _params({}, username=_TEXT, discoverableByNumber={"const": False}, numberSharing={"const": False}),
    "listContacts": _params({"allRecipients": {"const": True}}),
    "listGroups": _params({}),
    "listIdentities": _params({}),
}
