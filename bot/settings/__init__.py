"""Settings: read once from config.toml and the environment, checked as a whole, never changed.

Secrets come from the environment or from files of their own, are held as `SecretStr`, and are never repeated
in an error.
"""

from bot.settings.load import load
from bot.settings.model import Settings
from bot.settings.problems import Problem, SettingsError

__all__ = ["Problem", "Settings", "SettingsError", "load"]
