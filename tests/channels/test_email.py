"""The e-mail channel against real servers: what arrives, what is answered, what breaks."""

import asyncio
import contextlib
import math
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from delivery.channels.base import MailPost
from delivery.channels.email import EmailChannel
from delivery.channels.smtp_dial import Timeouts
from delivery.channels.smtp_pool import LineLimits
from delivery.core.dkim import DkimSigner
from delivery.core.outcome import Delivered, Doubtful, Failed, Outcome, Refused, Scope, Throttled
from delivery.core.smtpurl import parse_smtp_url
from delivery.sandbox.mail import MailCatcher, Security, SmtpFault, Stage
from tests.channels.relay import DATA, HandClock, mail, scripted

ChannelTo = Callable[..., EmailChannel]
SHORT = Timeouts(connect=0.5, command=0.5, dot=0.5)
DOWN = Throttled(timedelta(seconds=30))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def catcher() -> AsyncIterator[MailCatcher]:
    async with MailCatcher() as catcher:
        yield catcher


@pytest.fixture
async def channel_to(clock: HandClock) -> AsyncIterator[ChannelTo]:
    """Makes a channel to the relay at a URL, and closes it."""
    async with AsyncExitStack() as stack:

        def make(url: str, connections: int = 1, **options: Any) -> EmailChannel:
            channel = EmailChannel(parse_smtp_url(url), connections, clock, local_name="sender.example.org", **options)
            stack.push_async_callback(channel.close)
            return channel

        yield make


@pytest.fixture
def channel(catcher: MailCatcher, channel_to: ChannelTo) -> EmailChannel:
    return channel_to(catcher.url)


def delivered(outcome: Outcome) -> bool:
    return isinstance(outcome, Delivered)


# What arrives


async def test_a_mail_arrives_byte_for_byte_under_its_envelope(catcher: MailCatcher, channel: EmailChannel) -> None:
    assert await channel.send(mail()) == Delivered("2.0.0 OK")
    [letter] = await catcher.expect(1)
    assert letter.raw == DATA
    assert letter.sender == "b+token@bounces.example.org"
    assert letter.recipients == ("kate@example.com",)


async def test_a_large_mail_arrives_whole(catcher: MailCatcher, channel: EmailChannel) -> None:
    data = DATA + b"x" * 75 + b"\r\n" + (b"y" * 76 + b"\r\n") * 5000
    assert delivered(await channel.send(mail(data=data)))
    assert catcher.ledger[0].raw == data


async def test_many_mails_share_one_connection(catcher: MailCatcher, channel: EmailChannel) -> None:
    for _ in range(20):
        assert delivered(await channel.send(mail()))
    assert (len(catcher.ledger), catcher.connections) == (20, 1)


async def test_no_more_connections_are_open_than_allowed(catcher: MailCatcher, channel_to: ChannelTo) -> None:
    channel = channel_to(catcher.url, connections=3)
    outcomes = await asyncio.gather(*(channel.send(mail()) for _ in range(30)))
    assert all(map(delivered, outcomes))
    assert (len(catcher.ledger), catcher.peak_connections) == (30, 3)


async def test_a_mail_is_signed_where_a_key_is_given(catcher: MailCatcher, channel_to: ChannelTo) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    channel = channel_to(catcher.url, dkim=DkimSigner.load("example.org", "s1", pem))
    assert delivered(await channel.send(mail()))
    assert catcher.ledger[0].raw.startswith(b"DKIM-Signature: v=1; a=ed25519-sha256;")
    assert catcher.ledger[0].raw.endswith(DATA)


# What is answered: stage by stage, the whole table stands in test_smtp_errors

