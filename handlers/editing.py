"""Changing what an incident says. An edit makes a new edition, and a new edition starts without votes.

Of an alert that is out, an edit is a proposal: channels keep what they were told until enough have voted for
the new edition. Its author's vote is counted at once.
"""

from dataclasses import replace

from geo.place import Outcome, Place, Resolution
from handlers.act import Act
from handlers.actions import Action, Verb, encode
from handlers.alertcontent import compose
from handlers.alerttext import alert_text
from handlers.card import refresh_card
from handlers.errors import Refused
from handlers.fields import Field, field_named, with_field
from handlers.incident import Ballot, Basis, Incident, IncidentState
from handlers.messages import catalogue
from handlers.notes import checked, note_of, owner_of
from handlers.outbound import Answer, Choice, Message, Post, PostKind, Urgency
from handlers.quorum import votes_to_publish
from handlers.routing import channels_for, rooms_of
from handlers.voting import cast, counted, refuse_witness, risk_now

ASKED = "edit"
"""What the question is about, before the code: an answer that quotes it is the edit."""
_MOVED = ("moved to", "now at", "now near", "se movió a", "se movieron a", "se mudaron a", "ahora en")


def edit(act: Act) -> Answer:
    """`place: ...`, `vehicles: 3`, `uniform: vests`, ...; without words, they are asked for."""
    if not act.action.argument and act.said.room:
        return _ask(act)
    name, colon, value = act.action.argument.partition(":")
    field = field_named(name) if colon else None
    if field is None:
        raise Refused("room.edit.how", code=act.action.subject or "K7Q2")
    if field is Field.PLACE:
        return place(replace(act, action=Action(Verb.PLACE, act.action.subject, value.strip())))
    incident = act.incident()
    observation = with_field(incident.observation, field, value.strip(), act.ctx)
    return _edited(act, incident, replace(incident, observation=observation))


def _ask(act: Act) -> Answer:
    """A question of its own in the room, so that whoever answers it need not name the incident."""
    incident = act.incident()
    act.tx.outbox.post(
        Post(
            room=act.said.room,
            kind=PostKind.ROOM_NOTE,
            urgency=Urgency.MODERATION,
            incident=incident.code,
            subject=f"{ASKED}:{incident.code}",
            payload={"key": "room.edit.ask", "slots": {"alias": act.alias, "code": incident.code}, "asks": True},
            coalesce=f"{ASKED}:{incident.code}:{act.alias}:{act.said.room}",
        )
    )
    return Answer()


def update(act: Act) -> Answer:
    """`moved to ...`, or any field of an alert that is out."""
    act.published()
    said = act.action.argument
    moved = next((words for words in _MOVED if said.lower().startswith(words)), "")
    if moved:
        return place(replace(act, action=Action(Verb.PLACE, act.action.subject, said[len(moved) :].strip())))
    return edit(act)


def place(act: Act) -> Answer:
    """One of the options of the reports, by number, or a place as typed."""
    incident = act.incident()
    wanted = act.action.argument
    found = _option(act, incident, wanted) or _resolved(act, wanted)
    if isinstance(found, Place):
        return _edited(act, incident, replace(incident, place=found))
    return _which(act, incident, found)


def note(act: Act) -> Answer:
    """A moderator's own words beside the fields, read by the lint first."""
    incident = act.incident()
    question = checked(act, incident, act.action.argument) if act.action.argument else None
    return question or write_note(act, act.action.argument)


def write_note(act: Act, text: str) -> Answer:
    """Keep the note with a new edition; no text takes the note away."""
    incident = act.incident()
    return _edited(act, incident, incident, note=text)


def _edited(act: Act, before: Incident, changed: Incident, *, note: str | None = None) -> Answer:
    """The old edition keeps its note: what channels were told of it may still be on its way."""
    carried = note_of(act.tx, before) if note is None else note
    edition = before.edition + 1
    if carried:
        act.tx.wordings.put(owner_of(before.code, edition), carried)
    saved = act.tx.incidents.save(replace(changed, edition=edition, ballot_place="", has_note=bool(carried)))
    act.note("edit", saved.code)
    refresh_card(act.tx, act.ctx, saved)
    if saved.state is IncidentState.PUBLISHED:
        return _proposed(act, saved)
    return act.answer("room.edited", *_previews(act, saved), code=saved.code)


def _proposed(act: Act, incident: Incident) -> Answer:
    needed = votes_to_publish(risk_now(act, incident), act.ctx.policy)
    refuse_witness(act, incident)
    cast(act, incident, Ballot.PUBLISH, basis=incident.basis or Basis.REPORTED)
    answer = counted(act, incident, needed)
    return replace(answer, replies=_previews(act, incident))


def _previews(act: Act, incident: Incident) -> tuple[Message, ...]:
    """How the alert would read, once in each language that would hear it."""
    channels = channels_for(act.ctx, incident.place, private_home=incident.private_home)
    if incident.place is None or not channels:
        return ()
    expires_at = incident.expires_at or act.ctx.now + act.ctx.policy.alert_lives
    content = compose(incident, act.ctx.policy, basis=incident.basis or Basis.REPORTED, expires_at=expires_at)
    previews = []
    for language in dict.fromkeys(room.language for room in rooms_of(channels)):
        text = alert_text(content, catalogue.of(language), act.ctx.policy, note=note_of(act.tx, incident))
        previews.append(Message(text=act.words.say("room.preview", language=language, text=text), guarded=True))
    return tuple(previews)


def _option(act: Act, incident: Incident, wanted: str) -> Place | None:
    if not wanted.isdigit():
        return None
    reports = act.tx.reports.of_incident(incident.code)
    options = next((report.place_options for report in reports if report.place_options), ())
    return options[int(wanted) - 1] if 0 < int(wanted) <= len(options) else None


def _resolved(act: Act, wanted: str) -> Place | Resolution:
    if not wanted:
        raise Refused("room.place.how", code=act.action.subject)
    found = act.ctx.gazetteer.resolve(wanted, act.ctx.gazetteer.channels_hint())
    if found.outcome is Outcome.RESOLVED and found.place is not None:
        return found.place
    if not found.candidates:
        raise Refused("room.place.not_found", code=act.action.subject)
    return found


def _which(act: Act, incident: Incident, found: Resolution) -> Answer:
    """Each candidate as a button that types it in full."""
    choices = []
    for candidate in found.candidates:
        action = Action(Verb.PLACE, incident.code, candidate.label)
        try:
            encode(action)
        except ValueError:
            continue  # too long for a button: it still stands in the text
        choices.append((Choice(candidate.label, action),))
    listed = "; ".join(candidate.label for candidate in found.candidates)
    text = act.words.say("room.place.which", code=incident.code, places=listed)
    return Answer(replies=(Message(text=text, choices=tuple(choices), guarded=True),))
