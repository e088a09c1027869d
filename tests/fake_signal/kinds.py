"""A frame of every kind that signal-cli sends, written here: what becomes of each is known without anybody's recordings.

Each is full of what must not leak: names, numbers, file names, other people's accounts.
"""

from collections.abc import Mapping
from typing import Any

from tests.fake_signal.people import ANA, BEN, BOT, BOT_ACI, CARD, HERON, PICTURE, START_MS, Frame, Group, Phones

LINK = "https://maps.google.com/maps?q=44.9483%2C-93.2626"
OURS = {"author": BOT, "authorNumber": BOT, "authorUuid": BOT_ACI}
TARGET = {"targetAuthor": BOT, "targetAuthorNumber": BOT, "targetAuthorUuid": BOT_ACI, "targetSentTimestamp": START_MS}
PLAIN = {"timestamp": START_MS, "message": "written on another device", "expiresInSeconds": 0, "viewOnce": False}
VOICE = {**PICTURE, "contentType": "audio/aac", "id": "voice", "isVoiceNote": True}
PREVIEW = {"url": LINK, "title": "Where Ana lives", "description": "", "image": PICTURE}


def from_people(phones: Phones, group: Group) -> Mapping[str, Frame]:
    """What somebody said, by a name."""
    poll = {"question": "Who?", "allowMultiple": False, "options": ["Ana", "Ben"]}
    mention = {"name": BEN.number, "number": BEN.number, "uuid": BEN.aci, "start": 0, "length": 1}
    return {
        "attachment": phones.says(ANA, "look", attachments=[{**PICTURE, "contentType": "application/pdf"}]),
        "attachment_image": phones.says(ANA, "look", attachments=[PICTURE]),
        "attachment_voice_note": phones.says(ANA, None, attachments=[VOICE]),
        "data_direct": phones.says(BEN, "two vans"),
        "data_group": phones.says(HERON, "pending", group),
        "direct_text_disappearing": phones.says(ANA, "two vans", expiresInSeconds=3600),
        "direct_text_number_hidden": phones.says(ANA, "two vans"),
        "direct_text_number_shared": phones.says(BEN, "two vans"),
        "edit_direct": phones.edits(ANA, "three vans", START_MS),
        "edit_group": phones.edits(HERON, "pending", START_MS, group),
        "exception_untrusted_identity": phones.changes_key(ANA),
        "group_text": phones.says(HERON, "pending", group),
        "link_preview": phones.says(ANA, LINK, previews=[{**PREVIEW, "image": None}]),
        "link_preview_maps": phones.says(ANA, LINK, previews=[PREVIEW]),
        "mention_group": phones.says(HERON, "\ufffc approve K7Q2", group, mentions=[mention]),
        "poll_create": phones.says(HERON, None, group, pollCreate=poll),
        "quote_reply_group": phones.quotes(HERON, "approve", START_MS, group),
        "reaction_add_group": phones.reacts(HERON, "👍", START_MS, group),
        "reaction_remove_group": phones.reacts(HERON, "👍", START_MS, group, remove=True),
        "remote_delete_direct": phones.deletes(ANA, START_MS),
        "remote_delete_group": phones.deletes(HERON, START_MS, group),
        "shared_contact": phones.says(ANA, None, contacts=[CARD]),
        "sticker": phones.says(ANA, None, sticker={"packId": "9a", "stickerId": 3}),
        "view_once_image": phones.says(ANA, None, attachments=[PICTURE], viewOnce=True),
    }


def passed_over(phones: Phones, group: Group) -> Mapping[str, tuple[Frame, str]]:
    """What is nobody's word to the bot, by a name, and what it is counted as."""
    return {**_of_people(phones, group), **_of_our_devices(phones, group), **_of_the_app(phones, group)}


def _of_people(phones: Phones, group: Group) -> Mapping[str, tuple[Frame, str]]:
    ended = {"targetSentTimestamp": START_MS}
    vote = {**OURS, **ended, "optionIndexes": [0], "voteCount": 1}
    reply = {**OURS, "sentTimestamp": START_MS}
    return {
        "admin_delete_group": (phones.says(HERON, None, group, adminDelete=TARGET), "other"),
        "group_call": (phones.says(HERON, None, group, groupCallUpdate={"eraId": "7"}), "call"),
        "pin_message": (phones.says(HERON, None, group, pinMessage={**TARGET, "pinDurationSeconds": -1}), "pin"),
        "poll_terminate": (phones.says(HERON, None, group, pollTerminate=ended), "poll"),
        "poll_vote": (phones.says(ANA, None, group, pollVote=vote), "poll"),
        "story_reply": (phones.says(ANA, "nice", storyContext=reply), "story"),
        "unpin_message": (phones.says(HERON, None, group, unpinMessage=TARGET), "pin"),
    }


