"""The command line, as a program of its own: `python -m bot`."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from bot import __version__
from bot.privacy.homes import DirectoryHome
from bot.privacy.keyring import KeyGone, Keyring

ROOT = Path(__file__).parents[2]
WHISTLE = [sys.executable, "-m", "bot"]
LAUNCHED_UNDER_C = {"LC_ALL": "C", "PYTHONUTF8": "0"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077 53de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082".replace(" ", "")
)


def whistle(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT, environ: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("WHISTLE_")}
    return subprocess.run(
        [*WHISTLE, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), **environ},
        timeout=120,
        check=False,
    )


@contextmanager
def started(command: list[str], **more) -> Iterator[subprocess.Popen[bytes]]:
    """A program that goes on until it is told to stop: where a claim about it fails, it must not be waited for."""
    with subprocess.Popen(command, **{"stderr": subprocess.PIPE, **more}) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def attended() -> Iterator[None]:
    """What we start hears the keyboard, even where the tests run in the background, which a shell lets ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def assert_failed_in_one_line(done: subprocess.CompletedProcess[bytes], *parts: str) -> None:
    assert done.returncode == 2, done
    told = done.stderr.decode()
    assert told.startswith("whistle: ")
    assert told.count("\n") == 1
    assert "Traceback" not in told
    for part in parts:
        assert part in told


def assert_failed_in_one_line_after_the_log(done: subprocess.CompletedProcess[bytes], part: str) -> None:
    assert done.returncode == 2, done
    told = [line for line in done.stderr.decode().splitlines() if not line.startswith("at=")]
    assert len(told) == 1
    assert told[0].startswith("whistle: ")
    assert part in told[0]


def test_version_is_told():
    done = whistle("version")
    assert done.returncode == 0
    assert done.stdout.decode().startswith(f"whistle {__version__} (Python ")


def test_version_loads_nothing_heavy():
    """What takes time to import would be felt at every call."""
    code = "import sys; from bot.cli import main; main(['version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, text=True, check=True)
    loaded = set(done.stdout.split())
    for heavy in ("asyncio", "pydantic", "rich", "sqlalchemy", "aiohttp", "PIL", "telegram", "geo.gazetteer"):
        assert heavy not in loaded


def test_help_lists_every_command_with_a_sentence():
    done = whistle("--help")
    assert done.returncode == 0
    for name in ("demo", "run", "check", "gazetteer", "place", "scrub", "replay", "photo", "purge", "version"):
        assert re.search(rf"^  {name} +[A-Z].{{10,}}", done.stdout.decode(), re.MULTILINE), name


HOSTILE = [
    b"4 agents at alder and 3rd",
    b"",
    b"   ",
    b"\xff\xfe\x00 alder & 3rd \x80",
    b"\xed\xa0\x80 half a surrogate",
    "uno\u2028dos\u2029tres\x85cuatro".encode(),
    b"a\rb\x0bc\x0cd\x1ce",
    b"\x1b[31mred\x1b[0m",
    '"{}[]\\ \N{RIGHT-TO-LEFT OVERRIDE} \N{ZERO WIDTH JOINER} \N{POLICE CAR}'.encode(),
    b"alder st and " * 4_000,
    b"x" * 20_000,
    b"7 " * 5_000,
]


@pytest.mark.parametrize("ending", [b"\n", b""], ids=["ended", "unended"])
@pytest.mark.parametrize("command", ["place", "scrub", "scrub-alone"])
def test_every_line_gets_exactly_one_answer_whatever_stands_in_it(command, ending, town_gazetteer):
    arguments = ["--lines"] if command == "scrub-alone" else ["--gazetteer", town_gazetteer, "--lines"]
    done = whistle(
        command.removesuffix("-alone"), *arguments, stdin=b"\n".join(HOSTILE) + ending, environ=LAUNCHED_UNDER_C
    )
    assert done.returncode == 0, done.stderr[-500:]
    # As strict as the strictest reader: splitlines() knows more line ends than "\n".
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(answers) == len(HOSTILE)
    for answer in answers:
        assert answer.keys() >= ({"outcome"} if command == "place" else {"text", "masked"})


@pytest.mark.parametrize("command", ["place", "scrub"])
def test_nothing_in_gives_nothing_out(command, town_gazetteer):
    done = whistle(command, "--gazetteer", town_gazetteer, "--lines")
    assert (done.returncode, done.stdout) == (0, b"")


