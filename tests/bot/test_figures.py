"""/stats and /status: figures, no person."""

from datetime import timedelta

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus
from delivery.locales import words_for
from delivery.sandbox.botapi import Person
from tests.bot.home import Home
from tests.support.editions import an_edition
from tests.support.people import add_people, add_person

DATES = words_for(Language.EN).week(an_edition().week)


async def test_readers_are_counted_by_language_channel_and_standing(any_home: Home, admin: Person) -> None:
    now = any_home.clock.now()
    await add_people(any_home.store, now, 3)
    await add_person(any_home.store, now, address="bob@example.org", channel=ChannelName.EMAIL, language=Language.EN)
    await add_person(any_home.store, now, address="2001", status=SubscriptionStatus.BLOCKED)
    async with any_home.awake():
        text = (await any_home.said(admin, "/stats")).text
    assert "Беларуская: Telegram 3 · E-mail 0" in text
    assert "English: Telegram 0 · E-mail 1" in text
    assert "4 readers in all" in text
    assert "Blocked the bot: 1" in text
    assert "example.org" not in text


async def test_status_names_the_next_slot_and_what_it_sends(home: Home, admin: Person) -> None:
    async with home.awake():
        assert "There is no approved edition for it yet." in (await home.said(admin, "/status")).text
        await home.approve()
        text = (await home.said(admin, "/status")).text
    assert "Next sending: Monday, January 29, 09:00" in text
    assert f"The digest of {DATES} goes out then." in text


async def test_a_missed_slot_comes_with_what_to_do(home: Home, admin: Person) -> None:
    home.clock.turn(timedelta(hours=-1))
    await home.approve()
    home.clock.turn(timedelta(days=2))
    async with home.awake():
        assert "To send it now: /publish 2024-01-15" in (await home.said(admin, "/status")).text


async def test_campaigns_are_listed_with_their_figures(home: Home, admin: Person) -> None:
    await add_people(home.store, home.clock.now(), 2)
    await home.publish()
    async with home.awake():
        text = (await home.said(admin, "/status")).text
    assert f"Digest of {DATES}\nSending\nSent: 0 · Left: 2" in text
