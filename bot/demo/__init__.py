"""Everything in one browser window, on this machine alone: only the chat network is simulated."""

from bot.demo.run import Demo, run_demo

__all__ = ["Demo", "run_demo"]
