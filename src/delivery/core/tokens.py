"""Tokens in links and envelopes.

Stateless ones carry an id and a keyed hash bound to one purpose; random ones are stored hashed.

No token carries an address. Stateless tokens live for years and survive a rotation of keys: each names its key.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MAC_BYTES = 12  # 96 bits: an online guesser would need 2^95 requests
ID_BYTES = 8


class Purpose(StrEnum):
    """What a token is good for; one made for one purpose is worthless for another."""

    UNSUBSCRIBE = "unsubscribe"  # id: the subscription
    BOUNCE = "bounce"  # id: the delivery
    MESSAGE_ID = "message-id"  # id: the delivery
    INDEX = "index"  # blind index of an address
    DIALOGUE = "dialogue"  # key of a dialogue's state
    SUPPRESSION = "suppression"


@dataclass(frozen=True, slots=True, repr=False)
class SigningKeys:
    """Keys for keyed hashes by their id (one letter or digit each); `current` signs, all verify."""

    keys: Mapping[str, bytes]
    current: str

    def mac(self, purpose: Purpose, data: bytes, key_id: str | None = None) -> bytes:
        """HMAC-SHA-256 of `data`, bound to `purpose`."""
        key = self.keys[key_id or self.current]
        return hmac.new(key, purpose.encode() + b"\0" + data, hashlib.sha256).digest()


def sign(keys: SigningKeys, purpose: Purpose, row_id: int) -> str:
    """A token for one row: key id + base32 of id and MAC.

    33 characters of a–z and 2–7: safe in a URL, and in the local part of an address, where case may be lost.
    """
    body = row_id.to_bytes(ID_BYTES, "big")
    mac = keys.mac(purpose, body)[:MAC_BYTES]
    return keys.current + base64.b32encode(body + mac).decode().lower().rstrip("=")


def verify(keys: SigningKeys, purpose: Purpose, token: str) -> int | None:
    """The row id of a genuine token for this purpose, else None. Takes the same time for every wrong MAC."""
    key_id, text = token[:1].lower(), token[1:].upper()
    if key_id not in keys.keys:
        return None
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    body, mac = raw[:ID_BYTES], raw[ID_BYTES:]
    expected = keys.mac(purpose, body, key_id)[:MAC_BYTES]
    return int.from_bytes(body, "big") if hmac.compare_digest(mac, expected) else None


def stored_form(token: str) -> bytes:
    """What the store keeps of a random token: enough to recognise it, useless to whoever reads the table."""
    return hashlib.sha256(token.encode()).digest()
