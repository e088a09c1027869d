"""Wishes typed as words: commands with or without a slash, codes with "still" or "gone", numbers as words."""

import re

from handlers.actions import Action, Verb
from handlers.incident import CODE_ALPHABET, CODE_LENGTH
from handlers.reading.plain import plain

_CODE = rf"[{CODE_ALPHABET.lower()}]{{{CODE_LENGTH},{CODE_LENGTH + 2}}}"
_BOT_NAME = re.compile(r"^(/\w+)@\w+")
_PUNCTUATION = re.compile(r"[.!?¡¿,;:]+")

_WORDS: dict[str, Verb] = {
    **dict.fromkeys(("start", "menu", "empezar", "iniciar", "inicio"), Verb.START),
    **dict.fromkeys(("help", "ayuda", "info", "commands", "comandos"), Verb.HELP),
    **dict.fromkeys(("rights", "my rights", "derechos", "mis derechos"), Verb.RIGHTS),
    **dict.fromkeys(("privacy", "privacidad"), Verb.PRIVACY),
    **dict.fromkeys(("language", "lang", "languages", "idioma", "idiomas", "lengua"), Verb.LANGUAGE),
    **dict.fromkeys(("zones", "zone", "channels", "channel", "zonas", "zona", "canales", "canal"), Verb.ZONES),
    **dict.fromkeys(
        ("forget", "forget me", "erase", "olvida", "olvidar", "olvidame", "olvidenme", "borrar", "borrame"), Verb.FORGET
    ),
    **dict.fromkeys(("subscribe", "suscribir", "suscribirme", "suscribeme", "suscripcion"), Verb.SUBSCRIBE),
    **dict.fromkeys(
        ("unsubscribe", "desuscribir", "desuscribirme", "baja", "darme de baja", "cancelar suscripcion"),
        Verb.UNSUBSCRIBE,
    ),
    **dict.fromkeys(("cancel", "cancelar", "cancela", "nevermind", "never mind"), Verb.CANCEL),
    **dict.fromkeys(("withdraw", "retirar", "retira", "take it back", "undo", "deshacer"), Verb.WITHDRAW),
    **dict.fromkeys(("fix", "correct", "corregir", "corrige", "fix other", "corregir otra cosa"), Verb.FIX_OTHER),
    **dict.fromkeys(("fix place", "corregir lugar", "corregir el lugar"), Verb.FIX_PLACE),
    **dict.fromkeys(
        ("report", "step by step", "guided", "reportar", "reporte", "paso a paso", "guiado", "salute"), Verb.GUIDED
    ),
    **dict.fromkeys(("send", "send now", "enviar", "enviar ya", "envia", "mandar"), Verb.SEND_NOW),
    **dict.fromkeys(("skip", "saltar", "omitir", "siguiente", "next"), Verb.SKIP),
}
_LANGUAGES = {
    "english": "en", "ingles": "en", "en": "en", "spanish": "es", "espanol": "es", "castellano": "es", "es": "es",
}  # fmt: skip
_LANGUAGE = re.compile(r"(?:lang|language|idioma) (\w+)")
_SUBSCRIBE = re.compile(r"(?:subscribe|suscribir|suscribirme)(?: to| a)? (?P<channel>[\w -]{1,60})")
_VERIFY = re.compile(r"(?:verify|verificar|verifica|check|comprobar)(?: #?(?P<code>\w{1,12}))?")
_STILL = (
    "still|still there|still here|there|here|sigue|siguen|sigue ahi|siguen ahi|sigue aqui|siguen aqui|ahi|todavia|aun"
)
_GONE = "gone|left|they left|not there|se fueron|ya se fueron|se fue|ya no|ya no estan|ya no esta"
_WITNESS = re.compile(rf"#?(?P<code>{_CODE}) (?:(?P<still>{_STILL})|(?P<gone>{_GONE}))")
_BARE_CODE = re.compile(rf"#?(?P<code>(?=\w*\d)(?=\w*[a-z]){_CODE})")
_DEEP_LINK = re.compile(rf"start (?P<verb>still|gone|verify)?[_-]?(?P<code>{_CODE})")
_BY_LINK = {"still": Verb.STILL, "gone": Verb.GONE, "verify": Verb.VERIFY, None: Verb.VERIFY}

_ORDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ORDINALS_ES = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_NUMBER_WORDS = {word: at + 1 for words in (_ORDINALS, _ORDINALS_ES) for at, word in enumerate(words)}
_NUMBER = re.compile(r"(?:#|no |numero |number |option |opcion |la )?(\d{1,2})[.)]?")


def link_payload(action: Action) -> str:
    """What follows `start` in a link that leads to an action about an incident: never more than its code."""
    return f"{next(word for word, verb in _BY_LINK.items() if verb is action.verb)}_{action.subject}"


def read_wish(text: str) -> Action | None:
    """What a message asks for when it is nothing but a command; None for everything else."""
    words = _PUNCTUATION.sub(" ", _BOT_NAME.sub(r"\1", plain(text)))
    words = " ".join(words.split())
    command = words.removeprefix("/")
    if verb := _WORDS.get(command):
        return Action(verb)
    if command in _LANGUAGES and (words.startswith("/") or len(command) > 2):
        return Action(Verb.LANGUAGE, argument=_LANGUAGES[command])
    if found := _LANGUAGE.fullmatch(command):
        return Action(Verb.LANGUAGE, argument=_LANGUAGES.get(found[1], found[1][:8]))
    if found := _SUBSCRIBE.fullmatch(command):
        return Action(Verb.SUBSCRIBE, argument=found["channel"])
    return _about_code(command, asked="?" in text)


def _about_code(command: str, *, asked: bool) -> Action | None:
    if found := _WITNESS.fullmatch(command):
        if asked:
            # Whoever asks has not seen it: told what stands in the channels, and nothing is counted.
            return Action(Verb.VERIFY, found["code"].upper())
        return Action(Verb.STILL if found["still"] else Verb.GONE, found["code"].upper())
    if found := _DEEP_LINK.fullmatch(command):
        return Action(_BY_LINK[found["verb"]], found["code"].upper())
    if found := _BARE_CODE.fullmatch(command):
        return Action(Verb.VERIFY, found["code"].upper())
    if found := _VERIFY.fullmatch(command):
        return Action(Verb.VERIFY, (found["code"] or "").upper())
    return None


def read_number(text: str) -> int | None:
    """The number a message consists of ("1", "1.", "uno"); None for any other."""
    words = plain(text).strip(" .!)")
    if words in _NUMBER_WORDS:
        return _NUMBER_WORDS[words]
    found = _NUMBER.fullmatch(words)
    return int(found[1]) if found else None
