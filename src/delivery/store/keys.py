"""The keys of contact data: sealing (AES-256-GCM-SIV), blind indexes, link signatures; one ring outside the database.

A ring holds root keys by id; each use derives its own subkey (HKDF-SHA-256), so that no key serves two purposes. New
data is sealed and signed with `current`; older ids stay readable, which is what rotation needs. The blind index has a
root of its own: rotating it means indexing every address again.
"""

import base64
import json
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from delivery.core.channel import ChannelName
from delivery.core.tokens import Purpose, SigningKeys

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile("[a-z0-9]")  # one character that survives in a mail address, where case may be lost
PAD_TO = 64  # every chat id and nearly every mail address comes out equally long


class KeysUnreadable(Exception):
    """The key file cannot be read; without it the store's contact data is lost. Restore it from the backup."""


class Unsealable(Exception):
    """This ciphertext was sealed with a key that the key file does not hold, or it was changed."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """Root keys by id (one small letter or digit), the id in use, and the root of the blind index."""

    roots: dict[str, bytes]
    current: str
    index_root: bytes
    _boxes: dict[str, AESGCMSIV] = field(default_factory=dict, compare=False)

    @classmethod
    def generate(cls) -> Self:
        """A fresh ring with one key."""
        return cls({"a": os.urandom(KEY_BYTES)}, "a", os.urandom(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The ring that `dump` wrote. Raises KeysUnreadable."""
        try:
            data = json.loads(text)
            roots = {key_id: base64.b64decode(key, validate=True) for key_id, key in data["keys"].items()}
            ring = cls(roots, data["current"], base64.b64decode(data["index"], validate=True))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeysUnreadable("the key file is not in the form that `digest init` writes") from None
        if any(not KEY_ID.fullmatch(key_id) for key_id in roots):
            raise KeysUnreadable("the key file holds a key whose id is not one small letter or digit")
        if ring.current not in roots or any(len(key) != KEY_BYTES for key in (*roots.values(), ring.index_root)):
            raise KeysUnreadable("the key file names a current key that it does not hold, or a key is cut short")
        return ring

    def dump(self) -> str:
        """The ring as text for the key file."""
        keys = {key_id: base64.b64encode(key).decode() for key_id, key in self.roots.items()}
        return json.dumps(
            {"current": self.current, "keys": keys, "index": base64.b64encode(self.index_root).decode()}, indent=2
        )

    def seal(self, text: str, about: str) -> bytes:
        """`text`, encrypted, padded and bound to `about` (what kind of thing it is)."""
        nonce = os.urandom(NONCE_BYTES)
        return self.current.encode() + nonce + self._box(self.current).encrypt(nonce, _pad(text), about.encode())

    def open(self, sealed: bytes, about: str) -> str:
        """The text that `seal` took. Raises Unsealable."""
        key_id = sealed[:1].decode("ascii", "replace")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return _unpad(self._box(key_id).decrypt(nonce, body, about.encode()))
        except (InvalidTag, KeyError, ValueError):
            raise Unsealable(f"data sealed with key {key_id!r} cannot be opened") from None

    def index(self, channel: ChannelName, address: str) -> bytes:
        """The blind index of an address: equal for equal addresses, useless without the key."""
        return self._index_keys.mac(Purpose.INDEX, f"{channel}:{address}".encode())

    def key_index(self, purpose: Purpose, text: str) -> bytes:
        """A keyed hash of `text` for look-ups of things that are not addresses, such as a dialogue's key."""
        return self._index_keys.mac(purpose, text.encode())

    @cached_property
    def signing(self) -> SigningKeys:
        """The keys of links and envelopes."""
        return SigningKeys({key_id: _derive(root, "sign") for key_id, root in self.roots.items()}, self.current)

    @cached_property
    def _index_keys(self) -> SigningKeys:
        return SigningKeys({"i": _derive(self.index_root, "index")}, "i")

    def _box(self, key_id: str) -> AESGCMSIV:
        if key_id not in self._boxes:
            self._boxes[key_id] = AESGCMSIV(_derive(self.roots[key_id], "seal"))
        return self._boxes[key_id]


def _derive(root: bytes, use: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"weekly-digest {use}".encode()).derive(root)


def _pad(text: str) -> bytes:
    data = text.encode() + b"\x80"
    return data + b"\0" * (-len(data) % PAD_TO)


def _unpad(data: bytes) -> str:
    return data.rstrip(b"\0")[:-1].decode()
