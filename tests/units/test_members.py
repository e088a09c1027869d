"""Moderators are recognised by a keyed hash, and its secret is kept from other users."""

import hashlib
import pickle
import stat
from pathlib import Path

import pytest

from bot.privacy.members import BadModeratorSecret, ModeratorSecret

SECRET = b"x" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "moderator-secret"


def test_a_member_keeps_their_key_over_a_restart(path: Path):
    key = ModeratorSecret.create(path).member_key("telegram", 7123456789)
    assert ModeratorSecret.load(path).member_key("telegram", 7123456789) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_members_platforms_and_secrets_have_keys_of_their_own():
    one, other = ModeratorSecret(SECRET), ModeratorSecret(b"y" * 32)
    keys = {one.member_key("telegram", 1), one.member_key("telegram", 2), one.member_key("signal", 1)}
    assert len(keys | {other.member_key("telegram", 1)}) == 4


def test_a_key_is_told_from_another_one_and_from_the_same_one_of_somebody_else():
    secret = ModeratorSecret(SECRET)
    kept = secret.key_hash("signal", "aci-1", "05 aa")
    assert secret.key_hash("signal", "aci-1", "05 aa") == kept
    others = {secret.key_hash("signal", "aci-1", "05 ab"), secret.key_hash("signal", "aci-2", "05 aa")}
    assert len({kept, *others, secret.member_key("signal", "aci-1")}) == 4


def test_an_id_hashed_without_the_secret_is_not_the_key():
    key = ModeratorSecret(SECRET).member_key("telegram", 42)
    for guess in (b"42", b"telegram|42"):
        for name in ("blake2b", "sha256", "sha1", "md5"):
            assert hashlib.new(name, guess).hexdigest()[:32] != key


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_for_its_owner_alone_is_read(path: Path, mode: int):
    path.write_bytes(SECRET + b"\n")
    path.chmod(mode)
    assert ModeratorSecret.load(path).member_key("signal", "a") == ModeratorSecret(SECRET).member_key("signal", "a")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_file_open_to_others_is_refused(path: Path, mode: int):
    path.write_bytes(SECRET)
    path.chmod(mode)
    with pytest.raises(BadModeratorSecret, match=f"mode {mode:04o}, expected a file of mode 0600"):
        ModeratorSecret.load(path)


def test_a_missing_short_or_odd_file_is_refused_by_its_path(path: Path, tmp_path: Path):
    with pytest.raises(BadModeratorSecret, match="cannot be read"):
        ModeratorSecret.load(path)
    with pytest.raises(BadModeratorSecret, match="mode"):
        ModeratorSecret.load(tmp_path)
    path.write_bytes(b"short-CANARY")
    path.chmod(0o600)
    with pytest.raises(BadModeratorSecret, match="has 12 bytes, expected at least 32") as caught:
        ModeratorSecret.load(path)
    assert str(path) in str(caught.value)
    assert "CANARY" not in str(caught.value)


def test_a_secret_in_use_is_never_overwritten(path: Path):
    ModeratorSecret.create(path)
    before = path.read_bytes()
    with pytest.raises(BadModeratorSecret, match="cannot be created"):
        ModeratorSecret.create(path)
    assert path.read_bytes() == before


def test_the_secret_shows_in_no_representation():
    secret = ModeratorSecret(b"CANARY" * 6)
    assert repr(secret) == "<the moderator secret>"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
