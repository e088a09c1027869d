"""The positive control: what came in holds the tokens, and the search finds each of them in each form."""

import json
import re

from tests.canaries.forms import TEXTUAL, encoded
from tests.canaries.search import Found, Scanner, packed
from tests.canaries.town import CanaryTown

EVERY_FIELD = (
    "/words", "telegram/from.id", "from.first_name", "from.last_name", "from.username", "message_id.", "date.",
    "callback.id", "callback.chat_instance", "media_group_id", "author_signature", "sender_business_bot", "via_bot",
    "business_connection_id", "forward_origin.sender_user_name", "forward_origin.sender_user.", "forward_origin.chat",
    "forward_origin.date", "external_reply", "quote.text", "reply_to_story", "entities", "contact.phone_number",
    "contact.vcard", "contact.user_id", "document.file_name", "photo.file_id", "photo.file_unique_id", "caption",
    "users_shared", "chat_shared", "passport_data", "successful_payment", "connected_website", "web_app_data",
    "new_chat_members", "effect_id", "sticker.set_name", "venue.foursquare_id", "venue.google_place_id", "venue.address",
    "chat_join_request.bio", "invite_link", "message_reaction", "poll_answer", "inline_query", "link_preview_options",
    "group.title", "sourceUuid", "sourceNumber", "sourceName", "sourceDevice", "signal/timestamp.", "serverReceivedTimestamp",
    "serverDeliveredTimestamp", "groupInfo.groupName", "mentions.name", "mentions.number", "mentions.uuid", "quote.author",
    "quote.authorNumber", "quote.id", "attachments.filename", "attachments.thumbnail.id", "attachments.id",
    "attachments.caption", "attachments.uploadTimestamp", "contacts.name.family", "contacts.phone", "contacts.email",
    "contacts.address.street", "contacts.avatar", "contacts.organization", "previews.url", "previews.title", "previews.image",
    "sticker.packId", "payment.receipt", "payment.note", "reaction.targetAuthor", "reaction.targetSentTimestamp",
    "remoteDelete.timestamp", "pollCreate.question", "pollCreate.options", "pollVote.author", "pollTerminate.target",
    "pinMessage.targetAuthor", "unpinMessage.targetAuthor", "adminDelete.targetAuthor", "storyContext.author",
    "groupCallUpdate", "sentMessage.destination", "sentMessage.message", "sentMessage.editMessage", "sentStoryMessage",
    "readMessages.sender", "blockedNumbers", "blockedGroupIds", "storyMessage.textAttachment", "callMessage.offerMessage",
    "iceUpdateMessages", "receiptMessage.timestamps", "typingMessage.groupId", "exception.message", "update_id",
    "poison.chat.id",
    "moderator/", "operator/", "subscriber/",
)  # fmt: skip
"""At least these, of the fields that say something of somebody, must have come in."""


def inbound_is_found_in_every_form(town: CanaryTown) -> None:
    """The positive control: what came in holds the tokens, and the search finds each of them in each form."""
    inbound = "\n".join([json.dumps(town.fake.waiting.ever), *town.server.emitted])
    # Each with what stood around it: the whole, in ten encodings, would be a gigabyte.
    around = {
        piece[0]: inbound[max(0, piece.start() - 20) : piece.end() + 20]
        for piece in re.finditer(r"Quxotl[a-z]+|\d{9,}|c0ffee5a[-0-9a-f]+", inbound)
    }
    tokens = [each for each in town.mint.tokens.values() if each.text.lstrip("+") in around]
    assert len(tokens) > 0.9 * len(town.mint.tokens) > 1000
    for field in EVERY_FIELD:
        assert any(field in each.field for each in tokens), field
    heard = "\n".join(around[each.text.lstrip("+")] for each in tokens).encode()
    scanner = Scanner(tokens, deep=False)
    for encoding in TEXTUAL:
        family = encoding.partition("+")[0]
        found = {each.field for each in scanner.scan(encoded(heard, encoding)) if each.encoding.startswith(family)}
        assert {each.field for each in tokens} - found == set(), encoding
    few = Scanner(tokens[:50])
    plain = few.scan(heard)
    assert len({each.field for each in plain}) == 50
    for name, raw in packed(heard):
        assert few.scan(raw) == {Found(each.field, f"packed {each.encoding}") for each in plain}, name
