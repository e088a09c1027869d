"""Leaks sown on purpose: each is a small slip such as anybody could make. The canary test must catch every one.

They live here alone and are planted in the child process by name; no code of the product knows of them.
"""

from dataclasses import dataclass

from bot.settings import Settings
from tests.canaries import moreslips, slips


@dataclass(frozen=True, slots=True)
class Mutant:
    """A slip, what must be found of it, and the story that it shows itself in."""

    name: str
    signs: str
    story: str = "short"


NOTHING = Mutant("", "")
MUTANTS = (
    Mutant("log_the_update", r"streams: resident/.*telegram/from\.first_name"),
    Mutant("log_the_frame", r"streams: resident/.*signal/sourceName"),
    Mutant("exception_with_text", r"streams: resident/.*words"),
    Mutant("id_in_a_repr", r"streams: resident/.*telegram/from\.id as utf-8"),
    Mutant("hash_the_id", r"files/.*: resident/.*telegram/from\.id as sha256"),
    Mutant("username_as_a_label", r"metrics: .*telegram/from\.username"),
    Mutant("temporary_file", r"tmp/.*: resident/.*words"),
    Mutant("text_in_a_payload", r"files/.*: resident/.*words"),
    Mutant("exact_pin_stored", r"files/.*: resident/.*pin\.latitude"),
    Mutant("message_id_kept", r"files/.*: resident/.*message_id"),
    Mutant("file_id_kept", r"files/.*: resident/.*file_id"),
    Mutant("language_on_the_card", r"out/telegram/room: a language"),
    Mutant("skip_the_scrubber", r"out/signal/room: resident/.*named"),
    Mutant("id_on_the_card", r"out/\w+/room: resident/.*(sourceUuid|from\.id)"),
    Mutant("name_in_the_alert", r"out/\w+/channel: .*from\.first_name"),
    Mutant("exact_second", r"files/.*: resident/.*telegram/date"),
    Mutant("packed_words", r"files/.*: resident/.*words as packed"),
    Mutant("let_libraries_speak", r"streams: resident/"),
    Mutant("echo_in_the_answer", r"out/telegram/webhook: resident/.*from\.first_name"),
    Mutant("name_in_a_finding", r"readyz: .*signal/sourceName"),
    Mutant("words_in_an_unlinked_file", r"unlinked/.*: resident/.*words"),
    Mutant("seal_nothing", r"files/.*: resident/.*words"),
    Mutant("address_in_a_file", r"files/.*: resident/.*(sourceUuid|from\.id)"),
    Mutant("address_in_the_keyring_unsealed", r"keyring/.*: resident/.*(sourceUuid|from\.id)"),
    Mutant("forward_the_photo", r"out/telegram/room: resident/.*message_id", "photo"),
    Mutant("photo_as_it_came", r"out/telegram/room: resident/.*exif\.", "photo"),
    Mutant("skip_the_checkpoint", r"files/.*db-wal: a sealed record", "a day"),
    Mutant("delete_without_overwriting", r"files/.*db: a sealed record", "a day"),
    Mutant("keys_that_live_a_month", r"keys: [1-9]\d* sealed records open", "a day"),
    Mutant("words_in_the_backup", r"backup/.*: a sealed record", "a day"),
)


def plant(name: str, settings: Settings) -> None:
    getattr(moreslips if hasattr(moreslips, name) else slips, name)(settings)