def _of_our_devices(phones: Phones, group: Group) -> Mapping[str, tuple[Frame, str]]:
    """What the operator did on a linked phone."""
    there = {"groupInfo": {"groupId": group.internal_id, "type": "DELIVER", "revision": 1}}
    reaction = {"reaction": {"emoji": "👍", **TARGET, "isRemove": False}, "message": None}
    to_ana = {"destination": ANA.aci, "destinationNumber": None, "destinationUuid": ANA.aci}
    read = {"sender": ANA.aci, "senderNumber": None, "senderUuid": ANA.aci, "timestamp": START_MS}

    def sent(**fields: Any) -> tuple[Frame, str]:
        return phones.frame(HERON, {"syncMessage": {"sentMessage": {**PLAIN, **fields}}}), "sync"

    return {
        "edit_sync_private": sent(**to_ana, editMessage={"targetSentTimestamp": START_MS, "dataMessage": PLAIN}),
        "reaction_sync_group": sent(**reaction, **there),
        "reaction_sync_private": sent(**reaction, **to_ana),
        "sync_contacts": (phones.frame(HERON, {"syncMessage": {"type": "CONTACTS_SYNC"}}), "sync"),
        "sync_read": (phones.frame(HERON, {"syncMessage": {"readMessages": [read]}}), "sync"),
        "sync_sent_direct": sent(**to_ana),
        "sync_sent_group": sent(**there),
        "sync_sent_private": sent(**to_ana, attachments=[PICTURE]),
    }


def _of_the_app(phones: Phones, group: Group) -> Mapping[str, tuple[Frame, str]]:
    """What phones send by themselves."""
    lost = {"message": f"cannot decrypt {ANA.aci}", "type": "ProtocolInvalidMessageException"}
    receipt = {"when": START_MS, "isDelivery": True, "isRead": False, "isViewed": False, "timestamps": [START_MS]}
    hung_up = {"id": 7, "type": "NORMAL", "deviceId": 1}
    typing = {"action": "STARTED", "timestamp": START_MS}
    update = {"groupId": group.internal_id, "groupName": "Moderators", "revision": 8, "type": "UPDATE"}
    text = {"allowsReplies": False, "textAttachment": {"text": "of Ana Quetzal"}}
    picture = {"allowsReplies": False, "groupId": group.internal_id, "fileAttachment": PICTURE}
    return {
        "call_hangup": (phones.frame(ANA, {"callMessage": {"hangupMessage": hung_up}}), "call"),
        "call_offer": (phones.frame(ANA, {"callMessage": {"offerMessage": {"id": 7, "opaque": "AQ=="}}}), "call"),
        "exception_decrypt_failed": ({**phones.frame(ANA, {}), "exception": lost}, "undecryptable"),
        "expiration_timer_change_direct": (
            phones.says(ANA, None, isExpirationUpdate=True, expiresInSeconds=60),
            "timer",
        ),
        "group_update": (phones.says(HERON, None, groupInfo=update), "group_update"),
        "group_update_name_null": (phones.says(HERON, None, groupInfo={**update, "groupName": None}), "group_update"),
        "receipt_delivery": (phones.frame(ANA, {"receiptMessage": receipt}), "receipt"),
        "receipt_read": (phones.frame(ANA, {"receiptMessage": {**receipt, "isRead": True}}), "receipt"),
        "rest_api_error_frame": ({"error": f"websocket: close sent by {ANA.name}"}, "error"),
        "story_image_group": (phones.frame(ANA, {"storyMessage": picture}), "story"),
        "story_text": (phones.frame(ANA, {"storyMessage": text}), "story"),
        "typing_started": (phones.frame(ANA, {"typingMessage": typing}), "typing"),
        "typing_started_direct": (phones.frame(ANA, {"typingMessage": {**typing, "groupId": None}}), "typing"),
        "typing_stopped_group": (
            phones.frame(ANA, {"typingMessage": {**typing, "action": "STOPPED", "groupId": group.internal_id}}),
            "typing",
        ),
        "unknown_empty": (phones.frame(ANA, {}), "empty"),
    }
