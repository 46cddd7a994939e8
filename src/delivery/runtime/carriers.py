"""Carriers: what each channel needs between a claimed delivery and the wire."""

from collections.abc import Sequence
from datetime import timedelta

from delivery.channels.base import Channel, MailPost, TelegramPost
from delivery.core.breaker import CONTENT_LIMIT, POLICY_LIMIT
from delivery.core.channel import ChannelName
from delivery.core.delivery import Claimed
from delivery.core.mime import UnusableAddress, fill
from delivery.core.outcome import Outcome
from delivery.services.composing import Composer

# Telegram serves about one message a second to one chat; a little more keeps clear of a 429.
CHAT_GAP = timedelta(seconds=1.1)
TELEGRAM_WINDOW = 30  # at 30 messages/s and an answer within a second, no permit is left unused


class TelegramCarrier:
    """A delivery is as many messages as its text needs."""

    channel = ChannelName.TELEGRAM
    patience = CONTENT_LIMIT
    part_gap = CHAT_GAP.total_seconds()

    def __init__(self, composer: Composer, channel: Channel[TelegramPost], window: int = TELEGRAM_WINDOW) -> None:
        self.window = window
        self._composer = composer
        self._channel = channel

    async def posts(self, claimed: Claimed) -> Sequence[TelegramPost]:
        message = await self._composer.telegram(claimed)
        return [TelegramPost(int(claimed.address), part, claimed.silent, claimed.protect) for part in message.parts]

    async def send(self, post: TelegramPost, attempt: int) -> Outcome:
        return await self._channel.send(post, attempt)


class MailCarrier:
    """A delivery is one mail."""

    channel = ChannelName.EMAIL
    patience = POLICY_LIMIT
    part_gap = 0.0

    def __init__(self, composer: Composer, channel: Channel[MailPost], connections: int) -> None:
        self.window = connections
        self._composer = composer
        self._channel = channel

    async def posts(self, claimed: Claimed) -> Sequence[MailPost]:
        template, envelope = await self._composer.mail(claimed)
        try:
            return [MailPost(envelope, fill(template, envelope))]
        except UnusableAddress:
            return [MailPost(envelope, b"")]  # the channel refuses such an address before it looks at the mail

    async def send(self, post: MailPost, attempt: int) -> Outcome:
        return await self._channel.send(post, attempt)
