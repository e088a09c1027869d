"""`whistle check --online` on Signal: each flaw is named, once it is mended it is not, and what cannot be seen is said."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.findings import Grade
from bot.cli.signalonline import log_findings
from bot.transports.signal import SignalConfig
from bot.transports.signal.survey import Flaw, survey
from tests.fake_signal.line import line_of
from tests.fake_signal.people import BEN, BOT, HERON, Group
from tests.fake_signal.server import FakeSignal
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, ROOM


@pytest.fixture(autouse=True)
async def forget_at(server: FakeSignal) -> AsyncIterator[str]:
    """Where people can be forgotten, and everything else as the operator's page says."""
    server.charters[PHILLIPS].rights["send_messages"] = "only-admins"
    server.fingerprints[HERON.aci] = "05 aa"
    for charter in server.charters.values():
        charter.timer_s = 86_400
    async with line_of(server) as address:
        yield address if server.receiver == "rest" else ""


def config(server: FakeSignal, forget_at: str) -> SignalConfig:
    return SignalConfig(
        number=BOT,
        url=server.url,
        receiver="daemon" if server.receiver == "daemon" else "rest",
        rooms={ROOM: MODERATORS.rest_id, CHANNEL: PHILLIPS.rest_id},
        moderation=frozenset({ROOM}),
        forget_at=forget_at,
    )


async def found(server: FakeSignal, forget_at: str) -> list[Flaw]:
    return await survey(config(server, forget_at))


async def test_where_all_is_well_nothing_is_found_and_nothing_changed(server: FakeSignal, forget_at: str):
    assert await found(server, forget_at) == []
    assert server.said == []
    assert server.asked["group"] == 0


@pytest.mark.parametrize(
    ("right", "group", "words", "grave"),
    [
        ("send_messages", PHILLIPS, "may report in public", False),
        ("add_members", PHILLIPS, "past whoever approves", False),
        ("add_members", MODERATORS, "makes moderators", True),
        ("edit_group", PHILLIPS, "may change its name", False),
    ],
)
async def test_a_right_that_everybody_has_is_found(
    server: FakeSignal, forget_at: str, *, right: str, group: Group, words: str, grave: bool
):
    server.charters[group].rights[right] = "every-member"
    (flaw,) = await found(server, forget_at)
    assert words in flaw.text
    assert flaw.grave is grave


async def test_a_group_without_the_number_in_it_or_above_it_is_found(server: FakeSignal, forget_at: str):
    server.charters[PHILLIPS].admins.remove(BOT)
    (flaw,) = await found(server, forget_at)
    assert (flaw.text, flaw.grave) == (f"{CHANNEL}: the number is not an admin of the group", True)
    server.members[PHILLIPS].remove(BOT)
    (flaw,) = await found(server, forget_at)
    assert (flaw.text, flaw.grave) == (f"{CHANNEL}: the number is not in that group", True)


async def test_a_link_into_the_moderators_room_a_full_channel_and_unknown_keys_are_found(
    server: FakeSignal, forget_at: str
):
    server.charters[MODERATORS].link = "enabled"
    server.members[MODERATORS].append(BEN.aci)
    server.members[PHILLIPS].extend(f"+1555666{number:04}" for number in range(949))
    told = " | ".join(flaw.text for flaw in await found(server, forget_at))
    assert "the moderators' group has an invite link" in told
    assert "950 of 1,000 members" in told
    assert "the keys of 1 of 2 moderators are not known yet" in told
    for secret in (BOT, BEN.aci, PHILLIPS.rest_id):
        assert secret not in told


async def test_another_timer_is_found_where_it_can_be_seen(server: FakeSignal, forget_at: str):
    server.charters[PHILLIPS].timer_s = 7
    seen = [f"{CHANNEL}: its messages disappear after 7 s"] if server.receiver == "daemon" else []
    assert [flaw.text for flaw in await found(server, forget_at)] == seen


async def test_a_rest_server_that_nobody_lets_forget_is_found(server: FakeSignal, forget_at: str):
    told = [flaw.text for flaw in [*await found(server, ""), *await found(server, "127.0.0.1:9")]]
    if server.receiver == "daemon":
        assert told == []
    else:
        assert told[0] == "signal-cli keeps everybody who ever wrote"
        assert "nothing answers at signal.forget_at" in told[1]


async def test_a_server_that_is_too_old_or_away_is_found(server: FakeSignal, forget_at: str):
    if server.receiver == "rest":
        server.about["version"], server.about["mode"] = "0.99", "normal"
        told = [flaw.text for flaw in await found(server, forget_at)]
        assert any("older than" in text for text in told)
        assert any("json-rpc mode" in text for text in told)
    await server.down()
    (flaw,) = await found(server, forget_at)
    assert (flaw.grave, "does not answer" in flaw.text) == (True, True)


async def test_the_check_of_an_operator_says_what_it_cannot_see(
    server: FakeSignal, forget_at: str, tmp_path: Path, capsys
):
    table = f'[signal]\nenabled = true\nurl = "{server.url}"\nreceiver = "{server.receiver}"\nnumber = "{BOT}"\n'
    table += f'forget_at = "{forget_at}"\n'
    rooms = f'[moderation]\nsignal = "{MODERATORS.rest_id}"\n'
    (tmp_path / "config.toml").write_text(table + rooms)
    await asyncio.to_thread(main, ["check", "--online", "--config", str(tmp_path / "config.toml")])
    told = capsys.readouterr().out
    assert "Signal knows the number, and its groups are as they are to be" in told
    assert "account.db keeps everybody who wrote" in told
    assert BOT not in told


def test_a_log_directory_on_a_disk_is_an_error_and_one_in_memory_is_not(tmp_path: Path):
    assert list(log_findings(tmp_path / "another container's")) == []
    grades = {}
    for kind in ("tmpfs", "ext4"):
        mounts = tmp_path / kind
        mounts.write_text(f"25 24 0:23 / / rw,relatime shared:3 - {kind} {kind} rw\n")
        (each,) = log_findings(tmp_path, mounts=mounts)
        grades[kind] = each.grade
    assert grades == {"tmpfs": Grade.OK, "ext4": Grade.ERROR}
