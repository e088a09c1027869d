"""The account, asked through signal-cli's own daemon."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from bot.transports.signal.account import About, Charter, Group, Identity, Username, Who
from bot.transports.signal.config import group_id, internal_id
from bot.transports.signal.restaccount import Ask

MODE = "daemon"


class DaemonAccount:
    """`bot.transports.signal.account.Account` over JSON-RPC."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def about(self) -> About:
        return About(str(_table(await self._ask("version", "")).get("version", "")), MODE)

    async def groups(self) -> tuple[Group, ...]:
        return tuple(map(_group, _tables(await self._ask("listGroups", ""))))

    async def create_group(self, charter: Charter) -> str:
        made = _table(await self._ask("updateGroup", "", _wanted(charter)))
        return group_id(str(made.get("groupId", "")))

    async def change_group(self, group: str, charter: Charter) -> None:
        await self._ask("updateGroup", "", {"groupId": internal_id(group), **_wanted(charter)})

    async def set_group_timer(self, group: str, timer_s: int) -> None:
        await self._ask("updateGroup", "", {"groupId": internal_id(group), "expiration": timer_s})

    async def let_in(self, group: str, people: tuple[str, ...]) -> None:
        # Adding somebody who asked to join is how they are approved of.
        await self._ask("updateGroup", "", {"groupId": internal_id(group), "member": list(people)})

    async def identities(self) -> tuple[Identity, ...]:
        return tuple(map(_identity, _tables(await self._ask("listIdentities", ""))))

    async def set_profile(self, name: str, about: str, avatar: bytes) -> None:
        given = {"givenName": name, "about": about, "avatar": _data_uri(avatar)}
        await self._ask("updateProfile", "", {key: value for key, value in given.items() if value})

    async def set_username(self, nickname: str) -> Username:
        found = _table(await self._ask("updateAccount", "", {"username": nickname}))
        return Username(str(found.get("username") or ""), str(found.get("usernameLink") or ""))

    async def hide_number(self) -> None:
        await self._ask("updateAccount", "", {"discoverableByNumber": False, "numberSharing": False})

    async def solve(self, token: str, captcha: str) -> None:
        await self._ask("submitRateLimitChallenge", "", {"challenge": token, "captcha": captcha})


def _data_uri(picture: bytes) -> str:
    """signal-cli takes a path or this; a path would have to be one that it can read too."""
    return f"data:image/jpeg;base64,{b64encode(picture).decode()}" if picture else ""


def _wanted(charter: Charter) -> dict[str, Any]:
    return {
        "name": charter.name,
        "description": charter.description,
        "expiration": charter.timer_s,
        "link": charter.link.value,
        "setPermissionAddMember": Who.ADMINS.value,
        "setPermissionEditDetails": Who.ADMINS.value,
        "setPermissionSendMessages": charter.senders.value,
    }


def _group(found: Mapping[str, Any]) -> Group:
    timer = found.get("messageExpirationTime")
    return Group(
        id=group_id(str(found.get("id", ""))),
        name=str(found.get("name") or ""),
        is_member=found.get("isMember") is not False,
        members=frozenset(_names(found.get("members"))),
        admins=frozenset(_names(found.get("admins"))),
        asking=tuple(each[0] for each in _people(found.get("requestingMembers"))),
        link=str(found.get("groupInviteLink") or ""),
        senders=_who(found.get("permissionSendMessage")),
        adders=_who(found.get("permissionAddMember")),
        editors=_who(found.get("permissionEditDetails")),
        timer_s=timer if type(timer) is int else None,
    )


def _identity(found: Mapping[str, Any]) -> Identity:
    added = found.get("addedTimestamp")
    return Identity(
        aci=str(found.get("uuid") or "").lower(),
        fingerprint=str(found.get("fingerprint") or ""),
        number=str(found.get("number") or ""),
        added_ms=added if type(added) is int else 0,
    )


def _who(found: object) -> Who:
    return Who.ADMINS if found == "ONLY_ADMINS" else Who.EVERYBODY


def _people(found: object) -> Iterable[list[str]]:
    """Each person by ACI and number, as far as either is known."""
    for each in _tables(found):
        names = [name.lower() for key in ("uuid", "number") if isinstance(name := each.get(key), str) and name]
        if names:
            yield names


def _names(found: object) -> Iterable[str]:
    return [name for names in _people(found) for name in names]


def _table(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _tables(found: object) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
