"""Promise: of a thousand planted tokens, none appears where the policy does not let it, in any form, at any time.

The real bot runs in a process of its own between two servers that speak Telegram's and Signal's protocols. Everybody's
every field is a token. Afterwards files, streams, memory, metrics, backups and every byte that went out are searched.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.canaries import flows, sinks
from tests.canaries.forms import TEXTUAL, Found, Scanner, encoded, forms_of, packed
from tests.canaries.mutants import MUTANTS
from tests.canaries.policy import POLICY, forbidden
from tests.canaries.telegram import LANGUAGE
from tests.canaries.tokens import Kind, Token
from tests.canaries.town import CanaryTown, canary_town
from tests.inventory import listed

pytestmark = pytest.mark.promise

MEMORY_BOUND = 8
"""Fields of residents found in a process that took over from one that had them all: what is allowed, not what is hoped."""
PLAIN = re.compile(r"(?:from\.\w+|message_id\.\d+|date\.\d+|source\w+|words|named|told|pin\.\w+|photo\.file_id)$")
"""The fields that mutants leak: most tokens stand in the depths of fields that are dropped whole."""


EVERY_FIELD = (
    "/words", "telegram/from.id", "from.first_name", "from.last_name", "from.username", "message_id.", "date.",
    "callback.id", "callback.chat_instance", "media_group_id", "author_signature", "sender_business_bot", "via_bot",
    "business_connection_id", "forward_origin.sender_user_name", "forward_origin.sender_user.", "forward_origin.chat",
    "forward_origin.date", "external_reply", "quote.text", "reply_to_story", "entities", "contact.phone_number",
    "contact.vcard", "contact.user_id", "document.file_name", "photo.file_id", "photo.file_unique_id", "caption",
    "users_shared", "chat_shared", "passport_data", "successful_payment", "connected_website", "web_app_data",
    "new_chat_members", "effect_id", "sticker.set_name", "venue.foursquare_id", "venue.google_place_id", "venue.address",
    "chat_join_request.bio", "invite_link", "message_reaction", "poll_answer", "inline_query", "link_preview_options",
    "group.title", "sourceUuid", "sourceNumber", "sourceName", "signal/timestamp.", "serverReceivedTimestamp",
    "groupInfo.groupName", "mentions.name", "mentions.uuid", "quote.author", "quote.filename", "attachments.id",
    "attachments.filename", "attachments.caption", "contacts.phone", "contacts.email", "previews.url", "previews.title",
    "sticker.packId", "payment.receipt", "storyContext", "pollVote", "adminDelete", "sync.destination", "sync.message",
    "call.opaque", "receipt.timestamps", "exception.message", "update_id", "poison.chat.id", "moderator/", "operator/", "subscriber/",
)  # fmt: skip
"""At least these, of the fields that say something of somebody, must have come in."""


def leaks(
    town: CanaryTown, held: Mapping[str, bytes], *, closed: bool = False, only: re.Pattern[str] | None = None
) -> list[str]:
    scanner = Scanner(each for each in town.mint.tokens.values() if only is None or only.search(each.field))
    found = [
        f"{name}: {each.field} as {each.encoding}"
        for name, raw in held.items()
        for each in forbidden(scanner.scan(raw), name, closed=closed)
    ]
    spoken = re.compile(rf"(?<![A-Za-z0-9]){LANGUAGE}(?![A-Za-z0-9])")
    return found + [f"{name}: a language" for name, text in sinks.texts(held).items() if spoken.search(text)]


async def everything(town: CanaryTown) -> dict[str, bytes]:
    """All that can be looked at while the bot runs."""
    metrics = str(await town.tells("metrics")).encode()
    data, temporary = sinks.files(town.folder / "data", "files"), sinks.files(town.folder / "tmp", "tmp")
    return {
        **data,
        **temporary,
        **sinks.outgoing(town),
        "streams": town.streams,
        "metrics": metrics,
        "readyz": await town.ready(),
    }


async def test_no_token_appears_where_it_may_not(town_gazetteer, tmp_path, record_property):
    async with canary_town(town_gazetteer, tmp_path) as town:
        people = flows.gather(town)
        await town.starts()
        code = await flows.a_report_becomes_an_alert(town, people)
        await flows.everything_else_is_sent(town, people)
        await flows.moderators_work(town, people, code)
        await flows.residents_take_back(town, people)
        assert await flows.every_handler_crashes(town, people) >= 50
        held = await everything(town)
        await town.tells("backup", str(tmp_path / "backup.db"))
        held |= {"backup": (tmp_path / "backup.db").read_bytes()}
        assert leaks(town, held) == []
        everybody_was_heard(held)
        assert b'"error": "Poison"' in held["readyz"], "what was set aside is listed"
        assert_files_are_listed(tmp_path / "data")
        before = in_memory(town)

        await town.dies()
        await town.starts()
        await town.passes(minutes=1)
        after = in_memory(town)
        record_property("memory", f"{len(before)} fields before the recycle, {len(after)} after")
        assert before, "the search does find what is in memory"
        assert len(after) <= MEMORY_BOUND, after

        await town.passes(hours=14)
        closed = sinks.so_far(town)
        await town.passes(days=8)
        await town.tells("purge")
        await town.passes(days=3)
        await town.tells("purge")
        await flows.moderators_destroy_the_keys(town, people)
        held = await everything(town)
        await town.stops()
        held |= sinks.files(tmp_path / "data", "files") | {"streams": town.streams}
        late = {name: raw for name, raw in held.items() if not name.startswith("out/")} | sinks.outgoing(town, closed)
        assert leaks(town, late, closed=True) == []
        assert town.streams, "there is a log to look at"
        inbound_is_found_in_every_form(town)


def everybody_was_heard(held: Mapping[str, bytes]) -> None:
    """The flows did reach every kind of recipient, so that there was something to search."""
    kinds = {f"out/telegram/{kind}" for kind in ("private", "room", "channel", "platform")}
    assert kinds | {f"out/signal/{kind}" for kind in ("private", "room", "channel", "platform")} <= held.keys()


def in_memory(town: CanaryTown) -> list[Found]:
    """Tokens of residents in the bot's memory, in the forms that a process holds things in."""
    named = re.compile(
        r"resident/.*/(from\..*|source\w+|words|named|told|edited)$|resident/\w+/(words|named|told|edited)$"
    )
    wanted = [token for token in town.mint.tokens.values() if named.match(token.field)]
    as_held = {"utf-8", "utf-16le"}
    scanner = Scanner(wanted, deep=False, but={form.encoding for each in wanted for form in forms_of(each)} - as_held)
    return sorted(scanner.scan(sinks.memory(town.pid)))


