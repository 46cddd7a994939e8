"""/start: one tap subscribes; coming again, and coming back, are ordinary."""

import pytest

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus
from delivery.sandbox.botapi import BotApi, Person
from tests.bot.home import Home


@pytest.mark.parametrize(
    ("client_language", "offered"),
    [("be", "✓ Беларуская"), ("ru", "✓ Русский"), ("en", "✓ English"), ("pl", "✓ English"), (None, "✓ English")],
)
async def test_the_language_of_the_client_is_offered_first(
    home: Home, api: BotApi, client_language: str | None, offered: str
) -> None:
    person = api.person("Alena", client_language)
    async with home.awake():
        person.start()
        greeting = await person.expect()
    assert offered in greeting.labels
    assert len(greeting.labels) == 3


async def test_a_link_may_carry_the_language(home: Home, ann: Person) -> None:
    async with home.awake():
        ann.start("be")
        greeting = await ann.expect()
    assert "✓ Беларуская" in greeting.labels


async def test_a_choice_is_not_locked_to_the_client(any_home: Home, api: BotApi) -> None:
    person = api.person("Alena", "ru")
    async with any_home.awake():
        person.start()
        greeting = await person.expect()
        person.press(greeting, "Беларуская")
        await person.expect()
        await person.expect_answer()
    reader = await any_home.reader(person)
    assert reader is not None
    assert reader.language is Language.BE
    assert reader.on(ChannelName.TELEGRAM) is not None


async def test_nobody_is_subscribed_before_the_tap(home: Home, ann: Person) -> None:
    async with home.awake():
        ann.start()
        await ann.expect()
    assert await home.reader(ann) is None


async def test_the_welcome_says_what_comes_when_and_what_is_stored(home: Home, ann: Person) -> None:
    async with home.awake():
        welcome = await home.subscribed(ann)
    assert "You have been successfully subscribed" in welcome.text
    assert "every Monday at 09:00, Minsk time" in welcome.text
    assert "We store only what is needed to reach you" in welcome.text
    assert "/unsubscribe" in welcome.text


async def test_two_quick_taps_subscribe_once(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        ann.start()
        greeting = await ann.expect()
        ann.press(greeting, "✓ English")
        ann.press(greeting, "✓ English")
        await ann.expect_answer()
        await ann.expect_answer()
    reader = await any_home.reader(ann)
    assert reader is not None
    assert len(reader.subscriptions) == 1
    assert len(ann.messages) == 1


async def test_start_again_changes_nothing(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        ann.start()
        again = await ann.expect()
    assert "You are subscribed." in again.text
    reader = await home.reader(ann)
    assert reader is not None
    assert len(reader.subscriptions) == 1


async def test_who_blocked_the_bot_is_back_with_start(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await any_home.subscribed(ann)
        ann.block()
        await any_home.api.consumed()
        blocked = await any_home.reader(ann)
        assert blocked is not None
        assert blocked.on(ChannelName.TELEGRAM, SubscriptionStatus.BLOCKED)
        ann.start()
        back = await ann.expect()
        assert "Welcome back. You are subscribed again." in back.text
    assert await any_home.active(ann)


async def test_unblocking_alone_brings_nothing_back(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        ann.block()
        ann.unblock()
        await home.api.consumed()
    assert not await home.active(ann)


async def test_the_latest_digest_is_one_tap_away(home: Home, ann: Person) -> None:
    await home.publish()
    async with home.awake():
        welcome = await home.subscribed(ann)
        digest = await home.pressed(ann, welcome, "Read the latest digest")
    assert "A quiet week" in digest.text
    assert digest.labels == ("Language", "Pause", "Unsubscribe")


async def test_before_the_first_digest_a_reader_is_told_so(home: Home, ann: Person) -> None:
    async with home.awake():
        welcome = await home.subscribed(ann)
        ann.press(welcome, "Read the latest digest")
        answer = await ann.expect_answer()
        await home.said(ann, "/latest")
    assert answer.alert
    assert "There is no digest yet" in answer.text
    assert "There is no digest yet" in ann.messages[-1].text
