"""compose.yaml leaves no clear text behind and opens no port; docs/signal.md names what the code says."""

import json
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


def test_received_messages_are_written_nowhere(signal: dict[str, Any]):
    assert any(mount.startswith("/var/log:") for mount in signal["tmpfs"])
    assert signal["logging"] == {"driver": "none"}
    assert "ln -sfn /dev/null /var/log/signal-cli-json-rpc-1/out.log" in SERVICES[REST]["entrypoint"][-1]
    assert "--no-receive-stdout" in SERVICES[DAEMON]["command"]


@pytest.mark.parametrize("what", ["attachments", "stories", "avatars", "stickers"])
def test_nothing_people_send_beside_words_is_fetched(what: str):
    assert SERVICES[REST]["environment"][f"JSON_RPC_IGNORE_{what.upper()}"] == "true"
    assert f"--ignore-{what}" in SERVICES[DAEMON]["command"]


def test_a_resident_with_a_new_phone_gets_through():
    assert SERVICES[REST]["environment"]["JSON_RPC_TRUST_NEW_IDENTITIES"] == "always"
    assert "--trust-new-identities=always" in SERVICES[DAEMON]["command"]


def test_the_daemon_pulls_only_for_somebody_who_listens_and_only_on_this_machine():
    assert {"--receive-mode=on-connection", "--http=127.0.0.1:8080"} <= set(SERVICES[DAEMON]["command"])


def test_what_was_sent_is_not_kept_and_people_are_not_named_in_the_log(signal: dict[str, Any]):
    (mounted,) = [each for each in signal["configs"] if each["target"] == "/etc/signal-cli/config.json"]
    assert json.loads(FILE["configs"][mounted["source"]]["content"]) == {"disableSendLog": True, "scrubLog": True}


def test_a_crash_leaves_no_memory_behind(signal: dict[str, Any]):
    assert [name for name, each in SERVICES.items() if each["ulimits"] != {"core": 0}] == []
    options = signal["environment"]["JAVA_OPTS"].split()
    assert {"-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash"} <= set(options)
    assert any(each.startswith("-Xmx") for each in options)
    assert signal["mem_limit"] == signal["memswap_limit"]


def test_the_account_lies_where_the_operator_says_and_nowhere_by_default(signal: dict[str, Any]):
    (account,) = signal["volumes"]
    assert account.startswith("${SIGNAL_DATA:?")


def test_the_bot_listens_first(signal: dict[str, Any]):
    assert signal["depends_on"] == {"whistle": {"condition": "service_healthy"}}
    assert SERVICES["whistle"]["depends_on"] == ["net"]
    assert "depends_on" not in SERVICES["net"]


@pytest.mark.parametrize("name", ["net", "whistle", REST, DAEMON])
def test_every_service_has_as_few_rights_as_it_can_start_with(name: str):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # signal-cli-rest-api makes its own user at its start, so its root cannot be read-only.
    assert service.get("read_only", False) is (name != REST)
    assert ("cap_add" in service) is (name == REST)


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
