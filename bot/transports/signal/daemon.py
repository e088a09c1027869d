"""The requests to signal-cli's own daemon: JSON-RPC over HTTP, on this machine or in its network alone."""

import json
from collections.abc import Mapping
from secrets import token_hex

import aiohttp

from bot.transports.signal.config import SignalConfig, internal_id
from bot.transports.signal.rpc import result_of, results_of, summed
from bot.transports.signal.session import json_of
from bot.transports.signal.wire import Posted, as_attachment
from handlers.outbound import Picture

_OF_NO_ACCOUNT = frozenset({"version", "listAccounts"})
"""Answered while the account is not there yet, too; asked of one, they would be refused with it."""


class Rpc:
    """One call at a time to `POST /api/v1/rpc`, for one account."""

    def __init__(self, config: SignalConfig, session: aiohttp.ClientSession) -> None:
        self._address = f"{config.url.rstrip('/')}/api/v1/rpc"
        self._number, self._session = config.number, session

    async def call(self, method: str, **params: object) -> object:
        """The call's result. Raises Refused, ValueError and what aiohttp raises."""
        id_ = token_hex(8)
        wanted = params if method in _OF_NO_ACCOUNT else {"account": self._number, **params}
        request = json.dumps({"jsonrpc": "2.0", "id": id_, "method": method, "params": wanted})
        async with self._session.post(self._address, data=request) as response:
            return result_of(response.status, await json_of(response), id_)


class DaemonWire:
    """`Wire` over the daemon."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc

    async def send(self, recipient: str, text: str, *, edits: int = 0, picture: Picture | None = None) -> Posted:
        more: dict[str, object] = {"editTimestamp": edits} if edits else {}
        if picture:
            more["attachments"] = [as_attachment(picture)]
        return _posted(await self._rpc.call("send", message=text, **_to(recipient), **more))

    async def delete(self, recipient: str, at_ms: int) -> None:
        await self._rpc.call("remoteDelete", targetTimestamp=at_ms, **_to(recipient))

    async def set_timer(self, person: str, seconds: int) -> None:
        await self._rpc.call("updateContact", recipient=person, expiration=seconds)

    async def ask(self, method: str, path: str = "", body: Mapping[str, object] | None = None) -> object:  # noqa: ARG002
        return await self._rpc.call(method, **(body or {}))


def _to(recipient: str) -> Mapping[str, object]:
    group = internal_id(recipient)
    return {"groupId": group} if group else {"recipient": [recipient]}


def _posted(result: object) -> Posted:
    """Raises ValueError where no time is told: it may be out, and nobody could find it again."""
    at_ms = result.get("timestamp") if isinstance(result, dict) else None
    if type(at_ms) is not int:
        raise ValueError("no time of sending")
    each = summed(results_of(result))
    return Posted(
        at_ms=at_ms, missed=each.missed, limited=each.is_limited, tokens=each.tokens, retry_after_s=each.retry_after_s
    )
