"""What a mail is on the wire, whatever its content and its reader's values are."""

import email
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.language import Language
from delivery.core.message import InlinePicture, MailContent, MailEnvelope
from delivery.core.mime import (
    MailFrame,
    MarkerLost,
    SlotMissing,
    UnsafeHeader,
    UnusableAddress,
    compile_mail,
    fill,
)

FRAME = MailFrame(
    sender_name="Штотыднёвы дайджэст",
    sender_address="digest@example.org",
    language=Language.BE,
    date=datetime(2024, 1, 22, 6, 0, tzinfo=UTC),
    list_domain="digest.example.org",
    archive_url="https://example.org/archive",
    feedback_id="17:digest:be:example",
)
SLOTS = {
    "unsubscribe_url": "https://example.org/u/kabc?a=1&b=2",
    "unsubscribe_mailto": "u+kabc@bounces.example.org",
}
TEXT = "Сітуацыя не змянілася\n\nАдпісацца:\n{{slot:unsubscribe_url}}\n.\n\nУсе выпускі"
HTML = '<p>Сітуацыя не змянілася</p>\n<a {{slot:unsubscribe_href}} class="x">Адпісацца</a>\n.\n<p>{{slot:name}}</p>'

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
any_text = st.one_of(
    words, st.sampled_from(["\r\nBcc: x@example.com", "\r\n.\r\nQUIT", ".", "..\n.", "=?utf-8?b?YQ==?="])
)


def envelope(**slots: str) -> MailEnvelope:
    return MailEnvelope("b+kabc@bounces.example.org", "reader@example.com", "<kabc@example.org>", {**SLOTS, **slots})


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    assert not body.defects
    return str(body.get_content()).replace("\r\n", "\n")


def lines_of(text: str) -> str:
    return re.sub(r"\r\n|\r", "\n", text)


def assert_safe_on_the_wire(data: bytes) -> None:
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", data), "a bare CR or LF"
    lines = data.split(b"\r\n")
    assert all(len(line) <= 998 for line in lines)
    assert not any(line.startswith(b".") for line in lines), "a line that begins with a full stop"


def field_names(data: bytes) -> list[str]:
    head = data.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]


BULK_FIELDS = [
    "From",
    "Subject",
    "Date",
    "Auto-Submitted",
    "Feedback-ID",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "List-Id",
    "List-Archive",
    "List-Post",
    "List-Unsubscribe-Post",
    "To",
    "Message-ID",
    "List-Unsubscribe",
]


def test_a_bulk_mail_has_the_headers_of_bulk_mail() -> None:
    data = fill(compile_mail(MailContent("Выпуск", TEXT, HTML), FRAME), envelope(name="N"))
    message = parsed(data)
    assert field_names(data) == BULK_FIELDS
    assert message["From"] == "Штотыднёвы дайджэст <digest@example.org>"
    assert message["To"] == "reader@example.com"
    assert message["Message-ID"] == "<kabc@example.org>"
    assert message["Date"].datetime == FRAME.date
    assert message["List-Id"] == "<be.digest.example.org>"
    assert message["List-Post"] == "NO"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "be"


def test_the_unsubscribe_headers_are_raw_however_long_the_token_is() -> None:
    url = "https://example.org/u/" + "k" * 200
    data = fill(compile_mail(MailContent("Выпуск", TEXT, HTML), FRAME), envelope(unsubscribe_url=url, name="N"))
    assert f"List-Unsubscribe: <{url}>,\r\n <mailto:u+kabc@bounces.example.org>\r\n".encode() in data
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in data


def test_a_confirmation_carries_no_list_headers() -> None:
    data = fill(compile_mail(MailContent("Пацвердзіце", "text", "<p>html</p>", bulk=False), FRAME), envelope())
    assert not [name for name in field_names(data) if name.startswith("List-")]
    assert parsed(data)["Auto-Submitted"] == "auto-generated"


def test_text_comes_first_and_html_second() -> None:
    message = parsed(fill(compile_mail(MailContent("S", "text", "<p>html</p>"), FRAME), envelope()))
    assert message.get_content_type() == "multipart/alternative"
    assert [sub.get_content_type() for sub in message.iter_parts()] == ["text/plain", "text/html"]


def test_pictures_travel_beside_the_html() -> None:
    picture = InlinePicture("map", "image/png", bytes(range(256)))
    content = MailContent("S", "text", '<img src="cid:map">', (picture,))
    message = parsed(fill(compile_mail(content, FRAME), envelope()))
    related = list(message.iter_parts())[1]
    assert isinstance(related, EmailMessage)
    assert related.get_content_type() == "multipart/related"
    page, image = related.iter_parts()
    assert page.get_content_type() == "text/html"
    assert (image["Content-ID"], image.get_content_type()) == ("<map>", "image/png")
    assert isinstance(image, EmailMessage)
    assert image.get_content() == picture.data


def test_slots_are_filled_in_text_and_html() -> None:
    message = parsed(fill(compile_mail(MailContent("S", TEXT, HTML), FRAME), envelope(name="<b>A & B</b>")))
    assert "\nhttps://example.org/u/kabc?a=1&b=2" in part(message, "plain")
    assert re.search(r'<a href="https://example.org/u/kabc\?a=1&amp;b=2" +class="x">', part(message, "html"))
    assert re.search(r"<p>&lt;b&gt;A &amp; B&lt;/b&gt; *</p>", part(message, "html"))