MATRIX: list[tuple[Stage, str, Outcome]] = [
    (Stage.CONNECT, "421 4.3.2 Too busy", Failed("connect 421 4.3.2")),
    (Stage.CONNECT, "554 5.7.1 Go away", Refused(Scope.CHANNEL, "connect 554 5.7.1")),
    (Stage.EHLO, "450 4.7.0 Later", Failed("ehlo 450 4.7.0")),
    (Stage.EHLO, "550 5.7.1 Go away", Refused(Scope.CHANNEL, "ehlo 550 5.7.1")),
    (Stage.MAIL, "451 4.3.0 Later", Failed("mail 451 4.3.0")),
    (Stage.MAIL, "421 4.7.0 Bye", Failed("mail 421 4.7.0")),
    (Stage.MAIL, "550 5.7.1 No", Refused(Scope.CONTENT, "mail 550 5.7.1")),
    (Stage.RCPT, "450 4.2.0 Greylisted", Failed("rcpt 450 4.2.0")),
    (Stage.RCPT, "421 4.7.0 Bye", Failed("rcpt 421 4.7.0")),
    (Stage.RCPT, "550 5.1.1 <kate@example.com> unknown", Refused(Scope.ADDRESS, "rcpt 550 5.1.1")),
    (Stage.RCPT, "550 5.7.1 Policy", Refused(Scope.CONTENT, "rcpt 550 5.7.1")),
    (Stage.DATA, "451 4.3.0 Later", Failed("data 451 4.3.0")),
    (Stage.DATA, "554 5.5.1 No", Refused(Scope.CONTENT, "data 554 5.5.1")),
    (Stage.DOT, "452 4.3.1 Full", Failed("dot 452 4.3.1")),
    (Stage.DOT, "421 4.3.0 Bye", Failed("dot 421 4.3.0")),
    (Stage.DOT, "554 5.7.1 Spam", Refused(Scope.CONTENT, "dot 554 5.7.1")),
]


@pytest.mark.parametrize(("stage", "answer", "outcome"), MATRIX)
async def test_each_stage_has_its_outcome_and_the_next_mail_goes_out(
    catcher: MailCatcher, channel: EmailChannel, clock: HandClock, stage: Stage, answer: str, outcome: Outcome
) -> None:
    catcher.faults.next(stage, answer)
    assert await channel.send(mail()) == outcome
    assert not catcher.ledger
    clock.turn(31)  # past a door that the refusal may have closed
    assert delivered(await channel.send(mail()))


@pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA])
async def test_a_refused_transaction_is_reset_before_the_next_mail(
    catcher: MailCatcher, channel: EmailChannel, stage: Stage
) -> None:
    catcher.faults.next(stage, "550 5.1.1 No")
    await channel.send(mail("gone@example.com"))
    assert delivered(await channel.send(mail()))
    assert catcher.ledger[0].recipients == ("kate@example.com",)
    assert catcher.connections == 1


# What breaks

BREAKS: list[tuple[Stage, SmtpFault, Outcome]] = [
    (Stage.CONNECT, SmtpFault.cut(), Failed("connect disconnected")),
    (Stage.EHLO, SmtpFault.cut(), Failed("ehlo disconnected")),
    (Stage.MAIL, SmtpFault.cut(), Failed("mail disconnected")),
    (Stage.RCPT, SmtpFault.cut(), Failed("rcpt disconnected")),
    (Stage.DATA, SmtpFault.cut(), Failed("data disconnected")),
    (Stage.DOT, SmtpFault.cut(), Doubtful("dot disconnected")),
    (Stage.DOT, SmtpFault.cut(accepted=True), Doubtful("dot disconnected")),
    (Stage.CONNECT, SmtpFault.hang(), Failed("connect timeout")),
    (Stage.MAIL, SmtpFault.hang(), Failed("mail timeout")),
    (Stage.RCPT, SmtpFault.hang(), Failed("rcpt timeout")),
    (Stage.DATA, SmtpFault.hang(), Failed("data timeout")),
    (Stage.DOT, SmtpFault.hang(accepted=True), Doubtful("dot timeout")),
]


@pytest.mark.parametrize(("stage", "fault", "outcome"), BREAKS)
async def test_before_the_dot_is_a_failure_and_after_it_a_doubt(
    catcher: MailCatcher, channel_to: ChannelTo, clock: HandClock, stage: Stage, fault: SmtpFault, outcome: Outcome
) -> None:
    channel = channel_to(catcher.url, timeouts=SHORT)
    catcher.faults.next(stage, fault)
    assert await channel.send(mail()) == outcome
    assert len(catcher.ledger) == fault.accepted
    clock.turn(31)
    assert delivered(await channel.send(mail()))


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(SmtpFault.cut(), Failed("body disconnected")), (SmtpFault.hang(), Failed("body timeout"))],
)
async def test_a_body_that_did_not_leave_is_no_doubt(
    catcher: MailCatcher, channel_to: ChannelTo, fault: SmtpFault, outcome: Outcome
) -> None:
    large = mail(data=DATA + (b"y" * 76 + b"\r\n") * 200_000)  # more than the buffers of a socket hold
    catcher.faults.next(Stage.BODY, fault)
    assert await channel_to(catcher.url, timeouts=SHORT).send(large) == outcome


