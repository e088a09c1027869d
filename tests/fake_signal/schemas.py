"""What the endpoints take and what the socket hands out, written down by ourselves: requests that do not fit are faults."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string"}
_TIME: Schema = {"type": "integer", "minimum": 1}
ATTACHMENTS: Schema = {
    "type": "array",
    "items": {
        "type": "string",
        "pattern": r"^data:image/(png|jpeg);filename=picture\.(png|jpeg);base64,[A-Za-z0-9+/]+=*$",
    },
    "minItems": 1,
    "maxItems": 1,
}
_RECIPIENT: Schema = {"type": "string", "pattern": r"^(\+[1-9]\d{6,14}|[0-9a-f-]{36}|group\.[A-Za-z0-9+/]+=*)$"}


def _table(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


_RIGHT: Schema = {"enum": ["only-admins", "every-member"]}
_CHARTER: Mapping[str, Schema] = {
    "description": {"type": "string", "maxLength": 480},
    "expiration_time": {"type": "integer", "minimum": 0},
    "group_link": {"enum": ["disabled", "enabled", "enabled-with-approval"]},
    "permissions": _table({"add_members": _RIGHT, "edit_group": _RIGHT, "send_messages": _RIGHT}),
}

REQUESTS: Mapping[str, Schema] = {
    "POST /v2/send": {
        # Phones take an edit of a message with files for one of its text alone.
        "not": {"required": ["edit_timestamp", "base64_attachments"]},
        **_table(
            {
                "message": {"type": "string", "minLength": 1},
                "number": {"enum": ["+15555550100", "+15555550101"]},
                "recipients": {"type": "array", "items": _RECIPIENT, "minItems": 1, "maxItems": 1},
                # Both have another default at the server, so both must be said.
                "text_mode": {"const": "normal"},
                "notify_self": {"const": False},
            },
            edit_timestamp=_TIME,
            base64_attachments=ATTACHMENTS,
        ),
    },
    "DELETE /v1/remote-delete/{number}": _table({"recipient": _RECIPIENT, "timestamp": _TIME}),
    "POST /v1/reactions/{number}": _table(
        {"recipient": _RECIPIENT, "reaction": _TEXT, "target_author": _RECIPIENT, "timestamp": _TIME}
    ),
    "PUT /v1/typing-indicator/{number}": _table({"recipient": _RECIPIENT}),
    "DELETE /v1/typing-indicator/{number}": _table({"recipient": _RECIPIENT}),
    "POST /v1/receipts/{number}": _table(
        {"receipt_type": {"enum": ["read", "viewed"]}, "recipient": _RECIPIENT, "timestamp": _TIME}
    ),
    "PUT /v1/contacts/{number}": _table(
        {"recipient": _RECIPIENT}, expiration_in_seconds={"type": "integer"}, name=_TEXT
    ),
    "POST /v1/groups/{number}": _table(
        {"name": {"type": "string", "minLength": 1, "maxLength": 32}, "members": {"type": "array"}}, **_CHARTER
    ),
    "PUT /v1/groups/{number}/{group}": _table({}, name=_TEXT, **_CHARTER),
    "POST /v1/groups/{number}/{group}/members": _table(
        {"members": {"type": "array", "items": _RECIPIENT, "minItems": 1}}
    ),
    "PUT /v1/profiles/{number}": _table(
        {"name": {"type": "string", "minLength": 1}}, about=_TEXT, base64_avatar={"type": "string", "minLength": 1}
    ),
    "POST /v1/accounts/{number}/username": _table({"username": {"type": "string", "minLength": 1}}),
    "PUT /v1/accounts/{number}/settings": _table(
        {"discoverable_by_number": {"const": False}, "share_number": {"const": False}}
    ),
    "POST /v1/accounts/{number}/rate-limit-challenge": _table(
        {"captcha": {"type": "string", "pattern": "^signalcaptcha://"}, "challenge_token": _TEXT}
    ),
}

_NULLABLE = {"type": ["string", "null"]}
FRAME: Schema = {
    "type": "object",
    "required": ["envelope", "account"],
    "properties": {
        "account": _TEXT,
        "exception": {"type": "object", "required": ["message", "type"]},
        "envelope": {
            "type": "object",
            "required": ["timestamp", "serverReceivedTimestamp", "serverDeliveredTimestamp"],
            "properties": {
                "source": _NULLABLE,
                "sourceNumber": _NULLABLE,
                "sourceUuid": _NULLABLE,
                "sourceName": _NULLABLE,
                "timestamp": _TIME,
                "dataMessage": {"$ref": "#/$defs/data"},
                "editMessage": {
                    "type": "object",
                    "required": ["targetSentTimestamp", "dataMessage"],
                    "properties": {"dataMessage": {"$ref": "#/$defs/data"}, "targetSentTimestamp": _TIME},
                },
            },
        },
    },
    "$defs": {
        "data": {
            "type": "object",
            "required": ["timestamp", "message", "expiresInSeconds", "viewOnce"],
            "properties": {
                "timestamp": _TIME,
                "message": _NULLABLE,
                "groupInfo": {"type": "object", "required": ["groupId", "revision", "type"]},
                "reaction": {"type": "object", "required": ["emoji", "targetSentTimestamp", "isRemove"]},
                "remoteDelete": {"type": "object", "required": ["timestamp"]},
                "quote": {"type": "object", "required": ["id"]},
            },
        }
    },
}


def faults(schema: Schema, value: object) -> list[str]:
    """What does not fit, by path."""
    return [f"{error.json_path}: {error.validator}" for error in Draft202012Validator(schema).iter_errors(value)]
