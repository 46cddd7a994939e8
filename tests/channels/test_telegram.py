"""Each row of the table of Telegram's answers, against a server that gives them."""

import socket
from datetime import timedelta

import pytest

from delivery.channels.base import TelegramPost
from delivery.channels.telegram import TelegramChannel
from delivery.core.message import Button, CopyPart, Entity, TelegramPart, TextPart
from delivery.core.outcome import Delivered, Doubtful, Failed, Moved, Outcome, Refused, Scope, Throttled
from delivery.sandbox.botapi import BotApi, Fault, Person
from tests.channels.conftest import TelegramTo
from tests.sandbox.pictures import PNG

TEXT = TextPart("Сітуацыя не змянілася")


# What arrives


async def test_a_text_arrives_with_its_entities_and_buttons(
    api: BotApi, telegram: TelegramChannel, alena: Person
) -> None:
    part = TextPart(
        "Выпуск 3: чытаць",
        (Entity("bold", 0, 8), Entity("text_link", 10, 6, "https://example.org/3")),
        ((Button("Мова", data="lang"),), (Button("Архіў", url="https://example.org/"),)),
    )
    outcome = await telegram.send(TelegramPost(alena.id, part))
    message = alena.messages[-1]
    assert outcome == Delivered(str(message.id))
    assert message.text == part.text
    assert [(e["type"], e["offset"], e["length"]) for e in message.entities] == [("bold", 0, 8), ("text_link", 10, 6)]
    assert message.labels == ("Мова", "Архіў")
    assert message.raw["link_preview_options"] == {"is_disabled": True}


async def test_silence_and_protection_are_passed_on(telegram: TelegramChannel, alena: Person) -> None:
    await telegram.send(TelegramPost(alena.id, TEXT, silent=True, protect=True))
    assert alena.messages[-1].raw["has_protected_content"] is True


async def test_text_is_never_read_as_markup(telegram: TelegramChannel, alena: Person) -> None:
    await telegram.send(TelegramPost(alena.id, TextPart("<b>1 < 2 & *3* _4_")))
    assert alena.messages[-1].text == "<b>1 < 2 & *3* _4_"
    assert not alena.messages[-1].entities


async def test_one_message_is_copied_with_buttons(api: BotApi, telegram: TelegramChannel, alena: Person) -> None:
    editor = api.person("Editor")
    editor.start()
    original = editor.send_photo(PNG, "Photo of the week")
    part = CopyPart(editor.id, (original.id,), ((Button("Мова", data="lang"),),))
    outcome = await telegram.send(TelegramPost(alena.id, part))
    assert outcome == Delivered(str(alena.messages[-1].id))
    assert (alena.messages[-1].text, alena.messages[-1].labels) == ("Photo of the week", ("Мова",))


async def test_an_album_is_copied_whole_and_its_receipt_names_each_message(
    api: BotApi, telegram: TelegramChannel, alena: Person
) -> None:
    editor = api.person("Editor")
    editor.start()
    album = editor.send_album([PNG, PNG], "Two")
    outcome = await telegram.send(TelegramPost(alena.id, CopyPart(editor.id, tuple(m.id for m in reversed(album)))))
    assert outcome == Delivered(",".join(str(message.id) for message in alena.messages[-2:]))
    assert alena.messages[-2].text == "Two"


async def test_buttons_on_an_album_are_refused_before_anything_is_sent(
    api: BotApi, telegram: TelegramChannel, alena: Person
) -> None:
    part = CopyPart(alena.id, (1, 2), ((Button("Мова", data="lang"),),))
    assert await telegram.send(TelegramPost(alena.id, part)) == Refused(Scope.CONTENT, "an album carries no buttons")
    assert not api.ledger.requests


# What is answered

PARTS: dict[str, TelegramPart] = {
    "sendMessage": TEXT,
    "copyMessage": CopyPart(7, (1,)),
    "copyMessages": CopyPart(7, (1, 2)),
}
HUGE = 40_000

