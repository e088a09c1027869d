"""compose.yaml leaves no clear text behind and opens no port; docs/signal.md names what the code says."""

from pathlib import Path
from typing import Any

import pytest

from bot.transports.signal import tally

ROOT = Path(__file__).parents[2]


@pytest.fixture
def services() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml")
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def test_no_port_is_opened_to_anybody(services: dict[str, Any]):
    assert [name for name, service in services["services"].items() if "ports" in service] == []
    assert services["networks"]["inside"]["internal"] is True


def test_received_messages_are_written_nowhere(services: dict[str, Any]):
    signal = services["services"]["signal"]
    assert "ln -sfn /dev/null /var/log/signal-cli-json-rpc-1/out.log" in signal["entrypoint"][-1]
    assert any(each.startswith("/var/log:") for each in signal["tmpfs"])
    assert signal["logging"] == {"driver": "none"}


@pytest.mark.parametrize("what", ["ATTACHMENTS", "STORIES", "AVATARS", "STICKERS"])
def test_nothing_people_send_beside_words_is_fetched(services: dict[str, Any], what: str):
    assert services["services"]["signal"]["environment"][f"JSON_RPC_IGNORE_{what}"] == "true"


def test_what_was_sent_is_not_kept_and_a_crash_leaves_no_memory_behind(services: dict[str, Any]):
    signal = services["services"]["signal"]
    assert '"disableSendLog": true' in services["configs"]["signal-cli"]["content"]
    assert signal["ulimits"] == {"core": 0}
    assert "-XX:-HeapDumpOnOutOfMemoryError" in signal["environment"]["JAVA_OPTS"]
    assert signal["mem_limit"] == signal["memswap_limit"]


def test_the_bot_listens_first(services: dict[str, Any]):
    assert services["services"]["signal"]["depends_on"] == {"whistle": {"condition": "service_started"}}
    assert "depends_on" not in services["services"]["whistle"]


@pytest.mark.parametrize(
    "finding", [tally.UNREACHABLE, tally.TOO_OLD, tally.WRONG_MODE, tally.NOT_IN_ROOM, tally.LIMITED]
)
def test_operators_find_every_finding_explained(finding: str):
    pages = " ".join((ROOT / "docs" / "signal.md").read_text().split())
    told = finding.replace("this number is ", "").replace("Signal ", "", 1).split(":")[0]
    told = told.removeprefix("signal-cli-rest-api is ").removeprefix("signal-cli-rest-api does not run")
    assert told.strip() in pages