def test_an_attribute_that_an_inliner_gave_a_value_is_still_a_slot() -> None:
    page = '<a {{slot:unsubscribe_href}}="" style="color:red">x</a>'
    message = parsed(fill(compile_mail(MailContent("S", "t", page), FRAME), envelope()))
    assert re.search(r'<a href="https[^"]+" +style="color:red">', part(message, "html"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Leave: {{slot:unsubscribe_url}} or stay", ""),
        ("{{slot:Two Words}}", ""),
        ("{{slot:broken", ""),
        ("", '<a href="{{slot:unsubscribe_url}}">'),
        ("", "<p>a{{slot:name}}</p>"),
    ],
)
def test_a_marker_that_cannot_be_filled_is_told_when_compiling(text: str, html: str) -> None:
    with pytest.raises(MarkerLost):
        compile_mail(MailContent("S", text, html), FRAME)


def test_a_subject_holds_no_slot() -> None:
    with pytest.raises(MarkerLost):
        compile_mail(MailContent("{{slot:name}}", "", ""), FRAME)


def test_a_missing_value_is_told_by_its_name() -> None:
    with pytest.raises(SlotMissing, match="name"):
        fill(compile_mail(MailContent("S", TEXT, HTML), FRAME), envelope())


@pytest.mark.parametrize(
    "recipient",
    ["reader", "@example.com", "a@b@example.com", "a b@example.com", "a@example.com\r\nBcc: x", "<a@b>"],
)
def test_an_unusable_address_is_refused_and_not_repeated(recipient: str) -> None:
    template = compile_mail(MailContent("S", "t", "h", bulk=False), FRAME)
    with pytest.raises(UnusableAddress) as refused:
        fill(template, MailEnvelope("b@example.org", recipient, "<x@example.org>"))
    assert recipient not in str(refused.value)


def test_an_international_domain_is_written_in_ascii() -> None:
    template = compile_mail(MailContent("S", "t", "h", bulk=False), FRAME)
    data = fill(template, MailEnvelope("b@example.org", "чытач@прыклад.бел", "<x@example.org>"))
    assert "To: чытач@xn--80aiqesg1f.xn--90ais\r\n".encode() in data


@pytest.mark.parametrize("url", ["https://example.org/ u", "https://example.org/>,<https://evil.example", "адрас"])
def test_a_header_url_that_could_change_its_meaning_is_refused(url: str) -> None:
    with pytest.raises(UnsafeHeader):
        fill(compile_mail(MailContent("S", "t", "h"), FRAME), envelope(unsubscribe_url=url))


@given(subject=any_text, text=any_text, html=any_text, name=any_text)
def test_no_value_adds_a_header_line_or_breaks_the_wire(subject: str, text: str, html: str, name: str) -> None:
    content = MailContent(subject, text + "\n{{slot:name}}\n.", html + "\n<p>{{slot:name}}</p>\n.")
    data = fill(compile_mail(content, FRAME), envelope(name=name))
    assert_safe_on_the_wire(data)
    assert field_names(data) == BULK_FIELDS


@given(name=any_text)
def test_no_sender_name_adds_a_header_line(name: str) -> None:
    frame = MailFrame(
        name, "digest@example.org", Language.EN, FRAME.date, "digest.example.org", "https://example.org/a", "1:a:b:c"
    )
    data = fill(compile_mail(MailContent("S", "t", "h"), frame), envelope())
    assert_safe_on_the_wire(data)
    assert field_names(data) == BULK_FIELDS
    assert [address.addr_spec for address in parsed(data)["From"].addresses] == ["digest@example.org"]


@given(value=any_text, slot=st.sampled_from(["unsubscribe_url", "unsubscribe_mailto", "recipient", "message_id"]))
def test_a_value_of_a_header_is_safe_or_refused(value: str, slot: str) -> None:
    template = compile_mail(MailContent("S", "t", "h"), FRAME)
    sender, recipient, message_id = "b@example.org", "reader@example.com", "<x@example.org>"
    recipient = value if slot == "recipient" else recipient
    message_id = value if slot == "message_id" else message_id
    try:
        data = fill(template, MailEnvelope(sender, recipient, message_id, {**SLOTS, slot: value}))
    except (UnusableAddress, UnsafeHeader):
        return
    assert_safe_on_the_wire(data)
    assert field_names(data) == BULK_FIELDS


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@given(subject=words, text=words, html=words)
def test_every_mail_parses_back_to_what_was_written(subject: str, text: str, html: str) -> None:
    message = parsed(fill(compile_mail(MailContent(subject, text, html), FRAME), envelope()))
    assert part(message, "plain") == lines_of(text)
    assert part(message, "html") == lines_of(html)
    if not CONTROL.search(subject) and subject == subject.strip():
        assert message["Subject"] == subject


@given(before=words, value=st.from_regex(r"[a-zа-я0-9/:.]{0,200}", fullmatch=True), after=words)
def test_padding_stays_at_the_end_of_the_slots_line(before: str, value: str, after: str) -> None:
    content = MailContent("S", f"{before}\n{{{{slot:name}}}}\n{after}", "h")
    text = part(parsed(fill(compile_mail(content, FRAME), envelope(name=value))), "plain")
    head, tail = lines_of(before) + "\n" + value, "\n" + lines_of(after)
    assert text.startswith(head)
    assert text.endswith(tail)
    padding = text[len(head) : len(text) - len(tail)]
    assert padding.strip(" ") == ""
    assert len(padding) < 57
