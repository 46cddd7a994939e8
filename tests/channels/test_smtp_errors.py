"""The table of a relay's answers, read stage by stage."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.channels.smtp_errors import Reply, Stage, receipt, verdict
from delivery.core.outcome import Failed, Outcome, Refused, Scope, Throttled

ADDRESS, CONTENT, CHANNEL = Scope.ADDRESS, Scope.CONTENT, Scope.CHANNEL

TABLE: list[tuple[Stage, str, Outcome]] = [
    # the reader is gone
    (Stage.RCPT, "550 5.1.1 No such user", Refused(ADDRESS, "rcpt 550 5.1.1")),
    (Stage.RCPT, "550 No such user", Refused(ADDRESS, "rcpt 550")),
    (Stage.RCPT, "551 5.1.6 Moved away", Refused(ADDRESS, "rcpt 551 5.1.6")),
    (Stage.RCPT, "553 5.1.3 Bad address syntax", Refused(ADDRESS, "rcpt 553 5.1.3")),
    (Stage.RCPT, "550 5.1.10 Null MX", Refused(ADDRESS, "rcpt 550 5.1.10")),
    # the mailbox may recover
    (Stage.RCPT, "552 5.2.2 Mailbox full", Failed("rcpt 552 5.2.2")),
    (Stage.RCPT, "550 5.2.1 Mailbox disabled", Failed("rcpt 550 5.2.1")),
    # our fault, although it is said of a recipient
    (Stage.RCPT, "550 5.7.1 Blocked", Refused(CONTENT, "rcpt 550 5.7.1")),
    (Stage.RCPT, "554 5.7.1 Relay access denied", Refused(CONTENT, "rcpt 554 5.7.1")),
    (Stage.RCPT, "550 5.1.8 Sender domain not found", Refused(CONTENT, "rcpt 550 5.1.8")),
    (Stage.RCPT, "550 relay not permitted", Refused(CONTENT, "rcpt 550")),
    (Stage.RCPT, "554 No", Refused(CONTENT, "rcpt 554")),
    # our fault
    (Stage.MAIL, "550 5.1.1 No", Refused(CONTENT, "mail 550 5.1.1")),
    (Stage.MAIL, "552 5.3.4 Too big", Refused(CONTENT, "mail 552 5.3.4")),
    (Stage.DATA, "554 5.5.1 No valid recipients", Refused(CONTENT, "data 554 5.5.1")),
    (Stage.DOT, "550 5.7.26 Unauthenticated", Refused(CONTENT, "dot 550 5.7.26")),
    (Stage.DOT, "554 Spam", Refused(CONTENT, "dot 554")),
    # our account or machine
    (Stage.CONNECT, "554 5.7.1 No mail from you", Refused(CHANNEL, "connect 554 5.7.1")),
    (Stage.EHLO, "550 No", Refused(CHANNEL, "ehlo 550")),
    (Stage.TLS, "501 No", Refused(CHANNEL, "starttls 501")),
    (Stage.AUTH, "535 5.7.8 Bad credentials", Refused(CHANNEL, "auth 535 5.7.8")),
    (Stage.MAIL, "530 5.7.0 Authentication required", Refused(CHANNEL, "mail 530 5.7.0")),
    (Stage.DOT, "421-4.7.28 Unusual rate", Throttled(timedelta(minutes=10))),
]


@pytest.mark.parametrize(("stage", "answer", "outcome"), TABLE)
def test_each_answer_has_its_outcome(stage: Stage, answer: str, outcome: Outcome) -> None:
    assert verdict(stage, Reply(int(answer[:3]), answer[4:])) == outcome


@given(stage=st.sampled_from(Stage), code=st.integers(400, 499), text=st.text(max_size=40))
def test_no_4xx_ever_ends_a_subscription_or_pauses_a_campaign(stage: Stage, code: int, text: str) -> None:
    assert isinstance(verdict(stage, Reply(code, text)), Failed | Throttled)


@given(stage=st.sampled_from(Stage), code=st.integers(500, 599), detail=st.integers(0, 999))
def test_no_5_7_x_ever_ends_a_subscription(stage: Stage, code: int, detail: int) -> None:
    outcome = verdict(stage, Reply(code, f"5.7.{detail} no such user"))
    assert isinstance(outcome, Refused)
    assert outcome.scope is not Scope.ADDRESS


@given(stage=st.sampled_from(Stage), code=st.integers(200, 599), enhanced=st.sampled_from(["", "5.1.1 ", "4.2.0 "]))
def test_no_reason_repeats_the_servers_words(stage: Stage, code: int, enhanced: str) -> None:
    outcome = verdict(stage, Reply(code, f"{enhanced}<kate@example.com> is unknown"))
    assert "kate" not in str(outcome)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2.0.0 Ok: queued as 4VXyz12Abc", "4VXyz12Abc"),
        ("OK id=1tABCD-0000ab-2C", "1tABCD-0000ab-2C"),
        ("2.0.0 45Q8abcd012345 Message accepted for delivery", "45Q8abcd012345"),
        ("2.0.0 OK  1700000000 abc-20020a05 - gsmtp", "2.0.0 OK 1700000000 abc-20020a05 - gsmtp"),
        ("2.6.0 <x@example.org> taken for kate@example.com", "2.6.0 … taken for …"),
        ("x" * 300, "x" * 100),
        ("", ""),
    ],
)
def test_a_receipt_is_the_queue_id_or_a_short_text_without_addresses(text: str, name: str) -> None:
    assert receipt(text) == name
