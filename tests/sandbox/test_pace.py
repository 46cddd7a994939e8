"""How fast a bot may write: telegram.md, Rates. The clock is turned by hand."""

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import BufferedInputFile, InputMediaPhoto, MediaUnion

from delivery.sandbox.botapi import BotApi, Person

from .conftest import Ticks, client
from .pictures import PNG

BURST = 8


def audience(api: BotApi, size: int) -> list[Person]:
    people = [api.person(f"Reader {number}") for number in range(size)]
    for person in people:
        person.start()
    return people


async def too_fast(bot: Bot, chat_id: int) -> int:
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(chat_id, "too fast")
    return refusal.value.retry_after


async def test_30_messages_pass_in_a_second_and_the_31st_waits(paced: BotApi, ticks: Ticks) -> None:
    people = audience(paced, 31)
    async with client(paced) as bot:
        for person in people[:30]:
            await bot.send_message(person.id, "digest")
        assert await too_fast(bot, people[30].id) == 1
        ticks.seconds += 1
        await bot.send_message(people[30].id, "digest")
    assert len(paced.ledger) == 31
    assert (paced.ledger.throttled, paced.ledger.peak_per_second) == (1, 30)


async def test_paid_broadcasts_go_faster(paced: BotApi) -> None:
    async with client(paced) as bot:
        for person in audience(paced, 40):
            await bot.send_message(person.id, "digest", allow_paid_broadcast=True)
    assert sum(entry.paid for entry in paced.ledger.sends) == 40


async def test_one_chat_takes_a_small_burst_then_one_a_second(paced: BotApi, ticks: Ticks) -> None:
    [alena] = audience(paced, 1)
    async with client(paced) as bot:
        for _ in range(BURST):
            await bot.send_message(alena.id, "part")
        assert await too_fast(bot, alena.id) == 1
        ticks.seconds += 1
        await bot.send_message(alena.id, "part")
        assert await too_fast(bot, alena.id) == 1


async def test_a_group_takes_20_messages_a_minute(paced: BotApi, ticks: Ticks) -> None:
    [alena] = audience(paced, 1)
    group = paced.group("Readers")
    group.add_bot(alena)
    async with client(paced) as bot:
        for _ in range(20):
            await bot.send_message(group.id, "part")
            ticks.seconds += 1
        assert await too_fast(bot, group.id) == 40
        ticks.seconds += 40
        await bot.send_message(group.id, "part")


async def test_edits_count_too(paced: BotApi, ticks: Ticks) -> None:
    [alena] = audience(paced, 1)
    async with client(paced) as bot:
        card = await bot.send_message(alena.id, "0")
        for number in range(1, BURST):
            await bot.edit_message_text(str(number), chat_id=alena.id, message_id=card.message_id)
        assert await too_fast(bot, alena.id) == 1


async def test_an_album_is_one_call_into_its_chat(paced: BotApi) -> None:
    [alena] = audience(paced, 1)
    album: list[MediaUnion] = [InputMediaPhoto(media=BufferedInputFile(PNG, "a.png")) for _ in range(10)]
    async with client(paced) as bot:
        await bot.send_media_group(alena.id, album)
        await bot.send_message(alena.id, "and a word")
    assert len(paced.ledger.to(alena)) == 11


async def test_a_refused_message_costs_nothing(paced: BotApi, ticks: Ticks) -> None:
    [alena] = audience(paced, 1)
    async with client(paced) as bot:
        for _ in range(BURST):
            await bot.send_message(alena.id, "part")
        for _ in range(3):
            await too_fast(bot, alena.id)
        ticks.seconds += 1
        await bot.send_message(alena.id, "part")


async def test_the_wait_stands_in_body_and_header(paced: BotApi) -> None:
    [alena] = audience(paced, 1)
    body = {"chat_id": alena.id, "text": "part"}
    async with aiohttp.ClientSession() as session:
        for _ in range(BURST + 1):
            async with session.post(f"{paced.url}/bot{paced.token}/sendMessage", json=body) as answer:
                said = await answer.json()
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "1"
    assert said == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_without_limits_nothing_is_too_fast(api: BotApi, bot: Bot, alena: Person) -> None:
    for _ in range(60):
        await bot.send_message(alena.id, "part")
    assert api.ledger.throttled == 0
