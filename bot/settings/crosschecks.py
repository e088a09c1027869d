"""What each value alone cannot show: settings that contradict one another."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.settings.city import BUILT_IN_QUESTIONS
from bot.settings.keys import Path
from bot.settings.kinds import show_span
from bot.settings.model import Settings
from bot.settings.rooms import MODERATORS, PLATFORMS
from geo.hosts import refusal

_LANGUAGES: Path = ("city", "languages")
_TELEGRAM_TOKEN: tuple[Path, ...] = (("telegram", "token_file"), ("telegram", "enabled"))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A key that does not fit others. `besides` are the other keys that took part in the judgement."""

    path: Path
    text: str
    besides: tuple[Path, ...] = ()

    def rests_on(self, path: Path) -> bool:
        """Whether the value at a path, or one beside it in the same entry, took part in the judgement."""
        return any(path[:2] == each[:2] for each in (self.path, *self.besides))


def contradictions(settings: Settings) -> Iterator[Contradiction]:
    """Yield everything that does not fit together."""
    yield from _city(settings)
    yield from _geocoder(settings)
    yield from _channels(settings)
    yield from _shared_rooms(settings)
    yield from _quorums(settings)
    yield from _times(settings)
    yield from _platforms(settings)
    yield from _subscriptions(settings)
    yield from _storage(settings)


def _city(settings: Settings) -> Iterator[Contradiction]:
    known = settings.city.languages
    listed = f"one of city.languages ({', '.join(known)})"
    for table in ("hotlines", "footer"):
        for language in getattr(settings.city, table):
            if language not in (*known, "all"):
                yield Contradiction(("city", table, language), f"found {language!r}, expected {listed}", (_LANGUAGES,))
    for number, question in enumerate(settings.city.questions):
        if not question.texts and question.key not in BUILT_IN_QUESTIONS:
            what = f"texts for it, or one of {', '.join(BUILT_IN_QUESTIONS)}"
            yield Contradiction(("city", "questions", number), f"found {question.key!r} without texts, expected {what}")
        if question.texts and (missing := [code for code in known if code not in question.texts]):
            yield Contradiction(
                ("city", "questions", number, "texts"), f"found no {', '.join(missing)}, expected every language"
            )


def _geocoder(settings: Settings) -> Iterator[Contradiction]:
    told = settings.geocoder
    if told.kind == "off":
        return
    if why := refusal(told.url, allow_third_party=told.allow_third_party):
        besides: tuple[Path, ...] = (("geocoder", "kind"), ("geocoder", "allow_third_party"))
        yield Contradiction(("geocoder", "url"), why, besides)


def _channels(settings: Settings) -> Iterator[Contradiction]:
    counts = Counter(channel.name for channel in settings.channels)
    for number, channel in enumerate(settings.channels):
        here = ("channels", number)
        if counts[channel.name] > 1:
            yield Contradiction(
                (*here, "name"), f"found {channel.name!r} {counts[channel.name]} times, expected a name of its own"
            )
        if channel.name == MODERATORS:
            yield Contradiction(
                (*here, "name"), f"found {MODERATORS!r}, expected another name: that one is the moderators' own"
            )
        if not (channel.areas or channel.everywhere or channel.watch):
            yield Contradiction(here, "found no areas, expected areas = [...], watch = [...] or everywhere = true")
        if not any(getattr(channel, platform) for platform in PLATFORMS):
            yield Contradiction(here, "found no room, expected telegram = ... or signal = ...")
        for platform in PLATFORMS:
            languages = [room.language or settings.main_language for room in getattr(channel, platform)]
            # Groups on Signal hold 1,000 members, so there a channel may have several of a language.
            if platform != "signal" and len(set(languages)) < len(languages):
                yield Contradiction(
                    (*here, platform), "found two rooms of one language, expected one for each language"
                )
            for language in set(languages) - set(settings.city.languages):
                what = f"one of city.languages ({', '.join(settings.city.languages)})"
                yield Contradiction(
                    (*here, platform), f"found the language {language!r}, expected {what}", (_LANGUAGES,)
                )


