"""`whistle signal ...` against a server: what an operator is asked, told, and what Signal knows afterwards."""

import asyncio
import io
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from PIL import Image

from bot.cli import main
from bot.transports.signal.challenges import Challenge, Challenges
from tests.fake_signal.people import ALERTS, ANA, BEN, BOT, Group
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.harness import MODERATORS, PHILLIPS

CONFIG = """
[signal]
url = "{url}"
receiver = "{receiver}"
number = "{number}"
{more}

[keyring]
moderators_file = "{folder}/moderators.secret"

[moderation]
signal = "{moderators}"

[[channels]]
name = "phillips"
everywhere = true
{room}

[[channels]]
name = "powderhorn"
everywhere = true
telegram = -1001234567890
"""


class Operator:
    """Types commands; what was printed is in `out`, what went wrong in `err`."""

    def __init__(self, server: FakeSignal, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch):
        self.server, self.folder, self._capsys, self._patch = server, folder, capsys, patch
        self.out = self.err = ""
        self.config = folder / "config.toml"
        self.set_up()

    def set_up(
        self, *, number: str = BOT, room: str = f'signal = "{PHILLIPS.rest_id}"', url: str = "", more: str = ""
    ) -> None:
        given = {"url": url or self.server.url, "receiver": self.server.receiver, "number": number, "room": room}
        text = CONFIG.format(**given, moderators=MODERATORS.rest_id, folder=self.folder, more=more)
        self.config.write_text(text)

    async def types(self, *words: str, answers: str = "") -> int:
        self._patch.setattr(sys, "stdin", io.StringIO(answers))
        status = await asyncio.to_thread(main, ["signal", *words, "--config", str(self.config)])
        self.out, self.err = self._capsys.readouterr()
        return status

    async def fails(self, *words: str) -> str:
        """The one line said, which holds no number and no trace."""
        assert await self.types(*words) == 2
        assert self.err.startswith("whistle: ")
        assert self.err.count("\n") == 1
        assert BOT not in self.err + self.out
        return self.err


@pytest.fixture
def operator(
    server: FakeSignal, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Operator:
    return Operator(server, tmp_path, capsys, monkeypatch)


async def test_setup_asks_before_each_change_and_leaves_what_is_refused(operator: Operator):
    assert await operator.types("setup", "--about", "No names, ever", "--username", "whistle", answers="y\nn\ny\n") == 0
    server = operator.server
    assert server.profile == {"name": "Whistle", "about": "No names, ever"}
    assert server.settings == {}
    assert server.username == "whistle.42"
    assert operator.out.count("[y/N]") == 3
    assert "left as it is" in operator.out
    assert "for posters: https://signal.me/#eu/whistle.42" in operator.out
    assert "▀" in operator.out  # the QR code
    assert "registration lock" in operator.out
    assert BOT not in operator.out + operator.err


async def test_setup_again_changes_nothing(operator: Operator):
    words = ("setup", "--yes", "--username", "whistle")
    assert await operator.types(*words) == 0
    first = (dict(operator.server.profile), operator.server.username, dict(operator.server.settings))
    assert first[2] == {"discoverable_by_number": False, "share_number": False}
    assert await operator.types(*words) == 0
    assert (operator.server.profile, operator.server.username, operator.server.settings) == first
    assert "[y/N]" not in operator.out


async def test_a_picture_is_shown_without_what_its_camera_wrote_into_it(operator: Operator, tmp_path: Path):
    exif = Image.Exif()
    exif[0x010E] = "taken at the kitchen table of Quetzal"
    Image.new("RGB", (8, 8), "red").save(tmp_path / "logo.jpg", exif=exif)
    assert await operator.types("setup", "--yes", "--avatar", str(tmp_path / "logo.jpg")) == 0
    shown = b64decode(operator.server.profile["base64_avatar"])
    assert shown.startswith(b"\xff\xd8")
    assert b"Quetzal" not in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--username", "taken"), "somebody has it"),
        (("--username", "9lives"), "begins with no digit"),
        (("--username", "ñandú"), "letters without accents"),
    ],
)
async def test_a_username_that_cannot_be_had_is_said_so(operator: Operator, words: tuple[str, ...], told: str):
    assert told in await operator.fails("setup", "--yes", *words)
    assert operator.server.username == ""


