"""All settings in one frozen value, and what handlers get to see of them."""

from pathlib import Path
from typing import ClassVar

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.city import City, Geocoder, QuestionSetting
from bot.settings.machine import Demo, Health, KeyringSetting, LogSetting, Storage
from bot.settings.platforms import Delivery, Signal, Subscriptions, Telegram
from bot.settings.rooms import MODERATORS, ChannelSetting, RoomAddress, Rooms
from bot.settings.rules import Alerts, Limits, Moderation, Reports, RetentionSetting
from handlers.policy import Channel, Directory, Policy, Question, Room, Watched
from handlers.retention import Retention


class Settings(BaseSettings):
    """Every setting. Made by `bot.settings.load`; made directly, it reads neither file nor environment."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, case_sensitive=True
    )

    city: City = City()
    geocoder: Geocoder = Geocoder()
    storage: Storage = Storage()
    keyring: KeyringSetting = KeyringSetting()
    moderation: Moderation = Moderation()
    channels: tuple[ChannelSetting, ...] = ()
    reports: Reports = Reports()
    alerts: Alerts = Alerts()
    telegram: Telegram = Telegram()
    signal: Signal = Signal()
    subscriptions: Subscriptions = Subscriptions()
    limits: Limits = Limits()
    retention: RetentionSetting = RetentionSetting()
    delivery: Delivery = Delivery()
    log: LogSetting = LogSetting()
    health: Health = Health()
    demo: Demo = Demo()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings names the parameters
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load` reads the sources itself: it has to know which of them a wrong value came from.
        return (init_settings,)

    def policy(self) -> Policy:
        """The rules' numbers, as handlers take them."""
        city = self.city
        return Policy(
            timezone=city.timezone,
            languages=city.languages,
            hotlines=tuple(
                ("" if code == "all" else code, text) for code, texts in city.hotlines.items() for text in texts
            ),
            rights_link=city.rights_link,
            footer=tuple(city.footer.items()),
            questions=tuple(_question(each) for each in city.questions),
            conversation_lives=self.retention.conversation_lives,
            **self.reports.model_dump(exclude={"name_model"}),
            **self.alerts.model_dump(exclude={"map_card"}),
            **self.limits.model_dump(),
            **self.moderation.model_dump(exclude=_NOT_RULES),
        )

    def retention_table(self) -> Retention:
        """How long each sort of row may rest."""
        return Retention(**self.retention.model_dump(exclude={"conversation_lives"}))

    def directory(self) -> Directory:
        """Moderation rooms and channels by name; their addresses stay in `addresses`."""
        return Directory(
            moderation=tuple(
                Room(name=name, language=language, quotes_signal=self._quotes_signal(name))
                for name, language, _ in self.moderation.named(MODERATORS, self.main_language)
            ),
            channels=tuple(self._channel(each) for each in self.channels),
        )

    def addresses(self, platform: str) -> dict[str, str]:
        """The platform's address of every room on it, by the room's name."""
        return {name: room.address for name, _, room in self.rooms() if name.endswith(f"@{platform}")}

    def rooms(self) -> tuple[tuple[str, str, RoomAddress], ...]:
        """Every room: name, language, address; the moderators' first."""
        owners: list[tuple[str, Rooms]] = [
            (MODERATORS, self.moderation),
            *((each.name, each) for each in self.channels),
        ]
        return tuple(room for owner, rooms in owners for room in rooms.named(owner, self.main_language))

    @property
    def main_language(self) -> str:
        """The language of a room that names none."""
        return self.city.languages[0]

    @property
    def store(self) -> str | Path:
        """What `Store.open` takes: the file, or the address with its password."""
        if not self.storage.url:
            return self.storage.path
        from sqlalchemy.engine import make_url

        url = make_url(self.storage.url).set(drivername="postgresql+asyncpg")
        if self.storage.password:
            url = url.set(password=self.storage.password.get_secret_value())
        return url.render_as_string(hide_password=False)

    def _channel(self, setting: ChannelSetting) -> Channel:
        return Channel(
            name=setting.name,
            rooms=tuple(
                Room(name=name, language=language)
                for name, language, _ in setting.named(setting.name, self.main_language)
            ),
            areas=setting.areas,
            everywhere=setting.everywhere,
            watch=tuple(Watched(name=each.place, radius_m=each.radius_m) for each in setting.watch),
        )

    def _quotes_signal(self, room: str) -> bool:
        may_be = self.moderation.signal_wording_on_telegram or not self.signal.enabled
        return may_be or not room.endswith("@telegram")


_NOT_RULES = {*Rooms.model_fields, "signal_wording_on_telegram"}


def _question(setting: QuestionSetting) -> Question:
    return Question(key=setting.key, texts=tuple(setting.texts.items()))
