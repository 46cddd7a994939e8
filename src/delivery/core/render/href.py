"""Which addresses a link may lead to: the check of editions says what is wrong, the renderers show the words alone."""

import re
from urllib.parse import SplitResult, urlsplit

SCHEMES = ("https", "http", "mailto")
LENGTH_LIMIT = 2048  # what mail clients and Telegram pass on untouched

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\"<>^`{}|]")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


def fault_of(href: str) -> str | None:
    """What is wrong with `href`, in an operator's English, or None for a full address with a scheme and a host."""
    if not href:
        return "the link has no address"
    if _UNSAFE.search(href):
        return f"the address {href[:80]!r} holds a space or another character that addresses do not have"
    if len(href) > LENGTH_LIMIT:
        return f"the address is {len(href)} characters long; the limit is {LENGTH_LIMIT}"
    try:
        return _fault_of_parts(href, urlsplit(href))
    except ValueError:  # a bracket or a port that is none
        return f"the address {href[:80]!r} cannot be read"


def _fault_of_parts(href: str, parts: SplitResult) -> str | None:
    if not parts.scheme:
        return f"the address {href[:80]!r} is not a full one: a mail has no page that it could be relative to"
    if parts.scheme not in SCHEMES:
        return f"the scheme {parts.scheme[:20]!r} is not allowed in a link"
    if parts.scheme == "mailto":
        host = parts.path.rpartition("@")[2] if parts.path.count("@") == 1 else ""
        return _fault_of_host(href, host)
    if "@" in parts.netloc:
        return f"the address {href[:80]!r} carries a user name; it may mislead readers about where it leads"
    _ = parts.port  # reading it raises ValueError where it is none
    return _fault_of_host(href, parts.hostname or "")


def _fault_of_host(href: str, host: str) -> str | None:
    labels = host.rstrip(".").split(".")
    if len(labels) < 2:
        return f"the address {href[:80]!r} has no full host name, such as example.org"
    if not all(_LABEL.fullmatch(label) for label in labels):
        return f"the host name {host[:80]!r} is not a valid one"
    return None