@pytest.mark.parametrize("nonsense", [b"hello\r\n", b"999\r\n", b"250 OK\r\n250 OK\r\n"])
async def test_an_answer_that_is_not_smtp_is_no_success(channel_to: ChannelTo, nonsense: bytes) -> None:
    async with scripted(lambda line: b"250 scripted\r\n" if line.startswith(b"EHLO") else nonsense) as port:
        outcome = await channel_to(f"smtp://127.0.0.1:{port}", timeouts=SHORT).send(mail())
    assert isinstance(outcome, Failed)


async def test_one_connection_in_a_tarpit_leaves_the_others_running(
    catcher: MailCatcher, channel_to: ChannelTo
) -> None:
    channel = channel_to(catcher.url, connections=4)
    catcher.faults.next(Stage.DOT, SmtpFault.hang(), about="stuck@example.com")
    async with asyncio.TaskGroup() as tasks:
        stuck = tasks.create_task(channel.send(mail("stuck@example.com")))
        outcomes = await asyncio.gather(*(channel.send(mail()) for _ in range(40)))
        assert all(map(delivered, outcomes))
        assert not stuck.done()
        stuck.cancel()
    assert len(catcher.ledger) == 40


async def test_a_cancelled_mail_takes_its_connection_with_it(catcher: MailCatcher, channel: EmailChannel) -> None:
    assert delivered(await channel.send(mail()))
    catcher.faults.next(Stage.RCPT, SmtpFault.hang())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await channel.send(mail("slow@example.com"))
    assert delivered(await channel.send(mail()))
    assert [letter.recipients for letter in catcher.ledger] == [("kate@example.com",)] * 2
    assert catcher.connections == 2


# Reuse


@pytest.mark.parametrize("farewell", [SmtpFault.cut(), SmtpFault("421 4.4.2 Idle too long")])
async def test_a_connection_that_the_relay_gave_up_is_replaced_unseen(
    catcher: MailCatcher, channel: EmailChannel, farewell: SmtpFault
) -> None:
    assert delivered(await channel.send(mail()))
    catcher.faults.next(Stage.MAIL, farewell)
    assert delivered(await channel.send(mail()))
    assert (len(catcher.ledger), catcher.connections) == (2, 2)


async def test_a_relay_that_restarts_between_two_mails_is_not_noticed(channel_to: ChannelTo) -> None:
    async with MailCatcher() as before:
        channel = channel_to(before.url, connections=3)
        await asyncio.gather(*(channel.send(mail()) for _ in range(6)))
    async with MailCatcher(port=before.port) as after:
        assert all(map(delivered, await asyncio.gather(*(channel.send(mail()) for _ in range(6)))))
        assert len(after.ledger) == 6


async def test_a_connection_retires_after_its_mails(catcher: MailCatcher, channel_to: ChannelTo) -> None:
    channel = channel_to(catcher.url, limits=LineLimits(mails=2))
    for _ in range(5):
        assert delivered(await channel.send(mail()))
    assert catcher.connections == 3


async def test_a_connection_retires_after_its_rest(
    catcher: MailCatcher, channel: EmailChannel, clock: HandClock
) -> None:
    for rest in (0, 59, 61):
        clock.turn(rest)
        assert delivered(await channel.send(mail()))
    assert catcher.connections == 2


async def test_a_closed_channel_holds_no_connection(catcher: MailCatcher, channel: EmailChannel) -> None:
    await channel.send(mail())
    await channel.close()
    catcher.faults.next(Stage.CONNECT, "421 4.3.2 Closing")
    assert not delivered(await channel.send(mail()))


# A relay that is down


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


