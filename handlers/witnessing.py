"""Another pair of eyes on an alert: "still" and "gone", one voice per person, and gone never clears by itself."""

from dataclasses import replace

from handlers.card import refresh_card
from handlers.incident import IncidentState
from handlers.observation import Presence
from handlers.outbound import Answer
from handlers.report import count_witness
from handlers.talk import Talk


def seen(talk: Talk, code: str, presence: Presence) -> Answer:
    """Only what channels were told of has a code to speak about; every other code gets the same answer."""
    incident = talk.tx.incidents.get(code)
    if incident is None or incident.state is not IncidentState.PUBLISHED:
        return talk.note("verify.none")
    is_new = count_witness(talk.tx, incident, talk.said.witness)
    saved = talk.tx.incidents.save(
        replace(
            incident,
            presence=presence,
            presence_at=talk.ctx.now,
            witnesses=incident.witnesses + (is_new and presence is Presence.THERE),
        )
    )
    refresh_card(talk.tx, talk.ctx, saved)
    return talk.note(f"witness.{presence.value}", code=code)
