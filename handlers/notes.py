"""Moderators' own words: sealed, read by the lint before they are kept, opened at the moment of sending.

A note belongs to one edition of an incident, so that nobody's vote covers words written after it.
"""

from collections.abc import Sequence

from handlers.act import Act
from handlers.actions import Action, Verb
from handlers.alertcontent import AlertContent, Standing
from handlers.errors import Refused
from handlers.incident import Incident
from handlers.outbound import Answer, Choice, Message
from handlers.ports import Finding, Transaction
from handlers.sealed import words_owner

MAX_CHARACTERS = 200
"""A note adds one thing; what is longer is a story, and stories name people."""
_ENDING = (Standing.CLEAR, Standing.FALSE)


def owner_of(code: str, edition: int) -> str:
    return f"note:{code}.{edition}"


def ending_owner(code: str) -> str:
    """Of what an all clear or a correction says."""
    return f"end:{code}"


def unsure_owner(code: str) -> str:
    """Of words the lint warned about, until the moderator insists."""
    return f"unsure:{code}"


def note_for(tx: Transaction, content: AlertContent) -> str:
    """The note that goes with an alert, "" for none or when its key is gone."""
    if not content.has_note:
        return ""
    ending = content.standing in _ENDING
    return tx.wordings.read(ending_owner(content.code) if ending else owner_of(content.code, content.edition)) or ""


def note_of(tx: Transaction, incident: Incident) -> str:
    return (tx.wordings.read(owner_of(incident.code, incident.edition)) or "") if incident.has_note else ""


def checked(act: Act, incident: Incident, text: str) -> Answer | None:
    """None when the words may stand; a question when the lint warns. Raises Refused when they may not."""
    if len(text) > MAX_CHARACTERS:
        raise Refused("room.note.too_long", most=MAX_CHARACTERS)
    found = _findings(act, incident, text)
    if not found:
        return None
    act.tx.wordings.put(unsure_owner(incident.code), text)
    kinds = ", ".join(f"{finding.kind} ({finding.count})" for finding in found)
    insist = Action(Verb.YES, incident.code, act.action.verb.value)
    question = Message(
        text=act.words.say("room.note.warned", code=incident.code, kinds=kinds),
        choices=((Choice(act.words.say("room.note.insist"), insist),),),
        guarded=True,
    )
    return Answer(replies=(question,))


def _findings(act: Act, incident: Incident, text: str) -> Sequence[Finding]:
    """What the lint warns about. Raises Refused where the text repeats a report."""
    tx = act.tx
    reports = [tx.wordings.read(words_owner(report.ref)) or "" for report in tx.reports.of_incident(incident.code)]
    found = act.ctx.lint(text, [words for words in reports if words])
    if any(finding.refusal for finding in found):
        raise Refused("room.note.refused", code=incident.code)
    return found


def insisted(act: Act, incident: Incident) -> str:
    """The words the moderator insists on. Raises Refused when there are none any more."""
    text = act.tx.wordings.read(unsure_owner(incident.code))
    if not text:
        raise Refused("room.note.none", code=incident.code)
    _findings(act, incident, text)  # a report may have come since that says the same
    act.tx.wordings.delete(unsure_owner(incident.code))
    return text
