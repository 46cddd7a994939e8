"""E-mail by double opt-in: only the mailbox's owner subscribes it, and nobody can have a stranger bombed."""

import asyncio
from datetime import datetime, timedelta

import pytest

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.mailbox import NotAnAddress
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.services import confirming, owndata, subscribing
from delivery.services.confirming import AlreadyConfirmed, LinkState, TooManyAddresses
from delivery.services.subscribing import NotSubscribed
from delivery.store import Store
from tests.services.reading import (
    DAY,
    MAILBOX,
    add_mailbox,
    ask,
    claim,
    due,
    fan_out,
    mailed,
    new_token,
    present,
    start,
    status,
)

EMAIL = ChannelName.EMAIL
OTHER = "other@example.org"
A_DAY_LATER = DAY + timedelta(seconds=1)


async def test_asking_mails_one_link_and_subscribes_nobody(store: Store, now: datetime) -> None:
    reader = await start(store, now, language=Language.RU)
    token = await ask(store, reader, now)
    (letter,) = await claim(store, EMAIL, now)
    assert (letter.address, letter.language, dict(letter.payload)) == (MAILBOX, Language.RU, {"confirm": token})
    assert await status(store, reader, EMAIL) is SubscriptionStatus.PENDING
    await fan_out(store, now)
    assert EMAIL not in {channel for channel, _ in await due(store, now)}


