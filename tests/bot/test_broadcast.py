"""/broadcast: from the message to the last reader; one confirm, one broadcast."""

from datetime import timedelta

from bot.watching import refresh
from delivery.core.campaign import Audience, CampaignKind, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.delivery import Event
from delivery.core.language import Language
from delivery.sandbox.botapi import Fault, Message, Person
from delivery.services import broadcasting, upkeep
from tests.bot.home import Home
from tests.sandbox.pictures import PNG
from tests.support.people import add_people, add_person
from tests.support.sending import claim, settle, settlement


async def readers(home: Home, count: int = 3) -> None:
    """Belarusian readers on Telegram."""
    await add_people(home.store, home.clock.now(), count)


async def handed_in(home: Home, admin: Person, text: str = "Dear readers") -> Message:
    """The admin's text is taken and previewed; returns the audience card."""
    await home.said(admin, "/broadcast")
    received = await home.said(admin, text)
    admin.press(received, "Next")
    card = await admin.expect("Who gets it?")
    await admin.expect_answer()
    return card


async def asked(home: Home, admin: Person, card: Message) -> Message:
    """The last question."""
    return await home.pressed(admin, card, "Send")


async def campaigns(home: Home) -> list[CampaignStatus]:
    async with home.store.read() as tx:
        return [campaign.status for campaign in await tx.campaigns.recent(CampaignKind.BROADCAST)]


async def look(home: Home) -> None:
    """Let the cards be looked at again."""
    home.clock.turn(timedelta(seconds=4))


async def test_a_text_goes_from_the_admin_to_the_outbox(any_home: Home, admin: Person) -> None:
    await readers(any_home)
    async with any_home.awake():
        card = await handed_in(any_home, admin)
        assert "Telegram: Беларуская 3" in card.text
        assert "3 readers in all" in card.text
        question = await asked(any_home, admin, card)
        assert "Send to 3 readers" in question.labels
        progress = await any_home.pressed(admin, question, "Send to 3 readers")
        assert "Sending" in progress.text
        assert "Left: 3" in progress.text
    claimed = await claim(any_home.store, any_home.clock.now())
    assert len(claimed) == 3


async def test_the_preview_is_the_message_as_it_will_look(home: Home, admin: Person) -> None:
    async with home.awake():
        await home.said(admin, "/broadcast")
        admin.send_photo(PNG, "A picture of the week")
        admin.press(await admin.expect("Message received"), "Next")
        preview = await admin.expect("A picture of the week")
        assert preview.file_id is not None
        assert preview.labels == ()


