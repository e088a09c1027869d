"""What a moderator typed, pressed or reacted with, as one typed action. Chatter is nobody's command.

The words are those people type, in English and Spanish; what is said back stands in the catalogues.
"""

import re
from typing import TypeVar

from geo.folding import fold
from handlers.actions import Action, Verb
from handlers.inbound import RoomInput
from handlers.incident import CODE_ALPHABET, CODE_LENGTH, Basis, Reason
from handlers.shift import OFF, ON

_WORDS = {
    Verb.APPROVE: "approve aprobar apruebo publish publicar",
    Verb.CONFIRM: "confirm confirmar confirmo",
    Verb.REJECT: "reject rechazar rechazo",
    Verb.ASK: "ask preguntar pregunta",
    Verb.CLAIM: "claim verifico reclamar",
    Verb.RELEASE: "release soltar suelto",
    Verb.EDIT: "edit editar",
    Verb.UPDATE: "update actualizar",
    Verb.PLACE: "place lugar",
    Verb.CLEAR: "clear despejado despejar",
    Verb.FALSE: "false falso falsa",
    Verb.DOUBT: "doubt duda",
    Verb.EXTEND: "extend prolongar extender",
    Verb.EXPIRE: "expire vencer",
    Verb.URGENT: "urgent urgente",
    Verb.UNVOTE: "unvote retirar",
    Verb.MERGE: "merge unir",
    Verb.MUTE: "mute silenciar",
    Verb.SHOW: "show ver mostrar",
    Verb.PHOTO: "photo foto",
    Verb.NOTE: "note nota",
    Verb.ALONE: "alone solo sola",
    Verb.YES: "yes si insist insisto",
    Verb.FREEZE: "freeze congelar",
    Verb.UNFREEZE: "unfreeze descongelar",
    Verb.SHRED: "shred destruir",
    Verb.PENDING: "pending pendientes",
    Verb.SHIFT: "shift turno",
    Verb.HELP: "help ayuda",
    Verb.LINK: "link vincular",
    Verb.JOIN: "join unirme",
    Verb.RESEND: "resend reenviar",
    Verb.REVOKE: "revoke revocar",
    Verb.READMIT: "readmit readmitir",
    Verb.LET_IN: "admit admitir",
}
VERBS = {word: verb for verb, words in _WORDS.items() for word in words.split()}
ALONE_STANDING = frozenset({Verb.FREEZE, Verb.UNFREEZE, Verb.SHRED, Verb.PENDING, Verb.HELP, Verb.LINK})
"""Commands that are the whole message; with more words behind them they are talk."""
NAMING = frozenset({Verb.SHIFT, Verb.JOIN, Verb.RESEND, Verb.REVOKE, Verb.READMIT, Verb.LET_IN})
"""Commands about something else than an incident."""
UNMISTAKABLE = frozenset({Verb.APPROVE, Verb.REJECT, Verb.MERGE, Verb.EXTEND})
"""Commands that nobody says as talk: without a code they are answered with a question, not left alone."""

REASONS = {
    "not ice": Reason.NOT_ICE, "not_ice": Reason.NOT_ICE, "ice": Reason.NOT_ICE, "no ice": Reason.NOT_ICE,
    "old": Reason.TOO_OLD, "too old": Reason.TOO_OLD, "viejo": Reason.TOO_OLD, "antiguo": Reason.TOO_OLD,
    "place": Reason.NO_PLACE, "no place": Reason.NO_PLACE, "lugar": Reason.NO_PLACE, "sin lugar": Reason.NO_PLACE,
    "known": Reason.KNOWN, "duplicate": Reason.KNOWN, "conocido": Reason.KNOWN, "duplicado": Reason.KNOWN,
    "topic": Reason.OFF_TOPIC, "off topic": Reason.OFF_TOPIC, "tema": Reason.OFF_TOPIC, "spam": Reason.OFF_TOPIC,
    "private": Reason.PRIVATE, "privado": Reason.PRIVATE,
    "unchecked": Reason.UNCHECKED, "sin verificar": Reason.UNCHECKED,
}  # fmt: skip
BASES = {
    "observer": Basis.OBSERVER, "seen": Basis.OBSERVER, "observador": Basis.OBSERVER, "observadora": Basis.OBSERVER,
    "photo": Basis.PHOTO, "foto": Basis.PHOTO, "official": Basis.OFFICIAL, "oficial": Basis.OFFICIAL,
}  # fmt: skip

T = TypeVar("T", Reason, Basis)

_APPROVING = frozenset({"👍", "✅", "☑", "✔"})
_REFUSING = frozenset({"👎", "❌", "✖", "🚫"})
_VARIANTS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
_CODE = re.compile(rf"#?([{CODE_ALPHABET}]{{{CODE_LENGTH}}})", re.IGNORECASE)


def wish_of(said: RoomInput) -> Action | None:
    """What is wanted; None for talk and for reactions that mean nothing here."""
    if said.action is not None:
        return said.action
    if said.reaction:
        return _reacted(said)
    return _typed(said.text, said.about)


def reason_of(text: str) -> Reason | None:
    """A reason by key, number of the menu or word."""
    return _pick(text, tuple(Reason), REASONS)


def basis_of(text: str) -> Basis | None:
    bases = (Basis.OBSERVER, Basis.PHOTO, Basis.OFFICIAL)
    return _pick(text, bases, BASES)


def number_of(said: RoomInput) -> int | None:
    """The bare number of a reply, 0 excluded."""
    text = said.text.strip()
    return int(text) if said.action is None and text.isdecimal() and 0 < len(text) < 3 and int(text) else None


def _pick(text: str, listed: tuple[T, ...], words: dict[str, T]) -> T | None:
    wanted = fold(text.replace("_", " "))
    if wanted.isdecimal():
        return listed[int(wanted) - 1] if 0 < int(wanted) <= len(listed) else None
    keys = {fold(item.value.replace("_", " ")): item for item in listed}
    return keys.get(wanted) or {fold(word): item for word, item in words.items()}.get(wanted)


def _reacted(said: RoomInput) -> Action | None:
    emoji = _VARIANTS.sub("", said.reaction)
    if not said.about or emoji not in _APPROVING | _REFUSING:
        return None
    if said.retracted:
        return Action(Verb.UNVOTE, said.about) if emoji in _APPROVING else None
    return Action(Verb.APPROVE if emoji in _APPROVING else Verb.REJECT_MENU, said.about)


def _typed(text: str, about: str) -> Action | None:
    words = text.strip().split()
    if not words:
        return None
    slash = words[0].startswith(("/", "!"))
    if fold(words[0].lstrip("/!")) == "mod" and len(words) > 1:
        words = words[1:]
    verb = VERBS.get(fold(words[0].lstrip("/!").partition("@")[0]))
    rest = words[1:]
    if verb is None:
        return Action(Verb.HELP) if slash else None
    if verb is Verb.SHIFT and not slash and not (len(rest) == 1 and fold(rest[0]) in ON | OFF):
        return None  # "shift change at six" is talk
    if verb in ALONE_STANDING:
        return Action(verb) if not rest or slash else None
    if verb in NAMING:
        return Action(verb, "", " ".join(rest)) if len(rest) == 1 or slash else None
    return _about_incident(verb, rest, about, insist=slash)


def _about_incident(verb: Verb, rest: list[str], about: str, *, insist: bool) -> Action | None:
    found = _CODE.fullmatch(rest[0]) if rest else None
    if found:
        return Action(verb, found[1].upper(), " ".join(rest[1:]))
    if about or insist or (verb in UNMISTAKABLE and not rest):
        return Action(verb, about, " ".join(rest))
    return None
