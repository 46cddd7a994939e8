"""/broadcast, second half: for whom, how many, and one confirm."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.audience import (
    Asked,
    Confirm,
    Draft,
    ToChannel,
    ToLanguage,
    audience_card,
    confirm_card,
    figures,
    open_audience,
)
from bot.desk import Desk
from bot.filters import FromAdmin
from bot.screen import Notice, Screen, replace
from bot.watching import keep_here
from delivery.core.campaign import Audience, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.words import Words
from delivery.services import broadcasting
from delivery.services.broadcasting import NoLongerOpen


def router() -> Router:
    router = Router(name="admin_audience")
    router.callback_query.filter(FromAdmin())
    router.callback_query.register(choose_language, ToLanguage.filter())
    router.callback_query.register(choose_channel, ToChannel.filter())
    router.callback_query.register(ask, Draft.filter(F.step == Asked.ASK))
    router.callback_query.register(back, Draft.filter(F.step == Asked.BACK))
    router.callback_query.register(cancel, Draft.filter(F.step == Asked.CANCEL))
    router.callback_query.register(confirm, Confirm.filter())
    return router


async def choose_language(query: CallbackQuery, callback_data: ToLanguage, desk: Desk, words: Words, bot: Bot) -> None:
    present = await open_audience(desk, callback_data.campaign)
    one = frozenset({callback_data.language})
    languages = present.languages | one if callback_data.on else present.languages - one
    await _choose(query, callback_data.campaign, Audience(languages, present.channels), desk, words, bot)


async def choose_channel(
    query: CallbackQuery, callback_data: ToChannel, desk: Desk, words: Words, bot: Bot
) -> Notice | None:
    present = await open_audience(desk, callback_data.campaign)
    if callback_data.channel is ChannelName.EMAIL and callback_data.on:
        content = await broadcasting.content(desk.store, callback_data.campaign)
        if content is None or not content.text:
            return Notice(words.gettext("This message has no text, so it cannot go by e-mail."), alert=True)
    one = frozenset({callback_data.channel})
    channels = present.channels | one if callback_data.on else present.channels - one
    await _choose(query, callback_data.campaign, Audience(present.languages, channels), desk, words, bot)
    return None


async def ask(query: CallbackQuery, callback_data: Draft, desk: Desk, words: Words, bot: Bot) -> None:
    """The last question. Raises NobodyThere, NoLongerOpen."""
    audience = await open_audience(desk, callback_data.campaign)
    token = desk.token()
    readers = await broadcasting.ask_to_confirm(desk.store, callback_data.campaign, token, desk.now())
    counts = await broadcasting.count(desk.store, audience, desk.now())
    body = figures(counts, desk.rate, words)
    await replace(query, bot, confirm_card(callback_data.campaign, readers, token, body, words))


async def back(query: CallbackQuery, callback_data: Draft, desk: Desk, words: Words, bot: Bot) -> None:
    await replace(query, bot, await audience_card(desk, callback_data.campaign, words))


async def cancel(query: CallbackQuery, callback_data: Draft, desk: Desk, words: Words, bot: Bot) -> None:
    """A draft only: what is being sent has a Stop of its own."""
    await open_audience(desk, callback_data.campaign)
    await broadcasting.stop(desk.store, callback_data.campaign, desk.now())
    await replace(query, bot, Screen(body=words.gettext("Cancelled. Nothing was sent.")))


async def confirm(query: CallbackQuery, callback_data: Confirm, desk: Desk, words: Words, bot: Bot) -> None:
    """One press sends it. A press that comes after it, or again after a crash, only finds the progress card."""
    try:
        await broadcasting.start(desk.store, callback_data.campaign, callback_data.token, desk.now())
    except NoLongerOpen:
        watched = await broadcasting.watch(desk.store, callback_data.campaign)
        unsent = (CampaignStatus.DRAFT, CampaignStatus.CANCELLED)
        if watched is None or watched.campaign.status in unsent:
            raise
    await keep_here(query, desk, bot, callback_data.campaign, words)


async def _choose(
    query: CallbackQuery, campaign_id: int, audience: Audience, desk: Desk, words: Words, bot: Bot
) -> None:
    await broadcasting.choose_audience(desk.store, campaign_id, audience)
    await replace(query, bot, await audience_card(desk, campaign_id, words))
