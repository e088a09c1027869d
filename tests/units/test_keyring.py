"""What the keyring forgets stays unreadable, in RAM and in a directory alike."""

import base64
import hashlib
import os
import pickle
import resource
import stat
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.privacy.homecheck import Problem, check_home
from bot.privacy.homes import DirectoryHome, Home, RamHome
from bot.privacy.keyring import KeyGone, Keyring, KeyringError, SealBroken, Sealed, UnsafeHome

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["ram", "directory"])
def home(request, tmp_path: Path) -> Home:
    return RamHome() if request.param == "ram" else DirectoryHome(tmp_path)


@pytest.fixture
def keyring(home: Home, clock: Clock) -> Keyring:
    return Keyring(home, now=clock)


# Sealed wording


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.binary(max_size=2000), aad=st.binary(max_size=40))
def test_what_was_sealed_opens_with_the_same_name(keyring: Keyring, text: bytes, aad: bytes):
    assert keyring.open_sealed(keyring.seal(text, aad), aad) == text


def test_sealed_text_opens_for_no_other_report(keyring: Keyring):
    sealed = keyring.seal(b"3 SUVs", b"report 7")
    with pytest.raises(SealBroken):
        keyring.open_sealed(sealed, b"report 8")


def test_changed_or_cut_ciphertext_is_refused(keyring: Keyring):
    sealed = keyring.seal(b"3 SUVs", b"r")
    flipped = bytes([*sealed.ciphertext[:-1], sealed.ciphertext[-1] ^ 1])
    for ciphertext in (flipped, sealed.ciphertext[:20], sealed.ciphertext + b"x"):
        with pytest.raises(SealBroken):
            keyring.open_sealed(Sealed(sealed.epoch, sealed.nonce, ciphertext), b"r")
    with pytest.raises(KeyringError):
        keyring.open_sealed(Sealed(sealed.epoch, sealed.nonce, b""), b"r")


def test_the_length_of_a_text_does_not_show(keyring: Keyring):
    lengths = {len(keyring.seal(b"x" * size, b"r").ciphertext) for size in range(0, 250, 10)}
    assert len(lengths) == 1


def test_the_same_text_sealed_twice_looks_different(keyring: Keyring):
    assert keyring.seal(b"same", b"r").ciphertext != keyring.seal(b"same", b"r").ciphertext


def test_wording_is_unreadable_24_hours_after_its_key_was_born_and_the_key_is_gone(
    keyring: Keyring, home: Home, clock: Clock
):
    sealed = keyring.seal(b"3 SUVs", b"r")
    clock.passes(24 * HOUR - timedelta(seconds=1))
    assert keyring.open_sealed(sealed, b"r") == b"3 SUVs"
    clock.passes(timedelta(seconds=1))
    with pytest.raises(KeyGone):
        keyring.open_sealed(sealed, b"r")
    assert home.names() == ()  # nobody called rotate: the touch destroyed it


@pytest.mark.parametrize("hours", [1, 6, 24])
def test_a_wording_key_dies_when_the_wordings_it_sealed_do(clock: Clock, hours: int):
    ring = Keyring.in_ram(now=clock, wording_life=timedelta(hours=hours))
    sealed = ring.seal(b"three suvs", b"report:r1")
    clock.now += timedelta(hours=hours) * 0.7
    assert ring.open_sealed(sealed, b"report:r1") == b"three suvs"
    clock.now += timedelta(hours=hours) * 0.3
    assert ring.rotate().wording_keys == 1
    with pytest.raises(KeyGone):
        ring.open_sealed(sealed, b"report:r1")


@pytest.mark.parametrize("hours", [0, 25])
def test_wording_may_not_be_kept_for_longer_than_promised(clock: Clock, hours: int):
    with pytest.raises(ValueError, match="at most 24 hours"):
        Keyring.in_ram(now=clock, wording_life=timedelta(hours=hours))


def test_a_new_wording_key_comes_every_six_hours(keyring: Keyring, clock: Clock):
    epochs = set()
    for _ in range(24):
        epochs.add(keyring.seal(b"", b"").epoch)
        clock.passes(HOUR)
    assert len(epochs) == 4


