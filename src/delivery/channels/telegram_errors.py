"""What Telegram's answers mean for a delivery.

aiogram's texts carry chat ids, and those of the network the token, so no text leaves this module unreduced.
"""

import re
from datetime import timedelta

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from delivery.core.outcome import Doubtful, Failed, Moved, Outcome, Refused, Scope, Throttled

UNSAID = timedelta(seconds=5)  # the wait after a 429 that names none
NOT_FOUND = "chat not found"  # believed the second time: right after a restart Telegram says it of living chats
# Answers 400 that are about this reader's chat; every other one is about what we send.
GONE = (
    "peer_id_invalid",
    "user_is_blocked",
    "input_user_deactivated",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights",
)
# Answers 403; the key is what the description says, the value the reason that is kept.
FORBIDDEN = {
    "blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "was kicked": "kicked",
    "chat was deleted": "chat deleted",
    "not a member": "not a member",
    "can't initiate": "never started",
}
LONGEST_REASON = 60


def setback(error: AiogramError, attempt: int) -> Outcome:
    """The outcome of an exception of aiogram. attempt: failed attempts so far."""
    match error:
        case TelegramRetryAfter(retry_after=seconds):
            return Throttled(timedelta(seconds=seconds))
        case TelegramMigrateToChat(migrate_to_chat_id=chat):
            return Moved(str(chat))
        case TelegramEntityTooLarge():  # for aiogram a network error
            return Refused(Scope.CONTENT, "413 too large")
        case TelegramNetworkError():
            return _of_network(error.__cause__)
        case TelegramServerError():
            return Doubtful("server error")
        case ClientDecodeError():
            return Doubtful("unreadable answer")
        case TelegramAPIError():
            return _refusal(error, attempt)
        case _:
            return Doubtful(type(error).__name__)


def _refusal(error: TelegramAPIError, attempt: int) -> Outcome:
    """An answer 4xx without parameters: certainly not sent."""
    match error:
        case TelegramForbiddenError():
            return Refused(Scope.ADDRESS, _forbidden(error.message))
        case TelegramBadRequest():
            return _bad_request(error.message, attempt)
        case TelegramUnauthorizedError():
            return Refused(Scope.CHANNEL, "401 unauthorized")
        case TelegramNotFound():
            return Refused(Scope.CHANNEL, "404 not found")
        case TelegramConflictError():
            return Failed("409 conflict")
        case _ if "too many requests" in error.message.lower():
            return Throttled(UNSAID)
        case _:
            return Failed("unknown answer")


def _of_network(cause: BaseException | None) -> Outcome:
    match cause:
        case ClientConnectorError():  # refused, no such host, TLS: nothing was written
            return Failed("no connection")
        case ConnectionTimeoutError():
            return Failed("connect timeout")
        case TimeoutError():
            return Doubtful("no answer in time")
        case _:
            return Doubtful("connection lost")


def _forbidden(description: str) -> str:
    said = description.lower()
    return next((reason for words, reason in FORBIDDEN.items() if words in said), "forbidden")


def _bad_request(description: str, attempt: int) -> Outcome:
    said = description.lower()
    if NOT_FOUND in said:
        return Refused(Scope.ADDRESS, NOT_FOUND) if attempt else Failed(NOT_FOUND)
    if any(words in said for words in GONE):
        return Refused(Scope.ADDRESS, _reduced(said))
    return Refused(Scope.CONTENT, _reduced(said))


def _reduced(description: str) -> str:
    """The description as a reason that is alike for alike faults: without details, numbers and names."""
    words = description.removeprefix("bad request: ").split(":")[0]
    return re.sub(r'".*|@\w+|\d+', "…", words).strip()[:LONGEST_REASON]
