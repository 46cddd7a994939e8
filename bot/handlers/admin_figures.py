"""/stats and /status: readers in figures, what is being sent, what comes next."""

from collections.abc import Iterator

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import Message

from bot import phrases
from bot.cards import status_phrase, tally, title
from bot.desk import Desk
from bot.filters import FromAdmin
from bot.screen import Screen, show
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus
from delivery.core.words import Words
from delivery.services.status import Status, status
from delivery.store.report import Readers

SHOWN = 5  # campaigns


def router() -> Router:
    router = Router(name="admin_figures")
    router.message.filter(FromAdmin())
    router.message.register(show_readers, Command("stats"))
    router.message.register(show_status, Command("status"))
    return router


async def show_readers(message: Message, desk: Desk, words: Words, bot: Bot) -> None:
    readers = (await status(desk.store, desk.slot, desk.now())).readers
    lines = [*_by_language(readers, words), "", *_by_status(readers, words)]
    await show(bot, message.chat.id, Screen(words.gettext("Readers in figures"), "\n".join(lines)))


async def show_status(message: Message, desk: Desk, words: Words, bot: Bot) -> None:
    now = await status(desk.store, desk.slot, desk.now())
    parts = ["\n".join(_next(now, desk, words)), *_campaigns(now, words)]
    await show(bot, message.chat.id, Screen(words.gettext("Status"), "\n\n".join(parts)))


def _by_language(readers: tuple[Readers, ...], words: Words) -> Iterator[str]:
    """Who gets the digest."""
    active = [one for one in readers if one.status is SubscriptionStatus.ACTIVE]
    for language in Language:
        counts = {one.channel: one.count for one in active if one.language is language}
        parts = [f"{phrases.channel_name(name, words)} {words.number(counts.get(name, 0))}" for name in ChannelName]
        yield f"{language.native_name}: {' · '.join(parts)}"
    total = sum(one.count for one in active)
    yield words.ngettext("%(n)s reader in all", "%(n)s readers in all", total) % {"n": words.number(total)}


def _by_status(readers: tuple[Readers, ...], words: Words) -> Iterator[str]:
    """Who waits, and who is gone."""
    names = {
        SubscriptionStatus.PENDING: words.gettext("Waiting to be confirmed: %(n)s"),
        SubscriptionStatus.UNSUBSCRIBED: words.gettext("Unsubscribed: %(n)s"),
        SubscriptionStatus.BLOCKED: words.gettext("Blocked the bot: %(n)s"),
        SubscriptionStatus.BOUNCED: words.gettext("Mailbox gone: %(n)s"),
        SubscriptionStatus.ERASED: words.gettext("Erased: %(n)s"),
    }
    for standing, text in names.items():
        yield text % {"n": words.number(sum(one.count for one in readers if one.status is standing))}


def _next(now: Status, desk: Desk, words: Words) -> Iterator[str]:
    slot = words.moment(now.next_slot.astimezone(desk.slot.zone))
    yield words.gettext("Next sending: %(moment)s") % {"moment": slot}
    if now.ready is None:
        yield words.gettext("There is no approved edition for it yet.")
        return
    yield words.gettext("The digest of %(week)s goes out then.") % {"week": words.week(now.ready.week)}
    if now.missed:
        yield words.gettext(
            "This digest was not sent on time. To send it now: /publish %(week)s. "
            "Otherwise it goes out at the next sending."
        ) % {"week": now.missed}


def _campaigns(now: Status, words: Words) -> Iterator[str]:
    for watched in now.campaigns[:SHOWN]:
        yield "\n".join(
            (
                title(watched.campaign, words),
                status_phrase(watched.campaign, words),
                tally(watched.total, words),
            )
        )
