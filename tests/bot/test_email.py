"""/email: a dialogue that outlives a restart and tells nobody whose address is known."""

import pytest
from aiogram import Bot

from delivery.core.channel import ChannelName
from delivery.core.subscription import SubscriptionStatus
from delivery.sandbox.botapi import BotApi, Person
from delivery.services import confirming
from delivery.store import Store
from tests.bot.conftest import desk_on
from tests.bot.home import HandClock, Home

TOKEN = "token-of-the-confirmation-in-the-mail"


async def with_address(home: Home, person: Person, address: str = "ann@example.org") -> None:
    """The person has subscribed and confirmed this address."""
    await home.subscribed(person)
    reader = await home.reader(person)
    assert reader is not None
    await confirming.ask(home.store, reader.id, address, TOKEN, home.clock.now())
    await confirming.confirm(home.store, TOKEN, home.clock.now())


async def test_an_address_waits_for_its_owner(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await any_home.subscribed(ann)
        assert "Please send the e-mail address" in (await any_home.said(ann, "/email")).text
        answer = await any_home.said(ann, "ann@example.org")
    assert "If ann@example.org can receive our mail" in answer.text
    reader = await any_home.reader(ann)
    assert reader is not None
    assert reader.on(ChannelName.EMAIL, SubscriptionStatus.PENDING)


async def test_the_answer_is_the_same_whether_or_not_a_mail_goes_out(home: Home, api: BotApi, ann: Person) -> None:
    bob = api.person("Bob", "en")
    async with home.awake():
        answers = []
        for person in (ann, bob):  # the second mail to one address within a day is not sent
            await home.subscribed(person)
            await home.said(person, "/email")
            answers.append((await home.said(person, "shared@example.org")).text)
    assert answers[0] == answers[1]


async def test_a_misspelt_address_is_asked_for_again(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        assert "does not look like an e-mail address" in (await home.said(ann, "ann at example")).text
        assert "can receive our mail" in (await home.said(ann, "ann@example.org")).text


async def test_a_picture_is_no_address(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        ann.send_document(b"address")
        assert "does not look like an e-mail address" in (await ann.expect()).text


async def test_a_restart_does_not_end_the_dialogue(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await any_home.subscribed(ann)
        await any_home.said(ann, "/email")
    async with any_home.awake():
        assert "can receive our mail" in (await any_home.said(ann, "ann@example.org")).text


async def test_cancel_leaves_the_dialogue(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        assert "Nothing was changed" in (await home.said(ann, "/cancel")).text
        assert "understands only its commands" in (await home.said(ann, "ann@example.org")).text
        assert "nothing to cancel" in (await home.said(ann, "/cancel")).text


async def test_another_command_leaves_the_dialogue(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        await home.said(ann, "/settings")
        assert "understands only its commands" in (await home.said(ann, "ann@example.org")).text


async def test_a_pending_address_is_shown_and_can_be_changed(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        await home.said(ann, "old@example.org")
        shown = await home.said(ann, "/email")
        assert "old@example.org is not confirmed yet" in shown.text
        await home.pressed(ann, shown, "Change")
        await home.said(ann, "new@example.org")
        assert "new@example.org is not confirmed yet" in (await home.said(ann, "/email")).text


async def test_until_the_new_address_is_confirmed_the_old_one_stays(home: Home, ann: Person) -> None:
    async with home.awake():
        await with_address(home, ann, "old@example.org")
        await home.pressed(ann, await home.said(ann, "/email"), "Change")
        assert "Until then it comes to the address" in (await home.said(ann, "new@example.org")).text
    reader = await home.reader(ann)
    assert reader is not None
    active = reader.on(ChannelName.EMAIL)
    assert active is not None
    assert active.address == "old@example.org"


async def test_the_same_address_again_is_said_to_be_confirmed(home: Home, ann: Person) -> None:
    async with home.awake():
        await with_address(home, ann)
        await home.pressed(ann, await home.said(ann, "/email"), "Change")
        assert "already confirmed" in (await home.said(ann, "ann@example.org")).text
        assert "understands only its commands" in (await home.said(ann, "and now?")).text


async def test_removing_forgets_the_address(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await with_address(any_home, ann)
        shown = await any_home.said(ann, "/email")
        assert "ann@example.org" in shown.text
        assert "The address is erased" in (await any_home.pressed(ann, shown, "Remove")).text
    reader = await any_home.reader(ann)
    assert reader is not None
    assert [s.address for s in reader.subscriptions if s.channel is ChannelName.EMAIL] == [None]
    assert await any_home.active(ann)


@pytest.fixture
def without_mail(api: BotApi, client: Bot, light: Store, clock: HandClock) -> Home:
    return Home(api, client, desk_on(light, clock, mail_on=False))


async def test_where_mail_is_off_the_bot_says_so(without_mail: Home, ann: Person) -> None:
    async with without_mail.awake():
        await without_mail.subscribed(ann)
        assert "not sent by e-mail at present" in (await without_mail.said(ann, "/email")).text
        assert "E-mail" not in (await without_mail.said(ann, "/settings")).labels
        assert "understands only its commands" in (await without_mail.said(ann, "ann@example.org")).text