def test_place_lines_answers_with_a_position(town_gazetteer):
    done = whistle("place", "--gazetteer", town_gazetteer, "--lines", stdin=b"agents at Alder St & Front St\n")
    answer = json.loads(done.stdout)
    assert answer["outcome"] in {"resolved", "ambiguous", "unresolved"}
    if answer["outcome"] == "resolved":
        assert {"lat", "lon"} <= answer.keys()


def test_scrub_lines_takes_out_a_phone_number():
    done = whistle("scrub", "--lines", stdin="llámame al 612-555-0143\n".encode())
    answer = json.loads(done.stdout)
    assert "555" not in answer["text"] + answer["masked"]


def test_place_explains_itself(town_gazetteer):
    done = whistle("place", "--gazetteer", town_gazetteer, "agents", "at", "zzyzx")
    assert done.returncode == 0
    assert "unresolved" in done.stdout.decode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3 vans at lake & chicago", ("resolved, confidence 1.00", "E Lake St & Chicago Ave S", "are connected")),
        ("main and 5th", ("ambiguous", "Old Mill", "Orchard Hill", "0.90", "2 places score within 0.15")),
        ("12th st s & birch ave", ("missing: no crossing", "12th St S and Birch Ave never meet")),
        ("512 main ave n", ("500 block of Main Ave N", "a house, kept as its block")),
        ("on lake st", ("missing: cross street", "“lake st” is Lake St")),
    ],
)
def test_place_tells_an_operator_what_matched_what_scored_how_and_why_it_asks(town_gazetteer, text, told):
    shown = whistle("place", "--gazetteer", town_gazetteer, *text.split(), environ={"COLUMNS": "200"}).stdout.decode()
    assert [words for words in told if words not in shown] == []


def test_scrub_shows_both_views():
    done = whistle("scrub", "call", "612-555-0143", "\udcff")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "kept, sealed" in shown
    assert "moderators see" in shown
    assert "555" not in shown


def test_gazetteer_is_built_and_described(tmp_path):
    town = ROOT / "geo" / "data" / "town"
    done = whistle(
        "gazetteer", "build", "--out", tmp_path / "t.gazetteer", *sorted(town.iterdir()), "--licence", "CC0-1.0"
    )
    assert done.returncode == 0, done.stderr
    assert "streets.geojson" in done.stdout.decode()
    info = whistle("gazetteer", "info", tmp_path / "t.gazetteer").stdout.decode()
    assert "CC0-1.0" in info
    assert "streets.geojson" in info
    assert "hold 100.0% of the crossings" in info
    assert "8 areas of the layer neighborhood: Cannery, Downtown, Lakeside" in info


def test_photo_leaves_its_exit_status(tmp_path):
    (tmp_path / "in.png").write_bytes(PNG)
    assert whistle("photo", tmp_path / "in.png", tmp_path / "out.jpg").returncode == 0
    assert (tmp_path / "out.jpg").read_bytes().startswith(b"\xff\xd8")
    (tmp_path / "in.txt").write_text("no picture")
    refused = whistle("photo", tmp_path / "in.txt", tmp_path / "none.jpg")
    assert refused.returncode == 2
    assert not (tmp_path / "none.jpg").exists()


FAILURES = [
    (["plaec"], ["No such command"]),
    (["place"], ["either a text or --lines", "--gazetteer"]),
    (["place", "--gazetteer", "none.gazetteer", "x"], ["none.gazetteer", "gazetteer build"]),
    (["place", "--gazetteer", "pyproject.toml", "--lines"], ["pyproject.toml"]),
    (["scrub"], ["either a text or --lines"]),
    (["scrub", "--lines", "x"], ["either a text or --lines"]),
    (["gazetteer", "build", "--out", "x.gazetteer"], ["SOURCES"]),
    (["gazetteer", "build", "--out", "x.gazetteer", "pyproject.toml"], ["pyproject.toml"]),
    (["gazetteer", "build", "--out", "x", "--kind", "a=b", "pyproject.toml"], ["FILE=KIND"]),
    (["gazetteer", "info", "none.gazetteer"], ["none.gazetteer"]),
    (["check", "--config", "none.toml"], ["none.toml", "config.example.toml"]),
    (["run", "--config", "none.toml"], ["none.toml", "config.example.toml"]),
    (["purge"], ["--now"]),
    (["shred"], ["--now"]),
    (["replay", "--gazetteer", "x"], ["--lines"]),
    (["demo", "--port", "99999"], ["99999"]),
]


