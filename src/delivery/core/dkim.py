"""DKIM: a signature of our domain over a finished mail (RFC 6376; Ed25519 by RFC 8463), relaxed/relaxed.

RFC 8058 wants both List-Unsubscribe headers signed. From is signed once more than it occurs, so that nobody can add a
second one below the signature.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"list-id",
    b"feedback-id",
)
RSA_BITS = 1024  # verifiers ignore shorter keys (RFC 8301 §3.2)
FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")
LABEL = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


class UnusableKey(ValueError):
    """DKIM signing needs a domain, a selector and a PEM file with an RSA (2048 bits) or Ed25519 private key."""


@dataclass(frozen=True, slots=True, repr=False)
class DkimSigner:
    """Signs mails of one domain; the public key stands at `SELECTOR._domainkey.DOMAIN`."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def load(cls, domain: str, selector: str, pem: bytes) -> "DkimSigner":
        """The signer with the private key from `pem`, read once. Raises UnusableKey, which never shows the key."""
        if not (LABEL.fullmatch(domain) and LABEL.fullmatch(selector)):
            raise UnusableKey("the DKIM domain and selector are names of letters, digits, hyphens and full stops")
        return cls(domain, selector, _private_key(pem))

    def sign(self, mail: bytes, now: datetime) -> bytes:
        """The mail with its signature on top. `mail` has CRLF line ends and no signature yet; `now` is signed along."""
        head, _, body = mail.partition(b"\r\n\r\n")
        fields = {name.lower(): value for name, value in FIELD.findall(head + b"\r\n")}
        names = [name for name in SIGNED if name in fields]
        unsigned = self._signature_field(names, body, now)
        signed = b"".join(relaxed_field(name, fields[name]) + b"\r\n" for name in names)
        signature = self._signature(signed + relaxed_field(b"dkim-signature", unsigned))
        return b"DKIM-Signature:" + unsigned + _folded(signature) + b"\r\n" + mail

    def _signature_field(self, names: list[bytes], body: bytes, now: datetime) -> bytes:
        """The value of our header, its `b=` still empty."""
        algorithm = "rsa" if isinstance(self.key, RSAPrivateKey) else "ed25519"
        signed = b":\r\n\t ".join([b"from", *names])
        body_hash = base64.b64encode(sha256(relaxed_body(body)).digest())
        start = f" v=1; a={algorithm}-sha256; c=relaxed/relaxed; d={self.domain};\r\n\ts={self.selector};"
        start += f" t={int(now.timestamp())};"
        return start.encode() + b"\r\n\th=" + signed + b";\r\n\tbh=" + body_hash + b";\r\n\tb="

    def _signature(self, data: bytes) -> bytes:
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), SHA256())
        return self.key.sign(sha256(data).digest())  # RFC 8463 §3: Ed25519 signs the hash


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """A header field for hashing: lower-case name, unfolded, single spaces (RFC 6376 §3.4.2), without its CRLF."""
    unfolded = value.replace(b"\r\n", b"")
    return name.lower() + b":" + re.sub(rb"[ \t]+", b" ", unfolded).strip(b" ")


def relaxed_body(body: bytes) -> bytes:
    """A body for hashing: single spaces, none at line ends, no empty lines at the end (RFC 6376 §3.4.4)."""
    if b"\t" in body or b"  " in body or b" \r\n" in body or body.endswith(b" "):  # never in base64 parts
        body = re.sub(rb"[ \t]+(?=\r\n|\Z)", b"", re.sub(rb"[ \t]+", b" ", body))
    content = body.rstrip(b"\r\n")
    return content + b"\r\n" if content else b""


def _private_key(pem: bytes) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKey("the DKIM key file holds no unencrypted private key in PEM form") from None
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and key.key_size >= RSA_BITS):
        return key
    raise UnusableKey("a DKIM key is RSA with 2048 bits, or Ed25519")


def _folded(signature: bytes) -> bytes:
    text = base64.b64encode(signature)
    return b"\r\n\t ".join(text[i : i + 70] for i in range(0, len(text), 70))
