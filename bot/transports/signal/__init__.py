"""Signal as a transport. The only place, with its neighbors here, where `signalbot` is imported."""

from bot.transports.signal.config import Joining, SignalConfig
from bot.transports.signal.transport import SignalTransport

__all__ = ["Joining", "SignalConfig", "SignalTransport"]
