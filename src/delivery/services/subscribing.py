"""Subscribing, settings and leaving, as a reader asks for them in a chat or on a page."""

from dataclasses import replace
from datetime import datetime

from delivery.core.channel import ChannelName
from delivery.core.errors import Refusal
from delivery.core.language import Language
from delivery.core.subscription import PAUSE, Reader, SubscriberKind, Subscription, SubscriptionStatus, Via
from delivery.store import Store, Transaction
from delivery.store.subscribers import SubscriberSettings

# Who holds a mailbox is settled by one transaction at a time: it may pass from one reader to another.
MAILBOXES = "mailboxes"

BACK_AT_ONCE = frozenset({SubscriptionStatus.UNSUBSCRIBED, SubscriptionStatus.BLOCKED, SubscriptionStatus.BOUNCED})


class NoTopics(Refusal):
    """Please keep at least one topic, or pause the digest instead."""

    code = "no-topics"


class NotSubscribed(Refusal):
    """You are not subscribed. Send /start to subscribe."""

    code = "not-subscribed"


async def reader_in(store: Store, chat_id: int) -> Reader | None:
    """Who reads in this Telegram chat."""
    async with store.read() as tx:
        return await tx.subscribers.at(ChannelName.TELEGRAM, str(chat_id))


async def subscribe_chat(store: Store, chat_id: int, kind: SubscriberKind, language: Language, now: datetime) -> Reader:
    """Subscribe a chat in `language`, or bring it back; doing it twice changes nothing more."""
    async with store.begin() as tx:
        await _alone_about(tx, chat_id)
        reader = await tx.subscribers.at(ChannelName.TELEGRAM, str(chat_id))
        if reader is None:
            subscriber_id = await tx.subscribers.add(kind, language, now)
            await tx.subscriptions.add(
                subscriber_id, ChannelName.TELEGRAM, str(chat_id), SubscriptionStatus.ACTIVE, Via.BOT, now
            )
        else:
            subscriber_id = reader.id
            await _bring_back(tx, reader, ChannelName.TELEGRAM, Via.BOT, now)
            await tx.subscribers.change(subscriber_id, replace(_settings(reader), language=language, paused_until=None))
        return await _present(tx, subscriber_id)


async def return_chat(store: Store, chat_id: int, now: datetime) -> Reader | None:
    """A chat that had blocked the bot starts it again: its subscription is back. None for an unknown chat."""
    async with store.begin() as tx:
        reader = await tx.subscribers.at(ChannelName.TELEGRAM, str(chat_id))
        if reader is None:
            return None
        if reader.on(ChannelName.TELEGRAM, SubscriptionStatus.BLOCKED):
            await _bring_back(tx, reader, ChannelName.TELEGRAM, Via.BOT, now)
        return await _present(tx, reader.id)


async def choose_language(store: Store, subscriber_id: int, language: Language) -> Reader:
    """From now on in `language`."""
    return await _change(store, subscriber_id, language=language)


async def choose_topics(store: Store, subscriber_id: int, topics: frozenset[str] | None) -> Reader:
    """Only these topics; None means all, also those that come later. Raises NoTopics."""
    if topics is not None and not topics:
        raise NoTopics
    return await _change(store, subscriber_id, topics=topics)


async def choose_quiet(store: Store, subscriber_id: int, *, silent: bool, protect: bool) -> Reader:
    """Telegram: deliver without sound; forbid forwarding and saving."""
    return await _change(store, subscriber_id, silent=silent, protect=protect)


async def pause(store: Store, subscriber_id: int, now: datetime) -> Reader:
    """Nothing for four weeks; what is queued now is withdrawn when a sender comes to it."""
    return await _change(store, subscriber_id, paused_until=now + PAUSE)


async def resume(store: Store, subscriber_id: int) -> Reader:
    """The end of a pause."""
    return await _change(store, subscriber_id, paused_until=None)


