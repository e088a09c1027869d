"""What people say around a sighting: a greeting, thanks. A message of nothing else is no sighting."""

import re

from handlers.reading.plain import plain

_WORD = re.compile(r"[^\W_]+")

_PHRASES = re.compile(
    r"\b(?:good (?:morning|afternoon|evening|night|day)|thank you|thanks a lot|see you|how are you|whats up|you there"
    r"|is anyone there|anyone there|buenos dias|buenas (?:tardes|noches)|muchas gracias|mil gracias|de nada|que tal"
    r"|como estas|como esta|hay alguien|hasta luego|dios (?:los|te|le) bendiga|god bless(?: you)?)\b"
)
_WORDS = frozenset(
    {
        "hi", "hii", "hello", "hey", "hiya", "yo", "howdy", "hola", "ola", "buenas", "buenos", "saludos",
        "thanks", "thx", "ty", "tysm", "gracias", "grax", "ok", "okay", "okey", "k", "vale", "bye", "adios",
        "ciao", "please", "pls", "porfavor", "favor", "por", "great", "good", "cool", "nice", "perfect",
        "perfecto", "bien", "bueno", "yes", "yeah", "yep", "no", "nope", "si", "sure", "claro", "test",
        "testing", "prueba", "probando", "lol", "jaja", "haha", "whistle", "bot", "there", "so", "much", "very",
        "muy", "tambien",
    }
)  # fmt: skip


def is_small_talk(text: str) -> bool:
    """Whether a message is only greetings and thanks, or has no word at all."""
    left = _WORD.findall(_PHRASES.sub(" ", plain(text)))
    return all(word in _WORDS for word in left)