async def test_what_is_no_picture_is_refused_before_anything_changes(operator: Operator, tmp_path: Path):
    (tmp_path / "notes.png").write_text("not a picture")
    assert "cannot be used as a picture" in await operator.fails(
        "setup", "--yes", "--avatar", str(tmp_path / "notes.png")
    )
    assert operator.server.profile == {}


async def test_groups_are_listed_with_their_rooms_and_who_waits(operator: Operator):
    operator.server.charters[PHILLIPS].asking.append(BEN.aci)
    assert await operator.types("groups") == 0
    lines = operator.out.splitlines()
    assert f"{PHILLIPS.rest_id}  Phillips: 1 members, 1 wait to be let in  = phillips@signal" in lines
    assert f"{MODERATORS.rest_id}  Moderators: 2 members  = moderators@signal" in lines
    assert BEN.aci not in operator.out


async def test_a_channels_group_lets_only_admins_write_and_says_that_members_see_each_other(operator: Operator):
    qr = operator.folder / "invite.png"
    operator.set_up(room="telegram = -1009876543210")
    assert (
        await operator.types("group", "create", "Phillips alerts", "--channel", "phillips", "--yes", "--qr", str(qr))
        == 0
    )
    made = Group("Phillips alerts")
    charter = operator.server.charters[made]
    assert set(charter.rights.values()) == {"only-admins"}
    assert (charter.link, charter.timer_s) == ("enabled-with-approval", 86_400)
    assert "see each other's names" in charter.description
    assert f'signal = "{made.rest_id}"' in operator.out.splitlines()
    assert "invite link: https://signal.group/#Phillips alerts" in operator.out
    assert qr.read_bytes().startswith(b"\x89PNG")


async def test_a_second_group_of_a_channel_is_added_to_the_line_of_the_first(operator: Operator):
    assert await operator.types("group", "create", "Phillips-2", "--channel", "phillips", "--yes") == 0
    (line,) = [line for line in operator.out.splitlines() if line.startswith("signal = ")]
    assert PHILLIPS.rest_id in line
    assert Group("Phillips-2").rest_id in line
    operator.set_up(room=line)
    assert await operator.types("groups") == 0
    assert "= phillips.en-2@signal" in operator.out


async def test_a_spanish_group_describes_itself_in_spanish(operator: Operator):
    await operator.types("group", "create", "Alertas", "--channel", "phillips", "--language", "es", "--yes")
    assert "ven los nombres" in operator.server.charters[Group("Alertas")].description


async def test_the_moderators_group_has_no_link_and_only_admins_add(operator: Operator):
    assert await operator.types("group", "create", "Mods", "--moderators", "--yes") == 0
    charter = operator.server.charters[Group("Mods")]
    assert charter.link == "disabled"
    assert charter.rights == {
        "add_members": "only-admins", "edit_group": "only-admins", "send_messages": "every-member"
    }  # fmt: skip
    assert "invite link" not in operator.out


async def test_a_group_of_ones_own_is_taken_over_with_its_name(operator: Operator):
    operator.server.charters[PHILLIPS].rights.update(add_members="every-member")
    assert await operator.types("group", "adopt", PHILLIPS.rest_id, "--channel", "phillips", "--yes") == 0
    charter = operator.server.charters[PHILLIPS]
    assert set(charter.rights.values()) == {"only-admins"}
    assert charter.timer_s == 86_400
    assert f'signal = "{PHILLIPS.rest_id}"' in operator.out.splitlines()


async def test_nothing_is_made_unless_the_operator_says_so(operator: Operator):
    assert await operator.types("group", "create", "Phillips-2", "--channel", "phillips", answers="n\n") != 0
    assert Group("Phillips-2") not in operator.server.members


