"""A thousand readers at Telegram's own pace: no 429, nobody left out."""

from pathlib import Path

from delivery.core.channel import ChannelName
from delivery.sandbox.botapi import BotApi
from delivery.sandbox.mail import MailCatcher
from delivery.store import KeyRing, open_store
from tests.journeys.place import Place, environment

READERS = 1000
LONGEST = 180  # seconds; at the default of 25 a second it takes 40


async def test_a_thousand_readers_at_the_default_pace_earn_no_429(
    sqlite_url: str, keys: KeyRing, tmp_path: Path
) -> None:
    async with BotApi() as api, MailCatcher() as catcher, open_store(sqlite_url, keys) as store:
        settings = environment(tmp_path, sqlite_url, keys, api, catcher) | {"DIGEST_TELEGRAM_RATE": "25"}
        place = Place(api, catcher, store, settings, [])
        chats, _ = await place.people(telegram=READERS, mail=0)
        campaign = await place.open_digest()
        async with place.running("sender"):
            await place.chats_served(chats, timeout=LONGEST)
            await place.finished(campaign)
        async with store.read() as tx:
            progress = (await tx.report.progress(campaign))[ChannelName.TELEGRAM]
    assert api.ledger.throttled == 0
    assert api.ledger.peak_per_second <= 30
    assert progress.delivered == len(api.ledger.sends) == READERS
