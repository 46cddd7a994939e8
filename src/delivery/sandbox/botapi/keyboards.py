"""Buttons under a message and instead of the keyboard: which ones the API takes, and how a chat reads them."""

from collections.abc import Iterator
from dataclasses import dataclass

from aiogram.types import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.wire import dump

DATA_BYTES = 64
"""Bytes of `callback_data`: 1 to 64, that is 32 Cyrillic letters."""
MOST_BUTTONS = 100
ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply


@dataclass(frozen=True, slots=True)
class Button:
    """One button as a person sees it. Without `data` and `url` it types its own text."""

    text: str
    data: str | None = None
    url: str | None = None


def inline(markup: Markup | None) -> Json | None:
    """The checked inline keyboard as JSON; None if there is none, or one without buttons. Raises 400."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    keyboard = dump(markup)
    buttons = [button for row in keyboard["inline_keyboard"] for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        _check(button)
    return keyboard if buttons else None


def below(markup: Markup | None) -> Json | None:
    """A reply keyboard, its removal or a forced reply as JSON. Raises 400."""
    if markup is None or isinstance(markup, InlineKeyboardMarkup):
        return None
    keyboard = dump(markup)
    if any(not button["text"].strip() for row in keyboard.get("keyboard", ()) for button in row):
        raise bad("can't parse keyboard button: Text buttons are not allowed to be empty")
    return keyboard


def _check(button: Json) -> None:
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    actions = [action for action in ACTIONS if action in button]
    if len(actions) != 1:
        raise bad("can't parse inline keyboard button: exactly one action must be given for a button")
    if actions == ["callback_data"] and not 1 <= len(button["callback_data"].encode()) <= DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if actions == ["url"] and not button["url"].startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def rows(keyboard: Json | None) -> Iterator[tuple[Button, ...]]:
    """The rows of any keyboard's JSON, for reading."""
    keyboard = keyboard or {}
    for row in keyboard.get("inline_keyboard") or keyboard.get("keyboard") or ():
        yield tuple(Button(item["text"], item.get("callback_data"), item.get("url")) for item in row)
