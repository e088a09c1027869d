"""A chat network in memory: the transport of the demo and of the tests' town.

It behaves as chats do (history, edits, deletes, reactions, buttons or none, outages, redelivery) and speaks the same
port as the real platforms. It must never be reachable from outside this process.
"""

from bot.transports.simulator.chat import BOT, Button, Chat, SimEvent, SimMessage
from bot.transports.simulator.flavor import FLAVORS, SIM, SIMSIG, Flavor
from bot.transports.simulator.network import Network, Weather
from bot.transports.simulator.phone import SimPhone
from bot.transports.simulator.transport import Simulator
from bot.transports.simulator.world import SimWorld

__all__ = [
    "BOT",
    "FLAVORS",
    "SIM",
    "SIMSIG",
    "Button",
    "Chat",
    "Flavor",
    "Network",
    "SimEvent",
    "SimMessage",
    "SimPhone",
    "SimWorld",
    "Simulator",
    "Weather",
]
