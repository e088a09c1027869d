"""How a message is signed off: with a dash and a name, with regards, or by the phone it was sent from."""

from collections.abc import Iterator

from bot.privacy.scrub.cues import FUNCTION
from bot.privacy.scrub.engine import Finder, Match, Rule, whole
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import STREET_TYPES

_DEVICE = "(?:iphone|ipad|android|galaxy|samsung|phone|telefono|celular|cell|cel|pixel|blackberry|outlook|yahoo)"
_SENT = (
    r"\b(?:(?:sent|posted|written) (?:from|via|by|with)|enviado (?:desde|por|con)|mandado desde|get)\b"
    rf"[^\n\x01]{{0,40}}?\b{_DEVICE}\b(?: (?:de|of|for|para|mail|pro|app) [a-z_]+(?: [a-z_]+)?)?"
)
_NAME = r"([a-z_]+\.?(?: [a-z_]+\.?){0,2})"
_REGARDS = (
    r"(?:(?:best|kind|warm) regards|regards|sincerely|respectfully|cordially|yours truly|"
    r"saludos(?: cordiales)?|atentamente|atte|att|un abrazo|abrazos|cheers|thanks|thank you|gracias|love|"
    r"bendiciones|paz)"
)


def rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    return (
        Rule("sent from", _SENT, whole(Kind.SIGNATURE)),
        Rule("dash", rf"(?:^|[\s.!?])(?:-{{1,3}}|~) ?{_NAME}\s*\z", _signed(lexicon)),
        Rule("regards", rf"\b{_REGARDS}[,.!\-]+\s*{_NAME}\s*\z", _signed(lexicon)),
    )


def _signed(lexicon: Lexicon) -> Finder:
    """The words at the very end, unless they are everyday words or a street."""

    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        signed = match.text(1).replace(".", "").split()
        name = signed[0] in lexicon.strong_given or signed[0] not in lexicon.everyday
        plain = any(word in FUNCTION or word in STREET_TYPES for word in signed)
        if name and not plain and signed[0] not in lexicon.places and len(signed[0]) > 1:
            yield Claim(*match.span(1), Kind.SIGNATURE, Kind.SIGNATURE.placeholder)

    return find