def _shared_rooms(settings: Settings) -> Iterator[Contradiction]:
    """One chat under two names would hear twice, or show the moderators' cards to a neighborhood."""
    owners: dict[tuple[str, str], str] = {}
    sections: list[tuple[Path, object]] = [(("moderation",), settings.moderation)]
    sections += [(("channels", number), channel) for number, channel in enumerate(settings.channels)]
    for path, rooms in sections:
        for platform in PLATFORMS:
            for room in getattr(rooms, platform):
                here = "moderation" if path == ("moderation",) else f"the channel {getattr(rooms, 'name', '')!r}"
                first = owners.setdefault((platform, room.address), here) if room.address else here
                if first != here:
                    text = f"found a chat that {first} has already, expected one of its own"
                    yield Contradiction((*path, platform), text)


def _quorums(settings: Settings) -> Iterator[Contradiction]:
    rules = settings.moderation
    for key in ("quorum_sensitive", "quorum_many_channels"):
        if (found := getattr(rules, key)) < rules.quorum:
            yield Contradiction(
                ("moderation", key),
                f"found {found}, expected at least moderation.quorum ({rules.quorum})",
                (("moderation", "quorum"),),
            )


def _times(settings: Settings) -> Iterator[Contradiction]:
    alerts = settings.alerts
    if alerts.expiry_warning >= alerts.alert_lives:
        what = f"less than alerts.alert_lives ({show_span(alerts.alert_lives)})"
        yield Contradiction(
            ("alerts", "expiry_warning"),
            f"found {show_span(alerts.expiry_warning)}, expected {what}",
            (("alerts", "alert_lives"),),
        )


def _platforms(settings: Settings) -> Iterator[Contradiction]:
    telegram, signal = settings.telegram, settings.signal
    if telegram.enabled and telegram.token is None:
        what = "WHISTLE_TELEGRAM__TOKEN in the environment, or telegram.token_file"
        yield Contradiction(
            ("telegram", "token"), f"found nothing, expected {what}, because telegram.enabled is true", _TELEGRAM_TOKEN
        )
    if telegram.token and telegram.spare_token:
        bots = {each.get_secret_value().partition(":")[0] for each in (telegram.token, telegram.spare_token)}
        if len(bots) == 1:
            yield Contradiction(
                ("telegram", "spare_token"), "found the same bot as telegram.token, expected another bot of your own"
            )
    if telegram.enabled and telegram.receive == "webhook":
        if not telegram.webhook_url:
            yield Contradiction(
                ("telegram", "webhook_url"), 'found nothing, expected a link, because telegram.receive is "webhook"'
            )
        if telegram.webhook_secret is None:
            what = "WHISTLE_TELEGRAM__WEBHOOK_SECRET in the environment, or telegram.webhook_secret_file"
            yield Contradiction(("telegram", "webhook_secret"), f"found nothing, expected {what}")
    if signal.enabled and not signal.number:
        yield Contradiction(
            ("signal", "number"), "found nothing, expected the bot's number, because signal.enabled is true"
        )
    if signal.forget_at and signal.receiver == "daemon":
        yield Contradiction(
            ("signal", "forget_at"), 'found beside signal.receiver = "daemon", which forgets by itself, expected none',
            (("signal", "receiver"),),
        )  # fmt: skip
    if signal.alert_url and signal.alert_number in {"", signal.number}:
        yield Contradiction(
            ("signal", "alert_url"), "found without a second number, expected signal.alert_number beside it",
            (("signal", "alert_number"),),
        )  # fmt: skip


def _subscriptions(settings: Settings) -> Iterator[Contradiction]:
    """signal-cli notes everybody it writes to: a list in memory alone is none while that one stays on the disk."""
    signal = settings.signal
    if settings.subscriptions.enabled and signal.enabled and signal.receiver == "rest" and not signal.forget_at:
        yield Contradiction(
            ("subscriptions", "enabled"),
            'found true, but signal-cli would keep every subscriber on its disk, expected signal.receiver = "daemon", '
            "or signal.forget_at beside it",
            (("signal", "receiver"), ("signal", "forget_at")),
        )


def _storage(settings: Settings) -> Iterator[Contradiction]:
    storage = settings.storage
    if storage.url and "path" in storage.model_fields_set:
        yield Contradiction(("storage", "url"), "found beside storage.path, expected only one of the two")
    if storage.password and not storage.url:
        yield Contradiction(("storage", "password"), "found a password without storage.url, expected both or none")