def assert_files_are_listed(folder: Path) -> None:
    patterns = [name for name in listed("Files") if not name.endswith(".py")]
    for path in folder.rglob("*"):
        assert any(path.match(pattern) for pattern in patterns), path.name


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


def test_binary_forms_and_hashes_are_found():
    import hashlib
    import struct

    number, place = Token("n", Kind.ID, 7_391_612_345), Token("d", Kind.DEGREES, 44.9483127)
    scanner = Scanner([number, place])
    for raw, wanted in (
        (struct.pack("<q", 7_391_612_345), Found("n", "int64le")),
        (struct.pack(">q", 7_391_612_345), Found("n", "int64be")),
        (hashlib.sha256(b"7391612345").digest(), Found("n", "sha256")),
        (hashlib.sha1(b"7391612345").hexdigest().encode(), Found("n", "sha1")),
        (hashlib.md5(b"7391612345").hexdigest().encode(), Found("n", "md5")),
        (struct.pack("<d", 44.9483127), Found("d", "float64le")),
        (struct.pack(">d", 44.9483127), Found("d", "float64be")),
        (b"near 44.94831, or so", Found("d", "utf-8")),
        (b'{"lat_e6": 44948313}', Found("d", "utf-8")),
    ):
        assert wanted in scanner.scan(b"\x00noise" + raw + b"noise\x00"), wanted
    assert scanner.scan(b"7391612346 and 44.9483 are nobody's") == set()


def test_every_rule_of_the_policy_is_about_a_token_and_gives_a_reason():
    assert all(may.why for may in POLICY)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private") == []
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private", closed=True)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/room")


async def test_every_leaky_mutant_is_caught(town_gazetteer, tmp_path):
    missed = []
    async with canary_town(town_gazetteer, tmp_path) as town:
        people = flows.gather(town)
        await town.starts()
        for name, signs in MUTANTS.items():
            await town.tells("plant", name)
            seen, streams = sinks.so_far(town), len(town.streams)
            await flows.a_short_story(town, people)
            held = {
                **sinks.files(town.folder / "data", "files"), **sinks.files(town.folder / "tmp", "tmp"),
                **sinks.outgoing(town, seen), "streams": town.streams[streams:],
                "metrics": str(await town.tells("metrics")).encode(),
            }  # fmt: skip
            found = leaks(town, held, only=PLAIN)
            await town.tells("unplant")
            if not any(re.search(signs, each) for each in found):
                missed.append((name, found))
            await town.begins_anew()
    assert len(MUTANTS) >= 12
    assert missed == []
