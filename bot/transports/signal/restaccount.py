"""The account, asked through signal-cli-rest-api."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from bot.transports.signal.account import About, Charter, Group, Identity, Username, Who

_ONLY_ADMINS = Who.ADMINS.value


class Ask(Protocol):
    """One request; `{number}` in the path is ours. The answer is decoded JSON, None where there is none."""

    async def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> object: ...


class RestAccount:
    """`bot.transports.signal.account.Account` over REST."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def about(self) -> About:
        found = _table(await self._ask("GET", "/v1/about"))
        return About(str(found.get("version", "")), str(found.get("mode", "")))

    async def groups(self) -> tuple[Group, ...]:
        return tuple(map(_group, _tables(await self._ask("GET", "/v1/groups/{number}"))))

    async def create_group(self, charter: Charter) -> str:
        found = _table(await self._ask("POST", "/v1/groups/{number}", {"members": [], **_wanted(charter)}))
        return str(found.get("id", ""))

    async def change_group(self, group: str, charter: Charter) -> None:
        await self._ask("PUT", _of_group(group), _wanted(charter))

    async def set_group_timer(self, group: str, timer_s: int) -> None:
        await self._ask("PUT", _of_group(group), {"expiration_time": timer_s})

    async def let_in(self, group: str, people: tuple[str, ...]) -> None:
        # Adding somebody who asked to join is how they are approved of.
        await self._ask("POST", f"{_of_group(group)}/members", {"members": list(people)})

    async def identities(self) -> tuple[Identity, ...]:
        return tuple(map(_identity, _tables(await self._ask("GET", "/v1/identities/{number}"))))

    async def set_profile(self, name: str, about: str, avatar: bytes) -> None:
        body = {"name": name, "about": about, "base64_avatar": b64encode(avatar).decode()}
        await self._ask("PUT", "/v1/profiles/{number}", {key: value for key, value in body.items() if value})

    async def set_username(self, nickname: str) -> Username:
        found = _table(await self._ask("POST", "/v1/accounts/{number}/username", {"username": nickname}))
        return Username(str(found.get("username", "")), str(found.get("username_link", "")))

    async def hide_number(self) -> None:
        body = {"discoverable_by_number": False, "share_number": False}
        await self._ask("PUT", "/v1/accounts/{number}/settings", body)

    async def solve(self, token: str, captcha: str) -> None:
        body = {"challenge_token": token, "captcha": captcha}
        await self._ask("POST", "/v1/accounts/{number}/rate-limit-challenge", body)


def _of_group(group: str) -> str:
    return f"/v1/groups/{{number}}/{quote(group, safe='')}"


def _wanted(charter: Charter) -> dict[str, Any]:
    return {
        "name": charter.name,
        "description": charter.description,
        "expiration_time": charter.timer_s,
        "group_link": charter.link.value,
        "permissions": {
            "add_members": _ONLY_ADMINS,
            "edit_group": _ONLY_ADMINS,
            "send_messages": charter.senders.value,
        },
    }


def _group(found: Mapping[str, Any]) -> Group:
    rights = _table(found.get("permissions"))
    return Group(
        id=str(found.get("id", "")),
        name=str(found.get("name", "")),
        is_member=found.get("member") is not False,
        members=frozenset(_people(found.get("members"))),
        admins=frozenset(_people(found.get("admins"))),
        asking=tuple(_people(found.get("pending_requests"))),
        link=str(found.get("invite_link") or ""),
        senders=_who(rights.get("send_messages")),
        adders=_who(rights.get("add_members")),
        editors=_who(rights.get("edit_group")),
    )


def _identity(found: Mapping[str, Any]) -> Identity:
    added = str(found.get("added", ""))
    return Identity(
        aci=str(found.get("uuid", "")).lower(),
        fingerprint=str(found.get("fingerprint", "")),
        number=str(found.get("number", "")),
        added_ms=int(added) if added.isascii() and added.isdigit() else 0,
    )


def _who(found: object) -> Who:
    return Who.ADMINS if found == _ONLY_ADMINS else Who.EVERYBODY


def _people(found: object) -> Iterable[str]:
    return [each.lower() for each in found if isinstance(each, str) and each] if isinstance(found, list) else []


def _table(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _tables(found: object) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