async def test_a_relay_that_is_down_is_asked_once_in_thirty_seconds(
    catcher: MailCatcher, channel_to: ChannelTo, clock: HandClock
) -> None:
    channel = channel_to(catcher.url, connections=10)
    catcher.faults.next(Stage.CONNECT, SmtpFault.cut(), times=math.inf)
    outcomes = await asyncio.gather(*(channel.send(mail()) for _ in range(10)))
    assert sorted(map(repr, outcomes)) == sorted(map(repr, [Failed("connect disconnected"), *[DOWN] * 9]))
    clock.turn(10)
    assert await channel.send(mail()) == replace(DOWN, wait=timedelta(seconds=20))
    assert catcher.connections == 1
    clock.turn(21)
    await asyncio.gather(*(channel.send(mail()) for _ in range(10)))
    assert catcher.connections == 2


async def test_a_relay_that_comes_back_is_used_at_once(
    channel_to: ChannelTo, clock: HandClock, closed_port: int
) -> None:
    channel = channel_to(f"smtp://127.0.0.1:{closed_port}", connections=3)
    assert await channel.send(mail()) == Failed("connect disconnected")
    async with MailCatcher(port=closed_port) as catcher:
        assert await channel.send(mail()) == DOWN
        clock.turn(31)
        outcomes = await asyncio.gather(*(channel.send(mail()) for _ in range(9)))
        assert all(map(delivered, outcomes))
        assert catcher.peak_connections == 3


async def test_a_relay_that_drops_every_new_connection_at_mail_is_not_stormed(
    catcher: MailCatcher, channel: EmailChannel
) -> None:
    catcher.faults.next(Stage.MAIL, "421 4.7.0 Bye", times=math.inf)
    assert await channel.send(mail()) == Failed("mail 421 4.7.0")
    assert await channel.send(mail()) == DOWN
    assert catcher.connections == 1


async def test_a_relay_that_wants_fewer_connections_gets_them(catcher: MailCatcher, channel_to: ChannelTo) -> None:
    channel = channel_to(catcher.url, connections=5)
    assert delivered(await channel.send(mail()))
    catcher.faults.next(Stage.CONNECT, "421 4.7.0 Too many connections", times=math.inf)
    outcomes = await asyncio.gather(*(channel.send(mail()) for _ in range(20)))
    refused = [outcome for outcome in outcomes if not delivered(outcome)]
    assert refused == [Failed("connect 421 4.7.0")] * len(refused)
    assert len(refused) <= 4  # the dials that were under way at once; everybody else waited for the line that works
    assert catcher.connections == 1 + len(refused)


# TLS and AUTH


@pytest.fixture
def trusted(tmp_path: Path) -> Callable[[MailCatcher], str]:
    """The URL of a catcher with its certificate as the only authority."""

    def url(catcher: MailCatcher) -> str:
        authority = tmp_path / "ca.pem"
        authority.write_bytes(catcher.certificate)
        return f"{catcher.url}?ca={authority}"

    return url


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_mail_goes_over_tls_with_a_login(
    channel_to: ChannelTo, trusted: Callable[[MailCatcher], str], security: Security
) -> None:
    async with MailCatcher(security, user="digest", password="secret") as catcher:
        assert delivered(await channel_to(trusted(catcher)).send(mail()))
        assert (catcher.ledger[0].tls, catcher.ledger[0].user) == (True, "digest")


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_many_large_mails_share_one_connection_over_tls(
    channel_to: ChannelTo, trusted: Callable[[MailCatcher], str], security: Security
) -> None:
    large = mail(data=DATA + (b"y" * 76 + b"\r\n") * 2000)
    async with MailCatcher(security) as catcher:
        channel = channel_to(trusted(catcher), timeouts=Timeouts(connect=5, command=5, dot=5))
        for _ in range(4):
            assert delivered(await channel.send(large))
        assert (len(catcher.ledger), catcher.connections) == (4, 1)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_certificate_that_nobody_vouches_for_stops_the_channel(
    channel_to: ChannelTo, security: Security
) -> None:
    async with MailCatcher(security) as catcher:
        outcome = await channel_to(catcher.url).send(mail())
    assert outcome == Refused(Scope.CHANNEL, "tls self-signed certificate")
    assert not catcher.ledger


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_an_expired_certificate_stops_the_channel(
    channel_to: ChannelTo, trusted: Callable[[MailCatcher], str], security: Security
) -> None:
    async with MailCatcher(security, certificate_life=timedelta(days=-1)) as catcher:
        outcome = await channel_to(trusted(catcher)).send(mail())
    assert outcome == Refused(Scope.CHANNEL, "tls certificate has expired")
    assert not catcher.ledger


