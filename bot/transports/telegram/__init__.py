"""Telegram as a transport. The only place, with its neighbors here, where `telegram` is imported."""

from bot.transports.telegram.addresses import AddressesInRam
from bot.transports.telegram.config import RoomAddresses, Say, TelegramConfig, WebhookConfig
from bot.transports.telegram.transport import TelegramTransport

__all__ = [
    "AddressesInRam",
    "RoomAddresses",
    "Say",
    "TelegramConfig",
    "TelegramTransport",
    "WebhookConfig",
]
