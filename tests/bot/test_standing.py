"""The buttons under a digest: in place, with one tap, half a year later, and for who was erased."""

from datetime import timedelta

from delivery.core.language import Language
from delivery.sandbox.botapi import Message, Person
from tests.bot.home import Home

STANDING = ("Language", "Pause", "Unsubscribe")
HALF_A_YEAR = timedelta(days=182)


async def with_digest(home: Home, person: Person) -> Message:
    """A subscriber who has the digest; returns its last part, with the buttons."""
    await home.publish()
    await home.subscribed(person)
    return await home.said(person, "/latest")


async def test_a_language_is_chosen_in_place(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        digest = await with_digest(any_home, ann)
        choice = await any_home.pressed(ann, digest, "Language")
        assert choice.labels == ("Беларуская", "Русский", "✓ English", "‹ Back")
        assert choice.text == digest.text
        back = await any_home.pressed(ann, choice, "‹ Back")
        assert back.buttons == digest.buttons
        ann.press(await any_home.pressed(ann, back, "Language"), "Беларуская")
        assert (await ann.expect_answer()).text
    reader = await any_home.reader(ann)
    assert reader is not None
    assert reader.language is Language.BE


async def test_a_pause_and_its_end_take_one_tap_each(home: Home, ann: Person) -> None:
    async with home.awake():
        digest = await with_digest(home, ann)
        ann.press(digest, "Pause")
        paused = await ann.expect()
        assert "Paused until February 19, 2024" in (await ann.expect_answer()).text
        assert paused.labels == ("Resume",)
        resumed = await home.pressed(ann, paused, "Resume")
        assert resumed.labels == STANDING
    reader = await home.reader(ann)
    assert reader is not None
    assert reader.paused_until is None


async def test_leaving_takes_one_tap_and_coming_back_another(home: Home, ann: Person) -> None:
    async with home.awake():
        digest = await with_digest(home, ann)
        ann.press(digest, "Unsubscribe")
        left = await ann.expect()
        answer = await ann.expect_answer()
        assert answer.alert
        assert "Nothing more comes" in answer.text
        assert not await home.active(ann)
        back = await home.pressed(ann, left, "Subscribe again")
        assert back.labels == STANDING
    assert await home.active(ann)


async def test_the_buttons_work_half_a_year_later(home: Home, ann: Person) -> None:
    async with home.awake():
        digest = await with_digest(home, ann)
    home.clock.turn(HALF_A_YEAR)
    async with home.awake():
        left = await home.pressed(ann, digest, "Unsubscribe")
    assert left.labels == ("Subscribe again",)
    assert not await home.active(ann)


async def test_a_digest_that_the_bot_can_no_longer_reach_still_acts(home: Home, ann: Person) -> None:
    async with home.awake():
        digest = await with_digest(home, ann)
        ann.chat.remove(digest.id)
        query = home.api.world.new_query(ann)
        unreachable = {"chat": ann.chat.raw(), "message_id": digest.id, "date": 0}
        press = {"id": query, "from": ann.user(), "chat_instance": "1", "data": "digest:unsubscribe"}
        home.api.world.updates.add("callback_query", press | {"message": unreachable})
        instead = await ann.expect("Nothing more comes")
        assert instead.labels == ("Subscribe again",)
        await ann.expect_answer()
    assert not await home.active(ann)


async def test_two_quick_taps_on_unsubscribe_are_one(home: Home, ann: Person) -> None:
    async with home.awake():
        digest = await with_digest(home, ann)
        for _ in range(2):
            ann.call_back(digest, "digest:unsubscribe")
        for _ in range(2):
            assert "Nothing more comes" in (await ann.expect_answer()).text
    assert not await home.active(ann)


async def test_an_erased_person_is_answered_kindly(home: Home, ann: Person) -> None:
    async with home.awake():
        digest = await with_digest(home, ann)
        await home.pressed(ann, await home.said(ann, "/delete"), "Erase everything")
        for label in STANDING:
            ann.press(digest, label)
            answer = await ann.expect_answer()
            assert answer.alert
            assert "You are not subscribed. Send /start to subscribe." in answer.text
    assert await home.reader(ann) is None
