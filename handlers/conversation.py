"""What is remembered of an open conversation with a resident, in RAM (or the keyring's tmpfs) only.

It never touches the database and is dropped when the incident closes, after at most 6 hours, or by FORGET.
"""

from dataclasses import dataclass
from enum import Enum

from geo.point import Point
from handlers.actions import Action


class Asking(Enum):
    """What the next message of the resident answers."""

    NOTHING = "nothing"
    PLACE = "place"
    HOME = "home"
    FIX_OTHER = "fix_other"
    GUIDED_SIZE = "guided_size"
    GUIDED_ACTIVITY = "guided_activity"
    GUIDED_PLACE = "guided_place"
    GUIDED_UNIFORM = "guided_uniform"
    GUIDED_TIME = "guided_time"
    GUIDED_EQUIPMENT = "guided_equipment"
    QUESTION = "question"  # a moderators' follow-up; its key is in `question`


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`options` are the actions behind the numbers 1, 2, 3... of the latest question.

    `report` is the ref of the report that is open in this conversation, "" for none. `language` is "" until one
    is known. `greeted`: the resident has been told what this is.
    """

    language: str = ""
    greeted: bool = False
    report: str = ""
    asking: Asking = Asking.NOTHING
    question: str = ""
    options: tuple[Action, ...] = ()
    near: Point | None = None
    """The anchor of the latest place in this conversation: it tips the balance between places of one name."""
    at_home: bool = False
    """The next sighting is at the resident's own home, as they said without any report being known."""
