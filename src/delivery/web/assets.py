"""The stylesheet and the icon, under an address that changes with their content, so that browsers may keep them."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from delivery.core.render.palette import DARK, LIGHT, Palette

FOLDER = Path(__file__).with_name("static")
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {"style.css": "text/css", "icon.svg": "image/svg+xml"}


def _variables(palette: Palette) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in asdict(palette).items())


# The mails' colours: who comes from a mail to a page has not left the house.
COLOURS = f""":root {{ color-scheme: light dark; {_variables(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}
"""
FILES = {
    "style.css": COLOURS.encode() + (FOLDER / "style.css").read_bytes(),
    "icon.svg": (FOLDER / "icon.svg").read_bytes(),
}
VERSION = hashlib.sha256(b"".join(FILES.values())).hexdigest()[:12]


async def show(request: web.Request) -> web.Response:
    """One file. An old version's address gets the present content, and nobody keeps that."""
    name = request.match_info["name"]
    if name not in FILES:
        raise web.HTTPNotFound
    present = request.match_info["version"] == VERSION
    return web.Response(
        body=FILES[name],
        content_type=TYPES[name],
        charset="utf-8",
        headers={"Cache-Control": FOR_EVER if present else "no-store"},
    )
