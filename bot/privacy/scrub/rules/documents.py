"""Numbers that a state, a bank or an employer gave a person."""

from collections.abc import Iterator

from bot.privacy.scrub.checksums import iban_length, is_iban
from bot.privacy.scrub.engine import Match, Rule, whole
from bot.privacy.scrub.kinds import Claim, Kind

_IS = (
    r"(?:[ :#=.\-]|\b(?:is|es|number|numero|num|no|nro|ends? in|termina en|last four|"
    r"ultimos cuatro|digits|de|of)\b)*"
)
_BADGE_CUE = (
    r"(?:badge|insignia|shield|star|id badge|gafete|placa (?:de|del|de la) (?:agente|policia|oficial)|numero de placa)"
)
_ID_CUE = (
    r"(?:passport|pasaporte|drivers? licen[sc]e|driver'?s licen[sc]e|licencia(?: de (?:conducir|manejo))?|"
    r"d\.?l\.?|matricula consular|consular id|curp|rfc|itin|cedula|dui|dpi|state id|employee|case|caso|"
    r"file|expediente|account|acct|cuenta|routing|member|policy|medicaid|medicare|student|ein|vin|imei|"
    r"serial|inmate|booking|detainee|detenido)"
)
_ALIEN_CUE = r"(?:a|alien|alien registration|registration|uscis|ins|extranjero|registro)"
_SOCIAL_CUE = r"(?:ssn?|socials?|social security|seguro(?: social)?|seg social|nss|itin|tax id)"
_CENTER = "(?:eac|wac|lin|src|msc|nbc|ysc|ioe|vsc|csc|nsc|tsc|zar|mct)"
_ALIEN = r"[0-9]{2,3}[ \-.]?[0-9]{3}[ \-.]?[0-9]{2,3}"


def rules() -> tuple[Rule, ...]:
    spaced = rf"\b{_CENTER}[ \-*]?[0-9]{{2}}[ \-]?[0-9]{{3}}[ \-]?[0-9]{{5}}\b"
    social = rf"\b{_SOCIAL_CUE}\b{_IS} *([0-9](?:[ .\-]?[0-9]){{3,8}})\b"
    badge = rf"\b{_BADGE_CUE}\b{_IS} *#? *([a-z]{{0,3}}-?[0-9]{{1,7}}[a-z]?)\b"
    numbered = r"\bid\b[ :.]*(?:(?:is|es|no|num|number|numero)\b[ :.]*)?#? *([a-z]{1,3}-?[0-9]{2,7}|[0-9]{3,7})\b"
    identity = rf"\b{_ID_CUE}\b{_IS} *([a-z]{{0,3}}[ \-]?[0-9][a-z0-9]*(?:[ \-][0-9][a-z0-9]*)*)\b"
    return (
        Rule("iban", r"\b[a-z]{2}[0-9]{2}[ \-]?[a-z0-9]{4}", _iban),
        Rule("receipt", r"\b[a-z]{3}[ \-*]?[0-9]{10}\b", whole(Kind.RECEIPT)),
        Rule("spaced receipt", spaced, whole(Kind.RECEIPT)),
        Rule("a-number", rf"\ba[ \-#:]{{0,3}}{_ALIEN}\b", whole(Kind.A_NUMBER)),
        Rule("alien number", rf"\b{_ALIEN_CUE}\b{_IS} *(a?[ \-#]?{_ALIEN})\b", whole(Kind.A_NUMBER, 1)),
        Rule("ssn", r"\b[0-9]{3}[ .\-]+[0-9]{2}[ .\-]+[0-9]{4}\b", whole(Kind.SSN)),
        Rule("social", social, whole(Kind.SSN, 1)),
        Rule("badge", badge, whole(Kind.BADGE, 1)),
        Rule("numbered id", numbered, whole(Kind.NUMBER, 1)),
        Rule("identity", identity, _long_enough),
    )


def leftovers() -> tuple[Rule, ...]:
    """Long rows of digits and letters of no known shape: default-deny for numbers."""
    return (Rule("long number", r"\b[a-z_]*[0-9][a-z0-9_]{2,}\b", _leftover),)


def _iban(match: Match, folded: bytes) -> Iterator[Claim]:
    """The letters and digits of an IBAN's length, in fours or in one row; in fours only with its checksum."""
    start, _ = match.span()
    wanted = iban_length(folded[start : start + 2].decode())
    end, compact = start, ""
    while wanted and end < len(folded) and len(compact) < wanted:
        char = chr(folded[end])
        if not (char.isalnum() or char in " -"):
            return
        compact += char.strip(" -")
        end += 1
    in_one_row = end - start == wanted
    cut = folded[end : end + 1].isalnum()
    if wanted and len(compact) == wanted and not cut and (in_one_row or is_iban(compact)):
        yield Claim(start, end, Kind.IBAN, Kind.IBAN.placeholder)


def _long_enough(match: Match, _folded: bytes) -> Iterator[Claim]:
    if sum(char.isdigit() for char in match.text(1)) >= 4:
        yield Claim(*match.span(1), Kind.NUMBER, Kind.NUMBER.placeholder)


def _leftover(match: Match, _folded: bytes) -> Iterator[Claim]:
    digits = sum(char.isdigit() for char in match.text())
    if (digits >= 5 and len(match.text()) >= 7) or (digits >= 3 and len(match.text()) >= 9):
        yield Claim(*match.span(), Kind.NUMBER, Kind.NUMBER.placeholder)