def test_after_a_restart_in_ram_old_wording_counts_as_gone_not_as_forged(clock: Clock):
    sealed = Keyring(RamHome(), now=clock).seal(b"3 SUVs", b"r")
    restarted = Keyring(RamHome(), now=clock)
    with pytest.raises(KeyGone):
        restarted.open_sealed(sealed, b"r")
    restarted.seal(b"a new key in the same epoch", b"r2")
    with pytest.raises(KeyGone):
        restarted.open_sealed(sealed, b"r")


def test_after_a_restart_on_a_directory_everything_still_opens(tmp_path: Path, clock: Clock):
    before = Keyring(DirectoryHome(tmp_path), now=clock)
    sealed, key = before.seal(b"3 SUVs", b"r"), before.incident_key(before.epoch(), "K7Q2")
    before.remember_address("r", b"chat 42", person=b"ana")
    after = Keyring(DirectoryHome(tmp_path), now=clock)
    assert after.open_sealed(sealed, b"r") == b"3 SUVs"
    assert after.incident_key(after.epoch(), "K7Q2") == key
    assert after.address_of("r") == b"chat 42"


# Epoch secrets


def test_every_incident_and_every_day_has_a_key_of_its_own(keyring: Keyring, clock: Clock):
    today = keyring.epoch()
    keys = [keyring.incident_key(today, code) for code in ("K7Q2", "K7Q3")]
    assert keyring.incident_key(today, "K7Q2") == keys[0]
    clock.passes(24 * HOUR)
    assert keyring.epoch() == today + 1
    keys.append(keyring.incident_key(today + 1, "K7Q2"))
    assert len(set(keys)) == 3


def test_an_open_incident_keeps_its_tags_for_another_day_and_no_longer(keyring: Keyring, clock: Clock):
    opened = keyring.epoch()
    key = keyring.incident_key(opened, "K7Q2")
    clock.passes(35 * HOUR)  # noon plus 35 hours: 23:00 on the next day
    assert keyring.incident_key(opened, "K7Q2") == key
    clock.passes(HOUR)
    with pytest.raises(KeyGone):
        keyring.incident_key(opened, "K7Q2")


def test_the_last_secret_goes_as_soon_as_no_open_incident_needs_it(keyring: Keyring, clock: Clock):
    opened = keyring.epoch()
    key = keyring.incident_key(opened, "K7Q2")
    clock.passes(13 * HOUR)
    assert keyring.rotate(open_epochs=[opened]).epoch_secrets == 0
    assert keyring.incident_key(opened, "K7Q2") == key
    assert keyring.rotate(open_epochs=[]).epoch_secrets == 1
    assert keyring.incident_key(opened, "K7Q2") != key


def test_todays_secret_stays_even_before_the_first_incident(keyring: Keyring):
    key = keyring.incident_key(keyring.epoch(), "K7Q2")
    assert keyring.rotate(open_epochs=[]).keys == 0
    assert keyring.incident_key(keyring.epoch(), "K7Q2") == key


def test_an_epoch_to_come_is_refused_but_a_clock_slightly_ahead_is_not(keyring: Keyring, clock: Clock):
    with pytest.raises(KeyGone):
        keyring.incident_key(keyring.epoch() + 1, "K7Q2")
    clock.passes(12 * HOUR - timedelta(minutes=1))
    assert keyring.incident_key(keyring.epoch() + 1, "K7Q2")


# Return addresses


def test_an_address_is_known_until_its_incident_closes(keyring: Keyring):
    keyring.remember_address("r1", b"chat 1")
    keyring.remember_address("r2", b"chat 2")
    assert (keyring.address_of("r1"), keyring.address_of("r2")) == (b"chat 1", b"chat 2")
    assert keyring.forget_address("r1")
    assert (keyring.address_of("r1"), keyring.address_of("r2")) == (None, b"chat 2")
    assert not keyring.forget_address("r1")


