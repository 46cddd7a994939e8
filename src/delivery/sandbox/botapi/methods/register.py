"""Which function plays which method of the Bot API."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram.methods import TelegramMethod

from delivery.sandbox.botapi.wire import Upload
from delivery.sandbox.botapi.world import World

Asked = TypeVar("Asked", bound=TelegramMethod[Any])
Result = Any
"""What stands in the answer's `result`: JSON."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a method works on, beside its own parameters."""

    world: World
    uploads: Mapping[str, Upload]


Play = Callable[[Call, Any], Result | Awaitable[Result]]
PLAYED: dict[type[TelegramMethod[Any]], Play] = {}


def plays(
    model: type[Asked],
) -> Callable[[Callable[[Call, Asked], Result]], Callable[[Call, Asked], Result]]:
    """Mark the function that plays a method. It returns the result, and raises ApiError to refuse."""

    def mark(play: Callable[[Call, Asked], Result]) -> Callable[[Call, Asked], Result]:
        PLAYED[model] = play
        return play

    return mark
