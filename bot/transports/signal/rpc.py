"""What the JSON-RPC answers of signal-cli's daemon mean. Written after signal-cli 0.14's own command handler."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.transports.signal.refusals import Answer, Refusal, Refused, sorted_text

USER_ERROR, IO_ERROR, UNTRUSTED_KEY, RATE_LIMIT, CAPTCHA_REJECTED = -1, -3, -4, -5, -6
INVALID_PARAMS, INTERNAL_ERROR = -32602, -32603
_MEANINGS: Mapping[int, Refusal] = {
    IO_ERROR: Refusal.UNSURE,
    UNTRUSTED_KEY: Refusal.FINAL,
    RATE_LIMIT: Refusal.LIMITED,
    CAPTCHA_REJECTED: Refusal.FINAL,
    # The account is not there, or not loaded yet: our parameters are the same ones always.
    INVALID_PARAMS: Refusal.AWAY,
    # What signal-cli did not expect may have come after the message was out.
    INTERNAL_ERROR: Refusal.UNSURE,
}
_LIMITED, _NETWORK = "RATE_LIMIT_FAILURE", "NETWORK_FAILURE"


def result_of(status: int, body: object, id_: str) -> object:
    """The result of a call. Raises Refused for an error, ValueError for what is no answer to it."""
    if status != 200:
        raise Refused(Answer(refusal=Refusal.UNSURE if status >= 500 else Refusal.AWAY))
    if not isinstance(body, dict) or body.get("id") not in {id_, None}:
        raise ValueError("not an answer to this call")
    if body.get("error") is not None:
        raise Refused(read_error(body["error"]))
    if "result" not in body:
        raise ValueError("neither result nor error")
    return body["result"]


def read_error(error: object) -> Answer:
    """Sort an error object of any shape."""
    fields: Mapping[str, Any] = error if isinstance(error, dict) else {}
    data = fields.get("data")
    results = results_of(data.get("response") if isinstance(data, dict) else None)
    of_each = summed(results)
    code = fields.get("code")
    if code == RATE_LIMIT or of_each.is_limited:
        refusal = Refusal.LIMITED
    elif code in {CAPTCHA_REJECTED, UNTRUSTED_KEY}:
        refusal = Refusal.FINAL
    elif any(each.get("type") == _NETWORK for each in results):
        refusal = Refusal.UNSURE
    else:
        known = _MEANINGS.get(code) if isinstance(code, int) else None
        refusal = sorted_text(str(fields.get("message", ""))) or known or Refusal.FINAL
    return Answer(refusal=refusal, tokens=of_each.tokens, retry_after_s=of_each.retry_after_s)


def summed(results: Sequence[Mapping[str, Any]]) -> Answer:
    """What the results for each recipient come to."""
    missed = [each for each in results if each.get("type") != "SUCCESS"]
    waits = [each.get("retryAfterSeconds") for each in missed]
    tokens = [each.get("token") for each in missed]
    return Answer(
        missed=len(missed),
        is_limited=any(each.get("type") == _LIMITED for each in missed),
        # Each token once: a group's members fail with the same one.
        tokens=tuple(dict.fromkeys(each for each in tokens if isinstance(each, str) and each)),
        retry_after_s=max((float(each) for each in waits if isinstance(each, int | float)), default=0.0),
    )


def results_of(result: object) -> list[Mapping[str, Any]]:
    """The results for each recipient, in whatever of them there is."""
    found = result.get("results") if isinstance(result, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
