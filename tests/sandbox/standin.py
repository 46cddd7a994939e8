"""A stand-in for the service: a small bot and mailer behind the demo's `Serve`, so that the yard is tested alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage

import aiosmtplib
from aiogram import Bot, Dispatcher, F
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from delivery.runtime.clock import Clock
from delivery.settings import Settings

from .conftest import SwiftSession

LANGUAGES = InlineKeyboardMarkup(inline_keyboard=[
    [InlineKeyboardButton(text=name, callback_data=code)]
    for name, code in (("Беларуская", "be"), ("Русский", "ru"), ("English", "en"))
])  # fmt: skip
DIGEST = (
    "<b>Situation in Belarus</b>\nJanuary 15 – January 21, 2024\n\n"
    "▲ Economy: the situation has improved\n▼ Security: the situation has worsened\n\n"
    "<b>Economy</b>\n<blockquote expandable>Exports grew for the third month in a row, while imports stayed where "
    "they were in autumn. Analysts explain the growth by new routes, and expect it to slow down in spring. The rouble "
    "kept its value. Prices of food rose a little faster than a year ago. Wages in state companies lag behind those "
    "in private ones. The budget closed the year with a surplus.</blockquote>\n"
    'Read <a href="https://digest.example.org/2024-01-15">the whole issue</a>, or the '
    "<tg-spoiler>surprise</tg-spoiler>. Code: <code>GDP +3.9 %</code>."
)


class StandIn:
    """Remembers who has started, and sends everybody one message."""

    def __init__(self, bot: Bot, settings: Settings, clock: Clock) -> None:
        self._bot = bot
        self._settings = settings
        self._clock = clock
        self._due = clock.now() + timedelta(days=5)
        self.readers: list[int] = []
        self.knocks: list[datetime] = []

    async def start(self, message: Message) -> None:
        await message.answer("<b>Welcome.</b> Which language do you read?", parse_mode="HTML", reply_markup=LANGUAGES)

    async def choose(self, query: CallbackQuery) -> None:
        await query.answer(f"Saved: {query.data}", show_alert=query.data == "ru")
        if isinstance(query.message, Message):
            self.readers.append(query.message.chat.id)
            await query.message.edit_text("You have been successfully subscribed. See /help or /email.")

    async def ask(self, message: Message) -> None:
        keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes"), KeyboardButton(text="No")]])
        await message.answer("Are you sure?", reply_markup=keyboard)

    async def mail(self, message: Message) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"] = "Weekly Digest <digest@example.org>", "alena@example.org"
        letter["Subject"] = "Пацвердзіце падпіску"
        letter.set_content(f"Пацвердзіць: {self._settings.public_url}/confirm/1\n")
        letter.add_alternative(
            f'<html lang="be"><head><title>x</title></head><body><h1>Падпіска</h1><p><a href="'
            f'{self._settings.public_url}/confirm/1">Пацвердзіць</a></p></body></html>',
            subtype="html",
        )
        assert self._settings.smtp_url is not None
        port = int(self._settings.smtp_url.get_secret_value().rpartition(":")[2])
        await aiosmtplib.send(letter, hostname="127.0.0.1", port=port, start_tls=False)
        await message.answer("Look into your mailbox.")

    async def echo(self, message: Message) -> None:
        await message.copy_to(message.chat.id)

    async def send_now(self) -> str:
        for reader in self.readers:
            await self._bot.send_message(reader, DIGEST, parse_mode="HTML", reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="Language", callback_data="en"),
                                  InlineKeyboardButton(text="Unsubscribe", callback_data="be")],
                                 [InlineKeyboardButton(text="Archive", url="https://digest.example.org")]]
            ))  # fmt: skip
        return f"The digest went out to {len(self.readers)} readers."

    async def knock(self) -> None:
        self.knocks.append(self._clock.now())

    def next_send(self) -> datetime:
        return self._due


@asynccontextmanager
async def serve(settings: Settings, clock: Clock) -> AsyncIterator[StandIn]:
    """The demo's `Serve`."""
    assert settings.bot_token is not None
    session = SwiftSession(api=TelegramAPIServer.from_base(settings.telegram_api))
    async with Bot(settings.bot_token.get_secret_value(), session) as bot:
        service = StandIn(bot, settings, clock)
        dispatcher = Dispatcher()
        dispatcher.message(CommandStart())(service.start)
        dispatcher.message(Command("email"))(service.mail)
        dispatcher.message(Command("settings"))(service.ask)
        dispatcher.message()(service.echo)
        dispatcher.callback_query(F.data)(service.choose)
        await bot.set_my_commands([
            BotCommand(command="start", description="Begin again"),
            BotCommand(command="email", description="Get the digest by e-mail"),
            BotCommand(command="settings", description="Language, channels, topics"),
        ])  # fmt: skip
        await bot.set_my_description("Once a week: commentary by analysts, in Belarusian, Russian or English.")
        await bot.set_my_name("Weekly Digest")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
            yield service
            await dispatcher.stop_polling()
