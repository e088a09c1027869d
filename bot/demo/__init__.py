"""Everything in one browser window, on this machine alone: only the chat network is simulated."""
