"""The mail catcher, met by aiosmtplib as production meets a relay."""

import math
import ssl
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest

from delivery.sandbox.mail import MailCatcher, Security, SmtpFault, Stage


def letter(to: str = "kate@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "digest@example.org", to, "Тыдзень"
    message.set_content("Тэкст https://digest.example.org/u/1\n.\n..two dots\n")
    message.add_alternative("<p>Тэкст</p>", subtype="html")
    return message


async def send(catcher: MailCatcher, to: str = "kate@example.org", **options: Any) -> None:
    arguments = {"start_tls": False, "timeout": 5} | options
    await aiosmtplib.send(letter(to), hostname="127.0.0.1", port=catcher.port, **arguments)


async def test_a_letter_is_caught_as_it_was_sent(catcher: MailCatcher) -> None:
    await send(catcher)
    [caught] = await catcher.expect(1, to="kate@example.org")
    assert (caught.sender, caught.recipients) == ("digest@example.org", ("kate@example.org",))
    assert caught.subject == "Тыдзень"
    assert caught.text.splitlines()[1:] == [".", "..two dots"]
    assert caught.html.strip() == "<p>Тэкст</p>"
    assert caught.links == ["https://digest.example.org/u/1"]
    assert caught.raw.startswith(b"From: digest@example.org\r\n")
    assert not caught.tls


@pytest.mark.parametrize(("security", "options"), [
    (Security.NONE, {"start_tls": False}),
    (Security.STARTTLS, {"start_tls": True}),
    (Security.TLS, {"use_tls": True, "start_tls": None}),
])  # fmt: skip
async def test_it_speaks_tls_and_asks_for_a_password(security: Security, options: dict[str, Any]) -> None:
    async with MailCatcher(security, user="digest", password="secret") as catcher:
        assert catcher.url == f"{security.value}://digest:secret@127.0.0.1:{catcher.port}"
        tls: dict[str, Any] = {} if security is Security.NONE else {"tls_context": catcher.client_tls}
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send(catcher, username="digest", password="wrong", **options, **tls)
        await send(catcher, username="digest", password="secret", **options, **tls)
        [caught] = catcher.ledger
        assert (caught.user, caught.tls) == ("digest", security is not Security.NONE)


async def test_an_expired_certificate_is_not_trusted() -> None:
    async with MailCatcher(Security.TLS, certificate_life=timedelta(hours=-1)) as catcher:
        with pytest.raises(aiosmtplib.SMTPConnectError) as refusal:
            await send(catcher, use_tls=True, start_tls=None, tls_context=catcher.client_tls)
        assert isinstance(refusal.value.__cause__, ssl.SSLCertVerificationError)
        assert catcher.ledger == []


async def test_starttls_can_be_demanded_and_missing(catcher: MailCatcher) -> None:
    with pytest.raises(aiosmtplib.SMTPException, match="STARTTLS"):
        await send(catcher, start_tls=True)


async def test_it_offers_what_relays_offer(catcher: MailCatcher) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=catcher.port, start_tls=False) as client:
        await client.ehlo()
        for extension in ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES"):
            assert client.supports_extension(extension)


REFUSED = {
    Stage.CONNECT: aiosmtplib.SMTPConnectResponseError,
    Stage.EHLO: aiosmtplib.SMTPHeloError,
    Stage.MAIL: aiosmtplib.SMTPSenderRefused,
    Stage.RCPT: aiosmtplib.SMTPRecipientsRefused,
    Stage.DATA: aiosmtplib.SMTPDataError,
    Stage.DOT: aiosmtplib.SMTPDataError,
}


@pytest.mark.parametrize("stage", REFUSED)
async def test_a_refusal_can_come_at_every_stage(catcher: MailCatcher, stage: Stage) -> None:
    catcher.faults.next(stage, "451 4.7.1 Try again later")
    with pytest.raises(REFUSED[stage]) as refusal:
        await send(catcher)
    assert "Try again later" in str(refusal.value)
    assert catcher.ledger == []
    await send(catcher)
    assert len(catcher.ledger) == 1


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.AUTH])
async def test_the_line_can_break_at_every_stage(catcher: MailCatcher, stage: Stage) -> None:
    catcher.faults.next(stage, SmtpFault.cut())
    with pytest.raises((aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPConnectError)):
        await send(catcher)
    assert catcher.ledger == []


async def test_the_line_can_break_after_the_letter_was_taken(catcher: MailCatcher) -> None:
    catcher.faults.next(Stage.DOT, SmtpFault.cut(accepted=True))
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(catcher)
    assert len(catcher.ledger) == 1


async def test_a_fault_can_be_about_one_recipient(catcher: MailCatcher) -> None:
    catcher.faults.next(Stage.RCPT, "550 5.1.1 No such user", about="gone@example.org")
    await send(catcher)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused, match="No such user"):
        await send(catcher, to="gone@example.org")
    assert len(catcher.to("kate@example.org")) == 1


async def test_a_tarpit_outlasts_the_clients_patience(catcher: MailCatcher) -> None:
    catcher.faults.next(Stage.MAIL, SmtpFault.hang())
    with pytest.raises(aiosmtplib.SMTPTimeoutError):
        await send(catcher, timeout=0.1)


async def test_a_refused_login_can_be_ordered() -> None:
    async with MailCatcher(user="digest", password="secret") as catcher:
        catcher.faults.next(Stage.AUTH, "454 4.7.0 Temporary authentication failure", times=math.inf)
        with pytest.raises(aiosmtplib.SMTPAuthenticationError, match="Temporary"):
            await send(catcher, username="digest", password="secret")


async def test_a_relay_can_stop_and_come_back_at_its_place() -> None:
    async with MailCatcher() as first:
        port = first.port
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(first)
    async with MailCatcher(port=port) as second:
        await send(second)
        assert len(second.ledger) == 1


async def test_connections_are_counted(catcher: MailCatcher) -> None:
    await send(catcher)
    await send(catcher)
    assert (catcher.connections, catcher.peak_connections) == (2, 1)
