"""What an incident says rests sealed wherever the database keeps copies of what was deleted."""

import pickle
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.privacy.detailkeys import DetailKeys
from bot.privacy.keyring import KeyringError, UnsafeHome
from bot.storage.store import Store, UnusableStore
from handlers.incident import Ballot, IncidentState, Vote
from handlers.outbound import Notice
from handlers.retention import Retention
from tests.storebuild import CORNER, NOON, Desk, alert, incident, report

pytestmark = pytest.mark.promise
ON_POSTGRES = pytest.mark.parametrize("address", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


async def _everything_kept(address: str | Path) -> bytes:
    """Every value of every row, as a copy of the database would hold it."""
    if isinstance(address, Path):
        return b"".join(each.read_bytes() for each in address.parent.glob("whistle.db*"))
    connection = await _beside_the_bot(address)
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = current_schema()")
        rows = [await connection.fetch(f"select t::text from {name} t") for (name,) in tables]
    finally:
        await connection.close()
    return "\n".join(row[0] for table in rows for row in table).encode()


async def _beside_the_bot(address: str) -> Any:
    import asyncpg

    url, _, schema = address.replace("+asyncpg", "").partition("?search_path=")
    return await asyncpg.connect(url, server_settings={"search_path": schema})


def _filled(tx) -> None:
    tx.incidents.add(incident())
    tx.reports.add(report(incident="K7Q2", number=1))
    tx.votes.cast("K7Q2", Vote(alias="heron", ballot=Ballot.PUBLISH, edition=0, at=NOON))
    tx.outbox.post(alert())
    tx.outbox.notice(Notice(report="r1", key="notice.shared", slots={"zones": "Phillips"}))


async def test_a_copy_of_postgresql_says_nothing_of_what_was_seen(address, desk: Desk, store: Store):
    await store.run(_filled)
    copy = await _everything_kept(address)
    said = [word for word in (CORNER.label, CORNER.anchor, CORNER.neighborhood, "vehicles") if word.encode() in copy]
    assert b"K7Q2" in copy  # it is the right copy
    assert bool(said) is isinstance(address, Path)  # in the file, which is wiped, it may be read; nowhere else
    rows = await store.lease(NOON, "me", 9)
    assert {row.post.payload["place"] for row in rows if row.post} == {CORNER.label}
    assert [each.place for each in await store.read(lambda tx: tx.incidents.open())] == [CORNER]


@pytest.mark.parametrize("days", [0, 6])
async def test_details_are_readable_for_as_long_as_they_are_kept(store: Store, desk: Desk, days):
    await store.run(_filled)
    desk.clock.passes(days=days, hours=23)
    desk.details.rotate()
    assert await store.read(lambda tx: (len(tx.incidents.open()), len(tx.reports.of_incident("K7Q2")))) == (1, 1)
    assert [vote.alias for vote in await store.read(lambda tx: tx.votes.of("K7Q2", 0))] == ["heron"]


async def test_an_old_copy_stays_unreadable_once_its_day_is_over(address, store: Store, desk: Desk):
    await store.run(_filled)
    copy = await _everything_kept(address)
    desk.clock.passes(days=8, seconds=1)
    assert desk.details.rotate() == (0 if isinstance(address, Path) else 1)
    for sealed in _sealed_in(copy):
        assert desk.details.open_text(*sealed, b"incident:K7Q2") is None
    # What was not purged in time counts as gone, and stops nothing else.
    if not isinstance(address, Path):
        assert await store.read(lambda tx: (tx.incidents.get("K7Q2"), tx.reports.get("r1"))) == (None, None)
        assert await store.lease(desk.clock(), "me", 9) == []
    await store.run(lambda tx: tx.incidents.add(incident("R4TX", opened_at=desk.clock(), last_report_at=desk.clock())))
    assert "R4TX" in {each.code for each in await store.read(lambda tx: tx.incidents.open())}


@ON_POSTGRES
async def test_what_was_sealed_for_one_row_opens_in_no_other(address, store: Store):
    await store.run(_filled)
    await store.run(lambda tx: tx.incidents.add(incident("R4TX")))
    connection = await _beside_the_bot(address)
    await connection.execute(
        "update incidents set details = (select details from incidents where code = 'K7Q2') where code = 'R4TX'"
    )
    await connection.close()
    assert [each.code for each in await store.read(lambda tx: tx.incidents.open())] == ["K7Q2"]


async def test_after_a_shred_nothing_unreadable_lies_about(address, store: Store, desk: Desk):
    await store.run(_filled)
    await store.run(lambda tx: tx.wordings.put("report:r1", "three suvs"))
    desk.keyring.shred()
    desk.details.shred()
    await store.run(lambda tx: tx.forget_unreadable())
    left = await store.read(lambda tx: (len(tx.incidents.open()), tx.wordings.read("report:r1")))
    assert left == (1 if isinstance(address, Path) else 0, None)
    await store.run(lambda tx: tx.incidents.add(incident("R4TX", state=IncidentState.PENDING)))
    assert await store.read(lambda tx: tx.incidents.get("R4TX") is not None)


@ON_POSTGRES
async def test_postgresql_is_never_used_without_the_keys_of_details(address, desk: Desk):
    with pytest.raises(UnusableStore, match="keys of details"):
        await Store.open(address, sealer=desk.sealer, now=desk.clock)


def test_keys_of_details_outlive_a_restart_and_are_for_their_owner_alone(tmp_path: Path, desk: Desk):
    keep, home = Retention().incident_details, tmp_path / "details.keys"
    sealed = DetailKeys.in_directory(home, now=desk.clock, keep=keep).seal(b"three suvs", b"report:r1")
    again = DetailKeys.in_directory(home, now=desk.clock, keep=keep)
    assert again.open_text(sealed.epoch, sealed.nonce, sealed.ciphertext, b"report:r1") == b"three suvs"
    assert {each.stat().st_mode & 0o777 for each in (home, *home.iterdir())} == {0o700, 0o600}
    home.chmod(0o755)
    with pytest.raises(UnsafeHome, match="expected 0700"):
        DetailKeys.in_directory(home, now=desk.clock, keep=keep)


def test_neither_shown_nor_copied_nor_raised_do_keys_of_details_leave(tmp_path: Path, desk: Desk):
    home = tmp_path / "details.keys"
    keys = DetailKeys.in_directory(home, now=desk.clock, keep=Retention().incident_details)
    sealed = keys.seal(b"three suvs", b"report:r1")
    (file,) = home.iterdir()
    shown = f"{keys!r}{sealed!r}{desk.details!r}"
    assert file.read_bytes().hex() not in shown
    assert "suvs" not in shown
    with pytest.raises(TypeError, match="cannot be copied"):
        pickle.dumps(keys)
    file.write_bytes(b"short")
    assert keys.open_text(sealed.epoch, sealed.nonce, sealed.ciphertext, b"report:r1") is None
    with pytest.raises(KeyringError) as refused:
        keys.seal(b"three suvs", b"report:r1")
    assert str(refused.value) == "a key file holds 5 bytes, expected 32"


def test_a_key_of_details_goes_when_its_last_incident_has_had_its_time(desk: Desk):
    sealed = desk.details.seal(b"x", b"incident:K7Q2")
    desk.clock.passes(
        days=7, hours=11, minutes=59
    )  # it may have been closed at the end of the day, 12 hours after noon
    assert desk.details.rotate() == 0
    desk.clock.passes(minutes=1)
    assert desk.details.rotate() == 1
    assert desk.details.open_text(sealed.epoch, sealed.nonce, sealed.ciphertext, b"incident:K7Q2") is None


def _sealed_in(copy: bytes) -> Iterable[tuple[int, bytes, bytes]]:
    for part in copy.decode(errors="replace").split('"sealed ')[1:]:
        epoch, packed = part.partition('"')[0].split(" ")
        content = b64decode(packed)
        yield int(epoch), content[:12], content[12:]
