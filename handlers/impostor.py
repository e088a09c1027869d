"""The prepared warning for the day somebody else writes in our name: which account, since when, and which is ours."""

from datetime import datetime

from handlers import phrases
from handlers.messages import catalogue
from handlers.outbound import Message
from handlers.policy import Policy, Room


def warning(room: Room, policy: Policy, *, platform: str, since: datetime, real: str) -> Message:
    """The warning in a room's language. `real` names the account that is to be trusted from now on."""
    words = catalogue.of(room.language)
    name = words.say(f"alert.platform.{platform}")
    return Message(text=words.say("alert.impostor", platform=name, time=phrases.clock(since, policy), real=real))
