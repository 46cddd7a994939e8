"""Keeps the progress cards up to date, over restarts, until the last one shows the end."""

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery

from bot import faults
from bot.cards import FINAL, card
from bot.desk import Desk
from bot.screen import redraw, replace
from delivery.core.language import Language
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services import broadcasting, subscribing
from delivery.store import STORE_ERRORS

LOOK = 4.0  # seconds between two looks: edits count as messages, and nobody reads faster


async def keep_here(query: CallbackQuery, desk: Desk, bot: Bot, campaign_id: int, words: Words) -> None:
    """The message under which a button was pressed is the campaign's card from now on."""
    watched = await broadcasting.watch(desk.store, campaign_id)
    if watched is not None and query.message is not None:
        message_id = await replace(query, bot, card(watched, desk.now(), words))
        await broadcasting.keep_card(desk.store, campaign_id, query.message.chat.id, message_id)


async def keep_cards(desk: Desk, bot: Bot) -> None:
    """For ever. A look that fails is made up for by the next one."""
    shown: dict[int, str] = {}
    while True:
        try:
            shown = await refresh(desk, bot, shown)
        except STORE_ERRORS as error:
            faults.note("cards wait for the store", error)
        except AiogramError as error:
            faults.note("cards wait for telegram", error)
        await desk.clock.sleep(LOOK)


async def refresh(desk: Desk, bot: Bot, shown: dict[int, str]) -> dict[int, str]:
    """Redraw the cards whose text is another than in `shown`, by campaign; returns what they show now."""
    now_shown: dict[int, str] = {}
    for campaign_id, chat_id, message_id in await broadcasting.cards(desk.store):
        text = await _refresh(desk, bot, campaign_id, chat_id, message_id, shown.get(campaign_id))
        if text is not None:
            now_shown[campaign_id] = text
    return now_shown


async def _refresh(
    desk: Desk, bot: Bot, campaign_id: int, chat_id: int, message_id: int, shown: str | None
) -> str | None:
    """The text that the card shows; None when it need not be kept any more."""
    watched = await broadcasting.watch(desk.store, campaign_id)
    if watched is None:
        return None
    screen = card(watched, desk.now(), await _words(desk, chat_id))
    try:
        if screen.text != shown:
            await redraw(bot, chat_id, message_id, screen)
    except (TelegramBadRequest, TelegramForbiddenError):
        await broadcasting.drop_card(desk.store, campaign_id)  # deleted, or its admin blocked the bot
        return None
    if watched.campaign.status in FINAL:
        await broadcasting.drop_card(desk.store, campaign_id)
        return None
    return screen.text


async def _words(desk: Desk, chat_id: int) -> Words:
    reader = await subscribing.reader_in(desk.store, chat_id)
    return words_for(reader.language if reader else Language.EN)
