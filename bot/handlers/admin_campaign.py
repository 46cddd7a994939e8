"""The buttons of a progress card: pause, resume, stop."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.cards import Control, Order, stop_question
from bot.desk import Desk
from bot.filters import FromAdmin
from bot.screen import Screen, chat_of, replace, show
from bot.watching import keep_here
from delivery.core.words import Words
from delivery.services import broadcasting


def router() -> Router:
    router = Router(name="admin_campaign")
    router.callback_query.filter(FromAdmin())
    router.callback_query.register(pause, Control.filter(F.order == Order.PAUSE))
    router.callback_query.register(resume, Control.filter(F.order == Order.RESUME))
    router.callback_query.register(ask_to_stop, Control.filter(F.order == Order.STOP))
    router.callback_query.register(stop, Control.filter(F.order == Order.STOP_NOW))
    router.callback_query.register(go_on, Control.filter(F.order == Order.GO_ON))
    return router


async def pause(query: CallbackQuery, callback_data: Control, desk: Desk, words: Words, bot: Bot) -> None:
    await broadcasting.pause(desk.store, callback_data.campaign)
    await keep_here(query, desk, bot, callback_data.campaign, words)


async def resume(query: CallbackQuery, callback_data: Control, desk: Desk, words: Words, bot: Bot) -> None:
    await broadcasting.resume(desk.store, callback_data.campaign, desk.now())
    await keep_here(query, desk, bot, callback_data.campaign, words)


async def ask_to_stop(query: CallbackQuery, callback_data: Control, words: Words, bot: Bot) -> None:
    """In a message of its own: the card goes on being redrawn."""
    await show(bot, chat_of(query), stop_question(callback_data.campaign, words))


async def stop(query: CallbackQuery, callback_data: Control, desk: Desk, words: Words, bot: Bot) -> None:
    stopped = await broadcasting.stop(desk.store, callback_data.campaign, desk.now())
    body = words.gettext("Stopped.") if stopped else words.gettext("It had already ended.")
    await replace(query, bot, Screen(body=body))


async def go_on(query: CallbackQuery, words: Words, bot: Bot) -> None:
    await replace(query, bot, Screen(body=words.gettext("Nothing was stopped.")))
