"""The relay's address as one URL: `smtp+starttls://USER:PASSWORD@HOST:PORT?ca=/path/to/ca.pem`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class Tls(StrEnum):
    """How the connection is encrypted; what is asked for is never done without."""

    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    IMPLICIT = "smtps"


PORTS: Mapping[Tls, int] = MappingProxyType({Tls.NONE: 25, Tls.STARTTLS: 587, Tls.IMPLICIT: 465})
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class BadSmtpUrl(ValueError):
    """The URL of the relay cannot be used; its text says what to change and never shows the password."""


@dataclass(frozen=True, slots=True)
class Relay:
    """The mail server that takes our mail. `ca_file` names the only authority to trust; None trusts the system's."""

    host: str
    port: int
    tls: Tls
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None


def parse_smtp_url(url: str) -> Relay:
    """The relay that `url` names; user and password are percent-encoded in it. Raises BadSmtpUrl."""
    parts = _split(url)
    tls = _tls(parts.scheme)
    if not parts.hostname:
        raise BadSmtpUrl(f"name the relay's host: {tls}://HOST:PORT")
    if parts.path.strip("/") or parts.fragment:
        raise BadSmtpUrl("nothing may follow the port but ?ca=/path; percent-encode / ? # and @ in the password")
    username, password = _credentials(parts, tls)
    return Relay(parts.hostname, _port(parts, tls), tls, username, password, _ca_file(parts.query, tls))


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # its own text may show the password
        raise BadSmtpUrl("this is no URL; percent-encode brackets and unusual letters in the password") from None


def _tls(scheme: str) -> Tls:
    try:
        return Tls(scheme)
    except ValueError:
        raise BadSmtpUrl(f"begin with one of {', '.join(f'{known}://' for known in Tls)}") from None


def _port(parts: SplitResult, tls: Tls) -> int:
    try:
        return parts.port or PORTS[tls]
    except ValueError:
        raise BadSmtpUrl("the port is a number from 1 to 65535; percent-encode a colon in the password") from None


def _credentials(parts: SplitResult, tls: Tls) -> tuple[str | None, str | None]:
    if not parts.username:
        return None, None
    if parts.password is None:
        raise BadSmtpUrl("a user needs a password: USER:PASSWORD@HOST")
    if tls is Tls.NONE and parts.hostname not in THIS_MACHINE:
        raise BadSmtpUrl("a password must not travel in clear text: use smtp+starttls:// or smtps://")
    return unquote(parts.username), unquote(parts.password)


def _ca_file(query: str, tls: Tls) -> str | None:
    options = parse_qs(query)
    if set(options) - {"ca"}:
        raise BadSmtpUrl("the only option is ca=/path/to/authority.pem")
    if options and tls is Tls.NONE:
        raise BadSmtpUrl("ca= needs an encrypted connection: use smtp+starttls:// or smtps://")
    return options["ca"][0] if options else None
