"""For those who follow channels: which there are, and whether an alert somebody shows them is real."""

from handlers.alertcontent import loads
from handlers.alerttext import alert_text
from handlers.notes import owner_of
from handlers.outbound import Answer, Message
from handlers.routing import channels_for
from handlers.talk import Talk


def zones(talk: Talk) -> Answer:
    """All channels; those of a place where one is named, which is not stored."""
    resolution = talk.said.resolution
    place = resolution.place if resolution else None
    channels = channels_for(talk.ctx, place) if place else talk.ctx.directory.channels
    if not channels:
        return talk.note("zones.none")
    names = "\n".join(f"- {channel.name}" for channel in channels)
    if place is not None:
        return talk.note("zones.near", place=place.label, names=names)
    return talk.note("zones.all", names=names)


def verify(talk: Talk, code: str) -> Answer:
    """The whole alert as it stands; pending, rejected and invented codes cannot be told apart."""
    incident = talk.tx.incidents.get(code) if code else None
    if incident is None or not incident.announced:
        return talk.note("verify.none" if code else "verify.how")
    content = loads(incident.announced)
    note = talk.tx.wordings.read(owner_of(content.code, content.edition)) if content.has_note else None
    text = alert_text(content, talk.words, talk.ctx.policy, note=note or "")
    return talk.aside(Message(text=talk.say("verify.found", code=code)), Message(text=text))
