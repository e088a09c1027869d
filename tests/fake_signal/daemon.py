"""A `signal-cli daemon --http --receive-mode on-connection` on loopback: JSON-RPC, and a stream that loses nothing."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fake_signal.account import NotAllowed
from tests.fake_signal.container import Stream
from tests.fake_signal.people import Group
from tests.fake_signal.rpcschemas import CALL, METHODS
from tests.fake_signal.schemas import faults
from tests.fake_signal.server import FakeSignal, Mishap
from tests.inventory import unlisted_request

USER_ERROR, RATE_LIMIT, CAPTCHA_REJECTED, INVALID_PARAMS, NO_METHOD = -1, -5, -6, -32602, -32601
RIGHTS: Mapping[str, str] = {
    "add_members": "setPermissionAddMember", "edit_group": "setPermissionEditDetails",
    "send_messages": "setPermissionSendMessages",
}  # fmt: skip
CHARTER: Mapping[str, str] = {
    "name": "name",
    "description": "description",
    "expiration_time": "expiration",
    "group_link": "link",
}
NAMES: Mapping[str, str] = {
    "send": "send", "listGroups": "groups", "listIdentities": "identities", "updateContact": "contact",
    "updateGroup": "group", "updateProfile": "profile",
}  # fmt: skip
_UUID, _NUMBER = "a11ce000-0000-4000-8000-000000000009", "+15555550123"


def failing(code: int, message: str, *results: Mapping[str, object]) -> Mishap:
    """An error as the daemon words it, with a result for each recipient where there are some."""
    data = {"response": {"timestamp": 1, "results": list(results)}} if results else None
    return Mishap(status=200, body={"error": {"code": code, "message": message, "data": data}})


def result(kind: str, **fields: object) -> dict[str, object]:
    """What became of a message for one recipient."""
    return {"recipientAddress": {"uuid": _UUID, "number": _NUMBER, "username": None}, "type": kind, **fields}


class FakeDaemon(FakeSignal):
    """Use as `FakeSignal`. `forgets` whom it is told to forget; `version` is what it says it is."""

    receiver = "daemon"
    keeps = True
    version = "0.14.7"
    knows_account = True

    def limited(self, *tokens: str, retry_after_s: int = 0) -> Mishap:
        wait = {"retryAfterSeconds": retry_after_s} if retry_after_s else {}
        kinds = [result("RATE_LIMIT_FAILURE", token=token, **wait) for token in tokens]
        results = kinds or [result("RATE_LIMIT_FAILURE", **wait)]
        return failing(RATE_LIMIT, "Failed to send message due to rate limiting", *results)

    def partly(self, *reasons: str) -> Mishap:
        results = [result(each) for each in ("SUCCESS", *reasons)]
        return Mishap(status=200, body={"result": {"timestamp": 1_790_000_000_000, "results": results}}, happens=True)

    async def keep_alive(self) -> None:
        """Write what the daemon writes every 15 s."""
        for each in tuple(self._sockets):
            await each.write(b":\n")

    async def half(self, frame: Mapping[str, Any]) -> None:
        """Write the first half of an event, and no more on this connection."""
        for each in tuple(self._sockets):
            event = _event(json.dumps(frame))
            await each.write(event[: len(event) // 2])
        self.abort()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._one_at_a_time])
        app.add_routes(
            [
                web.get("/api/v1/check", _checked),
                web.get("/api/v1/events", self._receive),
                web.post("/api/v1/rpc", self._rpc),
            ]
        )
        return app

    def _addressee(self, body: object) -> str:
        params = body.get("params", {}) if isinstance(body, dict) else {}
        return _recipient(params) if {"groupId", "recipient"} & params.keys() else ""

    def _hold_against_inventory(self, name: str, body: object) -> None:
        call = body if isinstance(body, dict) else {}
        params = call.get("params", {})
        kind = "room" if "groupId" in params else "private" if "recipient" in params else "platform"
        request = str(call.get("method") or name.rpartition("/")[2])
        if request in METHODS or "events" in request:
            unlisted = unlisted_request("signal-daemon", kind, request, params.keys())
            self.faults += [f"not in docs/data-inventory.md: {each}" for each in unlisted]

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("account") != self.number or not self.knows_account:
            return web.Response(status=400)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await self._listened_to(stream)
        try:
            await self.until(lambda: stream not in self._sockets, within_s=600)
        finally:
            self._sockets.discard(stream)
        return stream

    async def _hand_out(self, stream: Stream, raw: str) -> None:
        try:
            await stream.write(_event(raw))
        except ConnectionError:
            # Nobody is there any more: it stays at Signal.
            self._sockets.discard(stream)
            self._held.append(raw)

    async def _hang_up(self, _stream: Stream, _code: int) -> None:
        await self._notify()

    async def _rpc(self, request: web.Request) -> web.Response:
        call = json.loads(await request.text())
        if found := faults(CALL, call):
            self.faults += [f"no JSON-RPC call: {each}" for each in found]
            return web.json_response(
                {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "", "data": None}}
            )
        method, params = call["method"], dict(call["params"])
        self.requests[method] += 1
        self.asked[NAMES.get(method, "")] += 1
        if method not in METHODS:
            return _answer(call, {"error": {"code": NO_METHOD, "message": "Method not implemented", "data": None}})
        self.faults += [f"{method} {each}" for each in faults(METHODS[method], params)]
        self._hold_against_number(params.get("account"), None)
        if not self.knows_account and method != "version":
            error = {"code": INVALID_PARAMS, "message": "Specified account does not exist", "data": None}
            return _answer(call, {"error": error})
        if mishap := self._meets(NAMES.get(method, "")):
            return _befallen(call, mishap)
        try:
            return await getattr(self, f"_{_snake(method)}")(call, params)  # type: ignore[no-any-return] # one for each method
        except NotAllowed as refused:
            code = CAPTCHA_REJECTED if "Captcha" in str(refused) else USER_ERROR
            return _answer(call, {"error": {"code": code, "message": str(refused), "data": None}})

    async def _version(self, call: Mapping[str, Any], _params: Mapping[str, Any]) -> web.Response:
        return _answer(call, {"result": {"version": self.version}})

    async def _send(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:  # type: ignore[override] # another protocol
        files = params.get("attachments", ())
        wanted = {"recipients": [_recipient(params)], "message": params["message"], "base64_attachments": files}
        edit = {"edit_timestamp": params["editTimestamp"]} if "editTimestamp" in params else {}
        mishap, at_ms = await self._taken({**wanted, **edit})
        if mishap.status != 0:
            return _befallen(call, mishap)
        return _answer(call, {"result": {"timestamp": at_ms, "results": [result("SUCCESS")]}})

    async def _remote_delete(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        at_ms = self.delete({"recipient": _recipient(params), "timestamp": params["targetTimestamp"]})
        return _answer(call, {"result": {"timestamp": at_ms, "results": [result("SUCCESS")]}})

    async def _update_contact(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        self.timers[params["recipient"]] = params["expiration"]
        return _answer(call, {"result": {}})

    async def _remove_contact(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        self.forget(params["recipient"])
        await self._notify()
        return _answer(call, {"result": {}})

    async def _list_contacts(self, call: Mapping[str, Any], _params: Mapping[str, Any]) -> web.Response:
        return _answer(call, {"result": self.listed_contacts()})

    async def _submit_rate_limit_challenge(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        self.solve(params["challenge"], params["captcha"])
        return _answer(call, {"result": {}})

    async def _list_groups(self, call: Mapping[str, Any], _params: Mapping[str, Any]) -> web.Response:
        return _answer(call, {"result": [self._listed(group) for group in self.members]})

    def _listed(self, group: Group) -> dict[str, Any]:
        charter, members = self.charters[group], self.members[group]
        rights = {name: each.upper().replace("-", "_") for name, each in charter.rights.items()}
        entry = self._entry(group)
        found = {
            "id": group.internal_id, "name": group.name, "description": charter.description,
            "isMember": entry["member"], "isBlocked": False, "messageExpirationTime": charter.timer_s,
            "members": [{**self._person(each), "isAdmin": each in charter.admins} for each in members],
            "pendingMembers": [], "requestingMembers": [self._person(each) for each in charter.asking],
            "admins": [self._person(each) for each in charter.admins], "banned": [],
            "permissionAddMember": rights["add_members"], "permissionEditDetails": rights["edit_group"],
            "permissionSendMessage": rights["send_messages"], "groupInviteLink": entry["invite_link"] or None,
        }  # fmt: skip
        return {**found, **self.odd_groups.get(group, {})}

    def _person(self, name: str) -> dict[str, str | None]:
        is_number = name.startswith("+")
        return {"number": name if is_number else self.numbers.get(name), "uuid": None if is_number else name}

    async def _update_group(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        group = Group.named_by(params["groupId"]) if "groupId" in params else ""
        if "member" in params:
            self.let_in(group, params["member"])
        rights = {name: params[key] for name, key in RIGHTS.items() if key in params}
        wanted = {name: params[key] for name, key in CHARTER.items() if key in params}
        if group:
            self.change_group(group, {**wanted, "permissions": rights})
            return _answer(call, {"result": {"timestamp": 1, "results": []}})
        made = self.new_group({**wanted, "permissions": rights, "members": []})
        internal = next(each.internal_id for each in self.members if each.rest_id == made)
        return _answer(call, {"result": {"groupId": internal, "timestamp": 1, "results": []}})

    async def _update_profile(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        given = {"name": params["givenName"], "about": params.get("about", "")}
        given["base64_avatar"] = params.get("avatar", "").partition(",")[2]
        self.profile |= {key: value for key, value in given.items() if value}
        return _answer(call, {"result": {}})

    async def _update_account(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> web.Response:
        if "username" in params:
            name, link = self.name(params["username"])
            return _answer(call, {"result": {"username": name, "usernameLink": link}})
        names = {"discoverableByNumber": "discoverable_by_number", "numberSharing": "share_number"}
        self.settings |= {names[key]: value for key, value in params.items() if key in names}
        return _answer(call, {"result": {}})

    async def _list_identities(self, call: Mapping[str, Any], _params: Mapping[str, Any]) -> web.Response:
        found = [
            {
                "number": self.numbers.get(aci), "uuid": aci, "fingerprint": key, "safetyNumber": "1", "scannableSafetyNumber": None,
                "trustLevel": "TRUSTED_UNVERIFIED", "addedTimestamp": self.added_ms.get(aci, 1),
            }
            for aci, key in self.fingerprints.items()
        ]  # fmt: skip
        return _answer(call, {"result": found})


def _answer(call: Mapping[str, Any], body: object) -> web.Response:
    inner = body if isinstance(body, dict) else {}
    return web.json_response({"jsonrpc": "2.0", "id": call["id"], **inner})


def _befallen(call: Mapping[str, Any], mishap: Mishap) -> web.Response:
    return _answer(call, mishap.body) if mishap.status == 200 else web.Response(status=mishap.status)


def _event(raw: str) -> bytes:
    return f"event:receive\ndata:{raw}\n\n".encode()


def _recipient(params: Mapping[str, Any]) -> str:
    if "groupId" in params:
        return Group.named_by(params["groupId"])
    recipient = params["recipient"]
    return str(recipient[0] if isinstance(recipient, list) else recipient)


def _snake(method: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in method)


async def _checked(_request: web.Request) -> web.Response:
    return web.Response(status=200)
