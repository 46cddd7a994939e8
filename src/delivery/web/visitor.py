"""Which language a visitor reads: the one they switched to, else the page's own, else the browser's."""

from aiohttp import web

from delivery.core.language import NATIVE_NAMES, Language, preselected

SWITCH = "language"  # ?language=be keeps the page and changes its language


def switched(request: web.Request) -> Language | None:
    """The language that the visitor chose with a link on the page."""
    chosen = request.query.get(SWITCH, "")
    return Language(chosen) if chosen in NATIVE_NAMES else None


def language_for(request: web.Request, owner: Language | None = None) -> Language:
    """What to show the page in. `owner` is the language of the page's owner: of the path, or of the subscriber."""
    return switched(request) or owner or accepted(request.headers.get("Accept-Language", ""))


def accepted(header: str) -> Language:
    """The digest's language that an Accept-Language header (RFC 9110, 12.5.4) likes best, English if it names none."""
    wishes = [_wish(part) for part in header.split(",")]
    liked = sorted((wish for wish in wishes if wish[0] > 0), key=lambda wish: -wish[0])
    named = (preselected(tag) for _, tag in liked if tag.partition("-")[0] in NATIVE_NAMES)
    return next(named, Language.EN)


def _wish(part: str) -> tuple[float, str]:
    """`ru;q=0.8` → (0.8, "ru"); a weight that is no number counts as no wish."""
    tag, _, weight = part.strip().lower().partition(";")
    try:
        quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        quality = 0.0
    return quality, tag.strip()