async def test_only_confirming_subscribes(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    token = await ask(store, reader, now)
    assert (await confirming.look(store, token, now)).state is LinkState.OPEN
    assert await status(store, reader, EMAIL) is SubscriptionStatus.PENDING
    link = await confirming.confirm(store, token, now)
    assert (link.state, link.language) == (LinkState.DONE, Language.BE)
    assert await status(store, reader, EMAIL) is SubscriptionStatus.ACTIVE


async def test_confirming_again_and_at_once_changes_nothing_more(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    token = await ask(store, reader, now)
    links = await asyncio.gather(*(confirming.confirm(store, token, now) for _ in range(20)))
    assert {link.state for link in links} == {LinkState.DONE}
    subscription = (await present(store, reader)).on(EMAIL)
    assert subscription is not None
    async with store.read() as tx:
        proofs = await tx.subscriptions.proofs(subscription.id)
    assert [proof for proof, _, _ in proofs] == [SubscriptionStatus.PENDING, SubscriptionStatus.ACTIVE]


async def test_a_used_link_brings_nobody_back_who_left(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    token = await ask(store, reader, now)
    await confirming.confirm(store, token, now)
    await subscribing.leave(store, reader.id, Via.BOT, now, EMAIL)
    assert (await confirming.confirm(store, token, now)).state is LinkState.EXPIRED
    assert await status(store, reader, EMAIL) is SubscriptionStatus.UNSUBSCRIBED


async def test_a_link_is_good_for_48_hours(store: Store, now: datetime) -> None:
    token = await ask(store, await start(store, now), now)
    at_the_end = now + timedelta(hours=48)
    assert (await confirming.look(store, token, at_the_end - timedelta(seconds=1))).state is LinkState.OPEN
    assert (await confirming.confirm(store, token, at_the_end)).state is LinkState.EXPIRED
    assert (await confirming.look(store, "nobody's", now)).state is LinkState.UNKNOWN


async def test_a_mailbox_belongs_to_whom_its_owner_confirmed_last(store: Store, now: datetime) -> None:
    first = await add_mailbox(store, await start(store, now, 1), now)
    second = await start(store, now, 2)
    token = await ask(store, second, now + A_DAY_LATER)
    assert await status(store, first, EMAIL) is SubscriptionStatus.ACTIVE
    await confirming.confirm(store, token, now + A_DAY_LATER)
    assert await status(store, first, EMAIL) is SubscriptionStatus.ERASED
    assert await status(store, second, EMAIL) is SubscriptionStatus.ACTIVE


async def test_an_old_address_serves_until_the_new_one_is_confirmed(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    token = await ask(store, reader, now, OTHER)
    await due(store, now)
    await fan_out(store, now, "between")
    assert (EMAIL, MAILBOX) in await due(store, now)
    await confirming.confirm(store, token, now)
    await fan_out(store, now, "after")
    assert [address for channel, address in await due(store, now) if channel is EMAIL] == [OTHER]


async def test_another_wish_takes_the_first_one_back(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    first = await ask(store, reader, now)
    await ask(store, reader, now, OTHER)
    assert await mailed(store, now) == [OTHER]
    assert (await confirming.confirm(store, first, now)).state is LinkState.UNKNOWN


async def test_one_mail_per_address_in_24_hours_whoever_asks(store: Store, now: datetime) -> None:
    readers = [await start(store, now, chat_id) for chat_id in range(1, 5)]
    for reader in readers:
        await ask(store, reader, now)
    assert await mailed(store, now) == [MAILBOX]
    await ask(store, readers[1], now + DAY)
    assert await mailed(store, now + DAY) == []
    await ask(store, readers[1], now + A_DAY_LATER)
    assert await mailed(store, now + A_DAY_LATER) == [MAILBOX]


async def test_one_mail_however_many_ask_at_once(store: Store, now: datetime) -> None:
    readers = [await start(store, now, chat_id) for chat_id in range(1, 21)]
    await asyncio.gather(*(ask(store, reader, now) for reader in readers))
    assert await mailed(store, now) == [MAILBOX]


async def test_three_mails_in_all_while_none_is_answered(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    sent = []
    for day in range(6):
        moment = now + day * A_DAY_LATER
        await ask(store, reader, moment)
        sent += await mailed(store, moment)
    assert sent == [MAILBOX] * 3


async def test_an_answer_sets_the_count_of_mails_back(store: Store, now: datetime) -> None:
    first, second = await start(store, now, 1), await start(store, now, 2)
    for day in range(2):
        await ask(store, first, now + day * A_DAY_LATER)
    later = now + 2 * A_DAY_LATER
    await add_mailbox(store, first, later)
    await claim(store, EMAIL, later)
    sent = []
    for day in range(3, 8):
        moment = now + day * A_DAY_LATER
        await ask(store, second, moment)
        sent += await mailed(store, moment)
    assert sent == [MAILBOX] * 3


async def test_erasing_oneself_does_not_set_a_strangers_limit_back(store: Store, now: datetime) -> None:
    sent = []
    for hour in range(6):
        moment = now + timedelta(hours=hour)
        reader = await start(store, moment)
        await ask(store, reader, moment)
        sent += await mailed(store, moment)
        await owndata.erase(store, reader.id, Via.BOT, moment)
    assert sent == [MAILBOX]


async def test_a_suppressed_address_gets_the_same_answer_and_no_mail(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        await tx.suppressions.add(EMAIL, MAILBOX, "complaint", now)
    reader = await start(store, now)
    assert await confirming.ask(store, reader.id, MAILBOX, new_token(), now) == MAILBOX
    assert await status(store, reader, EMAIL) is SubscriptionStatus.PENDING
    assert await mailed(store, now) == []


async def test_a_reader_may_ask_five_times_a_day(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    for number in range(5):
        await ask(store, reader, now, f"reader{number}@example.org")
    with pytest.raises(TooManyAddresses):
        await ask(store, reader, now, OTHER)
    await ask(store, reader, now + A_DAY_LATER, OTHER)


async def test_an_address_that_is_confirmed_already_is_not_asked_again(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    with pytest.raises(AlreadyConfirmed):
        await ask(store, reader, now + A_DAY_LATER)


@pytest.mark.parametrize(
    "text", ["", "reader", "reader@", "a@b@example.org", "reader@example.org\nBcc: x@y.z", "@x.org"]
)
async def test_what_is_no_address_is_refused(store: Store, now: datetime, text: str) -> None:
    reader = await start(store, now)
    with pytest.raises(NotAnAddress):
        await ask(store, reader, now, text)
    assert await present(store, reader) == reader


async def test_an_address_has_one_form(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    assert await confirming.ask(store, reader.id, " reader@EXAMPLE.org ", new_token(), now) == MAILBOX
    await ask(store, reader, now)
    assert len((await present(store, reader)).subscriptions) == 2


async def test_nobody_can_ask_for_somebody_who_is_not_there(store: Store, now: datetime) -> None:
    with pytest.raises(NotSubscribed):
        await confirming.ask(store, 999_999, MAILBOX, new_token(), now)


async def test_two_links_for_one_mailbox_pressed_at_once_leave_one_holder(store: Store, now: datetime) -> None:
    readers = [await start(store, now, chat_id) for chat_id in (1, 2, 3)]
    tokens = [await ask(store, reader, now + day * A_DAY_LATER) for day, reader in enumerate(readers)]
    moment = now + 2 * A_DAY_LATER
    async with store.begin() as tx:  # the first two are too old by now: let all three be open
        found = [await tx.confirmations.find(token) for token in tokens]
    open_tokens = [token for token, one in zip(tokens, found, strict=True) if one and one.expires_at > moment]
    links = await asyncio.gather(*(confirming.confirm(store, token, moment) for token in open_tokens * 5))
    assert len(open_tokens) == 2
    assert {link.state for link in links} <= {LinkState.DONE, LinkState.UNKNOWN}
    held = [await status(store, reader, EMAIL) for reader in readers]
    assert held.count(SubscriptionStatus.ACTIVE) == 1


async def test_two_readers_may_change_mailboxes_at_once(store: Store, now: datetime) -> None:
    one = await add_mailbox(store, await start(store, now, 1), now, MAILBOX)
    two = await add_mailbox(store, await start(store, now, 2), now, OTHER)
    later = now + A_DAY_LATER
    tokens = (await ask(store, one, later, OTHER), await ask(store, two, later, MAILBOX))
    links = await asyncio.gather(*(confirming.confirm(store, token, later) for token in tokens))
    assert {link.state for link in links} == {LinkState.DONE}
    assert [(await present(store, reader)).on(EMAIL) is not None for reader in (one, two)] == [True, True]


async def test_a_mailbox_without_a_chat_subscribes_in_silence(store: Store, now: datetime) -> None:
    token = new_token()
    await confirming.subscribe_mailbox(store, MAILBOX, Language.EN, token, now)
    await confirming.subscribe_mailbox(store, MAILBOX, Language.EN, new_token(), now)
    assert await mailed(store, now) == [MAILBOX]
    assert (await confirming.confirm(store, token, now)).language is Language.EN
    await fan_out(store, now)
    assert await due(store, now) == [(EMAIL, MAILBOX)]