async def test_a_relay_that_offers_no_starttls_gets_nothing_in_clear_text(
    catcher: MailCatcher, channel_to: ChannelTo
) -> None:
    outcome = await channel_to(f"smtp+starttls://127.0.0.1:{catcher.port}").send(mail())
    assert outcome == Refused(Scope.CHANNEL, "starttls not offered")
    assert not catcher.ledger


async def test_a_relay_that_cannot_do_tls_now_gets_nothing_in_clear_text(channel_to: ChannelTo) -> None:
    heard: list[bytes] = []

    def answer(line: bytes) -> bytes:
        heard.append(line.split()[0])
        return b"250-scripted\r\n250 STARTTLS\r\n" if line.startswith(b"EHLO") else b"454 4.7.0 Not now\r\n"

    async with scripted(answer) as port:
        outcome = await channel_to(f"smtp+starttls://127.0.0.1:{port}").send(mail())
    assert outcome == Failed("starttls 454 4.7.0")
    assert heard == [b"EHLO", b"STARTTLS"]


async def test_a_server_without_tls_on_a_tls_port_stops_the_channel(
    catcher: MailCatcher, channel_to: ChannelTo
) -> None:
    outcome = await channel_to(f"smtps://127.0.0.1:{catcher.port}").send(mail())
    assert outcome == Refused(Scope.CHANNEL, "tls handshake failed")


async def test_a_wrong_password_stops_the_channel(channel_to: ChannelTo) -> None:
    async with MailCatcher(user="digest", password="secret") as catcher:
        url = catcher.url.replace("secret", "wrong")
        assert await channel_to(url).send(mail()) == Refused(Scope.CHANNEL, "auth 535 5.7.8")


async def test_a_login_that_is_not_asked_for_is_told(channel_to: ChannelTo, catcher: MailCatcher) -> None:
    url = f"smtp://digest:secret@127.0.0.1:{catcher.port}"
    assert await channel_to(url).send(mail()) == Refused(Scope.CHANNEL, "auth not offered")


async def test_a_missing_login_stops_the_channel(channel_to: ChannelTo) -> None:
    async with MailCatcher(user="digest", password="secret") as catcher:
        outcome = await channel_to(f"smtp://127.0.0.1:{catcher.port}").send(mail())
    assert outcome == Refused(Scope.CHANNEL, "mail 530 5.7.0")


def test_a_missing_ca_file_is_told_at_once(clock: HandClock) -> None:
    with pytest.raises(OSError, match="No such file"):
        EmailChannel(parse_smtp_url("smtps://relay.example.org?ca=/no/such/file.pem"), 1, clock)


# Addresses


async def test_an_address_beyond_ascii_uses_smtputf8(catcher: MailCatcher, channel: EmailChannel) -> None:
    assert delivered(await channel.send(mail("каця@прыклад.бел")))
    assert catcher.ledger[0].recipients == ("каця@xn--80aiqesg1f.xn--90ais",)


async def test_without_smtputf8_such_an_address_is_refused(channel_to: ChannelTo) -> None:
    async with MailCatcher(smtputf8=False) as catcher:
        channel = channel_to(catcher.url)
        assert await channel.send(mail("каця@example.com")) == Refused(Scope.ADDRESS, "smtputf8 not offered")
        assert delivered(await channel.send(mail("katja@прыклад.бел")))
        assert catcher.connections == 1


async def test_an_unusable_address_is_refused_and_the_next_mail_goes_out(
    catcher: MailCatcher, channel: EmailChannel
) -> None:
    poison = mail("kate@example.com>\r\nRCPT TO:<other@example.com")
    assert await channel.send(poison) == Refused(Scope.ADDRESS, "address unusable")
    assert delivered(await channel.send(mail()))
    assert [letter.recipients for letter in catcher.ledger] == [("kate@example.com",)]


async def test_our_own_unusable_address_stops_the_channel(channel: EmailChannel) -> None:
    good = mail()
    outcome = await channel.send(MailPost(replace(good.envelope, sender="digest"), good.data))
    assert outcome == Refused(Scope.CHANNEL, "sender unusable")