@pytest.mark.parametrize("started", [timedelta(0), timedelta(hours=5, minutes=59)])
def test_an_address_lives_six_hours_at_most(keyring: Keyring, home: Home, clock: Clock, started: timedelta):
    clock.passes(started)
    keyring.remember_address("r", b"chat 1")
    clock.passes(6 * HOUR - timedelta(seconds=1))
    assert keyring.address_of("r") == b"chat 1"
    clock.passes(timedelta(seconds=1))
    assert keyring.address_of("r") is None
    assert not [name for name in home.names() if name.startswith("to-")]


def test_an_operator_may_shorten_the_time_but_not_lengthen_it(clock: Clock):
    keyring = Keyring(RamHome(), now=clock, address_ttl=HOUR)
    keyring.remember_address("r", b"chat 1")
    clock.passes(HOUR)
    assert keyring.address_of("r") is None
    for refused in (timedelta(0), timedelta(hours=6, seconds=1)):
        with pytest.raises(ValueError, match="at most 6 hours"):
            Keyring(RamHome(), now=clock, address_ttl=refused)


def test_a_second_address_for_a_report_replaces_the_first(keyring: Keyring):
    keyring.remember_address("r", b"chat 1")
    keyring.remember_address("r", b"chat 2")
    assert keyring.address_of("r") == b"chat 2"


def test_forget_reaches_every_report_of_one_person_and_nobody_elses(keyring: Keyring):
    for ref, person in (("r1", b"ana"), ("r2", b"ben"), ("r3", b"ana"), ("r4", b"")):
        keyring.remember_address(ref, b"chat", person=person)
    assert keyring.forget_person(b"ana") == 2
    assert [keyring.address_of(ref) is None for ref in ("r1", "r2", "r3", "r4")] == [True, False, True, False]
    assert keyring.forget_person(b"ana") == 0


def test_an_address_rests_encrypted_and_moves_to_no_other_report(home: Home, clock: Clock):
    keyring = Keyring(home, now=clock)
    keyring.remember_address("r1", b"CANARY-ADDRESS", person=b"CANARY-PERSON")
    name = next(name for name in home.names() if name.startswith("to-"))
    record = home.get(name)
    assert record is not None
    assert b"CANARY" not in record
    keyring.remember_address("r2", b"chat 2")
    other = next(each for each in home.names() if each.startswith("to-") and each != name)
    home.destroy(other)
    home.settle(other, record)
    assert keyring.address_of("r2") is None


@pytest.mark.parametrize("ref", ["../../etc/passwd", "r/1", "", "ä" * 300, "to-x\0"])
def test_any_reference_is_a_safe_name(keyring: Keyring, ref: str):
    keyring.remember_address(ref, b"chat")
    assert keyring.address_of(ref) == b"chat"


# Mutes


def test_muting_a_report_silences_its_sender_for_24_hours_and_nobody_else(keyring: Keyring, clock: Clock):
    clock.passes(11 * HOUR)  # 23:00: the mute's key changes within the hour
    keyring.remember_address("r", b"chat", person=b"ana")
    assert keyring.mute_sender("r")
    clock.passes(24 * HOUR - timedelta(seconds=1))
    assert keyring.is_muted(b"ana")
    assert not keyring.is_muted(b"ben")
    clock.passes(timedelta(seconds=1))
    assert not keyring.is_muted(b"ana")


def test_a_sender_nobody_knows_any_more_cannot_be_muted(keyring: Keyring, clock: Clock):
    assert not keyring.mute_sender("never seen")
    keyring.remember_address("anonymous", b"chat")
    assert not keyring.mute_sender("anonymous")
    keyring.remember_address("r", b"chat", person=b"ana")
    clock.passes(6 * HOUR)
    assert not keyring.mute_sender("r")


def test_forget_does_not_lift_a_mute(keyring: Keyring):
    keyring.remember_address("r", b"chat", person=b"ana")
    keyring.mute_sender("r")
    keyring.forget_person(b"ana")
    assert keyring.is_muted(b"ana")


