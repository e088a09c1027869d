"""Transports talk to one platform each. Identity may exist here, in memory, and nowhere further in than bot/privacy."""