@pytest.mark.parametrize(("arguments", "parts"), FAILURES, ids=[" ".join(each) for each, _ in FAILURES])
def test_a_mistake_is_told_in_one_line(arguments, parts):
    done = whistle(*arguments)
    assert done.returncode == 2, done
    told = done.stderr.decode()
    assert told.count("\n") == 1
    assert any(part in told for part in parts), told


def test_every_problem_of_the_settings_is_a_line(tmp_path):
    (tmp_path / "c.toml").write_text("[moderation]\nqourum = 1\n[log]\nlevel = 3\n")
    done = whistle("check", "--config", tmp_path / "c.toml")
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 2


def test_check_says_what_is_wrong_and_what_to_do(tmp_path, town_gazetteer):
    (tmp_path / "config.toml").write_text(
        f'[city]\ngazetteer = "{town_gazetteer}"\n[storage]\npath = "{tmp_path / "whistle.db"}"\n'
        '[moderation]\nsim = [{}]\n[[channels]]\nname = "here"\nareas = ["Nowhere at all"]\nsim = [{}]\n'
    )
    done = whistle("check", cwd=tmp_path)
    told = done.stdout.decode()
    assert done.returncode == 1
    assert "'Nowhere at all', which the gazetteer does not know" in told
    assert "no platform is enabled" in told
    assert "areas have no channel" in told
    for line in told.splitlines():
        if line.startswith(("error", "warning")):
            assert "->" in told[told.index(line) + len(line) :].splitlines()[1]


def test_check_refuses_a_directory_of_detail_keys_that_others_can_look_into(tmp_path, town_gazetteer):
    keys = tmp_path / "details.keys"
    keys.mkdir(mode=0o755)
    (tmp_path / "config.toml").write_text(
        f'[city]\ngazetteer = "{town_gazetteer}"\n[storage]\nurl = "postgresql://whistle@127.0.0.1/whistle"\n'
        f'[keyring]\ndetails_dir = "{keys}"\n'
    )
    told = whistle("check", cwd=tmp_path).stdout.decode()
    assert "keyring.details_dir" in told
    assert f"chmod 700 {keys}" in told
    keys.chmod(0o700)
    assert "keyring.details_dir" not in whistle("check", cwd=tmp_path).stdout.decode()


def test_check_says_what_an_operator_takes_on_with_subscriptions(tmp_path, town_gazetteer):
    file = tmp_path / "config.toml"
    on = (
        f'[city]\ngazetteer = "{town_gazetteer}"\n[subscriptions]\nenabled = true\n'
        '[signal]\nenabled = true\nreceiver = "daemon"\nnumber = "+16125550100"\n'
    )
    file.write_text(on)
    told = whistle("check", cwd=tmp_path).stdout.decode()
    assert "whoever takes over the running machine" in told
    assert "a restart of the bot ends them all" in told
    assert "a limit on it silences those too" in told
    file.write_text(f'{on}alert_number = "+16125550101"\n')
    assert "silences those too" not in whistle("check", cwd=tmp_path).stdout.decode()
    file.write_text(on.replace("[signal]\nenabled = true", "[signal]\nenabled = false"))
    assert "nobody can have one" in whistle("check", cwd=tmp_path).stdout.decode()
    file.write_text(on.replace("[subscriptions]\nenabled = true", ""))
    assert "subscriptions" not in whistle("check", cwd=tmp_path).stdout.decode()


def test_check_tells_which_areas_nobody_serves_and_which_watched_place_is_unknown(tmp_path, town_gazetteer):
    (tmp_path / "config.toml").write_text(
        f'[city]\ngazetteer = "{town_gazetteer}"\n[storage]\npath = "{tmp_path / "whistle.db"}"\n'
        '[moderation]\nsim = [{}]\n[[channels]]\nname = "here"\nsim = [{}]\n'
        'areas = ["Lakeside", "Downtown", "Old Mill", "Orchard Hill", "Cannery", "Northgate"]\n'
        'watch = ["Riverbend Clinic", { place = "Riverbend Clinik", radius_m = 500 }]\n'
    )
    told = whistle("check", cwd=tmp_path).stdout.decode()
    assert "2 areas have no channel: Southfield, Westbank" in told
    assert "watches 'Riverbend Clinik': no place called" in told
    assert "did you mean 'Riverbend Clinic'?" in told
    assert "watches 'Riverbend Clinic'" not in told