def test_a_mute_names_nobody(keyring: Keyring, home: Home):
    keyring.remember_address("r", b"chat", person=b"telegram|42")
    keyring.mute_sender("r")
    name = next(name for name in home.names() if name.startswith("muted-"))
    digests = (hashlib.blake2b(b"telegram|42", digest_size=16), hashlib.sha256(b"telegram|42"))
    assert all(each.hexdigest() not in name for each in digests)
    assert "42" not in (home.get(name) or b"").decode("latin-1")


# Destruction


def _fill(keyring: Keyring) -> Sealed:
    keyring.incident_key(keyring.epoch(), "K7Q2")
    keyring.remember_address("r", b"chat", person=b"ana")
    keyring.mute_sender("r")
    return keyring.seal(b"3 SUVs", b"r")


@pytest.mark.parametrize(
    "row",
    [
        (5, "to-", 1),
        (6, "to-", 0),
        (11.9, "key-address", 1),
        (12, "key-address", 0),  # from noon: an epoch of six hours and an address's six
        (23, "key-wording", 1),
        (24, "key-wording", 0),
        (23, "muted-", 1),
        (24, "muted-", 0),
        (35, "key-witness", 1),
        (36, "key-witness", 0),  # born at midnight, 12 hours before
        (35, "key-mute", 1),
        (36, "key-mute", 0),
    ],
)
def test_rotate_destroys_each_kind_when_its_time_is_over(
    keyring: Keyring, home: Home, clock: Clock, row: tuple[float, str, int]
):
    after_h, what, left = row
    _fill(keyring)
    clock.passes(after_h * HOUR)
    keyring.rotate()
    assert sum(name.startswith(what) for name in home.names()) == left


def test_keys_made_while_the_clock_was_wrong_do_not_outlive_its_correction(keyring: Keyring, home: Home, clock: Clock):
    clock.passes(1000 * HOUR)
    _fill(keyring)
    clock.passes(-1000 * HOUR)
    keyring.rotate()
    assert not [name for name in home.names() if name.startswith("key-")]
    assert keyring.address_of("r") is None


def test_shred_destroys_everything_at_once_and_says_what_is_lost(keyring: Keyring, home: Home):
    sealed = _fill(keyring)
    report = keyring.shred()
    assert home.names() == ()
    assert (report.epoch_secrets, report.wording_keys, report.addresses, report.mutes) == (1, 1, 1, 1)
    assert len(report.unreadable) == 4
    with pytest.raises(KeyGone):
        keyring.open_sealed(sealed, b"r")
    assert keyring.address_of("r") is None
    assert not keyring.is_muted(b"ana")
    assert keyring.open_sealed(keyring.seal(b"life goes on", b"r"), b"r") == b"life goes on"
    assert keyring.shred().wording_keys == 1


def test_an_empty_keyring_has_nothing_to_shred(keyring: Keyring):
    assert keyring.shred().unreadable == ()


def test_a_shred_by_another_process_holds_at_once(tmp_path: Path, clock: Clock):
    bot, command_line = (Keyring(DirectoryHome(tmp_path), now=clock) for _ in range(2))
    sealed = _fill(bot)
    command_line.shred()
    with pytest.raises(KeyGone):
        bot.open_sealed(sealed, b"r")
    assert bot.address_of("r") is None


# The directory


def test_a_destroyed_file_is_overwritten_before_it_is_unlinked(tmp_path: Path):
    home = DirectoryHome(tmp_path)
    home.settle("key-wording-1", b"K" * 32)
    with (tmp_path / "key-wording-1").open("rb") as still_open:
        assert home.destroy("key-wording-1")
        assert still_open.read() == bytes(32)
    assert list(tmp_path.iterdir()) == []


def test_secrets_in_ram_are_overwritten_too():
    home = RamHome()
    home.settle("key-wording-1", b"K" * 32)
    held = home._held["key-wording-1"]
    home.destroy("key-wording-1")
    assert held == bytes(32)


