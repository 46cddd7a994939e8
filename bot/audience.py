"""The audience card of a broadcast: who gets it, how many, how long it takes."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot import phrases
from bot.desk import Desk
from bot.screen import Screen, button, checked
from delivery.core.campaign import Audience, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.words import Words
from delivery.services import broadcasting
from delivery.services.broadcasting import NoLongerOpen

Counts = Mapping[ChannelName, Mapping[Language, int]]
FAST = timedelta(minutes=1)  # a shorter duration is not worth a line


class Asked(StrEnum):
    """What is done with a draft."""

    ASK = "ask"  # show the confirm
    BACK = "back"
    CANCEL = "cancel"


class ToLanguage(CallbackData, prefix="to-lang"):
    """Readers of this language get it, or do not."""

    campaign: int
    language: Language
    on: bool


class ToChannel(CallbackData, prefix="to-chan"):
    """Readers on this channel get it, or do not."""

    campaign: int
    channel: ChannelName
    on: bool


class Draft(CallbackData, prefix="draft"):
    """A step of a draft."""

    campaign: int
    step: Asked


class Confirm(CallbackData, prefix="go"):
    """Send it. The token is good for one press: 3 + 11 + 43 bytes leave room in the 64."""

    campaign: int
    token: str


async def open_audience(desk: Desk, campaign_id: int) -> Audience:
    """The audience of a draft. Raises NoLongerOpen for what is no draft any more."""
    watched = await broadcasting.watch(desk.store, campaign_id)
    if watched is None or watched.campaign.status is not CampaignStatus.DRAFT:
        raise NoLongerOpen
    return watched.campaign.audience


async def audience_card(desk: Desk, campaign_id: int, words: Words) -> Screen:
    """Check marks for languages and channels, counts. Raises NoLongerOpen."""
    audience = await open_audience(desk, campaign_id)
    counts = await broadcasting.count(desk.store, audience, desk.now())
    rows = [
        [_language(campaign_id, code, code in audience.languages) for code in Language],
        [_channel(campaign_id, name, name in audience.channels, words) for name in _offered(desk)],
        [
            button(words.gettext("Send"), Draft(campaign=campaign_id, step=Asked.ASK).pack()),
            button(words.gettext("Cancel"), Draft(campaign=campaign_id, step=Asked.CANCEL).pack()),
        ],
    ]
    return Screen(words.gettext("Who gets it?"), figures(counts, desk.rate, words), tuple(rows))


def confirm_card(campaign_id: int, readers: int, token: str, body: str, words: Words) -> Screen:
    """The last question, with the number on the button."""
    send = words.ngettext("Send to %(n)s reader", "Send to %(n)s readers", readers) % {"n": words.number(readers)}
    rows = (
        [button(send, Confirm(campaign=campaign_id, token=token).pack())],
        [
            button("‹ " + words.gettext("Back"), Draft(campaign=campaign_id, step=Asked.BACK).pack()),
            button(words.gettext("Cancel"), Draft(campaign=campaign_id, step=Asked.CANCEL).pack()),
        ],
    )
    return Screen(words.gettext("Send it now?"), body, rows)


def figures(counts: Counts, rate: float, words: Words) -> str:
    """A line per channel with its languages, the sum, and the duration at `rate` Telegram messages per second."""
    lines = [_line(channel, counts[channel], words) for channel in ChannelName if channel in counts]
    total = sum(n for by_language in counts.values() for n in by_language.values())
    lines.append(words.ngettext("%(n)s reader in all", "%(n)s readers in all", total) % {"n": words.number(total)})
    span = timedelta(seconds=sum(counts.get(ChannelName.TELEGRAM, {}).values()) / rate)
    if span >= FAST:
        lines.append(words.gettext("Telegram takes about %(span)s.") % {"span": words.span(span)})
    return "\n".join(lines)


def _line(channel: ChannelName, by_language: Mapping[Language, int], words: Words) -> str:
    parts = [f"{code.native_name} {words.number(by_language[code])}" for code in Language if by_language.get(code)]
    return f"{phrases.channel_name(channel, words)}: {' · '.join(parts)}"


def _offered(desk: Desk) -> tuple[ChannelName, ...]:
    return tuple(ChannelName) if desk.mail_on else (ChannelName.TELEGRAM,)


def _language(campaign_id: int, code: Language, on: bool) -> InlineKeyboardButton:
    data = ToLanguage(campaign=campaign_id, language=code, on=not on)
    return button(checked(code.native_name, on), data.pack())


def _channel(campaign_id: int, name: ChannelName, on: bool, words: Words) -> InlineKeyboardButton:
    data = ToChannel(campaign=campaign_id, channel=name, on=not on)
    return button(checked(phrases.channel_name(name, words), on), data.pack())
