"""/publish WEEK: send the digest of an approved week, once, with a confirm."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.audience import figures
from bot.desk import Desk
from bot.filters import FromAdmin
from bot.screen import Screen, button, replace, show
from bot.watching import keep_here
from delivery.core.campaign import Audience
from delivery.core.errors import Refusal
from delivery.core.week import Week
from delivery.core.words import Words
from delivery.services import broadcasting, publishing, sending
from delivery.services.sending import AlreadySent

CANCEL = "publish-cancel"


class NotAWeek(Refusal):
    """Please name the week by its Monday, for example: /publish 2024-01-15"""

    code = "not-a-week"


class Publish(CallbackData, prefix="publish"):
    """The confirm. Two presses are harmless: a week is sent once, ever."""

    week: str


def router() -> Router:
    router = Router(name="admin_publish")
    router.message.filter(FromAdmin())
    router.callback_query.filter(FromAdmin())
    router.message.register(ask, Command("publish"))
    router.callback_query.register(confirm, Publish.filter())
    router.callback_query.register(cancel, F.data == CANCEL)
    return router


async def ask(message: Message, command: CommandObject, desk: Desk, words: Words, bot: Bot) -> None:
    """Raises NotAWeek, NoEdition, NotApproved, AlreadySent."""
    week = _week(command.args or "")
    await publishing.sendable(desk.store, week)
    counts = await broadcasting.count(desk.store, Audience(), desk.now())
    row = [
        button(words.gettext("Send"), Publish(week=str(week)).pack()),
        button(words.gettext("Cancel"), CANCEL),
    ]
    title = words.gettext("Send the digest of %(week)s now?") % {"week": words.week(week)}
    await show(bot, message.chat.id, Screen(title, figures(counts, desk.rate, words), (row,)))


async def confirm(query: CallbackQuery, callback_data: Publish, desk: Desk, words: Words, bot: Bot) -> None:
    """A later press, or the same one again after a crash, finds the campaign and its card."""
    week = _week(callback_data.week)
    try:
        campaign_id = (await sending.send_week(desk.store, week, desk.now())).campaign_id
    except AlreadySent:
        campaign = await publishing.campaign_of(desk.store, week)
        if campaign is None:
            raise
        campaign_id = campaign.id
    await keep_here(query, desk, bot, campaign_id, words)


async def cancel(query: CallbackQuery, words: Words, bot: Bot) -> None:
    await replace(query, bot, Screen(body=words.gettext("Cancelled. Nothing was sent.")))


def _week(text: str) -> Week:
    try:
        return Week.parse(text.strip())
    except ValueError:
        raise NotAWeek from None
