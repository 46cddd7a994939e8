"""When something breaks: people get a calm sentence, the log gets the place, and nobody's data is in it."""

from dataclasses import replace

from structlog.testing import capture_logs

from delivery.core.message import TelegramMessage
from delivery.core.subscription import Reader
from delivery.sandbox.botapi import BotApi, Fault, Person
from tests.bot.home import Home

SORRY = "Something went wrong on our side"


async def broken(reader: Reader) -> TelegramMessage | None:
    """A composer with a fault that quotes the reader."""
    raise RuntimeError(f"cannot compose for {reader.subscriptions[0].address}")


async def test_an_unexpected_error_is_told_calmly_and_logged_without_contact_data(home: Home, ann: Person) -> None:
    home.desk = replace(home.desk, latest=broken)
    with capture_logs() as logs:
        async with home.awake():
            welcome = await home.subscribed(ann)
            assert SORRY in (await home.said(ann, "/latest")).text
            ann.press(welcome, "Read the latest digest")
            answer = await ann.expect_answer()
    assert answer.alert
    assert SORRY in answer.text
    errors = [line for line in logs if line.get("error") == "RuntimeError"]
    assert len(errors) == 2
    assert all("latest.py" in line["at"] for line in errors)
    assert str(ann.id) not in str(logs)


async def test_a_reply_that_telegram_does_not_take_holds_up_nobody(home: Home, api: BotApi, ann: Person) -> None:
    api.faults.next(Fault.error(500, "Internal Server Error"), method="sendMessage")
    async with home.awake():
        ann.say("/help")
        await api.consumed()
        assert ann.messages == []
        await home.said(ann, "/help")


async def test_a_press_that_is_too_old_to_be_answered_still_acts(home: Home, api: BotApi, ann: Person) -> None:
    old = Fault.error(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    async with home.awake():
        await home.subscribed(ann)
        api.faults.next(old, method="answerCallbackQuery")
        ann.call_back(ann.messages[-1], "digest:unsubscribe")
        await api.consumed()
    assert not await home.active(ann)
