"""The relay's URL says all that is needed, and a wrong one says what to change."""

import pytest

from delivery.core.smtpurl import BadSmtpUrl, Relay, Tls, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://localhost", Relay("localhost", 25, Tls.NONE)),
        ("smtp://127.0.0.1:1025/", Relay("127.0.0.1", 1025, Tls.NONE)),
        ("smtp+starttls://relay.example.org", Relay("relay.example.org", 587, Tls.STARTTLS)),
        ("smtps://relay.example.org", Relay("relay.example.org", 465, Tls.IMPLICIT)),
        ("smtps://u%40example.org:p%2Fw%3A@h:2465", Relay("h", 2465, Tls.IMPLICIT, "u@example.org", "p/w:")),
        ("smtps://h?ca=/etc/ca.pem", Relay("h", 465, Tls.IMPLICIT, ca_file="/etc/ca.pem")),
        ("smtp://u:p@localhost:25", Relay("localhost", 25, Tls.NONE, "u", "p")),
    ],
)
def test_a_url_names_the_relay(url: str, relay: Relay) -> None:
    assert parse_smtp_url(url) == relay


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("relay.example.org:25", "smtp://"),
        ("http://relay.example.org", r"smtp\+starttls://"),
        ("smtp://", "host"),
        ("smtp://h:port", "number"),
        ("smtp://h:70000", "number"),
        ("smtps://hidden@h", "password"),
        ("smtp://user:hidden@relay.example.org", "smtps://"),
        ("smtps://user:hid/den@h", "percent-encode"),
        ("smtps://user:hid[den@h", "percent-encode"),
        ("smtps://user:hid℀den@h", "percent-encode"),
        ("smtps://h?verify=no", "ca="),
        ("smtp://h?ca=/x", "encrypted"),
    ],
)
def test_a_wrong_url_says_what_to_change_and_hides_the_password(url: str, advice: str) -> None:
    with pytest.raises(BadSmtpUrl, match=advice) as told:
        parse_smtp_url(url)
    assert "hid" not in str(told.value)


def test_a_relay_shows_no_credentials() -> None:
    shown = repr(parse_smtp_url("smtps://user:hidden@h"))
    assert "hidden" not in shown
    assert "user" not in shown.replace("username", "")
