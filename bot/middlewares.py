"""What happens around every handler: each update acts once, readers are known, errors become words."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update

from bot import faults
from bot.desk import Desk
from bot.screen import Notice
from delivery.core.errors import Refusal
from delivery.core.words import Words
from delivery.services import receiving
from delivery.store import STORE_ERRORS

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
CANCEL = "/cancel"


class Arrivals(BaseMiddleware):
    """Lets an update in once, with its reader, and remembers it when it was handled.

    An error passes through: the update was not handled, and comes again.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        bot: Bot = data["bot"]
        chat: Chat | None = data.get("event_chat")
        if not isinstance(event, Update):
            return await handler(event, data)
        store = self._desk.store
        arrival = await receiving.arrive(store, bot.id, event.update_id, chat.id if chat else None)
        if arrival.handled:
            return None
        data["reader"] = arrival.reader
        result = await handler(event, data)
        await receiving.done(store, bot.id, event.update_id, self._desk.now())
        return result


class CommandsEndDialogues(BaseMiddleware):
    """A command in the middle of a dialogue leaves it: the next text is not taken for an answer."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        state: FSMContext | None = data.get("state")
        text = (event.text or "") if isinstance(event, Message) else ""
        if state and data.get("raw_state") and text.startswith("/") and not text.startswith(CANCEL):
            await state.clear()
            data["raw_state"] = None
        return await handler(event, data)


class MessageErrors(BaseMiddleware):
    """Says to a person what their message could not do. A store that is away is not their matter: it passes through."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        sentence = None
        try:
            return await handler(event, data)
        except Refusal as refusal:
            sentence = data["words"].gettext(refusal.sentence)
        except STORE_ERRORS:
            raise
        except AiogramError as error:
            faults.note("telegram did not take an answer", error)
        except Exception as error:
            faults.note("a message was not handled", error)
            sentence = _sorry(data["words"])
        if sentence and isinstance(event, Message):
            await _told(event.answer(sentence, parse_mode=None))
        return None


class PressErrors(BaseMiddleware):
    """Answers every press of a button: with the handler's notice, with what could not be done, or silently."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        notice: Notice | None
        words: Words = data["words"]
        try:
            notice = _notice(await handler(event, data), words)
        except Refusal as refusal:
            notice = Notice(words.gettext(refusal.sentence), alert=True)
        except STORE_ERRORS:
            raise
        except AiogramError as error:
            faults.note("telegram did not take an answer", error)
            notice = None
        except Exception as error:
            faults.note("a press was not handled", error)
            notice = Notice(_sorry(words), alert=True)
        if isinstance(event, CallbackQuery):
            await _told(event.answer(notice.text, show_alert=notice.alert) if notice else event.answer())


def _notice(result: Any, words: Words) -> Notice | None:
    if result is UNHANDLED:
        return Notice(words.gettext("This button no longer does anything. Send /help to see what does."), alert=True)
    return result if isinstance(result, Notice) else None


def _sorry(words: Words) -> str:
    return words.gettext("Something went wrong on our side. Please try again in a few minutes.")


async def _told(answer: Awaitable[Any]) -> None:
    """Too late, or to somebody who left: there is nobody to tell it to."""
    try:
        await answer
    except TelegramBadRequest:
        pass  # the press is older than the 150 s in which it can be answered
    except AiogramError as error:
        faults.note("telegram did not take an answer", error)
