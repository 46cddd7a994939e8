"""/unsubscribe: one tap to leave, one tap to come back, on one channel or both."""

from delivery.core.channel import ChannelName
from delivery.sandbox.botapi import Person
from tests.bot.home import Home
from tests.bot.test_email import with_address


async def test_who_is_on_one_channel_leaves_at_once(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await any_home.subscribed(ann)
        goodbye = await any_home.said(ann, "/unsubscribe")
        assert "Nothing more comes" in goodbye.text
        assert not await any_home.active(ann)
        back = await any_home.pressed(ann, goodbye, "Subscribe again")
        assert "every Monday at 09:00, Minsk time" in back.text
    assert await any_home.active(ann)


async def test_who_is_on_both_says_which(home: Home, ann: Person) -> None:
    async with home.awake():
        await with_address(home, ann)
        question = await home.said(ann, "/unsubscribe")
        assert question.labels == ("Telegram", "E-mail", "Both")
        left = await home.pressed(ann, question, "E-mail")
        assert "still comes to this chat" in left.text
    assert await home.active(ann)
    assert not await home.active(ann, ChannelName.EMAIL)


async def test_leaving_telegram_keeps_the_mail(home: Home, ann: Person) -> None:
    async with home.awake():
        await with_address(home, ann)
        left = await home.pressed(ann, await home.said(ann, "/unsubscribe"), "Telegram")
        assert "still comes by e-mail" in left.text
    assert await home.active(ann, ChannelName.EMAIL)


async def test_leaving_both_is_undone_for_both_also_after_a_second_tap(home: Home, ann: Person) -> None:
    async with home.awake():
        await with_address(home, ann)
        question = await home.said(ann, "/unsubscribe")
        ann.press(question, "Both")
        ann.press(question, "Both")
        await ann.expect_answer()
        await ann.expect_answer()
        assert not await home.active(ann)
        assert not await home.active(ann, ChannelName.EMAIL)
        await home.pressed(ann, ann.messages[-1], "Subscribe again")
    assert await home.active(ann)
    assert await home.active(ann, ChannelName.EMAIL)


async def test_who_has_left_is_offered_the_way_back(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.said(ann, "/unsubscribe")
        again = await home.said(ann, "/unsubscribe")
    assert again.text == "You are not subscribed."
    assert again.labels == ("Subscribe again",)
