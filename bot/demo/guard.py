"""Who may open the page: a browser on this machine that was given the address, and no other page in it.

Any page a browser has open may try to reach 127.0.0.1, so the address holds a random token, the host must be this
machine by name (against rebinding of names), and the websocket must come from the page itself.
"""

from secrets import compare_digest
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{wire}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def guard(token: str, host: str) -> Middleware:
    """Return the middleware that lets only this machine's browser in."""
    names = {"127.0.0.1", "localhost", "[::1]", "::1", host}

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await _checked(request, handler, token, names)
        except web.HTTPException as refusal:
            response = web.Response(status=refusal.status, text=refusal.reason)
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers[name] = value.replace("{wire}", f" ws://{request.host}")
        return response

    return guarded


async def _checked(request: web.Request, handler: Handler, token: str, names: set[str]) -> web.StreamResponse:
    if _hostname(request.host) not in names:
        raise web.HTTPForbidden(reason="This page is for this machine only.")
    if not compare_digest(request.path.split("/")[1].encode(), token.encode()):
        raise web.HTTPNotFound(reason="Open the address that the demo printed, with all its letters.")
    return await handler(request)


def from_own_page(request: web.Request) -> bool:
    """Whether a websocket was opened by our page and not by another one in the same browser."""
    return request.headers.get("Origin", "") == f"http://{request.host}"


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
