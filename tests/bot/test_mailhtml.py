"""The HTML that mail gets of an admin's message: plain tags, safe links."""

from datetime import UTC, datetime

import pytest
from aiogram.types import Chat, Message, MessageEntity

from bot.mailhtml import html_of


def message(text: str, *entities: MessageEntity) -> Message:
    moment = datetime(2024, 1, 22, tzinfo=UTC)
    return Message(message_id=1, date=moment, chat=Chat(id=1, type="private"), text=text, entities=list(entities))


def marked(kind: str, text: str = "words", **more: str) -> Message:
    return message(text, MessageEntity(type=kind, offset=0, length=len(text), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("bold", "<b>words</b>"),
        ("italic", "<i>words</i>"),
        ("expandable_blockquote", "<blockquote>words</blockquote>"),
        ("spoiler", "words"),
        ("hashtag", "words"),
    ],
)
def test_formatting_becomes_plain_tags(kind: str, html: str) -> None:
    assert html_of(marked(kind)) == html


def test_what_looks_like_a_tag_stays_text() -> None:
    assert html_of(message('<b>&"x"\nnext')) == "&lt;b&gt;&amp;&quot;x&quot;<br>next"


def test_a_link_keeps_its_address() -> None:
    assert html_of(marked("text_link", url="https://example.org/?a=1&b=2")) == (
        '<a href="https://example.org/?a=1&amp;b=2">words</a>'
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "tg://user?id=1", 'https://example.org/"onclick="x'])
def test_an_unsafe_link_is_left_out(url: str) -> None:
    assert html_of(marked("text_link", url=url)) == "words"


def test_an_address_in_the_text_becomes_a_link() -> None:
    assert html_of(marked("url", "example.org/a")) == '<a href="https://example.org/a">example.org/a</a>'


def test_nested_formatting_and_emoji_keep_their_places() -> None:
    text = "🇧🇾 bold"
    entities = (MessageEntity(type="bold", offset=5, length=4), MessageEntity(type="italic", offset=5, length=4))
    assert html_of(message(text, *entities)) == "🇧🇾 <b><i>bold</i></b>"


def test_a_picture_without_words_has_no_html() -> None:
    moment = datetime(2024, 1, 22, tzinfo=UTC)
    assert html_of(Message(message_id=1, date=moment, chat=Chat(id=1, type="private"))) == ""
