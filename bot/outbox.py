"""A row of the outbox as delivery sees it: what to send, and what is known of the message it edits."""

from dataclasses import dataclass
from datetime import datetime

from handlers.outbound import Notice, Post, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Exactly one of `post` and `notice` is set.

    `edit_ref` is the platform's handle of the message to edit, "" when the row is to be sent anew; `shown` marks the
    picture above that message; `edits` and `first_sent_at` tell whether the platform still lets it be edited.
    `attempts` counts the calls begun so far.
    """

    id: int
    urgency: Urgency
    owner: str
    attempts: int = 0
    post: Post | None = None
    notice: Notice | None = None
    edit_ref: str = ""
    shown: str = ""
    edits: int = 0
    first_sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """What a message that is out is found by: `ref`, its newest edition, and a mark of the picture above it."""

    ref: str = ""
    latest: str = ""
    shown: str = ""
