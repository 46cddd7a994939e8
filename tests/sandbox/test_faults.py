"""Scripted trouble: what the client meets, and what the ledger knows about it."""

import math

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from delivery.sandbox.botapi import BotApi, Fault, Person

from .conftest import client


async def test_a_fault_strikes_whom_it_is_meant_for_and_is_used_up(api: BotApi, bot: Bot, alena: Person) -> None:
    ivan = api.person("Ivan")
    ivan.start()
    api.faults.next(Fault.throttle(7), method="sendMessage", chat=ivan, skip=1)
    await bot.send_message(alena.id, "not Ivan")
    await bot.send_message(ivan.id, "skipped")
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(ivan.id, "struck")
    await bot.send_message(ivan.id, "good again")
    assert refusal.value.retry_after == 7
    assert (len(api.faults), api.ledger.throttled) == (0, 1)
    assert [entry.text for entry in api.ledger.to(ivan)] == ["skipped", "good again"]


async def test_a_429_may_come_without_parameters(api: BotApi, bot: Bot, alena: Person) -> None:
    api.faults.next(Fault.throttle(None))
    with pytest.raises(TelegramAPIError, match="Too Many Requests") as refusal:
        await bot.send_message(alena.id, "struck")
    assert type(refusal.value) is TelegramAPIError


async def test_any_error_can_be_ordered(api: BotApi, bot: Bot, alena: Person) -> None:
    api.faults.next(Fault.error(500, "Internal Server Error"), times=math.inf)
    for _ in range(3):
        with pytest.raises(TelegramServerError):
            await bot.send_message(alena.id, "struck")
    api.faults.clear()
    api.faults.next(Fault.answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: odd"}))
    with pytest.raises(TelegramBadRequest, match="odd"):
        await bot.send_message(alena.id, "struck")
    assert len(api.ledger) == 0


async def test_a_proxy_answers_in_html(api: BotApi, bot: Bot, alena: Person) -> None:
    api.faults.next(Fault.html(502))
    with pytest.raises(ClientDecodeError):
        await bot.send_message(alena.id, "struck")
    assert len(api.ledger) == 0


@pytest.mark.parametrize(("fault", "accepted"), [
    (Fault.cut(), 0),
    (Fault.cut(accepted=True), 1),
    (Fault.hang(), 0),
    (Fault.hang(accepted=True), 1),
    (Fault.drops(), 1),
])  # fmt: skip
async def test_a_lost_answer_looks_the_same_whether_it_was_sent_or_not(
    api: BotApi, alena: Person, fault: Fault, accepted: int
) -> None:
    api.faults.next(fault, method="sendMessage")
    async with client(api, timeout=0.3) as bot:
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(alena.id, "struck")
        assert len(api.ledger) == accepted
        await bot.send_message(alena.id, "good again")


async def test_latency_delays_the_true_answer(api: BotApi, bot: Bot, alena: Person) -> None:
    api.faults.next(Fault.latency(0.01))
    assert (await bot.send_message(alena.id, "late")).text == "late"