def test_what_takes_the_place_of_a_record_leaves_nothing_of_it(tmp_path: Path):
    home = DirectoryHome(tmp_path)
    home.replace("to-1", b"A" * 32)
    with (tmp_path / "to-1").open("rb") as still_open:
        home.replace("to-1", b"B" * 40)
        assert still_open.read() == bytes(32)
    assert home.get("to-1") == b"B" * 40
    assert [each.name for each in tmp_path.iterdir()] == ["to-1"]


def test_what_takes_the_place_of_a_record_in_ram_overwrites_it():
    home = RamHome()
    home.replace("to-1", b"A" * 32)
    held = home._held["to-1"]
    home.replace("to-1", b"B" * 40)
    assert bytes(held) == bytes(32)
    assert home.get("to-1") == b"B" * 40


def test_a_record_can_be_read_at_every_moment_while_others_take_its_place(home: Home):
    seen: list[bytes | None] = []

    def write() -> None:
        for n in range(400):
            home.replace("to-1", bytes([65 + n % 20]) * 32)

    home.replace("to-1", b"A" * 32)
    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(write)
        while not writing.done():
            seen.append(home.get("to-1"))
    assert None not in seen
    assert all(len(set(each or b"")) == 1 for each in seen)


def test_files_are_for_their_owner_alone(tmp_path: Path, clock: Clock):
    _fill(Keyring(DirectoryHome(tmp_path), now=clock))
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}


def test_what_a_killed_process_left_half_done_is_finished(tmp_path: Path):
    (tmp_path / ".new-0123").write_bytes(b"K" * 32)
    (tmp_path / ".gone-4567").write_bytes(b"K" * 32)
    assert DirectoryHome(tmp_path).names() == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", [".gone-4567", ".new-0123"])
def test_what_a_killed_process_left_beside_a_record_that_stands_harms_it_not(tmp_path: Path, left: str):
    """Killed between two steps: the record has its second name already, or its first one still."""
    DirectoryHome(tmp_path).replace("sub-1", b"A" * 32)
    os.link(tmp_path / "sub-1", tmp_path / left)
    home = DirectoryHome(tmp_path)
    assert home.get("sub-1") == b"A" * 32
    assert [each.name for each in tmp_path.iterdir()] == ["sub-1"]