def test_the_file_of_settings_can_be_named_in_the_environment(tmp_path):
    (tmp_path / "other.toml").write_text("[log]\nlevel = 3\n")
    done = whistle("check", environ={"WHISTLE_CONFIG": str(tmp_path / "other.toml")})
    assert_failed_in_one_line(done, "other.toml: log.level")


def test_a_reader_that_goes_away_is_no_error(town_gazetteer, tmp_path):
    (tmp_path / "texts").write_bytes(b"alder and 3rd\n" * 2_000)
    command = [*WHISTLE, "place", "--gazetteer", str(town_gazetteer), "--lines"]
    with (
        (tmp_path / "texts").open("rb") as texts,
        started(command, stdin=texts, stdout=subprocess.PIPE, cwd=ROOT) as process,
    ):
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


def test_ctrl_c_ends_without_a_traceback(town_gazetteer, attended):
    command = [*WHISTLE, "place", "--gazetteer", str(town_gazetteer), "--lines"]
    with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"alder and 3rd\n")
        process.stdin.flush()
        process.stdout.readline()  # it runs, and waits for the next line
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read().strip() == b""


def replayed(gazetteer: Path, *lines: bytes) -> subprocess.CompletedProcess[bytes]:
    return whistle("replay", "--gazetteer", gazetteer, "--lines", stdin=b"\n".join(lines) + b"\n")


SAID = b'{"at": "2026-01-15T14:03:10Z", "who": "r1", "text": "3 agents in vests at lake & chicago"}'


def test_replay_answers_an_empty_line_with_null(town_gazetteer):
    done = replayed(town_gazetteer, b"", SAID, b"  ", b"", SAID.replace(b"r1", b"r2"))
    assert done.returncode == 0, done.stderr
    codes = [json.loads(line)["incident"] for line in done.stdout.splitlines()]
    assert [code is not None for code in codes] == [False, True, False, False, True]
    assert codes[1] == codes[4]


@pytest.mark.parametrize(
    "broken",
    [
        b"canary",
        b"[" * 100_000,
        b"[]",
        b"3",
        b'{"at": "canary"}',
        SAID.replace(b"10Z", b"10"),
        SAID.replace(b"2026", b"20"),
    ],
)
def test_replay_says_which_line_is_none_after_it_answered_those_before(town_gazetteer, broken):
    done = replayed(town_gazetteer, SAID, b"", broken, SAID)
    assert_failed_in_one_line_after_the_log(done, "line 3")
    assert b"canary" not in done.stderr
    assert len(done.stdout.splitlines()) == 2


@pytest.fixture
def city_of_one_room(tmp_path: Path, town_gazetteer: Path) -> Path:
    (tmp_path / "config.toml").write_text(
        f'[city]\ngazetteer = "{town_gazetteer}"\n[moderation]\nsim = [{{}}]\n[health]\nport = 0\n'
        '[telegram]\nenabled = true\ntoken_file = "token"\nbase_url = "http://127.0.0.1:9"\n'
    )
    (tmp_path / "token").write_text("7000000001:AAcanaryTOKENcanaryTOKEN")
    (tmp_path / "token").chmod(0o600)
    return tmp_path


def test_run_without_a_platform_says_what_to_do(tmp_path, town_gazetteer):
    (tmp_path / "config.toml").write_text(f'[city]\ngazetteer = "{town_gazetteer}"\n')
    assert_failed_in_one_line(whistle("run", cwd=tmp_path), "no platform is enabled", "telegram.enabled")
    assert not (tmp_path / "var").exists()


