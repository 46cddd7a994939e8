"""Contact data: after a whole life no address stands in the database in clear, and erasure leaves nothing of it."""

import base64
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from delivery.core.campaign import BroadcastContent, CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.delivery import Event
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.store import KeyRing, Store, open_store
from delivery.store.subscribers import SubscriberSettings
from delivery.store.tables import subscription
from tests.support.databases import Databases
from tests.support.people import Person, add_person
from tests.support.sending import EVERYBODY, claim, open_campaign, settle, settlement

CHAT = "738201946571"
GROUP = "-1009876501234"
ADMIN_CHAT = 555123987654
MAILBOX = "maryja.kavalenka@example.org"
SECRETS = (CHAT, GROUP, str(ADMIN_CHAT), MAILBOX, MAILBOX.partition("@")[0], "a-confirm-token", "a-start-token")


class Everything:
    """All bytes that a database holds, as files or as a dump."""

    def __init__(self, url: str, databases: Databases) -> None:
        self._url = make_url(url)
        self._databases = databases

    def bytes(self) -> bytes:
        if self._url.get_backend_name() == "sqlite":
            file = Path(self._url.database or "")
            return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))
        return self._databases.server().dump(self._url.database or "")


@pytest.fixture
def everything(database_url: str, databases: Databases) -> Everything:
    return Everything(database_url, databases)


def _forms(secret: str) -> list[bytes]:
    """A secret as it might stand in a file: as it is, as hex, as base64 at any of three offsets."""
    data = secret.encode()
    shifted = [base64.b64encode(b"\0" * n + data)[n and 4 :].rstrip(b"=")[:-1] for n in range(3)]
    return [data, data.hex().encode(), *shifted]


def _found(everything: bytes, *secrets: str) -> list[str]:
    return [secret for secret in secrets if any(form in everything for form in _forms(secret))]


async def _live(store: Store, now: datetime) -> list[Person]:
    """A whole life: subscribe, confirm, talk, be sent to, move, leave, be suppressed, broadcast."""
    chat = await add_person(store, now, address=CHAT)
    group = await add_person(store, now, address="-4001")
    mail, pending = ChannelName.EMAIL, SubscriptionStatus.PENDING
    mailbox = await add_person(store, now, address=MAILBOX, channel=mail, status=pending, language=Language.RU)
    content = BroadcastContent(ADMIN_CHAT, (7,), "Good day", "Good day")
    async with store.begin() as tx:
        await tx.subscriptions.move(group.subscription_id, ChannelName.TELEGRAM, GROUP)
        await tx.confirmations.add(mailbox.subscription_id, MAILBOX, "a-confirm-token", now, now + timedelta(days=1))
        notice = await tx.campaigns.open(CampaignKind.NOTICE, "confirm:1", EVERYBODY, now)
        assert notice is not None
        payload = {"confirm": "a-confirm-token"}
        await tx.outbox.put(notice, CampaignKind.NOTICE, mailbox.subscription_id, payload, now)
        await tx.dialogues.put(f"{CHAT}:{CHAT}", "email", {"address": MAILBOX}, now)
        await tx.suppressions.add(mail, MAILBOX, "asked", now)
        settings = SubscriberSettings(Language.RU, frozenset({"west"}), None, silent=True, protect=False)
        await tx.subscribers.change(mailbox.subscriber_id, settings)
        broadcast = await tx.campaigns.draft("broadcast:1", content, EVERYBODY, now)
        await tx.campaigns.arm(broadcast, "a-start-token")
        await tx.campaigns.start(broadcast, "a-start-token", now)
        await tx.campaigns.set_card(broadcast, ADMIN_CHAT, 9)
        await tx.outbox.fan_out(broadcast, CampaignKind.BROADCAST, EVERYBODY, now)
    await open_campaign(store, now)
    for channel in ChannelName:
        for claimed in await claim(store, now, channel=channel, limit=3):
            await settle(store, now, settlement(claimed, Event.ACCEPTED))
    return [chat, group, mailbox]


async def test_no_address_and_no_token_stands_in_the_database(
    store: Store, everything: Everything, now: datetime
) -> None:
    await _live(store, now)

    assert _found(everything.bytes(), *SECRETS) == []


async def test_the_search_itself_finds_what_is_there(store: Store, everything: Everything, now: datetime) -> None:
    """A search that cannot fail proves nothing: an occurrence is stored in clear, in each of the forms."""
    for n, form in enumerate(_forms(CHAT)):
        await open_campaign(store, now, occurrence=f"test:{n}:{form.decode()}")
        assert _found(everything.bytes(), CHAT) == [CHAT]
        assert _found(everything.bytes(), MAILBOX) == []


async def test_erasure_leaves_neither_the_address_nor_its_sealed_form(
    store: Store, everything: Everything, now: datetime
) -> None:
    chat, *_others = await _live(store, now)
    sealed, index = await _stored(store, chat)
    assert _holds(everything.bytes(), sealed)

    async with store.begin() as tx:
        await tx.outbox.withdraw(chat.subscription_id, now)
        await tx.subscriptions.erase(chat.subscription_id, Via.BOT, now)
        await tx.outbox.forget(chat.subscriber_id)
        await tx.subscribers.forget(chat.subscriber_id)
    await _checkpoint(store)

    left = everything.bytes()
    assert not _holds(left, sealed)
    assert not _holds(left, index)
    async with store.read() as tx:
        assert await tx.subscribers.at(ChannelName.TELEGRAM, CHAT) is None


async def test_an_error_shows_no_values(store: Store, now: datetime) -> None:
    await add_person(store, now, address=CHAT)

    with pytest.raises(IntegrityError) as error:
        await add_person(store, now, address=CHAT)

    index = store.keys.index(ChannelName.TELEGRAM, CHAT)
    assert CHAT not in str(error.value)
    assert repr(index)[2:20] not in str(error.value)
    assert index.hex() not in str(error.value)


async def test_another_ring_opens_nothing(database_url: str, keys: KeyRing, now: datetime) -> None:
    async with open_store(database_url, keys) as store:
        await add_person(store, now, address=CHAT)
    async with open_store(database_url, KeyRing.generate()) as stolen, stolen.read() as tx:
        assert await tx.subscribers.at(ChannelName.TELEGRAM, CHAT) is None


def _holds(everything: bytes, data: bytes) -> bool:
    return data in everything or data.hex().encode() in everything


async def _stored(store: Store, person: Person) -> tuple[bytes, bytes]:
    query = select(subscription.c.address, subscription.c.address_index)
    async with store._engine.connect() as connection:
        row = (await connection.execute(query.where(subscription.c.id == person.subscription_id))).one()
    return row.address, row.address_index


async def _checkpoint(store: Store) -> None:
    """SQLite's log is folded into the file, as it is by itself sooner or later."""
    async with store._engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            await connection.rollback()
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        else:
            await connection.execute(text("SELECT 1"))
