"""/export, /delete, /privacy: what is stored, and its end."""

import json

from delivery.sandbox.botapi import Person
from tests.bot.home import Home
from tests.bot.test_email import with_address


async def test_everything_stored_is_handed_out_as_a_file(home: Home, ann: Person) -> None:
    async with home.awake():
        await with_address(home, ann)
        ann.say("/export")
        message = await ann.expect("This is all that is stored about you.")
        stored = home.api.world.files.get(message.file_id or "")
    assert stored is not None
    data = json.loads(stored.content)
    assert data["language"] == "en"
    assert {one["address"] for one in data["subscriptions"]} == {str(ann.id), "ann@example.org"}


async def test_erasing_wants_a_second_tap(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await any_home.subscribed(ann)
        question = await any_home.said(ann, "/delete")
        assert await any_home.active(ann)
        done = await any_home.pressed(ann, question, "Erase everything")
        assert "Everything is erased" in done.text
    assert await any_home.reader(ann) is None


async def test_a_second_erasing_tap_finds_nothing_and_says_the_same(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        question = await home.said(ann, "/delete")
        data = question.button("Erase everything").data or ""
        ann.call_back(question, data)
        ann.call_back(question, data)
        await ann.expect_answer()
        await ann.expect_answer()
    assert "Everything is erased" in ann.messages[-1].text


async def test_erasing_can_be_thought_better_of(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.pressed(ann, await home.said(ann, "/delete"), "Keep it")
    assert await home.active(ann)


async def test_nothing_is_stored_about_a_stranger(home: Home, ann: Person) -> None:
    async with home.awake():
        for command in ("/export", "/delete"):
            assert "Nothing is stored about you" in (await home.said(ann, command)).text


async def test_an_erased_person_may_subscribe_anew(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await home.pressed(ann, await home.said(ann, "/delete"), "Erase everything")
        await home.subscribed(ann)
    assert await home.active(ann)


async def test_privacy_names_what_is_stored_and_what_is_not(home: Home, ann: Person) -> None:
    async with home.awake():
        text = (await home.said(ann, "/privacy")).text
    assert "Stored: the number of this chat" in text
    assert "Not stored: your name" in text
    assert "/export" in text
    assert "/delete" in text
