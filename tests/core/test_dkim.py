"""Our signatures, checked by a verifier that shares no line with the signer and is itself checked by RFC 8463."""

import base64
import hashlib
import re
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.dkim import DkimSigner, UnusableKey, relaxed_body

NOW = datetime(2024, 1, 22, 6, 0, tzinfo=UTC)
MAIL = (
    b"From: =?utf-8?b?0JQ=?=\r\n <digest@example.org>\r\nTo: reader@example.com\r\nSubject:  Week \t 3 \r\n"
    b"Message-ID: <a@example.org>\r\nList-Unsubscribe: <https://example.org/u/k>,\r\n <mailto:u@example.org>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Other: 1\r\n\r\nHello  reader \r\n\t.\r\n\r\n\r\n"
)

# The example of RFC 8463, appendix A: one message with an Ed25519 and an RSA signature, and their public keys.
RFC_8463 = """DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
""".replace("\n", "\r\n").encode()
RFC_8463_ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
RFC_8463_RSA = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/b"
    "yYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l"
    "/K4w3QIDAQAB"
)

PublicKey = Ed25519PublicKey | rsa.RSAPublicKey


def headers_of(mail: bytes) -> list[tuple[str, str]]:
    """Name and raw value of each field, in order, line by line as a reader of RFC 5322 would."""
    fields: list[tuple[str, str]] = []
    for line in mail.split(b"\r\n\r\n", 1)[0].decode().split("\r\n"):
        if line[0] in " \t":
            name, value = fields[-1]
            fields[-1] = (name, value + "\r\n" + line)
        else:
            name, value = line.split(":", 1)
            fields.append((name.strip().lower(), value))
    return fields


def canonical_field(name: str, value: str) -> str:
    unfolded = value.replace("\r\n", "")
    return name + ":" + re.sub(r"[ \t]+", " ", unfolded).strip(" ")


def canonical_body(mail: bytes) -> bytes:
    lines = mail.split(b"\r\n\r\n", 1)[1].split(b"\r\n")
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def check(mail: bytes, key: PublicKey, which: int = 0) -> dict[str, str]:
    """Verify the `which`-th signature from the top; its tags. Raises InvalidSignature."""
    fields = headers_of(mail)
    raw = [value for name, value in fields if name == "dkim-signature"][which]
    pairs = (pair.split("=", 1) for pair in raw.split(";"))
    tags = {tag.strip(): re.sub(r"\s", "", value) for tag, value in pairs}
    if base64.b64encode(hashlib.sha256(canonical_body(mail)).digest()).decode() != tags["bh"]:
        raise InvalidSignature("body")
    data = ""
    for wanted in tags["h"].lower().split(":"):
        index = next((i for i in reversed(range(len(fields))) if fields[i][0] == wanted), None)
        if index is not None:
            data += canonical_field(*fields.pop(index)) + "\r\n"
    data += canonical_field("dkim-signature", re.sub(r"(;\s*b=)[^;]*", r"\1", raw))
    signature = base64.b64decode(tags["b"])
    if isinstance(key, Ed25519PublicKey):
        key.verify(signature, hashlib.sha256(data.encode()).digest())
    else:
        key.verify(signature, data.encode(), padding.PKCS1v15(), SHA256())
    return tags


RSA_KEY = rsa.generate_private_key(65537, 2048)
ED_KEY = Ed25519PrivateKey.generate()


def pem(key: rsa.RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


SIGNERS = {
    "rsa-sha256": DkimSigner.load("example.org", "s1", pem(RSA_KEY)),
    "ed25519-sha256": DkimSigner.load("example.org", "s2", pem(ED_KEY)),
}
PUBLIC: dict[str, PublicKey] = {"rsa-sha256": RSA_KEY.public_key(), "ed25519-sha256": ED_KEY.public_key()}


def test_the_verifier_accepts_the_example_of_rfc_8463() -> None:
    rsa_key = load_der_public_key(base64.b64decode(RFC_8463_RSA))
    assert isinstance(rsa_key, rsa.RSAPublicKey)
    check(RFC_8463, Ed25519PublicKey.from_public_bytes(base64.b64decode(RFC_8463_ED25519)), 0)
    check(RFC_8463, rsa_key, 1)


def test_the_signer_canonicalises_as_rfc_8463_did() -> None:
    digest = hashlib.sha256(relaxed_body(RFC_8463.split(b"\r\n\r\n", 1)[1])).digest()
    assert base64.b64encode(digest) == b"2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="


@pytest.mark.parametrize("algorithm", SIGNERS)
def test_a_signature_verifies_and_names_what_it_signs(algorithm: str) -> None:
    tags = check(SIGNERS[algorithm].sign(MAIL, NOW), PUBLIC[algorithm])
    assert tags["a"] == algorithm
    assert (tags["d"], tags["c"], tags["t"]) == ("example.org", "relaxed/relaxed", str(int(NOW.timestamp())))
    assert tags["h"].split(":") == [
        "from",
        "from",
        "to",
        "subject",
        "message-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
    ]


@pytest.mark.parametrize("algorithm", SIGNERS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"u/k>", b"u/x>"),
        (b"=One-Click", b"=Two-Clicks"),
        (b"Week", b"weak"),
        (b"Hello", b"Hullo"),
        (b"Message-ID", b"From: mallory@example.com\r\nMessage-ID"),
    ],
)
def test_a_changed_mail_verifies_no_more(algorithm: str, old: bytes, new: bytes) -> None:
    signed = SIGNERS[algorithm].sign(MAIL, NOW)
    assert old in signed
    with pytest.raises(InvalidSignature):
        check(signed.replace(old, new), PUBLIC[algorithm])


def test_a_signed_mail_keeps_its_bytes_and_short_lines() -> None:
    signed = SIGNERS["rsa-sha256"].sign(MAIL, NOW)
    assert signed.endswith(MAIL)
    assert all(len(line) < 100 for line in signed.removesuffix(MAIL).split(b"\r\n"))


@given(lines=st.lists(st.text("a. \t", max_size=8).map(str.encode), max_size=8))
def test_any_body_is_signed_as_the_verifier_reads_it(lines: list[bytes]) -> None:
    mail = MAIL.split(b"\r\n\r\n", maxsplit=1)[0] + b"\r\n\r\n" + b"\r\n".join(lines)
    check(SIGNERS["ed25519-sha256"].sign(mail, NOW), PUBLIC["ed25519-sha256"])


@pytest.mark.parametrize(
    ("domain", "selector", "key"),
    [
        ("example.org; x=1", "s", pem(ED_KEY)),
        ("example.org", "", pem(ED_KEY)),
        ("example.org", "s", b"no key"),
        ("example.org", "s", pem(ED_KEY)[:40]),
    ],
)
def test_an_unusable_key_is_told_without_showing_it(domain: str, selector: str, key: bytes) -> None:
    with pytest.raises(UnusableKey) as told:
        DkimSigner.load(domain, selector, key)
    assert "BEGIN" not in str(told.value)
