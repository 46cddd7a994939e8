"""What becomes of messages: edits, deletions, copies, albums, presses."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
)

from delivery.sandbox.botapi import BotApi, NothingCame, Person

from .conftest import Ticks, client
from .pictures import PNG, png

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="English", callback_data="lang:en")]])


async def test_an_edit_changes_text_and_buttons_in_place(bot: Bot, alena: Person) -> None:
    sent = await bot.send_message(alena.id, "Language", reply_markup=KEYBOARD)
    await bot.edit_message_text("Done", chat_id=alena.id, message_id=sent.message_id)
    [message] = alena.messages
    assert (message.text, message.labels, message.edited) == ("Done", (), True)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, alena: Person) -> None:
    sent = await bot.send_message(alena.id, "Language", reply_markup=KEYBOARD)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("Language", chat_id=alena.id, message_id=sent.message_id, reply_markup=KEYBOARD)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=alena.id, message_id=sent.message_id, reply_markup=KEYBOARD)


async def test_only_own_messages_of_the_right_kind_are_edited(bot: Bot, alena: Person) -> None:
    own = alena.say("mine")
    photo = await bot.send_photo(alena.id, BufferedInputFile(PNG, "a.png"))
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("yours", chat_id=alena.id, message_id=own.id)
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("text", chat_id=alena.id, message_id=photo.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("text", chat_id=alena.id, message_id=999)
    await bot.edit_message_caption(chat_id=alena.id, message_id=photo.message_id, caption="caption")
    assert alena.messages[-1].text == "caption"


async def test_a_message_can_be_deleted_for_48_hours(ticks: Ticks) -> None:
    moment = [datetime(2024, 1, 15, tzinfo=UTC)]
    async with BotApi(clock=ticks, now=lambda: moment[0]) as api, client(api) as bot:
        alena = api.person()
        alena.start()
        early, late = [await bot.send_message(alena.id, text) for text in ("early", "late")]
        await bot.delete_message(alena.id, early.message_id)
        moment[0] += timedelta(hours=49)
        with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
            await bot.delete_message(alena.id, late.message_id)
        with pytest.raises(TelegramBadRequest, match="message to delete not found"):
            await bot.delete_message(alena.id, early.message_id)
        assert await bot.delete_messages(alena.id, [early.message_id, late.message_id])
        assert [message.text for message in alena.messages] == ["late"]


async def test_a_press_reaches_the_bot_and_its_answer_the_person(bot: Bot, alena: Person) -> None:
    await bot.send_message(alena.id, "Language", reply_markup=KEYBOARD)
    query = alena.press(await alena.expect("Language"), "English")
    update = (await bot.get_updates())[-1]
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query, "lang:en")
    await bot.answer_callback_query(query, "Saved", show_alert=True)
    answer = await alena.expect_answer()
    assert (answer.text, answer.alert) == ("Saved", True)


async def test_a_press_can_be_answered_for_150_seconds(bot: Bot, alena: Person, ticks: Ticks) -> None:
    await bot.send_message(alena.id, "Language", reply_markup=KEYBOARD)
    query = alena.press(alena.messages[0], "lang:en")
    ticks.seconds += 151
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query)


async def test_a_press_of_a_button_that_is_not_there_is_a_mistake_of_the_test(bot: Bot, alena: Person) -> None:
    await bot.send_message(alena.id, "Language", reply_markup=KEYBOARD)
    with pytest.raises(LookupError, match=r"there are \['English'\]"):
        alena.press(alena.messages[0], "Deutsch")


async def test_expect_passes_over_in_order_and_tells_what_came(bot: Bot, alena: Person) -> None:
    for text in ("one", "two", "three"):
        await bot.send_message(alena.id, text)
    assert (await alena.expect("two")).text == "two"
    assert (await alena.expect(lambda message: len(message.text) == 5)).text == "three"
    await bot.send_message(alena.id, "four")
    with pytest.raises(NothingCame, match="'four'"):
        await alena.expect("one", timeout=0.01)


async def test_a_copy_has_content_and_no_author(api: BotApi, bot: Bot, alena: Person) -> None:
    ivan = api.person("Ivan")
    ivan.start()
    original = alena.send_photo(PNG, "Look: https://example.org")
    copy = await bot.copy_message(ivan.id, alena.id, original.id, reply_markup=KEYBOARD)
    [message] = ivan.messages
    assert message.id == copy.message_id
    assert (message.text, message.raw["photo"], message.labels) == (
        original.text,
        original.raw["photo"],
        ("English",),
    )
    assert "forward_origin" not in message.raw


async def test_a_forward_names_its_author(bot: Bot, alena: Person) -> None:
    original = alena.say("news")
    forward = await bot.forward_message(alena.id, alena.id, original.id)
    assert forward.forward_origin is not None
    assert (forward.text, forward.forward_origin.type) == ("news", "user")


async def test_copies_of_an_album_are_an_album(api: BotApi, bot: Bot, alena: Person) -> None:
    ivan = api.person("Ivan")
    ivan.start()
    album = alena.send_album([png(10, 10), png(20, 20)], "Both")
    gone = album[-1].id + 100
    copies = await bot.copy_messages(ivan.id, alena.id, [*(message.id for message in album), gone])
    assert [copy.message_id for copy in copies] == [message.id for message in ivan.messages]
    assert len({message.album for message in ivan.messages}) == 1
    assert ivan.messages[0].album not in (None, album[0].album)


@pytest.mark.parametrize(("numbers", "text"), [
    ([], "1 to 100 are needed"),
    ([3, 2], "strictly increasing order"),
    ([998, 999], "messages to copy not found"),
])  # fmt: skip
async def test_copies_need_numbers_in_order(bot: Bot, alena: Person, numbers: list[int], text: str) -> None:
    with pytest.raises(TelegramBadRequest, match=text):
        await bot.copy_messages(alena.id, alena.id, numbers)


async def test_a_copy_of_nothing_is_refused(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(alena.id, alena.id, 999)


async def test_a_picture_is_uploaded_once_and_reused(bot: Bot, alena: Person) -> None:
    first = await bot.send_photo(alena.id, BufferedInputFile(png(2000, 1000), "a.png"), caption="first")
    assert first.photo is not None
    assert [(size.width, size.height) for size in first.photo] == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    second = await bot.send_photo(alena.id, first.photo[-1].file_id)
    assert second.photo is not None
    assert second.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    file = await bot.get_file(second.photo[-1].file_id)
    assert file.file_path is not None
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == png(2000, 1000)


@pytest.mark.parametrize(("picture", "text"), [
    (b"no picture at all", "IMAGE_PROCESS_FAILED"),
    (png(8000, 3000), "PHOTO_INVALID_DIMENSIONS"),
    (png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
])  # fmt: skip
async def test_a_photo_must_be_a_picture_of_bearable_size(bot: Bot, alena: Person, picture: bytes, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match=text):
        await bot.send_photo(alena.id, BufferedInputFile(picture, "a.png"))


async def test_an_unknown_file_is_refused(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_photo(alena.id, "AgACAgIAAx0")


async def test_a_file_of_another_kind_is_refused(bot: Bot, alena: Person) -> None:
    document = await bot.send_document(alena.id, BufferedInputFile(b"x", "a.txt"))
    assert document.document is not None
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document as Photo"):
        await bot.send_photo(alena.id, document.document.file_id)


async def test_an_album_has_2_to_10_of_one_kind(bot: Bot, alena: Person) -> None:
    photo = InputMediaPhoto(media=BufferedInputFile(PNG, "a.png"), caption="one")
    document = InputMediaDocument(media=BufferedInputFile(b"x", "a.txt"))
    with pytest.raises(TelegramBadRequest, match="2 to 10 are needed"):
        await bot.send_media_group(alena.id, [photo])
    with pytest.raises(TelegramBadRequest, match="can't be mixed"):
        await bot.send_media_group(alena.id, [photo, document])
    album = await bot.send_media_group(alena.id, [photo, photo])
    assert len({message.media_group_id for message in album}) == 1


async def test_numbers_of_messages_in_a_supergroup_are_its_own(api: BotApi, bot: Bot, alena: Person) -> None:
    group = api.group(supergroup=True)
    group.add_bot(alena)
    assert (await bot.send_message(group.id, "first")).message_id == 1
    assert (await bot.send_message(alena.id, "later")).message_id > 1
