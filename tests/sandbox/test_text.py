"""Text: parsing, lengths, entities. The limits are those of telegram.md, Content."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, MessageEntity

from delivery.sandbox.botapi import Person

from .pictures import PNG


def entity(kind: str, offset: int, length: int, url: str | None = None) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length, url=url)


async def test_4096_characters_pass_and_4097_do_not(bot: Bot, alena: Person) -> None:
    await bot.send_message(alena.id, "я" * 4096)
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(alena.id, "я" * 4097)


async def test_text_is_measured_after_parsing(bot: Bot, alena: Person) -> None:
    await bot.send_message(alena.id, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")
    assert len(alena.messages[-1].text) == 4096


async def test_the_source_may_be_32768_bytes(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="text is too long"):
        await bot.send_message(alena.id, "<b></b>" * 5000 + "x", parse_mode="HTML")


async def test_1024_characters_of_caption_pass_and_1025_do_not(bot: Bot, alena: Person) -> None:
    picture = BufferedInputFile(PNG, "a.png")
    await bot.send_photo(alena.id, picture, caption="я" * 1024)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(alena.id, picture, caption="я" * 1025)


@pytest.mark.parametrize("text", [" ", "\n\n", "<b></b>"])
async def test_text_must_not_be_empty(bot: Bot, alena: Person, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match="text must be non-empty"):
        await bot.send_message(alena.id, text, parse_mode="HTML")


async def test_white_space_at_both_ends_goes_and_entities_move(bot: Bot, alena: Person) -> None:
    message = await bot.send_message(alena.id, "\n 😀 bold \n", entities=[entity("bold", 5, 5)])
    assert message.text == "😀 bold"
    assert [(e.offset, e.length) for e in message.entities or []] == [(3, 4)]


async def test_html_becomes_entities(bot: Bot, alena: Person) -> None:
    source = (
        '<b>Week <i>3</i></b> &lt;<a href="https://example.org/?a=1&amp;b=2">more</a>&gt; <tg-spoiler>x</tg-spoiler>'
        '<span class="tg-spoiler">y</span><blockquote expandable>q😀</blockquote><code>c</code>'
        '<pre><code class="language-python">p</code></pre>'
    )
    message = await bot.send_message(alena.id, source, parse_mode="HTML")
    assert message.text == "Week 3 <more> xyq😀cp"
    assert [(e.type, e.offset, e.length, e.url, e.language) for e in message.entities or []] == [
        ("bold", 0, 6, None, None),
        ("italic", 5, 1, None, None),
        ("text_link", 8, 4, "https://example.org/?a=1&b=2", None),
        ("spoiler", 14, 1, None, None),
        ("spoiler", 15, 1, None, None),
        ("expandable_blockquote", 16, 3, None, None),
        ("code", 19, 1, None, None),
        ("pre", 20, 1, None, "python"),
    ]


@pytest.mark.parametrize(("source", "complaint"), [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("я</b>", "Unexpected end tag at byte offset 2"),
    ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
])  # fmt: skip
async def test_broken_html_is_refused(bot: Bot, alena: Person, source: str, complaint: str) -> None:
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.send_message(alena.id, source, parse_mode="HTML")
    assert f"can't parse entities: {complaint}" in str(refusal.value)


@pytest.mark.parametrize(("text", "marks", "complaint"), [
    ("abc", [("bold", 2, 2)], "outside of the text of 3 UTF-16 units"),
    ("abc", [("bold", -1, 2)], "outside of the text"),
    ("abc", [("bold", 0, 0)], "outside of the text"),
    ("😀a", [("bold", 1, 1)], "begins in a middle of a UTF-16 symbol"),
    ("a😀", [("bold", 0, 2)], "ends in a middle of a UTF-16 symbol"),
    ("abcd", [("bold", 0, 3), ("italic", 2, 2)], "bold and italic overlap"),
    ("abcd", [("code", 0, 3), ("bold", 1, 1)], "bold can't be nested with code"),
    ("abcd", [("blockquote", 0, 4), ("expandable_blockquote", 1, 2)], "block quotes can't be nested"),
])  # fmt: skip
async def test_entities_that_cannot_be_are_refused(
    bot: Bot, alena: Person, text: str, marks: list[tuple[str, int, int]], complaint: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.send_message(alena.id, text, entities=[entity(*mark) for mark in marks])


async def test_after_100_entities_the_rest_is_dropped_silently(bot: Bot, alena: Person) -> None:
    marks = [entity("bold", 2 * number, 1) for number in range(130)]
    message = await bot.send_message(alena.id, "a " * 130, entities=marks)
    assert [e.offset for e in message.entities or []] == [mark.offset for mark in marks[:100]]


async def test_links_and_commands_are_found_in_plain_text(bot: Bot, alena: Person) -> None:
    message = await bot.send_message(alena.id, "Write /help, or see https://example.org/a. Or a@example.org")
    assert [(e.type, e.extract_from(message.text or "")) for e in message.entities or []] == [
        ("bot_command", "/help"),
        ("url", "https://example.org/a"),
        ("email", "a@example.org"),
    ]


async def test_markdown_is_not_read_here(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="no Markdown"):
        await bot.send_message(alena.id, "*x*", parse_mode="MarkdownV2")


async def test_an_unknown_parse_mode_is_refused(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(alena.id, "x", parse_mode="TeX")
