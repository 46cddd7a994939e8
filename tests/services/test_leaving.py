"""Leaving by a link: the link is proof enough, and what it did can be undone by it alone."""

import asyncio
from datetime import datetime

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriptionStatus, Via
from delivery.core.tokens import Purpose, sign
from delivery.services import confirming, leaving, owndata
from delivery.store import Store
from tests.services.reading import DAY, MAILBOX, add_mailbox, ask, due, fan_out, present, start, status

EMAIL = ChannelName.EMAIL
OTHER = "other@example.org"


def link(store: Store, reader: Reader, purpose: Purpose = Purpose.UNSUBSCRIBE) -> str:
    """The token in the reader's mails."""
    subscription = reader.on(EMAIL, SubscriptionStatus.ACTIVE, SubscriptionStatus.PENDING)
    assert subscription is not None
    return sign(store.keys.signing, purpose, subscription.id)


async def test_looking_tells_whose_link_it_is_and_changes_nothing(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now, language=Language.EN), now)
    leaver = await leaving.look(store, link(store, reader))
    assert leaver is not None
    assert (leaver.subscriber_id, leaver.language, leaver.subscribed) == (reader.id, Language.EN, True)
    assert await present(store, reader) == reader


async def test_leaving_withdraws_what_waits_and_happens_once(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    await due(store, now)
    await fan_out(store, now)
    token = link(store, reader)
    leavers = await asyncio.gather(*(leaving.leave(store, token, Via.ONE_CLICK, now) for _ in range(10)))
    assert {(leaver.subscribed, leaver.may_return) for leaver in leavers if leaver} == {(False, True)}
    assert await due(store, now, [EMAIL]) == []


async def test_leaving_the_mails_keeps_the_chat(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    await leaving.leave(store, link(store, reader), Via.WEB, now)
    assert await status(store, reader, ChannelName.TELEGRAM) is SubscriptionStatus.ACTIVE


async def test_coming_back_needs_no_more_than_the_link(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    token = link(store, reader)
    await leaving.leave(store, token, Via.WEB, now)
    for _ in range(2):
        leaver = await leaving.come_back(store, token, now)
        assert leaver is not None
        assert leaver.subscribed
    await fan_out(store, now)
    assert (EMAIL, MAILBOX) in await due(store, now)


async def test_a_wish_that_was_never_confirmed_cannot_come_back(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    confirmation = await ask(store, reader, now)
    token = link(store, await present(store, reader))
    await leaving.leave(store, token, Via.WEB, now)
    leaver = await leaving.come_back(store, token, now)
    assert leaver is not None
    assert not leaver.subscribed
    assert (await confirming.confirm(store, confirmation, now)).state is confirming.LinkState.EXPIRED


async def test_an_old_address_does_not_come_back_over_a_new_one(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    token = link(store, reader)
    await leaving.leave(store, token, Via.WEB, now)
    await add_mailbox(store, reader, now, OTHER)
    assert await leaving.come_back(store, token, now) is None
    held = (await present(store, reader)).on(EMAIL)
    assert held is not None
    assert held.address == OTHER


async def test_coming_back_and_confirming_at_once_leave_one_address(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    token = link(store, reader)
    await leaving.leave(store, token, Via.WEB, now)
    confirmation = await ask(store, reader, now + DAY, OTHER)
    await asyncio.gather(
        *(leaving.come_back(store, token, now + DAY) for _ in range(5)),
        *(confirming.confirm(store, confirmation, now + DAY) for _ in range(5)),
    )
    held = (await present(store, reader)).on(EMAIL)
    assert held is not None
    assert held.address == OTHER


async def test_a_token_for_another_purpose_is_worthless(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    for purpose in set(Purpose) - {Purpose.UNSUBSCRIBE}:
        assert await leaving.leave(store, link(store, reader, purpose), Via.WEB, now) is None
    assert await present(store, reader) == reader


async def test_the_link_of_somebody_erased_leads_nowhere(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    token = link(store, reader)
    await owndata.erase(store, reader.id, Via.BOT, now)
    assert await leaving.look(store, token) is None
    assert await leaving.leave(store, token, Via.WEB, now) is None
    assert await leaving.come_back(store, token, now) is None


async def test_leaving_and_erasing_at_once_leave_nothing_behind(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    token = link(store, reader)
    await asyncio.gather(
        *(leaving.leave(store, token, Via.WEB, now) for _ in range(5)),
        owndata.erase(store, reader.id, Via.BOT, now),
        *(leaving.come_back(store, token, now) for _ in range(5)),
    )
    assert {one.status for one in (await present(store, reader)).subscriptions} == {SubscriptionStatus.ERASED}
    assert {one.address for one in (await present(store, reader)).subscriptions} == {None}
