"""/publish: an approved week, confirmed, once."""

import pytest

from delivery.core.campaign import CampaignKind
from delivery.core.language import Language
from delivery.locales import words_for
from delivery.sandbox.botapi import Person
from delivery.services import broadcasting, editions, sending
from tests.bot.home import Home
from tests.support.editions import an_edition
from tests.support.people import add_people

WEEK = "2024-01-15"


async def test_an_approved_week_is_sent_after_a_confirm(any_home: Home, admin: Person) -> None:
    await any_home.approve()
    await add_people(any_home.store, any_home.clock.now(), 2)
    async with any_home.awake():
        question = await any_home.said(admin, f"/publish {WEEK}")
        assert words_for(Language.EN).week(an_edition().week) in question.text
        assert "2 readers in all" in question.text
        card = await any_home.pressed(admin, question, "Send")
        assert "Digest of January 15" in card.text
        assert "Left: 2" in card.text
    assert len(await broadcasting.cards(any_home.store)) == 1


async def test_two_presses_send_one_digest(home: Home, admin: Person) -> None:
    await home.approve()
    async with home.awake():
        question = await home.said(admin, f"/publish {WEEK}")
        data = question.button("Send").data or ""
        for _ in range(2):
            admin.call_back(question, data)
        for _ in range(2):
            await admin.expect_answer()
    async with home.store.read() as tx:
        assert len(await tx.campaigns.recent(CampaignKind.DIGEST)) == 1


async def test_a_week_is_not_offered_twice(home: Home, admin: Person) -> None:
    await home.publish()
    async with home.awake():
        assert "already been sent" in (await home.said(admin, f"/publish {WEEK}")).text


async def test_a_draft_must_be_approved_first(home: Home, admin: Person) -> None:
    await editions.import_editions(home.store, (an_edition(),), home.clock.now())
    async with home.awake():
        assert "not approved yet" in (await home.said(admin, f"/publish {WEEK}")).text


@pytest.mark.parametrize("argument", ["", "2024-01-16", "last week"])
async def test_a_week_is_named_by_its_monday(home: Home, admin: Person, argument: str) -> None:
    async with home.awake():
        assert "name the week by its Monday" in (await home.said(admin, f"/publish {argument}")).text


async def test_an_unknown_week_is_said_to_be_unknown(home: Home, admin: Person) -> None:
    async with home.awake():
        assert "no edition of this week" in (await home.said(admin, f"/publish {WEEK}")).text


async def test_the_digest_can_be_left_unsent(home: Home, admin: Person) -> None:
    await home.approve()
    async with home.awake():
        question = await home.said(admin, f"/publish {WEEK}")
        await home.pressed(admin, question, "Cancel")
    assert (await sending.send_week(home.store, an_edition().week, home.clock.now())).deliveries == 0