async def test_a_group_that_is_somebody_elses_is_not_taken_over(operator: Operator):
    operator.server.charters[PHILLIPS].admins[:] = [ANA.aci]
    assert "not an admin" in await operator.fails("group", "adopt", PHILLIPS.rest_id, "--channel", "phillips", "--yes")
    assert operator.server.charters[PHILLIPS].timer_s == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("create", "Phillips", "--channel", "nowhere"), "no channel 'nowhere'"),
        (("create", "Phillips"), "either --channel or --moderators"),
        (("create", "x" * 33, "--channel", "phillips"), "1 to 32 letters"),
        (("create", "Phillips", "--channel", "phillips", "--language", "hmn"), "none of city.languages"),
        (("adopt", "group.bm9ib2R5", "--channel", "phillips"), "in no group of that id"),
    ],
)
async def test_what_cannot_be_made_is_said_in_one_line(operator: Operator, words: tuple[str, ...], told: str):
    assert told in await operator.fails("group", *words, "--yes")
    assert operator.server.asked["group"] == 0


async def test_a_captcha_is_handed_in(operator: Operator):
    assert await operator.types("captcha", "token-1", "signalcaptcha://solved") == 0
    assert operator.server.solved == ["token-1"]
    assert "accepted" in operator.out


async def test_what_signal_asks_the_running_bot_is_shown_and_gone_once_it_is_answered(operator: Operator):
    challenges = Challenges(operator.folder / "signal-challenges")
    challenges.add("intake", ["token-1", "token-2"])
    assert await operator.types("captcha") == 0
    assert "Signal asks (intake number): token-1" in operator.out
    assert await operator.types("captcha", "token-1", "signalcaptcha://solved") == 0
    assert operator.server.solved == ["token-1"]
    assert challenges.open() == (Challenge("intake", "token-2"),)
    await operator.fails("captcha", "token-2", "signalcaptcha://wrong")
    assert challenges.open() == (Challenge("intake", "token-2"),)


async def test_with_two_numbers_groups_are_the_second_ones_and_the_username_the_firsts(operator: Operator):
    kind = type(operator.server)
    async with fake_signal({PHILLIPS: [ALERTS]}, kind, ALERTS) as groups:
        operator.set_up(more=f'alert_number = "{ALERTS}"\nalert_url = "{groups.url}"')
        assert await operator.types("groups") == 0
        assert "1 groups" in operator.out
        assert await operator.types("setup", "--username", "whistle", "--yes") == 0
        assert (operator.server.username[:7], groups.username) == ("whistle", "")
        assert operator.server.settings == groups.settings == {"discoverable_by_number": False, "share_number": False}
        Challenges(operator.folder / "signal-challenges").add("alerts", ["token-3"])
        assert await operator.types("captcha", "token-3", "signalcaptcha://solved") == 0
        assert (operator.server.solved, groups.solved) == ([], ["token-3"])


async def test_without_a_captcha_the_way_to_one_is_shown(operator: Operator):
    assert await operator.types("captcha") == 0
    assert "https://signalcaptchas.org/challenge/generate.html" in operator.out


@pytest.mark.parametrize(("words", "told"), [
    (("captcha", "token-1", "https://example.org"), "begins with signalcaptcha://"),
    (("captcha", "token-1", "signalcaptcha://wrong"), "did not accept"),
])  # fmt: skip
async def test_a_captcha_that_is_none_is_refused(operator: Operator, words: tuple[str, ...], told: str):
    assert told in await operator.fails(*words)
    assert operator.server.solved == []


async def test_a_number_that_is_limited_is_told_of_the_captcha(operator: Operator):
    operator.server.refuse_next("profile", operator.server.limited())
    assert "whistle signal captcha" in await operator.fails("setup", "--yes")


async def test_a_server_that_is_away_or_a_number_that_is_missing_is_said_so(operator: Operator):
    operator.set_up(url="http://127.0.0.1:9")
    assert "was not reached" in await operator.fails("groups")
    operator.set_up(number="")
    assert "there is no number yet" in await operator.fails("groups")
