"""Which address a geocoder may have: one of the operator's own machines, unless a third party is allowed."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def refusal(url: str, *, allow_third_party: bool = False) -> str:
    """Return why this address may not be asked and what to do, "" where it may."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.path not in {"", "/"}:
        return "the geocoder's address must look like http://127.0.0.1:8080, without a path"
    if not allow_third_party and not _is_private(address.hostname):
        return (
            "the geocoder is not on a private host: it would learn what residents ask about. "
            "Run one of your own, or set allow_third_party = true"
        )
    return ""


def _is_private(host: str) -> bool:
    """Loopback and private addresses, localhost, and bare names as containers have them."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host
    return address.is_loopback or address.is_private