def test_a_record_that_cannot_be_replaced_stands_as_before(tmp_path: Path):
    home = DirectoryHome(tmp_path)
    home.replace("sub-1", b"A" * 32)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            home.replace("sub-1", b"B" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert home.get("sub-1") == b"A" * 32
    assert [each.name for each in tmp_path.iterdir()] == ["sub-1"], "and no draft of the other stays"


def test_a_key_file_of_the_wrong_size_is_refused_by_size_alone(tmp_path: Path, clock: Clock):
    keyring = Keyring(DirectoryHome(tmp_path), now=clock)
    (tmp_path / f"key-witness-{keyring.epoch()}").write_bytes(b"SECRET")
    with pytest.raises(KeyringError, match="holds 6 bytes, expected 32") as caught:
        keyring.incident_key(keyring.epoch(), "K7Q2")
    assert "SECRET" not in str(caught.value)


def test_a_secret_an_operator_placed_for_several_hosts_is_the_one_used(tmp_path: Path, clock: Clock):
    secret = bytes(range(32))
    keys = []
    for host in ("a", "b"):
        (tmp_path / host).mkdir(mode=0o700)
        keyring = Keyring(DirectoryHome(tmp_path / host), now=clock)
        (tmp_path / host / f"key-witness-{keyring.epoch()}").write_bytes(secret)
        keys.append(keyring.incident_key(keyring.epoch(), "K7Q2"))
    assert keys[0] == keys[1]


RACE = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from bot.privacy.homes import DirectoryHome
    from bot.privacy.keyring import Keyring

    keyring = Keyring(DirectoryHome(Path(sys.argv[1])), now=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    sys.stdin.read(1)
    print(keyring.incident_key(keyring.epoch(), "K7Q2").hex())
"""


def test_processes_that_start_together_settle_on_one_secret(tmp_path: Path):
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(RACE), str(tmp_path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for _ in range(4)
    ]  # fmt: skip
    keys = {racer.communicate("x")[0].strip() for racer in racers}
    assert [racer.returncode for racer in racers] == [0] * 4
    assert len(keys) == 1


def test_threads_settle_on_one_secret(keyring: Keyring):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: keyring.incident_key(keyring.epoch(), "K7Q2"), range(64)))
    assert len(keys) == 1


# Nothing shows


def test_neither_keyring_nor_sealed_text_show_their_content(keyring: Keyring):
    sealed = _fill(keyring)
    assert repr(keyring) in {"<Keyring in RAM>", "<Keyring in a directory>"}
    assert repr(sealed) == f"Sealed(epoch={sealed.epoch})"
    with pytest.raises(TypeError):
        pickle.dumps(keyring)


def test_no_exception_carries_a_key_or_a_text(keyring: Keyring, home: Home, clock: Clock):
    sealed = keyring.seal(b"PLAINTEXT", b"r")
    secrets = [home.get(name) or b"" for name in home.names()]
    acts: list[Callable[[], object]] = [
        lambda: keyring.open_sealed(sealed, b"other"),
        lambda: keyring.incident_key(0, "K7Q2"),
        lambda: keyring.open_sealed(Sealed(0, b"", b""), b"r"),
    ]
    for act in acts:
        with pytest.raises(KeyringError) as caught:
            act()
        said = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args)
        assert caught.value.__context__ is None or caught.value.__suppress_context__
        assert "PLAINTEXT" not in said
        assert not any(secret.hex() in said or repr(secret) in said for secret in secrets)


# Is a directory fit to be a home?

TMPFS = "25 24 0:23 / {path} rw,relatime - tmpfs tmpfs rw,size=64k"
NOSWAP = "25 24 0:23 / {path} rw,relatime - tmpfs tmpfs rw,size=64k,noswap"
RAMFS = "25 24 0:23 / {path} rw,relatime - ramfs ramfs rw"
DISK = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw"
NO_SWAP = "Filename\tType\tSize\tUsed\tPriority\n"
SWAP = NO_SWAP + "/dev/sda2\tpartition\t1000\t0\t-2\n"


def _check(tmp_path: Path, mounts: str, swaps: str, path: Path | None = None) -> list[Problem]:
    home = path or tmp_path / "keys"
    if path is None:
        home.mkdir(mode=0o700)
    (tmp_path / "mounts").write_text(mounts.format(path=home) + "\n")
    (tmp_path / "swaps").write_text(swaps)
    return [each.problem for each in check_home(home, mounts=tmp_path / "mounts", swaps=tmp_path / "swaps")]


@pytest.mark.parametrize(
    ("mounts", "swaps", "problems"),
    [
        (TMPFS, NO_SWAP, []),
        (NOSWAP, SWAP, []),
        (RAMFS, SWAP, []),  # ramfs is never swapped
        (TMPFS, SWAP, [Problem.SWAPPABLE]),
        (DISK, NO_SWAP, [Problem.ON_DISK]),
        (f"{DISK}\n{TMPFS}", NO_SWAP, []),
        (f"{TMPFS}\n{TMPFS.replace('tmpfs', 'ext4')}", NO_SWAP, [Problem.ON_DISK]),  # mounted over
        ("25 24 0:23 / /elsewhere rw - tmpfs tmpfs rw", NO_SWAP, [Problem.UNKNOWN]),
        ("garbage", NO_SWAP, [Problem.UNKNOWN]),
    ],
)
def test_only_memory_that_never_reaches_a_disk_is_fit(tmp_path: Path, mounts: str, swaps: str, problems: list[Problem]):
    assert _check(tmp_path, mounts, swaps) == problems


def test_without_knowing_about_swap_a_tmpfs_is_refused(tmp_path: Path):
    home = tmp_path / "keys"
    home.mkdir(mode=0o700)
    (tmp_path / "mounts").write_text(TMPFS.format(path=home))
    findings = check_home(home, mounts=tmp_path / "mounts", swaps=tmp_path / "nothing here")
    assert [each.problem for each in findings] == [Problem.SWAPPABLE]


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o770])
def test_a_directory_others_can_look_into_is_refused(tmp_path: Path, mode: int):
    home = tmp_path / "keys"
    home.mkdir()
    home.chmod(mode)
    assert _check(tmp_path, TMPFS, NO_SWAP, home) == [Problem.READABLE_BY_OTHERS]


def test_a_file_others_can_read_and_a_thing_that_is_no_file_are_found(tmp_path: Path):
    home = tmp_path / "keys"
    home.mkdir(mode=0o700)
    (home / "key-witness-1").write_bytes(b"")
    (home / "key-witness-1").chmod(0o640)
    (home / "link").symlink_to(tmp_path)
    problems = _check(tmp_path, TMPFS, NO_SWAP, home)
    assert Problem.READABLE_BY_OTHERS in problems
    assert Problem.FOREIGN in problems


def test_a_link_a_file_and_a_missing_directory_are_refused_with_the_remedy(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path)
    for name, problem in (
        ("file", Problem.NOT_A_DIRECTORY),
        ("link", Problem.NOT_A_DIRECTORY),
        ("none", Problem.MISSING),
    ):
        findings = check_home(tmp_path / name)
        assert [each.problem for each in findings] == [problem]
        assert str(tmp_path / name) in findings[0].text


def test_a_keyring_makes_its_directory_in_memory_and_works_there(tmpfs: Path, clock: Clock):
    path = tmpfs / "keys"
    keyring = Keyring.in_directory(path, now=clock)
    sealed = keyring.seal(b"3 SUVs", b"r")
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert Keyring.in_directory(path, now=clock).open_sealed(sealed, b"r") == b"3 SUVs"
    keyring.shred()
    path.rmdir()


def test_no_part_of_a_key_stands_in_the_environment(tmpfs: Path, clock: Clock):
    path = tmpfs / "keys"
    keyring = Keyring.in_directory(path, now=clock)
    keyring.seal(b"3 SUVs", b"r")
    kept = [each.read_bytes() for each in path.iterdir() if each.stat().st_size >= 32]
    environment = "\n".join(os.environ.values()) + Path("/proc/self/environ").read_text(errors="replace")
    assert kept
    for key in kept:
        for at in range(0, len(key) - 11, 3):
            part = key[at : at + 12]
            assert part.hex() not in environment.lower()
            assert base64.b64encode(part).decode() not in environment
    keyring.shred()
    path.rmdir()


def test_a_keyring_refuses_an_open_directory_and_leaves_it_as_it_was(tmpfs: Path, clock: Clock):
    tmpfs.chmod(0o755)
    with pytest.raises(UnsafeHome, match="mode 0755, expected 0700") as caught:
        Keyring.in_directory(tmpfs, now=clock)
    assert [each.problem for each in caught.value.findings] == [Problem.READABLE_BY_OTHERS]
    assert list(tmpfs.iterdir()) == []


def test_a_keyring_refuses_a_disk_and_leaves_no_directory_behind(clock: Clock):
    on_disk = next((each for each in (Path("/var/tmp"), ROOT) if check_home(each)), None)
    if on_disk is None or not any(each.problem is Problem.ON_DISK for each in check_home(on_disk)):
        pytest.skip("no directory on a disk to try")
    path = on_disk / f"whistle-keys-{os.getpid()}"
    with pytest.raises(UnsafeHome, match="expected tmpfs"):
        Keyring.in_directory(path, now=clock)
    assert not path.exists()


def test_a_key_destroyed_while_it_is_read_is_never_taken_for_a_key_of_zeros(home: Home):
    def destroy() -> None:
        for _ in range(3000):
            home.destroy("key-wording-1")

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(destroy)
        seen = {home.settle("key-wording-1", b"K" * 32)}
        while not done.done():
            seen.add(home.settle("key-wording-1", b"K" * 32))
    assert seen == {b"K" * 32}
