"""An address as it may stand on the wire: in a header and in an SMTP command."""

import re

# Printable, and nothing that ends an address, opens a comment or starts a second one. Quoted local parts and domain
# literals are legal and unused: refusing them closes a door to injection.
UNUSABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029<>()\[\],;:\\\"]")
LONGEST = 254  # octets of a path, RFC 5321 §4.5.3.1.3 less the angle brackets


class UnusableAddress(ValueError):
    """This address cannot stand in a mail; ask the reader for another one."""


def wire_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA); a local part beyond ASCII stays, and then needs SMTPUTF8.

    Raises UnusableAddress, whose text never contains the address.
    """
    local, _, domain = address.rpartition("@")
    if not local or not domain or "@" in local or UNUSABLE.search(address):
        raise UnusableAddress("an address needs the form name@domain, without spaces, quotes or brackets")
    try:
        wire = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
        too_long = len(wire.encode()) > LONGEST
    except UnicodeError:
        raise UnusableAddress("the domain of an address is no domain name") from None
    if too_long:
        raise UnusableAddress(f"an address is longer than {LONGEST} octets")
    return wire
