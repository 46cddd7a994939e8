"""Phrases that several screens share."""

from datetime import datetime

from babel.dates import get_timezone_location

from delivery.core.channel import ChannelName
from delivery.core.week import SendTime
from delivery.core.words import Words


def when(slot: SendTime, words: Words) -> str:
    """`every Monday at 09:00, Minsk time`."""
    city = get_timezone_location(slot.zone, locale=words.language.value, return_city=True)
    return words.gettext("%(day)s at %(time)s, %(city)s time") % {
        "day": _every(slot.weekday, words),
        "time": f"{slot.at:%H:%M}",
        "city": city,
    }


def _every(weekday: int, words: Words) -> str:
    """Whole phrases: Belarusian and Russian decline both words."""
    return (
        words.gettext("every Monday"),
        words.gettext("every Tuesday"),
        words.gettext("every Wednesday"),
        words.gettext("every Thursday"),
        words.gettext("every Friday"),
        words.gettext("every Saturday"),
        words.gettext("every Sunday"),
    )[weekday]


def channel_name(channel: ChannelName, words: Words) -> str:
    return {ChannelName.TELEGRAM: "Telegram", ChannelName.EMAIL: words.gettext("E-mail")}[channel]


def day_of(moment: datetime, slot: SendTime, words: Words) -> str:
    """The date of a moment where the digest is at home."""
    return words.day(moment.astimezone(slot.zone).date())


def paused_until(moment: datetime, slot: SendTime, words: Words) -> str:
    return words.gettext("Paused until %(day)s.") % {"day": day_of(moment, slot, words)}
