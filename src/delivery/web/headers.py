"""Headers of every answer: nothing runs, nothing is loaded from elsewhere, no address of a page is told to anybody."""

from aiohttp import web

HEADERS = {
    # One stylesheet and one icon of our own; forms post to us alone; no frame, no script, no other origin.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address of a page may hold a token
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers older than frame-ancestors
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",  # a page that may be kept says so itself
}


async def guard(_request: web.Request, response: web.StreamResponse) -> None:
    """Add them to an answer that is about to leave; what the page has set itself stays."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)  # which versions run here helps nobody but an attacker
