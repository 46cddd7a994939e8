"""A person's own data: shown in full, erased in full, and no reason to be turned away afterwards."""

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.services import confirming, owndata, subscribing
from delivery.services.confirming import LinkState
from delivery.services.subscribing import NotSubscribed
from delivery.store import Store, tables
from tests.services.reading import MAILBOX, add_mailbox, ask, due, fan_out, present, start

CHAT = 1001


async def everything(store: Store) -> list[Any]:
    """Every value in every table."""
    async with store._engine.connect() as connection:
        rows = [await connection.execute(select(table)) for table in tables.subscriber.metadata.sorted_tables]
    return [value for result in rows for row in result for value in row]


async def test_the_export_holds_everything_in_a_form_for_machines(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now, CHAT, Language.EN), now)
    await subscribing.choose_topics(store, reader.id, frozenset({"west", "economy"}))
    await subscribing.choose_quiet(store, reader.id, silent=True, protect=True)
    await subscribing.pause(store, reader.id, now)
    exported = json.loads(json.dumps(await owndata.export(store, reader.id)))
    at = "2024-01-22T06:00:00+00:00"
    assert exported == {
        "kind": "person",
        "language": "en",
        "topics": ["economy", "west"],
        "paused_until": "2024-02-19T06:00:00+00:00",
        "delivered_without_sound": True,
        "forwarding_forbidden": True,
        "subscriptions": [
            {
                "channel": "telegram",
                "address": str(CHAT),
                "status": "active",
                "since": at,
                "history": [{"status": "active", "via": "bot", "at": at}],
            },
            {
                "channel": "email",
                "address": MAILBOX,
                "status": "active",
                "since": at,
                "history": [
                    {"status": "pending", "via": "bot", "at": at},
                    {"status": "active", "via": "web", "at": at},
                ],
            },
        ],
        "deliveries": [{"what": "notice", "channel": "email", "state": "queued", "at": None}],
    }


async def test_the_export_holds_nobody_else(store: Store, now: datetime) -> None:
    reader, other = await start(store, now), await start(store, now, 2002)
    await add_mailbox(store, other, now)
    exported = json.dumps(await owndata.export(store, reader.id))
    assert "2002" not in exported
    assert MAILBOX not in exported


async def test_erasing_leaves_no_address_and_no_index_of_one(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now, CHAT), now)
    await subscribing.choose_topics(store, reader.id, frozenset({"west"}))
    await owndata.erase(store, reader.id, Via.BOT, now)
    indexes = {store.keys.index(ChannelName.TELEGRAM, str(CHAT)), store.keys.index(ChannelName.EMAIL, MAILBOX)}
    values = await everything(store)
    assert not indexes & {value for value in values if isinstance(value, bytes)}
    assert not any(secret in str(value) for value in values for secret in (MAILBOX, str(CHAT), "west"))
    for one in (await present(store, reader)).subscriptions:
        assert (one.status, one.address) == (SubscriptionStatus.ERASED, None)


async def test_nothing_is_sent_to_who_was_erased(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    await fan_out(store, now, "before")
    await owndata.erase(store, reader.id, Via.BOT, now)
    await fan_out(store, now, "after")
    assert await due(store, now) == []


async def test_an_open_link_dies_with_the_data(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    token = await ask(store, reader, now)
    await owndata.erase(store, reader.id, Via.BOT, now)
    assert (await confirming.confirm(store, token, now)).state is LinkState.UNKNOWN
    assert await due(store, now) == []


async def test_who_was_erased_can_start_anew(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now, CHAT), now)
    await due(store, now)
    await owndata.erase(store, reader.id, Via.BOT, now)
    assert await subscribing.reader_in(store, CHAT) is None
    again = await add_mailbox(store, await start(store, now, CHAT, Language.RU), now)
    assert again.id != reader.id
    await due(store, now)
    await fan_out(store, now)
    assert {address for _, address in await due(store, now)} == {str(CHAT), MAILBOX}


async def test_erasing_and_asking_at_once_leave_no_address(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    await asyncio.gather(
        *(ask(store, reader, now, f"reader{number}@example.org") for number in range(3)),
        owndata.erase(store, reader.id, Via.BOT, now),
        return_exceptions=True,  # who asks after the erasure is told that they are not subscribed
    )
    assert {one.address for one in (await present(store, reader)).subscriptions} == {None}


async def test_who_is_not_there_is_told_so(store: Store, now: datetime) -> None:
    with pytest.raises(NotSubscribed):
        await owndata.export(store, 999_999)
    with pytest.raises(NotSubscribed):
        await owndata.erase(store, 999_999, Via.BOT, now)