async def test_an_album_is_taken_as_one_message(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        await home.said(admin, "/broadcast")
        parts = admin.send_album([PNG, PNG, PNG], "Three pictures")
        received = await admin.expect("The whole album will be sent")
        await home.api.consumed()
        admin.press(received, "Next")
        card = await admin.expect("Who gets it?")
        await home.pressed(admin, await asked(home, admin, card), "Send to 3 readers")
    async with home.store.read() as tx:
        (campaign,) = await tx.campaigns.recent(CampaignKind.BROADCAST)
        content = await tx.campaigns.content(campaign.id)
    assert content is not None
    assert content.message_ids == tuple(part.id for part in parts)
    assert content.text == "Three pictures"


async def test_another_message_takes_the_place_of_the_first(home: Home, admin: Person) -> None:
    async with home.awake():
        await home.said(admin, "/broadcast")
        await home.said(admin, "First")
        received = await home.said(admin, "Second")
        assert "replaces the previous one" in received.text
        admin.press(received, "Next")
        await admin.expect(lambda message: message.text == "Second")


async def test_the_audience_is_chosen_by_language_and_channel(home: Home, admin: Person) -> None:
    await readers(home)
    now = home.clock.now()
    await add_person(home.store, now, address="2001", language=Language.EN)
    await add_person(home.store, now, address="bob@example.org", channel=ChannelName.EMAIL, language=Language.EN)
    async with home.awake():
        card = await handed_in(home, admin)
        assert "5 readers in all" in card.text
        card = await home.pressed(admin, card, "✓ Беларуская")
        assert "2 readers in all" in card.text
        card = await home.pressed(admin, card, "✓ E-mail")
        assert "1 reader in all" in card.text
        question = await asked(home, admin, card)
        await home.pressed(admin, question, "Send to 1 reader")
    async with home.store.read() as tx:
        (campaign,) = await tx.campaigns.recent(CampaignKind.BROADCAST)
    expected = Audience(frozenset({Language.RU, Language.EN}), frozenset({ChannelName.TELEGRAM}))
    assert campaign.audience == expected


async def test_a_picture_without_words_does_not_go_by_mail(home: Home, admin: Person) -> None:
    async with home.awake():
        await home.said(admin, "/broadcast")
        admin.send_photo(PNG)
        admin.press(await admin.expect("Message received"), "Next")
        card = await admin.expect("Who gets it?")
        await admin.expect_answer()
        assert "E-mail" in card.labels
        admin.press(card, "E-mail")
        assert "cannot go by e-mail" in (await admin.expect_answer()).text


async def test_nobody_is_asked_to_send_to_nobody(home: Home, admin: Person) -> None:
    async with home.awake():
        card = await handed_in(home, admin)
        admin.press(card, "Send")
        assert "Nobody in this audience" in (await admin.expect_answer()).text


async def test_fifty_presses_send_once(any_home: Home, admin: Person) -> None:
    await readers(any_home)
    async with any_home.awake():
        question = await asked(any_home, admin, await handed_in(any_home, admin))
        data = question.button("Send to 3 readers").data or ""
        for _ in range(50):
            admin.call_back(question, data)
        for _ in range(50):
            await admin.expect_answer()
    assert await campaigns(any_home) == [CampaignStatus.RUNNING]
    assert len(await claim(any_home.store, any_home.clock.now())) == 3
    assert await claim(any_home.store, any_home.clock.now()) == ()


async def test_a_confirm_that_was_shown_before_the_audience_changed_is_void(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        card = await handed_in(home, admin)
        question = await asked(home, admin, card)
        back = await home.pressed(admin, question, "‹ Back")
        await home.pressed(admin, back, "✓ English")
        admin.call_back(question, question.button("Send to 3 readers").data or "")
        assert "already sent or cancelled" in (await admin.expect_answer()).text
    assert await campaigns(home) == [CampaignStatus.DRAFT]


async def test_a_cancelled_draft_is_not_sent(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        question = await asked(home, admin, await handed_in(home, admin))
        send = question.button("Send to 3 readers").data or ""
        await home.pressed(admin, question, "Cancel")
        admin.call_back(question, send)
        assert "already sent or cancelled" in (await admin.expect_answer()).text
    assert await campaigns(home) == [CampaignStatus.CANCELLED]


async def test_an_old_cancel_does_not_stop_what_is_being_sent(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        card = await handed_in(home, admin)
        await home.pressed(admin, await asked(home, admin, card), "Send to 3 readers")
        admin.call_back(card, card.button("Cancel").data or "")
        await admin.expect_answer()
    assert await campaigns(home) == [CampaignStatus.RUNNING]


async def test_a_restart_in_every_step_changes_nothing(any_home: Home, admin: Person) -> None:
    await readers(any_home)
    async with any_home.awake():
        await any_home.said(admin, "/broadcast")
    async with any_home.awake():
        received = await any_home.said(admin, "Dear readers")
    async with any_home.awake():
        admin.press(received, "Next")
        card = await admin.expect("Who gets it?")
        await admin.expect_answer()
    async with any_home.awake():
        question = await asked(any_home, admin, card)
    async with any_home.awake():
        await any_home.pressed(admin, question, "Send to 3 readers")
    assert await campaigns(any_home) == [CampaignStatus.RUNNING]


async def test_the_card_is_kept_over_a_restart_until_the_end(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        await home.pressed(admin, await asked(home, admin, await handed_in(home, admin)), "Send to 3 readers")
    home.clock.turn(timedelta(minutes=1))
    one, two, three = await claim(home.store, home.clock.now())
    await settle(home.store, home.clock.now(), settlement(one, Event.ACCEPTED))
    async with home.awake():
        card = await admin.expect("Sent: 1")
        assert "▓▓▓▓░░░░░░░░ 33 %" in card.text
        assert "Left: 2" in card.text
        assert "About 2 minutes left." in card.text
        await settle(home.store, home.clock.now(), settlement(two, Event.ACCEPTED), settlement(three, Event.ACCEPTED))
        await upkeep.sweep(home.store, {}, home.clock.now())
        await look(home)
        card = await admin.expect("Finished")
        assert "▓▓▓▓▓▓▓▓▓▓▓▓ 100 %" in card.text
        assert card.labels == ()
    assert await broadcasting.cards(home.store) == ()


async def test_stop_asks_first_and_withdraws_what_waits(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        card = await home.pressed(admin, await asked(home, admin, await handed_in(home, admin)), "Send to 3 readers")
        question = await home.pressed(admin, card, "Stop")
        assert await campaigns(home) == [CampaignStatus.RUNNING]
        await home.pressed(admin, question, "Stop")
        await look(home)
        assert "Withdrawn: 3" in (await admin.expect("Stopped\n")).text
    assert await claim(home.store, home.clock.now()) == ()


async def test_a_pause_stands_still_until_resumed(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        card = await home.pressed(admin, await asked(home, admin, await handed_in(home, admin)), "Send to 3 readers")
        paused = await home.pressed(admin, card, "Pause")
        assert "Paused" in paused.text
        assert await claim(home.store, home.clock.now()) == ()
        await home.pressed(admin, paused, "Resume")
    assert len(await claim(home.store, home.clock.now())) == 3


async def test_a_deleted_card_is_given_up(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        card = await home.pressed(admin, await asked(home, admin, await handed_in(home, admin)), "Send to 3 readers")
    admin.chat.remove(card.id)
    assert await refresh(home.desk, home.bot, {}) == {}
    assert await broadcasting.cards(home.store) == ()


async def test_what_telegram_does_not_copy_is_said_at_once(home: Home, admin: Person) -> None:
    home.api.faults.next(Fault.error(400, "Bad Request: message can't be copied"), method="copyMessage")
    async with home.awake():
        await home.said(admin, "/broadcast")
        received = await home.said(admin, "Dear readers")
        admin.press(received, "Next")
        assert "does not let this message be copied" in (await admin.expect_answer()).text
        await home.said(admin, "Another one")
    assert await campaigns(home) == []


async def test_a_confirm_handled_before_a_crash_still_gets_its_card(home: Home, admin: Person) -> None:
    await readers(home)
    async with home.awake():
        question = await asked(home, admin, await handed_in(home, admin))
    data = question.button("Send to 3 readers").data or ""
    _, campaign, token = data.split(":")
    await broadcasting.start(home.store, int(campaign), token, home.clock.now())  # and then the process died
    async with home.awake():
        admin.call_back(question, data)
        assert "Left: 3" in (await admin.expect()).text
    assert len(await broadcasting.cards(home.store)) == 1


async def test_the_first_step_can_be_left(home: Home, admin: Person) -> None:
    async with home.awake():
        await home.pressed(admin, await home.said(admin, "/broadcast"), "Cancel")
        assert "understands only its commands" in (await home.said(admin, "Dear readers")).text
