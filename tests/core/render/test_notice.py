"""Mails that are no digest: the confirmation, and an admin's message."""

import re

import pytest

from delivery.core.campaign import BroadcastContent
from delivery.core.language import Language
from delivery.core.render.notice import SUBJECT_LIMIT, broadcast, confirmation
from delivery.locales import words_for

EN = words_for(Language.EN)


@pytest.mark.parametrize("language", list(Language))
def test_a_confirmation_has_one_link_and_no_list(language: Language) -> None:
    content = confirmation(words_for(language))
    assert not content.bulk
    assert content.html.count("<a ") == 1
    assert re.search(r"<a \{\{slot:confirm_href\}\} style=", content.html)
    assert re.findall(r"^\{\{slot:\w+\}\}$", content.text, re.MULTILINE) == ["{{slot:confirm_url}}"]
    assert "unsubscribe" not in content.html
    assert f'lang="{language}"' in content.html


def test_a_confirmation_tells_strangers_to_do_nothing() -> None:
    content = confirmation(EN)
    assert "If this was not you, do nothing" in content.html
    assert "If this was not you, do nothing" in content.text


def message(text: str, html: str = "") -> BroadcastContent:
    return BroadcastContent(from_chat=1, message_ids=(2,), text=text, html=html)


def test_a_broadcast_keeps_its_formatting_and_can_be_left() -> None:
    content = broadcast(
        message("Maintenance\nThe digest comes later.", "<b>Maintenance</b><br>The digest comes later."), EN
    )
    assert content.subject == "Maintenance"
    assert "<b>Maintenance</b><br>The digest comes later." in content.html
    assert content.text.startswith("Maintenance\nThe digest comes later.")
    assert "{{slot:unsubscribe_href}}" in content.html
    assert content.text.rstrip().endswith("{{slot:unsubscribe_url}}")
    assert content.bulk


def test_a_broadcast_without_html_is_escaped() -> None:
    assert "a &lt; b" in broadcast(message("a < b"), EN).html


def test_a_broadcast_without_text_says_what_it_was() -> None:
    content = broadcast(message(""), EN)
    assert content.subject == "Situation in Belarus"
    assert "picture or a file" in content.html
    assert "picture or a file" in content.text


@pytest.mark.parametrize("text", ["word " * 60, "w" * 400, "a\tb\r\nc", "{{slot:unsubscribe_url}}"])
def test_a_subject_is_one_short_line_without_slots(text: str) -> None:
    subject = broadcast(message(text), EN).subject
    assert 1 < len(subject) <= SUBJECT_LIMIT
    assert not re.search(r"[\r\n\t]|\{\{", subject)