ANSWERS: list[tuple[Fault, Outcome]] = [
    (Fault.throttle(HUGE), Throttled(timedelta(seconds=HUGE))),
    (Fault.throttle(None), Throttled(timedelta(seconds=5))),
    (Fault.error(403, "Forbidden: bot was blocked by the user"), Refused(Scope.ADDRESS, "blocked")),
    (Fault.error(403, "Forbidden: user is deactivated"), Refused(Scope.ADDRESS, "deactivated")),
    (Fault.error(403, "Forbidden: bot was kicked from the supergroup chat"), Refused(Scope.ADDRESS, "kicked")),
    (Fault.error(403, "Forbidden: the group chat was deleted"), Refused(Scope.ADDRESS, "chat deleted")),
    (Fault.error(403, "Forbidden: something new"), Refused(Scope.ADDRESS, "forbidden")),
    (Fault.error(400, "Bad Request: PEER_ID_INVALID"), Refused(Scope.ADDRESS, "peer_id_invalid")),
    (
        Fault.error(400, "Bad Request: not enough rights to send text messages to the chat"),
        Refused(Scope.ADDRESS, "not enough rights to send text messages to the chat"),
    ),
    (Fault.error(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), Moved("-1001")),
    (
        Fault.error(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 17"),
        Refused(Scope.CONTENT, "can't parse entities"),
    ),
    (Fault.error(400, "Bad Request: message is too long"), Refused(Scope.CONTENT, "message is too long")),
    (Fault.error(400, "Bad Request: Text is too long"), Refused(Scope.CONTENT, "text is too long")),
    (Fault.error(400, "Bad Request: BUTTON_DATA_INVALID"), Refused(Scope.CONTENT, "button_data_invalid")),
    (Fault.error(413, "Request Entity Too Large"), Refused(Scope.CONTENT, "413 too large")),
    (Fault.error(401, "Unauthorized"), Refused(Scope.CHANNEL, "401 unauthorized")),
    (Fault.error(404, "Not Found"), Refused(Scope.CHANNEL, "404 not found")),
    (Fault.error(409, "Conflict: terminated by other getUpdates request"), Failed("409 conflict")),
    (Fault.error(402, "Payment Required"), Failed("unknown answer")),
    (Fault.error(500, "Internal Server Error"), Doubtful("server error")),
    (Fault.error(500, "Internal Server Error: restart"), Doubtful("server error")),
    (Fault.html(502), Doubtful("unreadable answer")),
    (Fault.html(200), Doubtful("unreadable answer")),
    (Fault.answer(200, {"ok": True, "result": {"new": "shape"}}), Doubtful("unreadable answer")),
    (Fault.cut(), Doubtful("connection lost")),
    (Fault.cut(accepted=True), Doubtful("connection lost")),
]


@pytest.mark.parametrize(
    ("fault", "outcome"), ANSWERS, ids=lambda value: None if isinstance(value, Fault) else str(value)
)
async def test_each_answer_has_its_outcome(
    api: BotApi, telegram: TelegramChannel, alena: Person, fault: Fault, outcome: Outcome
) -> None:
    api.faults.next(fault)
    assert await telegram.send(TelegramPost(alena.id, TEXT)) == outcome


@pytest.mark.parametrize("method", PARTS)
async def test_every_method_is_answered_alike(
    api: BotApi, telegram: TelegramChannel, alena: Person, method: str
) -> None:
    api.faults.next(Fault.throttle(3), method=method)
    assert await telegram.send(TelegramPost(alena.id, PARTS[method])) == Throttled(timedelta(seconds=3))


async def test_a_chat_is_believed_to_be_gone_the_second_time(api: BotApi, telegram: TelegramChannel) -> None:
    stranger = TelegramPost(api.group().id, TEXT)
    assert await telegram.send(stranger, attempt=0) == Failed("chat not found")
    assert await telegram.send(stranger, attempt=1) == Refused(Scope.ADDRESS, "chat not found")


async def test_an_upgraded_group_names_its_new_address(api: BotApi, telegram: TelegramChannel, alena: Person) -> None:
    group = api.group()
    group.add_bot(alena)
    new = group.migrate()
    assert await telegram.send(TelegramPost(group.id, TEXT)) == Moved(str(new.id))
    assert isinstance(await telegram.send(TelegramPost(new.id, TEXT)), Delivered)


async def test_a_revoked_token_stops_the_channel(api: BotApi, telegram: TelegramChannel, alena: Person) -> None:
    api.revoke()
    assert await telegram.send(TelegramPost(alena.id, TEXT)) == Refused(Scope.CHANNEL, "401 unauthorized")


# What the wire does


@pytest.mark.parametrize("fault", [Fault.hang(), Fault.hang(accepted=True), Fault.drops()])
async def test_silence_after_the_request_is_a_doubt(
    api: BotApi, telegram_to: TelegramTo, alena: Person, fault: Fault
) -> None:
    api.faults.next(fault)
    assert await telegram_to(api.url, timeout=0.3).send(TelegramPost(alena.id, TEXT)) == Doubtful("no answer in time")


async def test_a_refused_connection_is_a_safe_failure(telegram_to: TelegramTo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    channel = telegram_to(f"http://127.0.0.1:{port}")
    assert await channel.send(TelegramPost(1, TEXT)) == Failed("no connection")


async def test_an_unknown_host_is_a_safe_failure(telegram_to: TelegramTo) -> None:
    assert await telegram_to("http://api.invalid").send(TelegramPost(1, TEXT)) == Failed("no connection")


async def test_a_server_without_tls_is_a_safe_failure(api: BotApi, telegram_to: TelegramTo) -> None:
    channel = telegram_to(api.url.replace("http:", "https:"))
    assert await channel.send(TelegramPost(1, TEXT)) == Failed("no connection")
    assert not api.ledger.requests


async def test_a_connection_that_never_opens_is_a_safe_failure(telegram_to: TelegramTo) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        port = deaf.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]  # they fill the queue, so that the next one is not answered
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        channel = telegram_to(f"http://127.0.0.1:{port}", connect_timeout=0.3)
        assert await channel.send(TelegramPost(1, TEXT)) == Failed("connect timeout")
        for client in waiting:
            client.close()


# What is kept to itself


NAMING = ["Bad Request: chat {id} is odd", "Forbidden: {id} left", "Bad Request: @{name} left"]


@pytest.mark.parametrize("description", NAMING)
async def test_no_reason_names_a_reader(
    api: BotApi, telegram: TelegramChannel, alena: Person, description: str
) -> None:
    code = 403 if "Forbidden" in description else 400
    api.faults.next(Fault.error(code, description.format(id=alena.id, name="alena_k")))
    outcome = await telegram.send(TelegramPost(alena.id, TEXT))
    assert isinstance(outcome, Refused)
    assert str(alena.id) not in outcome.reason
    assert "alena_k" not in outcome.reason
