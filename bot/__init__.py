"""bot talks: every socket, clock, secret and identity lives here."""

__version__ = "0.1.0"
