"""The one-click body: recognised in both forms, never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.web.oneclick import is_one_click

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=---FormBoundaryjWmhtjORrn"
# The body of RFC 8058, section 8.2.
PARTS = (
    b"-----FormBoundaryjWmhtjORrn\r\n"
    b'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
    b"One-Click\r\n"
    b"-----FormBoundaryjWmhtjORrn--\r\n"
)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (URLENCODED, b"List-Unsubscribe=One-Click"),
        (f"{URLENCODED}; charset=UTF-8", b"List-Unsubscribe=One-Click\r\n"),
        ("", b"List-Unsubscribe=One-Click"),
        (URLENCODED, b"x=1&List-Unsubscribe=One%2DClick"),
        (MULTIPART, PARTS),
        ("Multipart/Form-Data;\r\n boundary=---FormBoundaryjWmhtjORrn", PARTS),
        (MULTIPART, PARTS.replace(b"\r\n", b"\n")),
        (MULTIPART, PARTS.replace(b'"List-Unsubscribe"', b"List-Unsubscribe")),
    ],
)
def test_both_forms_of_the_body_are_recognised(content_type: str, body: bytes) -> None:
    assert is_one_click(content_type, body)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (URLENCODED, b""),
        (URLENCODED, b"List-Unsubscribe=Two-Clicks"),
        (URLENCODED, PARTS),
        (MULTIPART, b"List-Unsubscribe=One-Click"),
        ("multipart/form-data", PARTS),
        (MULTIPART, PARTS.replace(b"One", b"Two")),
    ],
)
def test_other_bodies_are_not(content_type: str, body: bytes) -> None:
    assert not is_one_click(content_type, body)


@given(content_type=st.sampled_from([URLENCODED, MULTIPART, "multipart/form-data"]) | st.text(), body=st.binary())
def test_no_body_is_an_error(content_type: str, body: bytes) -> None:
    assert not is_one_click(content_type, body)


@given(cut=st.integers(0, len(PARTS)), noise=st.binary(max_size=40))
def test_no_cut_or_garbled_form_is_an_error(cut: int, noise: bytes) -> None:
    assert is_one_click(MULTIPART, PARTS[:cut] + noise + PARTS[cut:]) in (True, False)
