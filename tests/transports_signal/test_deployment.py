"""compose.yaml leaves no clear text behind and opens no port; docs/signal.md names what the code says."""

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.transports.signal import tally

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).parents[2]
FILE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = FILE["services"]
REST, DAEMON = "signal", "signal-daemon"


@pytest.fixture(params=[REST, DAEMON])
def signal(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Either of the two that may stand between the bot and Signal."""
    found: dict[str, Any] = SERVICES[request.param]
    return found


@pytest.fixture
def told(signal: dict[str, Any]) -> list[str]:
    """What signal-cli is told at its start."""
    command = signal["command"]
    return shlex.split(command[0].partition("\nsignal-cli ")[2].partition(" &")[0]) if len(command) == 1 else command


def test_no_port_is_opened_to_anybody():
    assert [name for name, each in SERVICES.items() if "ports" in each or each.get("network_mode") == "host"] == []


def test_either_of_the_two_runs_and_the_bot_is_told_which():
    assert {name: each["profiles"] for name, each in SERVICES.items() if "profiles" in each} == {
        REST: ["rest"], DAEMON: ["daemon"]
    }  # fmt: skip
    assert SERVICES["whistle"]["environment"]["WHISTLE_SIGNAL__RECEIVER"] == "${COMPOSE_PROFILES:?rest or daemon}"


def test_the_bot_and_signal_share_a_network_of_their_own(signal: dict[str, Any]):
    assert SERVICES["whistle"]["network_mode"] == signal["network_mode"] == "service:net"
    told = SERVICES["whistle"]["environment"]
    assert told["WHISTLE_SIGNAL__URL"] == "http://127.0.0.1:8080"
    assert told["WHISTLE_SIGNAL__FORGET_AT"] == "${SIGNAL_FORGET_AT:-}"  # refused beside the daemon, which needs none


def test_received_messages_are_written_nowhere(signal: dict[str, Any], told: list[str]):
    assert any(mount.startswith("/var/log:") for mount in signal["tmpfs"])
    assert signal["logging"] == {"driver": "none"}
    assert "--no-receive-stdout" in told


@pytest.mark.parametrize("what", ["attachments", "stories", "avatars", "stickers"])
def test_nothing_people_send_beside_words_is_fetched(told: list[str], what: str):
    assert f"--ignore-{what}" in told


def test_a_resident_with_a_new_phone_gets_through(told: list[str]):
    assert "--trust-new-identities=always" in told


def test_the_daemon_pulls_only_for_somebody_who_listens_and_only_on_this_machine():
    assert {"--receive-mode=on-connection", "--http=127.0.0.1:8080"} <= set(SERVICES[DAEMON]["command"])


def test_what_was_sent_is_not_kept_and_people_are_not_named_in_the_log(signal: dict[str, Any]):
    # A file of its own: compose cannot put one that stands in compose.yaml onto a root that is read-only.
    assert "configs" not in FILE
    (file,) = [each.partition(":")[0] for each in signal["volumes"] if ":/etc/signal-cli/config.json:ro" in each]
    assert json.loads((ROOT / file).read_text()) == {"disableSendLog": True, "scrubLog": True}


def test_a_crash_leaves_no_memory_behind(signal: dict[str, Any]):
    assert [name for name, each in SERVICES.items() if each["ulimits"] != {"core": 0}] == []
    options = signal["environment"]["JAVA_OPTS"].split()
    assert {"-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash"} <= set(options)
    assert any(each.startswith("-Xmx") for each in options)
    assert signal["mem_limit"] == signal["memswap_limit"]


def test_the_account_lies_where_the_operator_says_and_nowhere_by_default(signal: dict[str, Any]):
    account, *others = signal["volumes"]
    assert account.startswith("${SIGNAL_DATA:?")
    assert all(each.endswith(":ro") for each in others)


def test_the_bot_listens_first(signal: dict[str, Any]):
    assert signal["depends_on"] == {"whistle": {"condition": "service_healthy"}}
    assert SERVICES["whistle"]["depends_on"] == ["net"]
    assert "depends_on" not in SERVICES["net"]


@pytest.mark.parametrize("name", ["net", "whistle", REST, DAEMON])
def test_every_service_starts_without_any_right_on_a_root_it_cannot_write(name: str):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "cap_add" not in service
    # Ours say so in their Dockerfile; this image would be root.
    assert service.get("user") == ("1000:1000" if name == REST else None)


def test_libsignal_may_run_where_it_unpacks_itself(signal: dict[str, Any]):
    (tmp,) = [mount.partition(":")[2].split(",") for mount in signal["tmpfs"] if mount.startswith("/tmp")]
    assert "exec" in tmp  # else docker mounts it noexec, and signal-cli ends with "missing native library"
    assert "mode=0700" in tmp
    user = signal.get("user", "10002:10002").partition(":")[0]
    assert {f"uid={user}", f"gid={user}"} <= set(tmp)


STAND_IN = """#!/bin/sh
for each in "$@"; do echo "$each"; done > "$TOLD/${0##*/}.new"
mv "$TOLD/${0##*/}.new" "$TOLD/${0##*/}"
"""


def test_the_rest_servers_two_programs_are_started_as_its_own_start_would_without_a_log_of_messages(tmp_path: Path):
    data, programs, told = tmp_path / "data", tmp_path / "bin", tmp_path / "told"
    for folder in (data, programs, told):
        folder.mkdir()
    for name in ("signal-cli", "signal-cli-rest-api"):
        (programs / name).write_text(STAND_IN)
        (programs / name).chmod(0o755)
    # As the image's own start leaves it: not ours to write.
    (data / "jsonrpc2.yml").write_text("config: {}")
    (data / "jsonrpc2.yml").chmod(0o444)
    service = SERVICES[REST]
    done = subprocess.run(
        [*service["entrypoint"], service["command"][0].replace("$$", "$")],
        env={"PATH": f"{programs}:/usr/bin:/bin", "SIGNAL_CLI_CONFIG_DIR": str(data), "TOLD": str(told)},
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout + done.stderr == b""
    listens = (told / "signal-cli").read_text().split()
    assert {"daemon", "--tcp=127.0.0.1:6001", "--config", str(data)} <= set(listens)
    assert (told / "signal-cli-rest-api").read_text().split() == [f"-signal-cli-config={data}"]
    found = (data / "jsonrpc2.yml").read_text()
    assert yaml.safe_load(found) == {"config": {"<multi-account>": {"tcp_port": 6001}}}
    assert [path.name for path in data.iterdir()] == ["jsonrpc2.yml"]
    assert service["environment"]["MODE"] == "json-rpc"


@pytest.mark.parametrize("file", ["Dockerfile", "Dockerfile.signal-cli"])
def test_our_images_run_as_nobody_special(file: str):
    lines = (ROOT / file).read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}


def test_signal_cli_is_built_from_no_other_file_than_the_one_whose_sum_is_known():
    text = (ROOT / "Dockerfile.signal-cli").read_text()
    assert "ADD --checksum=sha256:${SIGNAL_CLI_SHA256}" in text
    assert "\nARG SIGNAL_CLI_SHA256\n" in text  # no default: nothing is built without it


def test_whoever_hangs_is_noticed():
    assert "healthz" in SERVICES["whistle"]["healthcheck"]["test"][-1]
    # Its /v1/health answers even where signal-cli is dead.
    assert "/v1/accounts" in SERVICES[REST]["healthcheck"]["test"][-1]
    assert "/api/v1/check" in SERVICES[DAEMON]["healthcheck"]["test"][-1]


@pytest.mark.parametrize(
    "finding",
    [
        tally.UNREACHABLE, tally.REFUSES, tally.TOO_OLD, tally.DAEMON_TOO_OLD, tally.WRONG_MODE, tally.NOT_IN_ROOM,
        tally.LIMITED, tally.NEEDS_CAPTCHA, tally.UNCERTAIN, tally.NOT_ADMIN, tally.ANYBODY_ADDS,
    ],
)  # fmt: skip
def test_operators_find_every_finding_explained(finding: str):
    pages = " ".join((ROOT / "docs" / "signal.md").read_text().split())
    told = finding.replace("this number is ", "").replace("Signal ", "", 1).split(":")[0]
    for beginning in ("signal-cli-rest-api is ", "signal-cli-rest-api does not run", "signal-cli is "):
        told = told.removeprefix(beginning)
    assert told.strip()
    assert told.strip() in pages
