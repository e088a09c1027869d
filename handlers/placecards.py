"""What a map card says and which place it shows: the one its text names, and none at all for a private home."""

from handlers import phrases
from handlers.alertcontent import AlertContent, loads
from handlers.alerttext import standing_line
from handlers.incident import Incident
from handlers.messages import Words
from handlers.outbound import PlaceCard
from handlers.policy import Policy


def alert_card(content: AlertContent, incident: Incident | None, words: Words, policy: Policy) -> PlaceCard | None:
    """The card of an alert; None where its place is not to be shown, or is not what the incident says any more."""
    if incident is None or incident.place is None or incident.place.anchor != content.anchor:
        return None
    return PlaceCard(
        place=incident.place,
        title=phrases.joined(content.code, content.place),
        line=standing_line(content, words, policy),
    )


def moderators_card(incident: Incident, words: Words, policy: Policy) -> PlaceCard | None:
    """The card of an incident; once it is out, with what the channels read."""
    if incident.place is None or incident.private_home:
        return None
    line = standing_line(loads(incident.announced), words, policy) if incident.announced else ""
    return PlaceCard(place=incident.place, title=phrases.joined(incident.code, incident.place.label), line=line)
