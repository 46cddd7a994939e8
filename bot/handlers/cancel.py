"""/cancel: leave the present step of a dialogue."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.filters import IN_PRIVATE
from delivery.core.words import Words


def router() -> Router:
    router = Router(name="cancel")
    router.message.register(cancel, Command("cancel"), IN_PRIVATE)
    return router


async def cancel(message: Message, state: FSMContext, raw_state: str | None, words: Words) -> None:
    await state.clear()
    if raw_state is None:
        await message.answer(words.gettext("There is nothing to cancel."))
    else:
        await message.answer(words.gettext("Cancelled. Nothing was changed."))
