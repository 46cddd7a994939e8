"""/settings and /language: one message edited in place; every button says the state that it leads to."""

from datetime import timedelta

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriptionStatus
from delivery.sandbox.botapi import Message, Person
from delivery.services import confirming
from tests.bot.home import Home


async def opened(home: Home, person: Person) -> Message:
    """The settings of a new subscriber."""
    await home.subscribed(person)
    return await home.said(person, "/settings")


async def present(home: Home, person: Person) -> Reader:
    reader = await home.reader(person)
    assert reader is not None
    return reader


async def confirmed(home: Home, person: Person, address: str) -> None:
    """The person has this address, confirmed."""
    reader = await present(home, person)
    await confirming.ask(home.store, reader.id, address, "a-token-of-this-test", home.clock.now())
    await confirming.confirm(home.store, "a-token-of-this-test", home.clock.now())


async def test_settings_are_one_message_edited_in_place(home: Home, ann: Person) -> None:
    await home.publish()
    async with home.awake():
        page = await opened(home, ann)
        before = len(ann.messages)
        for label in ("Language: English", "‹ Back", "Topics", "‹ Back", "Without sound", "✓ Without sound"):
            page = await home.pressed(ann, page, label)
    assert len(ann.messages) == before
    assert "Settings" in page.text


async def test_a_language_is_chosen_and_checked(home: Home, ann: Person) -> None:
    async with home.awake():
        page = await opened(home, ann)
        page = await home.pressed(ann, page, "Language: English")
        assert page.labels[:3] == ("Беларуская", "Русский", "✓ English")
        ann.press(page, "Беларуская")
        await ann.expect_answer()
    assert (await present(home, ann)).language is Language.BE


async def test_language_is_a_command_of_its_own(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        question = await home.said(ann, "/language")
        question = await home.pressed(ann, question, "Русский")
        assert "✓ Русский" in question.labels
    assert (await present(home, ann)).language is Language.RU


async def test_topics_are_chosen_one_by_one(home: Home, ann: Person) -> None:
    await home.publish()
    async with home.awake():
        page = await home.pressed(ann, await opened(home, ann), "Topics")
        assert page.labels == ("✓ All topics", "✓ The West", "✓ Economy", "‹ Back")
        page = await home.pressed(ann, page, "✓ The West")
        assert page.labels[:3] == ("All topics", "The West", "✓ Economy")
        assert (await present(home, ann)).topics == frozenset({"economy"})
        page = await home.pressed(ann, page, "The West")
        assert page.labels[0] == "✓ All topics"
    assert (await present(home, ann)).topics is None


async def test_the_last_topic_cannot_be_taken_away(home: Home, ann: Person) -> None:
    await home.publish()
    async with home.awake():
        page = await home.pressed(ann, await opened(home, ann), "Topics")
        page = await home.pressed(ann, page, "✓ The West")
        ann.press(page, "✓ Economy")
        answer = await ann.expect_answer()
    assert "at least one topic" in answer.text
    assert (await present(home, ann)).topics == frozenset({"economy"})


async def test_a_forged_topic_is_not_kept(home: Home, ann: Person) -> None:
    await home.publish()
    async with home.awake():
        page = await home.pressed(ann, await opened(home, ann), "Topics")
        page = await home.pressed(ann, page, "✓ The West")
        ann.call_back(page, "set:topic+:forged")
        await ann.expect_answer()
    assert (await present(home, ann)).topics == frozenset({"economy"})


async def test_a_pause_lasts_four_weeks_and_a_second_tap_does_not_prolong_it(home: Home, ann: Person) -> None:
    async with home.awake():
        page = await opened(home, ann)
        until = home.clock.now() + timedelta(weeks=4)
        ann.press(page, "Pause for 4 weeks")
        paused = await ann.expect("Paused until February 19, 2024")
        await ann.expect_answer()
        home.clock.turn(timedelta(hours=1))
        ann.call_back(page, "set:pause:on")
        await ann.expect_answer()
        assert (await present(home, ann)).paused_until == until
        page = await home.pressed(ann, paused, "Resume")
        assert "Pause for 4 weeks" in page.labels
    assert (await present(home, ann)).paused_until is None


async def test_sound_and_forwarding_are_switched_apart(home: Home, ann: Person) -> None:
    async with home.awake():
        page = await home.pressed(ann, await opened(home, ann), "Without sound")
        page = await home.pressed(ann, page, "No forwarding")
        assert {"✓ Without sound", "✓ No forwarding"} <= set(page.labels)
        await home.pressed(ann, page, "✓ Without sound")
    reader = await present(home, ann)
    assert (reader.silent, reader.protect) == (False, True)


async def test_two_quick_taps_on_a_switch_switch_once(home: Home, ann: Person) -> None:
    async with home.awake():
        page = await opened(home, ann)
        ann.press(page, "Without sound")
        ann.call_back(page, page.button("Without sound").data or "")
        await ann.expect_answer()
        await ann.expect_answer()
    assert (await present(home, ann)).silent


async def test_telegram_is_left_and_joined_here_too(home: Home, ann: Person) -> None:
    async with home.awake():
        page = await home.pressed(ann, await opened(home, ann), "✓ Telegram")
        assert "does not come to this chat" in page.text
        assert not await home.active(ann)
        await home.pressed(ann, page, "Telegram")
    assert await home.active(ann)


async def test_e_mail_begins_with_the_question_for_an_address(home: Home, ann: Person) -> None:
    async with home.awake():
        page = await opened(home, ann)
        ann.press(page, "E-mail")
        await ann.expect("Please send the e-mail address")
        await home.said(ann, "ann@example.org")
    reader = await present(home, ann)
    assert reader.on(ChannelName.EMAIL, SubscriptionStatus.PENDING)


async def test_a_confirmed_address_is_switched_off_and_on(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await confirmed(home, ann, "ann@example.org")
        page = await home.said(ann, "/settings")
        assert "ann@example.org" in page.text
        page = await home.pressed(ann, page, "✓ E-mail")
        assert not await home.active(ann, ChannelName.EMAIL)
        await home.pressed(ann, page, "E-mail")
    assert await home.active(ann, ChannelName.EMAIL)


async def test_an_address_that_was_never_confirmed_is_not_switched_on(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        await home.said(ann, "victim@example.org")
        question = await home.said(ann, "/unsubscribe")
        await home.pressed(ann, question, "E-mail")
        page = await home.said(ann, "/settings")
        ann.press(page, "E-mail")
        await ann.expect("Please send the e-mail address")
    assert not await home.active(ann, ChannelName.EMAIL)


async def test_while_it_waits_e_mail_asks_for_the_confirmation(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/email")
        await home.said(ann, "ann@example.org")
        page = await home.said(ann, "/settings")
        assert "not confirmed yet" in page.text
        ann.press(page, "E-mail")
        answer = await ann.expect_answer()
    assert "press the button in the e-mail" in answer.text


async def test_a_stranger_is_told_how_to_begin(home: Home, ann: Person) -> None:
    async with home.awake():
        for command in ("/settings", "/language", "/latest", "/email", "/unsubscribe"):
            assert "Send /start to subscribe" in (await home.said(ann, command)).text
