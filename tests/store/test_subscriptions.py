"""Subscribers and subscriptions: addresses come back as they went in, changes leave a proof, one chat has one owner."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriberKind, SubscriptionStatus, Via
from delivery.store import Store
from delivery.store.subscribers import SubscriberSettings
from tests.support.people import add_person


async def test_a_reader_comes_back_with_settings_and_subscriptions(store: Store, now: datetime) -> None:
    person = await add_person(store, now, address="1001")
    until = now + timedelta(weeks=4)
    settings = SubscriberSettings(Language.EN, frozenset({"west"}), until, silent=True, protect=True)
    async with store.begin() as tx:
        await tx.subscriptions.add(
            person.subscriber_id, ChannelName.EMAIL, "anna@example.org", SubscriptionStatus.PENDING, Via.BOT, now
        )
        await tx.subscribers.change(person.subscriber_id, settings)
    async with store.read() as tx:
        reader = await tx.subscribers.get(person.subscriber_id)
        assert await tx.subscribers.at(ChannelName.TELEGRAM, "1001") == reader
        assert await tx.subscribers.at(ChannelName.TELEGRAM, "1002") is None
        assert await tx.subscribers.get(404) is None

    assert reader is not None
    assert (reader.kind, reader.language, reader.topics) == (SubscriberKind.PERSON, Language.EN, frozenset({"west"}))
    assert (reader.paused_until, reader.silent, reader.protect) == (until, True, True)
    assert [(one.channel, one.address, one.status) for one in reader.subscriptions] == [
        (ChannelName.TELEGRAM, "1001", SubscriptionStatus.ACTIVE),
        (ChannelName.EMAIL, "anna@example.org", SubscriptionStatus.PENDING),
    ]


@pytest.mark.parametrize("topics", [None, frozenset(), frozenset({"west"}), frozenset({"west", "east"})])
async def test_a_choice_of_topics_comes_back(store: Store, now: datetime, topics: frozenset[str] | None) -> None:
    """None (all) and the empty choice are different things."""
    person = await add_person(store, now)
    async with store.begin() as tx:
        settings = SubscriberSettings(Language.BE, topics, None, silent=False, protect=False)
        await tx.subscribers.change(person.subscriber_id, settings)
        reader = await tx.subscribers.get(person.subscriber_id)

    assert reader is not None
    assert reader.topics == topics


async def test_each_change_of_consent_leaves_a_proof(store: Store, now: datetime) -> None:
    person = await add_person(store, now)
    later = now + timedelta(days=1)
    async with store.begin() as tx:
        await tx.subscriptions.set_status(person.subscription_id, SubscriptionStatus.BLOCKED, Via.CHANNEL, later)
        await tx.subscriptions.erase(person.subscription_id, Via.BOT, later)
        proofs = await tx.subscriptions.proofs(person.subscription_id)

    assert proofs == (
        (SubscriptionStatus.ACTIVE, Via.BOT, now),
        (SubscriptionStatus.BLOCKED, Via.CHANNEL, later),
        (SubscriptionStatus.ERASED, Via.BOT, later),
    )


async def test_a_chat_is_one_subscription(store: Store, now: datetime) -> None:
    await add_person(store, now, address="1001")

    with pytest.raises(IntegrityError):
        await add_person(store, now, address="1001", status=SubscriptionStatus.PENDING)


async def test_a_mailbox_may_be_asked_for_by_several_but_belongs_to_one(store: Store, now: datetime) -> None:
    async def ask(status: SubscriptionStatus) -> int:
        mail = ChannelName.EMAIL
        return (await add_person(store, now, address="anna@example.org", channel=mail, status=status)).subscription_id

    asked = [await ask(SubscriptionStatus.PENDING), await ask(SubscriptionStatus.PENDING)]
    owner = await ask(SubscriptionStatus.ACTIVE)
    async with store.read() as tx:
        holding = await tx.subscriptions.holding(ChannelName.EMAIL, "anna@example.org")
        reader = await tx.subscribers.at(ChannelName.EMAIL, "anna@example.org")

    assert [one.id for one in holding] == [*asked, owner]
    assert reader is not None
    assert reader.subscriptions[0].id == owner
    with pytest.raises(IntegrityError):
        await ask(SubscriptionStatus.ACTIVE)


async def test_one_active_subscription_per_channel(store: Store, now: datetime) -> None:
    person = await add_person(store, now, address="anna@example.org", channel=ChannelName.EMAIL)

    with pytest.raises(IntegrityError):
        async with store.begin() as tx:
            await tx.subscriptions.add(
                person.subscriber_id, ChannelName.EMAIL, "new@example.org", SubscriptionStatus.ACTIVE, Via.BOT, now
            )


async def test_a_group_that_became_a_supergroup_keeps_its_subscription(store: Store, now: datetime) -> None:
    group = await add_person(store, now, address="-1001", kind=SubscriberKind.GROUP)
    async with store.begin() as tx:
        await tx.subscriptions.move(group.subscription_id, ChannelName.TELEGRAM, "-1009999")
        reader = await tx.subscribers.at(ChannelName.TELEGRAM, "-1009999")
        assert await tx.subscribers.at(ChannelName.TELEGRAM, "-1001") is None

    assert reader is not None
    assert reader.subscriptions[0].address == "-1009999"


async def test_a_subscription_can_be_given_to_another_subscriber(store: Store, now: datetime) -> None:
    giver = await add_person(store, now, address="anna@example.org", channel=ChannelName.EMAIL)
    taker = await add_person(store, now, address="1002")
    async with store.begin() as tx:
        await tx.subscriptions.give(giver.subscription_id, taker.subscriber_id)
        theirs = await tx.subscriptions.of(taker.subscriber_id)

    assert [one.address for one in theirs] == ["anna@example.org", "1002"]


async def test_an_erased_chat_may_come_back_as_a_stranger(store: Store, now: datetime) -> None:
    before = await add_person(store, now, address="1001")
    async with store.begin() as tx:
        await tx.subscriptions.erase(before.subscription_id, Via.BOT, now)
    after = await add_person(store, now, address="1001")

    assert after.subscription_id != before.subscription_id
