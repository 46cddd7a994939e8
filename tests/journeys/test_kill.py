"""SIGKILL in the middle of a run: everyone is served, doubles are bounded, and the servers' own ledgers say so."""

import asyncio
from datetime import timedelta

from delivery.core.channel import ChannelName
from delivery.runtime.clock import SystemClock
from tests.journeys.place import Place, kill

TELEGRAM_WINDOW, MAIL_WINDOW = 30, 10  # deliveries in flight per sender: what a kill may leave in doubt
KILLS = 2
STARTED = 90  # seconds: a process may have to start on a busy machine


async def test_kills_in_the_middle_lose_nobody_and_double_no_more_than_the_window(place: Place) -> None:
    chats, mailboxes = await place.people(telegram=150, mail=90)
    campaign = await place.open_digest()
    for n in range(1, KILLS + 1):
        process = place.process()
        await place.api.ledger.expect(40 * n, timeout=STARTED)
        await place.catcher.expect(20 * n, timeout=STARTED)
        kill(process)

    later = timedelta(minutes=10)
    await place.sweep(SystemClock().now() + later)
    async with place.running("sender", later=later + timedelta(minutes=5)):
        await place.chats_served(chats)
        await place.mailboxes_served(mailboxes)
        await place.finished(campaign)

    per_chat = place.api.ledger.per_chat
    assert set(per_chat) >= set(chats)
    assert sum(per_chat[chat] - 1 for chat in chats) <= KILLS * TELEGRAM_WINDOW
    letters = place.catcher.ledger
    assert len(letters) - len(mailboxes) <= KILLS * MAIL_WINDOW
    for mailbox in mailboxes:
        assert len({letter.header("Message-ID") for letter in place.catcher.to(mailbox)}) == 1
    await assert_all_delivered(place, campaign, len(chats), len(mailboxes))


async def assert_all_delivered(place: Place, campaign: int, chats: int, mailboxes: int) -> None:
    async with place.store.read() as tx:
        progress = await tx.report.progress(campaign)
    assert progress[ChannelName.TELEGRAM].delivered == progress[ChannelName.TELEGRAM].total == chats
    assert progress[ChannelName.EMAIL].delivered == progress[ChannelName.EMAIL].total == mailboxes


async def test_an_orderly_stop_leaves_nothing_in_doubt(place: Place) -> None:
    chats, _ = await place.people(telegram=80, mail=0)
    campaign = await place.open_digest()
    process = place.process()
    await place.api.ledger.expect(20, timeout=STARTED)
    process.terminate()
    # in a thread: the servers that the process is talking to live in this loop
    assert await asyncio.to_thread(process.wait, 40) == 0
    async with place.store.read() as tx:
        progress = (await tx.report.progress(campaign))[ChannelName.TELEGRAM]
    assert progress.sending == progress.doubtful == 0
    assert progress.delivered == len(place.api.ledger.sends)
    assert progress.total == len(chats)
