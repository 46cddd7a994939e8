"""The bot put together: its dispatcher, and the loops and routes that bring updates to it."""

import asyncio
from collections.abc import Coroutine

from aiogram import Bot, Dispatcher
from aiohttp import web

from bot.desk import Desk
from bot.filters import PressesOfChatAdmins
from bot.handlers import routers
from bot.i18n import Catalogues, ReaderLanguage
from bot.isolation import OneAtATime
from bot.middlewares import Arrivals, CommandsEndDialogues, MessageErrors, PressErrors
from bot.polling import poll
from bot.storage import StoreStorage
from bot.watching import keep_cards
from bot.webhook import ask_for_updates, webhook_route
from delivery.runtime.supervise import Role
from delivery.settings import Settings


def make_dispatcher(desk: Desk) -> Dispatcher:
    """A dispatcher on `desk`. It keeps nothing of its own: two of them on one store are one bot."""
    dispatcher = Dispatcher(
        storage=StoreStorage(desk.store, desk.clock), events_isolation=OneAtATime(), desk=desk, name="bot"
    )
    dispatcher.update.outer_middleware(Arrivals(desk))
    dispatcher.update.outer_middleware(ReaderLanguage(Catalogues()))
    for observer in (dispatcher.message, dispatcher.channel_post, dispatcher.my_chat_member):
        observer.outer_middleware(MessageErrors())
    dispatcher.message.outer_middleware(CommandsEndDialogues())
    dispatcher.callback_query.outer_middleware(PressErrors())
    dispatcher.callback_query.outer_middleware(PressesOfChatAdmins())
    dispatcher.include_routers(*routers())
    return dispatcher


def bot_roles(bot: Bot, desk: Desk, settings: Settings) -> list[Role]:
    """The bot's loops: receiving (by polling, unless a webhook secret is set) and the progress cards."""

    async def receive(stopping: asyncio.Event) -> None:
        secret = settings.telegram_webhook_secret
        if secret is None:
            await poll(bot, make_dispatcher(desk), desk, stopping)
        else:
            await _until(stopping, ask_for_updates(bot, desk, secret.get_secret_value(), settings.public_url))

    async def watch(stopping: asyncio.Event) -> None:
        await _until(stopping, keep_cards(desk, bot))

    return [receive, watch]


def webhook_routes(bot: Bot, desk: Desk, settings: Settings) -> tuple[web.RouteDef, ...]:
    """The route of the webhook, if a secret is set: without one anybody could speak for anybody."""
    secret = settings.telegram_webhook_secret
    return (webhook_route(bot, make_dispatcher(desk), secret.get_secret_value()),) if secret else ()


async def _until(stopping: asyncio.Event, work: Coroutine[object, object, None]) -> None:
    """Do `work` until `stopping`; ends as well when the work does."""
    async with asyncio.TaskGroup() as group:
        doing = group.create_task(work)
        waiting = group.create_task(stopping.wait())
        await asyncio.wait((doing, waiting), return_when=asyncio.FIRST_COMPLETED)
        doing.cancel()
        waiting.cancel()
