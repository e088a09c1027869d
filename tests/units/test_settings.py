"""Settings: everything wrong is told at once, by file and key, and no secret is ever repeated."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, load
from bot.settings.kinds import parse_span, show_span
from handlers.policy import Policy
from handlers.retention import Retention

INNER = {"sequences", "set_aside", "once"}
"""How long inputs already handled are known: a matter of the platforms, not of an operator."""

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
ROOM = "[moderation]\ntelegram = -1001234567890\n"


@pytest.fixture
def config(tmp_path):
    def write(text: str = "", environ: dict[str, str] | None = None) -> Settings:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return load(path, environ or {})

    return write


def complaints(config, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        config(text, environ)
    return str(caught.value).splitlines()


BAD = [
    # what stands in the file, what the one complaint must say
    ("[moderation]\nquorum = 0", ["config.toml: moderation.quorum", "found 0", "at least 1"]),
    ("[moderation]\nquorum = 10", ["moderation.quorum", "found 10", "at most 9"]),
    ("[moderation]\nquorum = true", ["moderation.quorum", "found true", "a number"]),
    ('[moderation]\nquorum = "two"', ["moderation.quorum", "found 'two'", "a whole number"]),
    ("[moderation]\nquorum = 2.5", ["moderation.quorum", "found 2.5", "a whole number"]),
    ("[moderation]\nquorum = [2]", ["moderation.quorum", "found a list of 1", "a whole number"]),
    ("[moderation]\nquorum_sensitive = 1", ["moderation.quorum_sensitive", "found 1", "at least moderation.quorum (2)"]),
    ("[moderation]\nqourum = 2", ["moderation.qourum", "no such key", "nearest is quorum"]),
    ("[moderation]\ndraft_delay = 2", ["moderation.draft_delay", "no such key here", "reports.draft_delay"]),
    ("[moderatoin]\nquorum = 2", ["config.toml: moderatoin", "no such key", "nearest is moderation"]),
    ('[moderation]\ntelegram = "@moderators"', ["moderation.telegram", "found '@moderators'", "number of a Telegram chat"]),
    ('[moderation]\nsignal = "+16125550100"', ["moderation.signal", "found '+16125550100'", "id of a Signal group"]),
    ("[reports]\ndraft_delay = 30", ["reports.draft_delay", "found 30", "a time with its unit"]),
    ('[reports]\ndraft_delay = "30 sec"', ["reports.draft_delay", "found '30 sec'", '"30 s"']),
    ('[reports]\ndraft_delay = "2 h"', ["reports.draft_delay", "found '2 h'", "from 0 s to 10 min"]),
    ("[reports]\nsame_place_m = -1", ["reports.same_place_m", "found -1", "at least 0"]),
    ("[reports]\nsame_place_m = nan", ["reports.same_place_m", "a number"]),
    ('[alerts]\nexpiry_warning = "2 h"', ["alerts.expiry_warning", "found 2 h", "less than alerts.alert_lives (90 min)"]),
    ('[city]\ntimezone = "Mars/Olympus"', ["city.timezone", "found 'Mars/Olympus'", "IANA"]),
    ("[city]\nlanguages = []", ["city.languages", "at least one"]),
    ('[city]\nlanguages = ["English"]', ["city.languages[1]", "found 'English'", "language code"]),
    ('[city]\nrights_link = "http://x.org"', ["city.rights_link", "https://"]),
    ('[city.hotlines]\nfr = ["x"]', ["city.hotlines.fr", "found 'fr'", "en, es"]),
    ('[city.footer]\nfr = "x"', ["city.footer.fr", "en, es"]),
    ('[city]\nquestions = ["dogs"]', ["city.questions[1]", "'dogs' without texts", "still"]),
    ('[city]\nquestions = [{ key = "dogs", texts = { en = "Dogs?" } }]', ["city.questions[1].texts", "found no es"]),
    ('[keyring]\nhome = "var/keys"', ["keyring.home", "found 'var/keys'", '"ram"']),
    ('[storage]\nurl = "mysql://h/db"', ["storage.url", "PostgreSQL"]),
    ('[storage]\npath = "a"\nurl = "postgresql://h/db"', ["storage.url", "beside storage.path", "only one"]),
    ("[telegram]\nenabled = true", ["telegram.token", "WHISTLE_TELEGRAM__TOKEN", "telegram.token_file"]),
    ('[telegram]\nenabled = "perhaps"', ["telegram.enabled", "found 'perhaps'", "true or false"]),
    ('[telegram]\nreceive = "webhooks"', ["telegram.receive", "found 'webhooks'", '"polling" or "webhook"']),
    ('[telegram]\nproxy = "tor"', ["telegram.proxy", "found 'tor'", "socks5://127.0.0.1:9050"]),
    ('[telegram]\nwebhook_host = "0.0.0.0"', ["telegram.webhook_host", "found '0.0.0.0'", "127.0.0.1"]),
    ("[telegram]\nwebhook_port = 70000", ["telegram.webhook_port", "found 70000", "at most 65535"]),
    ("[signal]\nenabled = true", ["signal.number", "signal.enabled is true"]),
    (
        '[subscriptions]\nenabled = true\n[signal]\nenabled = true\nnumber = "+16125550100"',
        ["subscriptions.enabled", "keep every subscriber on its disk", '"daemon"', "signal.forget_at"],
    ),
    ('[subscriptions]\nlives = "90 d"', ["subscriptions.lives", "from 1 d to 30 d"]),
    ("[subscriptions]\nmost = 0", ["subscriptions.most", "at least 1"]),
    ('[signal]\nnumber = "612 555"', ["signal.number", "found '612 555'", "international form"]),
    ('[health]\nhost = "0.0.0.0"', ["health.host", "found '0.0.0.0'", "127.0.0.1"]),
    ('[log]\nlevel = "trace"', ["log.level", "found 'trace'", '"debug"']),
    ('[retention]\nwording = "2 d"', ["retention.wording", "found '2 d'", "to 24 h"]),
    ('[retention]\nconversation_lives = "7 h"', ["retention.conversation_lives", "to 6 h"]),
    ("[limits]\nreports_overall_minute = 0", ["limits.reports_overall_minute", "at least 1"]),
    ('[[channels]]\nareas = ["A"]\ntelegram = -100123', ["channels[1].name", "found nothing", "this key is needed"]),
    ('[[channels]]\nname = "A B"\nareas = ["A"]\ntelegram = -100123', ['channels["A B"].name', "small letters"]),
    ('[[channels]]\nname = "a"\ntelegram = -100123', ['channels["a"]', "found no areas", "everywhere = true"]),
    ('[[channels]]\nname = "a"\nareas = ["A"]', ['channels["a"]', "found no room"]),
    ('[[channels]]\nname = "a"\nareas = ["A"]\ntelegrm = 1\nsim = [{}]', ['channels["a"].telegrm', "nearest is telegram"]),
    ('[[channels]]\nname = "moderators"\nareas = ["A"]\nsim = [{}]', ["found 'moderators'", "another name"]),
    ('[[channels]]\nname = "a"\nareas = ["A"]\nsim = [{language = "fr"}]', ['channels["a"].sim', "'fr'", "en, es"]),
    ('[[channels]]\nname = "a"\nareas = ["A"]\nsim = [{}, {}]', ['channels["a"].sim', "two rooms of one language"]),
    (ROOM + '[[channels]]\nname = "a"\nareas = ["A"]\ntelegram = -1001234567890', ['channels["a"].telegram', "moderation has already"]),
    ('telegram = "x"', ["config.toml: telegram", "found 'x'", "a table"]),
    ("channels = 3", ["config.toml: channels", "found 3", "a list"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), BAD, ids=[parts[0] for _, parts in BAD])
def test_a_wrong_value_is_told_with_its_key_what_was_found_and_what_is_expected(config, text, parts):
    (complaint,) = complaints(config, text)
    for part in parts:
        assert part in complaint


def test_everything_wrong_is_told_at_once(config):
    text = (
        '[city]\ntimezone = "Nowhere"\n[alerts]\nexpiry_warning = "3 h"\n[moderation]\nqourum = 3\n[log]\nlevel = 3\n'
    )
    told = complaints(config, text, {"WHISTLE_HEALTH__PORT": "many", "WHISTLE_LOG__LEVLE": "info"})
    for part in (
        "city.timezone",
        "alerts.expiry_warning",
        "moderation.qourum",
        "log.level",
        "WHISTLE_HEALTH__PORT",
        "WHISTLE_LOG__LEVLE",
    ):
        assert sum(part in line for line in told) == 1, (part, told)
    assert len(told) == 6


def test_one_wrong_value_brings_no_complaint_about_what_hangs_on_it(config):
    (told,) = complaints(config, '[[channels]]\nname = "a"\nareas = ["A"]\ntelegram = "here"')
    assert "number of a Telegram chat" in told


def test_two_channels_of_one_name_are_both_named(config):
    channel = '[[channels]]\nname = "a"\nareas = ["A"]\nsim = [{}]\n'
    assert len(complaints(config, channel * 2)) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("quorum = = 2", "not TOML"),
        ("[city]\n[city]", "not TOML"),
    ],
)
def test_a_file_that_is_not_toml_is_told_by_line(config, text, says):
    (told,) = complaints(config, text)
    assert says in told
    assert "line" in told


def test_a_file_that_is_missing_or_no_text_is_told_with_the_remedy(tmp_path):
    with pytest.raises(SettingsError, match=r"config\.toml: no such file; copy config\.example\.toml"):
        load(tmp_path / "config.toml", {})
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(tmp_path / "config.toml", {})


SECRETS = [
    (f'[telegram]\ntoken = "{TOKEN}"', {}, "WHISTLE_TELEGRAM__TOKEN"),
    (f'[telegram]\ntokn = "{TOKEN}"', {}, "nearest is token"),
    (f'[telegram]\nproxy = "{TOKEN}"', {}, "proxy with its port"),
    ('[telegram]\nproxy = "socks5://ana:hunter2hunter2@localhost:9050"', {}, "without a password"),
    ('[storage]\npassword = "hunter2hunter2"', {}, "WHISTLE_STORAGE__PASSWORD"),
    ('[storage]\nurl = "postgresql://whistle:hunter2hunter2@localhost/whistle"', {}, "without a password"),
    ("", {"WHISTLE_STORAGE__URL": "postgresql://whistle:hunter2hunter2@localhost/whistle"}, "without a password"),
    ("[telegram]\nenabled = true", {"WHISTLE_TELEGRAM__TOKEN": f'["{TOKEN}"]'}, "not shown"),
    ("", {"WHISTLE_HEALTH__PORT": TOKEN}, "WHISTLE_HEALTH__PORT"),
]


@pytest.mark.parametrize(("text", "environ", "says"), SECRETS)
def test_a_secret_in_the_wrong_place_is_refused_with_the_remedy_and_never_repeated(config, text, environ, says):
    told = "\n".join(complaints(config, text, environ))
    assert says in told
    assert "hunter2" not in told
    assert TOKEN not in told
    assert TOKEN.split(":")[1] not in told


def test_a_complaint_carries_no_input_anywhere(config):
    """Tracebacks and chained errors print arguments; none of them may hold a secret."""
    with pytest.raises(SettingsError) as caught:
        config(f'[telegram]\ntoken = "{TOKEN}"\nenabled = "perhaps"')
    seen: list[BaseException] = [caught.value]
    while (link := seen[-1].__cause__ or seen[-1].__context__) is not None:
        seen.append(link)
    assert TOKEN not in "".join(repr(each) + str(each) for each in seen)


def test_secrets_come_from_the_environment_and_are_not_printed(config):
    settings = config("[telegram]\nenabled = true", {"WHISTLE_TELEGRAM__TOKEN": TOKEN})
    assert settings.telegram.token
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings) + str(settings) + settings.model_dump_json()


def test_secrets_come_from_files(config, tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    settings = config(f'[telegram]\nenabled = true\ntoken_file = "{tmp_path / "token"}"')
    assert settings.telegram.token
    assert settings.telegram.token.get_secret_value() == TOKEN
    by_variable = config("", {"WHISTLE_TELEGRAM__TOKEN_FILE": str(tmp_path / "token")})
    assert by_variable.telegram.token == settings.telegram.token


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file"),
        (b"", "one line of text"),
        (b"one\ntwo\n", "one line of text"),
        (b"\xff\xfe", "not text"),
        (b"x" * 5000, "one line of text"),
    ],
)
def test_a_secret_file_that_holds_no_secret_is_told_by_its_key(config, tmp_path, content, says):
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    (told,) = complaints(config, f'[telegram]\ntoken_file = "{path}"')
    assert "telegram.token_file" in told
    assert says in told


def test_a_secret_given_twice_is_refused(config, tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    (told,) = complaints(config, f'[telegram]\ntoken_file = "{tmp_path / "token"}"', {"WHISTLE_TELEGRAM__TOKEN": TOKEN})
    assert "only one of the two" in told
    assert TOKEN not in told


def test_the_environment_wins_over_the_file(config):
    environ = {
        "WHISTLE_MODERATION__QUORUM": "3",
        "WHISTLE_CITY__LANGUAGES": "es, en",
        "WHISTLE_CITY__HOTLINES": '{"all": ["x"]}',
    }
    settings = config('[moderation]\nquorum = 2\n[city]\nlanguages = ["en"]', environ)
    assert settings.moderation.quorum == 3
    assert settings.city.languages == ("es", "en")
    assert settings.policy().hotlines == (("", "x"),)


def test_variables_that_are_empty_or_not_ours_change_nothing(config):
    assert (
        config("", {"WHISTLE_TELEGRAM__TOKEN": "", "WHISTLE_CI": "1", "PATH": "/bin", "WHISTLE_ONCE": "x"})
        == Settings()
    )


def test_settings_made_directly_read_neither_file_nor_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MODERATION", '{"quorum": 5}')
    monkeypatch.setenv("WHISTLE_MODERATION__QUORUM", "5")
    monkeypatch.chdir(tmp_path)
    assert Settings().moderation.quorum == 2


def test_settings_never_change(config):
    settings = config()
    with pytest.raises(ValidationError):
        settings.moderation.quorum = 1
    with pytest.raises(ValidationError):
        settings.city = settings.city


def test_the_defaults_are_those_of_the_rules():
    assert Settings().policy() == Policy()
    assert Settings().retention_table() == Retention()


def test_every_number_of_the_rules_can_be_set(config):
    """A rule without a key would be a rule no operator can change."""
    sections = ("city", "reports", "alerts", "moderation", "limits", "retention")
    keys = {key for section in sections for key in type(getattr(Settings(), section)).model_fields}
    assert {field.name for field in dataclasses.fields(Policy)} <= keys
    assert {field.name for field in dataclasses.fields(Retention)} - INNER <= keys


def test_rooms_are_named_by_channel_and_platform(config):
    text = ROOM + (
        '[[channels]]\nname = "phillips"\nareas = ["East Phillips"]\nsignal = "group.abcdefghij"\n'
        'telegram = [{ address = "-100222222", language = "en" }, { address = "-100333333", language = "es" }]\n'
    )
    settings = config(text)
    directory = settings.directory()
    assert [room.name for room in directory.moderation] == ["moderators@telegram"]
    (channel,) = directory.channels
    assert [(room.name, room.language) for room in channel.rooms] == [
        ("phillips@telegram", "en"),
        ("phillips.es@telegram", "es"),
        ("phillips@signal", "en"),
    ]
    assert settings.addresses("telegram") == {
        "moderators@telegram": "-1001234567890",
        "phillips@telegram": "-100222222",
        "phillips.es@telegram": "-100333333",
    }
    assert settings.addresses("signal") == {"phillips@signal": "group.abcdefghij"}


def test_a_channel_may_have_several_signal_groups_of_a_language_for_each_holds_a_thousand(config):
    spoken = ("en", "es", "en", "es")
    rooms = ", ".join(f'{{ address = "group.abcdefgh{n}", language = "{each}" }}' for n, each in enumerate(spoken))
    settings = config(ROOM + f'[[channels]]\nname = "a"\nareas = ["A"]\nsignal = [{rooms}]\n')
    assert list(settings.addresses("signal")) == ["a@signal", "a.es@signal", "a.en-2@signal", "a.es-2@signal"]


def test_wording_from_signal_is_shown_on_telegram_only_where_the_operator_says_so(config):
    text = ROOM + 'signal = "group.abcdefghij"\n'
    signal = '[signal]\nenabled = true\nnumber = "+16125550100"\n'
    assert [room.quotes_signal for room in config(text + signal).directory().moderation] == [False, True]
    allowed = config(text + "signal_wording_on_telegram = true\n" + signal)
    assert [room.quotes_signal for room in allowed.directory().moderation] == [True, True]


def test_a_city_on_telegram_alone_shows_its_moderators_the_words_and_has_none_from_signal(config):
    assert [room.quotes_signal for room in config(ROOM).directory().moderation] == [True]


def test_the_database_password_is_put_in_only_when_the_store_is_opened(config):
    environ = {"WHISTLE_STORAGE__PASSWORD": "p@ss/word"}
    settings = config('[storage]\nurl = "postgresql://whistle@127.0.0.1/whistle"', environ)
    assert settings.store == "postgresql+asyncpg://whistle:p%40ss%2Fword@127.0.0.1/whistle"
    assert "p@ss" not in repr(settings)
    assert Settings().store == Path("var/whistle.db")


@pytest.mark.parametrize(
    ("text", "span", "back"),
    [
        ("30 s", timedelta(seconds=30), "30 s"),
        ("90s", timedelta(seconds=90), "90 s"),
        ("1.5 h", timedelta(minutes=90), "90 min"),
        ("24 h", timedelta(days=1), "1 d"),
        (0, timedelta(0), "0 s"),
    ],
)
def test_times_are_read_with_their_unit_and_written_back(text, span, back):
    assert parse_span(text) == span
    assert show_span(span) == back
    assert parse_span(back) == span