async def join(store: Store, subscriber_id: int, channel: ChannelName, via: Via, now: datetime) -> Reader:
    """Back on a channel whose address is already known and confirmed. Raises NotSubscribed where there is none."""
    async with store.begin() as tx:
        await tx.alone(MAILBOXES)
        reader = await _present(tx, subscriber_id)
        if reader.on(channel) is None and not await _bring_back(tx, reader, channel, via, now):
            raise NotSubscribed
        return await _present(tx, subscriber_id)


async def leave(
    store: Store, subscriber_id: int, via: Via, now: datetime, channel: ChannelName | None = None
) -> Reader:
    """Nothing more on `channel` (None: on all). When this returns, no send starts any more."""
    async with store.begin() as tx:
        reader = await _present(tx, subscriber_id)
        for subscription in reader.subscriptions:
            if channel in (None, subscription.channel):
                await end(tx, subscription, SubscriptionStatus.UNSUBSCRIBED, via, now)
        return await _present(tx, subscriber_id)


async def chat_lost(store: Store, chat_id: int, now: datetime) -> None:
    """The chat blocked the bot or removed it."""
    async with store.begin() as tx:
        reader = await tx.subscribers.at(ChannelName.TELEGRAM, str(chat_id))
        subscription = reader and reader.on(ChannelName.TELEGRAM)
        if subscription:
            await end(tx, subscription, SubscriptionStatus.BLOCKED, Via.CHANNEL, now)


async def chat_moved(store: Store, old_id: int, new_id: int, now: datetime) -> None:
    """A group became a supergroup; if that is already known under its new id, the old one ends."""
    async with store.begin() as tx:
        await _alone_about(tx, old_id, new_id)
        held = await tx.subscriptions.holding(ChannelName.TELEGRAM, str(old_id))
        taken = await tx.subscriptions.holding(ChannelName.TELEGRAM, str(new_id))
        for subscription in held:
            if taken:
                await tx.outbox.withdraw(subscription.id, now)
                await tx.subscriptions.erase(subscription.id, Via.CHANNEL, now)
            else:
                await tx.subscriptions.move(subscription.id, ChannelName.TELEGRAM, str(new_id))


async def end(tx: Transaction, subscription: Subscription, status: SubscriptionStatus, via: Via, now: datetime) -> None:
    """End a live subscription inside a transaction, and withdraw what waits for it."""
    if subscription.status in (SubscriptionStatus.ACTIVE, SubscriptionStatus.PENDING):
        await tx.subscriptions.set_status(subscription.id, status, via, now)
        await tx.outbox.withdraw(subscription.id, now)


async def _alone_about(tx: Transaction, *chat_ids: int) -> None:
    """Nobody else subscribes or moves these chats meanwhile. In one order, so that two never wait for each other."""
    for chat_id in sorted(chat_ids):
        await tx.alone(f"chat:{chat_id}")


async def _bring_back(tx: Transaction, reader: Reader, channel: ChannelName, via: Via, now: datetime) -> bool:
    known = reader.on(channel, *BACK_AT_ONCE)
    if known is None or reader.on(channel) is not None or not await _is_proved(tx, known):
        return False
    await tx.subscriptions.set_status(known.id, SubscriptionStatus.ACTIVE, via, now)
    return True


async def _is_proved(tx: Transaction, subscription: Subscription) -> bool:
    """A chat speaks for itself. A mailbox that was asked for and given up unconfirmed still needs its owner's word."""
    if subscription.channel is ChannelName.TELEGRAM:
        return True
    return any(status is SubscriptionStatus.ACTIVE for status, _, _ in await tx.subscriptions.proofs(subscription.id))


async def _change(store: Store, subscriber_id: int, **changes: object) -> Reader:
    async with store.begin() as tx:
        reader = await _present(tx, subscriber_id)
        await tx.subscribers.change(subscriber_id, replace(_settings(reader), **changes))  # type: ignore[arg-type]
        return await _present(tx, subscriber_id)


async def _present(tx: Transaction, subscriber_id: int) -> Reader:
    reader = await tx.subscribers.get(subscriber_id)
    if reader is None:
        raise NotSubscribed
    return reader


def _settings(reader: Reader) -> SubscriberSettings:
    return SubscriberSettings(reader.language, reader.topics, reader.paused_until, reader.silent, reader.protect)
