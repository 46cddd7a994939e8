"""/email: give an address, change it, take it away. What happened to a mail is told to nobody but its receiver."""

from enum import StrEnum

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.desk import Desk
from bot.filters import IN_PRIVATE, PRESSED_IN_PRIVATE
from bot.screen import Screen, button, replace, show
from bot.states import EmailDialogue
from delivery.core.channel import ChannelName
from delivery.core.mailbox import NotAnAddress
from delivery.core.subscription import Reader, SubscriptionStatus, Via
from delivery.core.words import Words
from delivery.services import confirming, mailboxes
from delivery.services.subscribing import NotSubscribed


class Wish(StrEnum):
    """What somebody wants of their address."""

    CHANGE = "change"
    REMOVE = "remove"


class Mail(CallbackData, prefix="mail"):
    """A button about the address."""

    wish: Wish


def router() -> Router:
    router = Router(name="email")
    router.message.register(look, Command("email"), IN_PRIVATE)
    router.message.register(take, EmailDialogue.address, IN_PRIVATE)
    router.callback_query.register(change, Mail.filter(F.wish == Wish.CHANGE), PRESSED_IN_PRIVATE)
    router.callback_query.register(remove, Mail.filter(F.wish == Wish.REMOVE), PRESSED_IN_PRIVATE)
    return router


async def look(message: Message, desk: Desk, reader: Reader | None, words: Words, state: FSMContext, bot: Bot) -> None:
    """How it stands; who has given no address is asked for one at once."""
    if reader is None:
        raise NotSubscribed
    standing = _standing(reader, words)
    if not standing:
        await show(bot, message.chat.id, await begin(desk, state, words))
        return
    row = [
        button(words.gettext("Change"), Mail(wish=Wish.CHANGE).pack()),
        button(words.gettext("Remove"), Mail(wish=Wish.REMOVE).pack()),
    ]
    await show(bot, message.chat.id, Screen(words.gettext("E-mail"), "\n\n".join(standing), (row,)))


async def begin(desk: Desk, state: FSMContext, words: Words) -> Screen:
    """Ask for an address, where mail is on."""
    if not desk.mail_on:
        return Screen(body=words.gettext("The digest is not sent by e-mail at present. It comes to you in this chat."))
    await state.set_state(EmailDialogue.address)
    ask = words.gettext("Please send the e-mail address to which the digest should come.")
    return Screen(words.gettext("E-mail"), ask + "\n\n" + words.gettext("To leave it as it is: /cancel"))


async def take(message: Message, desk: Desk, reader: Reader | None, words: Words, state: FSMContext, bot: Bot) -> None:
    """The address. One that is misspelt is asked for again; every other answer ends the dialogue."""
    if reader is None:
        raise NotSubscribed
    try:
        address = await confirming.ask(desk.store, reader.id, message.text or "", desk.token(), desk.now())
    except NotAnAddress as refusal:
        body = words.gettext(refusal.sentence) + "\n\n" + words.gettext("To leave it as it is: /cancel")
        await show(bot, message.chat.id, Screen(body=body))
        return
    except (confirming.AlreadyConfirmed, confirming.TooManyAddresses):
        await state.clear()
        raise
    await state.clear()
    await show(bot, message.chat.id, _sent(address, reader, words))


async def change(query: CallbackQuery, desk: Desk, words: Words, state: FSMContext, bot: Bot) -> None:
    await replace(query, bot, await begin(desk, state, words))


async def remove(query: CallbackQuery, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> None:
    if reader is None:
        raise NotSubscribed
    await mailboxes.remove(desk.store, reader.id, Via.BOT, desk.now())
    await replace(query, bot, Screen(body=words.gettext("The address is erased. Nothing more comes by e-mail.")))


def _standing(reader: Reader, words: Words) -> list[str]:
    """A sentence for each address that is in use or waits."""
    active = reader.on(ChannelName.EMAIL)
    pending = reader.on(ChannelName.EMAIL, SubscriptionStatus.PENDING)
    lines = []
    if active:
        lines.append(words.gettext("The digest comes to %(address)s.") % {"address": active.address})
    if pending:
        waits = words.gettext("%(address)s is not confirmed yet: please press the button in the e-mail that we sent.")
        lines.append(waits % {"address": pending.address})
    return lines


def _sent(address: str, reader: Reader, words: Words) -> Screen:
    """The same words whether or not a mail went out: nobody can find out here whose address is known."""
    body = words.gettext(
        "If %(address)s can receive our mail, a message with a button is on its way. "
        "Press it, and the digest comes there too. The button works for %(span)s."
    ) % {"address": address, "span": words.span(confirming.LIFE)}
    if reader.on(ChannelName.EMAIL):
        body += "\n\n" + words.gettext("Until then it comes to the address that you gave before.")
    return Screen(words.gettext("Confirm your address"), body)