def test_run_with_what_no_platform_takes_says_what_to_do(city_of_one_room):
    (city_of_one_room / "token").write_text("canary-token")
    done = whistle("run", cwd=city_of_one_room)
    assert_failed_in_one_line_after_the_log(done, "not one BotFather gives out")
    assert b"canary" not in done.stderr


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name)
@pytest.mark.parametrize("also_on_signal", [False, True], ids=["telegram", "both"])
def test_run_starts_though_its_platforms_are_away_and_stops_when_asked(
    city_of_one_room, asked, also_on_signal, attended
):
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    if also_on_signal:
        with (city_of_one_room / "config.toml").open("a") as config:
            config.write('[signal]\nenabled = true\nnumber = "+15555550100"\nurl = "http://127.0.0.1:9"\n')
    with started([*WHISTLE, "run"], cwd=city_of_one_room, env=environ) as process:
        assert process.stderr
        told = b""
        while b"app.started" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        assert told.startswith(b"at=")
        assert b"app.memory_hardened" in told
        process.send_signal(asked)
        told += process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert b"Traceback" not in told
    assert b"5555550100" not in told
    assert (city_of_one_room / "var").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("command", [["run"], ["demo", "--no-browser", "--port", "0"]], ids=lambda each: each[0])
def test_no_running_bot_writes_a_core_file_or_lets_its_memory_be_read(city_of_one_room, command):
    limits = Path("/proc/self/limits")
    if not limits.exists():
        pytest.skip("this system has no /proc")
    arguments = [*WHISTLE, *command]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with started(
        arguments, cwd=city_of_one_room, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environ
    ) as process:
        assert process.stdout is not None
        told = b""
        # The demo prints only warnings and its address; the limit stands before anything is printed.
        while b"app.started" not in told and b"http://" not in told:
            line = process.stdout.readline()
            assert line, told
            told += line
        core = next(
            line for line in Path(f"/proc/{process.pid}/limits").read_text().splitlines() if "core file" in line
        )
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
    assert core.split()[-3:-1] == ["0", "0"]
    if command == ["run"]:
        assert b"core_dumps=on debuggers=on" in told


def test_purge_tells_how_much_went(city_of_one_room):
    (city_of_one_room / "var").mkdir()
    done = whistle("purge", "--now", cwd=city_of_one_room)
    assert (done.returncode, done.stdout) == (0, b"0 rows destroyed\n"), done.stderr


def test_shred_destroys_the_files_of_an_unfit_directory_too_and_says_what_is_lost(city_of_one_room):
    home = city_of_one_room / "keys"
    home.mkdir(mode=0o755)
    keyring = Keyring(DirectoryHome(home), now=lambda: datetime.now(UTC))
    sealed = keyring.seal(b"three suvs", b"report:r1")
    keyring.remember_address("r1", b"somewhere")
    with (city_of_one_room / "config.toml").open("a") as config:
        config.write(f'[keyring]\nhome = "{home}"\n')
    done = whistle("shred", "--now", cwd=city_of_one_room)
    assert done.returncode == 0, done.stderr
    assert b"destroyed: 1 keys, 1 return addresses, 0 mutes" in done.stdout
    assert b"unreadable from now on: the wording" in done.stdout
    assert list(home.iterdir()) == []
    with pytest.raises(KeyGone):
        keyring.open_sealed(sealed, b"report:r1")


def test_shred_says_that_keys_in_the_memory_of_a_bot_are_out_of_its_reach(city_of_one_room):
    (city_of_one_room / "var").mkdir()
    done = whistle("shred", "--now", cwd=city_of_one_room)
    assert done.returncode == 1
    assert b"Stop it, and they are gone" in done.stdout


def test_backup_writes_a_new_file_for_its_owner_alone_and_never_over_another(city_of_one_room):
    (city_of_one_room / "var").mkdir()
    target = city_of_one_room / "copy.db"
    done = whistle("backup", str(target), cwd=city_of_one_room)
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    assert_failed_in_one_line(whistle("backup", str(target), cwd=city_of_one_room), "copy.db", "exists")
    assert target.read_bytes() == before


@pytest.mark.parametrize("command", [["run"], ["purge", "--now"], ["backup", "copy.db"]], ids=" ".join)
def test_a_file_that_is_no_database_is_told_and_left_alone(city_of_one_room, command):
    (city_of_one_room / "var").mkdir()
    (city_of_one_room / "var" / "whistle.db").write_bytes(b"a letter, not a database")
    assert_failed_in_one_line_after_the_log(whistle(*command, cwd=city_of_one_room), "whistle.db")
    assert (city_of_one_room / "var" / "whistle.db").read_bytes() == b"a letter, not a database"


def test_the_module_and_the_script_are_one():
    scripts = (ROOT / "pyproject.toml").read_text()
    assert 'whistle = "bot.cli:main"' in scripts
