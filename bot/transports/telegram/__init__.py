"""Telegram as a transport. The only place, with its neighbors here, where `telegram` is imported."""

from bot.transports.telegram.addresses import AddressesInRam, AddressFile
from bot.transports.telegram.config import RoomAddresses, Say, TelegramConfig, WebhookConfig
from bot.transports.telegram.transport import TelegramTransport

__all__ = [
    "AddressFile",
    "AddressesInRam",
    "RoomAddresses",
    "Say",
    "TelegramConfig",
    "TelegramTransport",
    "WebhookConfig",
]
