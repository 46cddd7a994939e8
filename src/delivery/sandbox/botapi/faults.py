"""Trouble on order: what the simulator does instead of answering well, and to which requests."""

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from delivery.sandbox.botapi.answers import ApiError, Json, too_many

BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502</h1></body>\r\n</html>\r\n"


class HasId(Protocol):
    """A person, a group or a channel."""

    @property
    def id(self) -> int: ...


class Ending(StrEnum):
    """How the connection ends: with the whole answer, with silence, with a cut, or with an answer in drops."""

    ANSWER = "answer"
    SILENCE = "silence"
    CUT = "cut"
    DROPS = "drops"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour. Make it with the class methods; combine with `dataclasses.replace`.

    accepted: the request is carried out (it stands in the ledger), only its answer suffers.
    status, body: what is answered instead; None keeps the true answer. delay: seconds before anything else.
    """

    ending: Ending = Ending.ANSWER
    accepted: bool = False
    status: int | None = None
    body: str = ""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0

    @classmethod
    def error(cls, code: int, description: str, **parameters: Any) -> "Fault":
        """Any answer of the real API: 400, 401, 403, 404, 5xx, with `parameters` if there are any."""
        return cls._from(ApiError(code, description, parameters))

    @classmethod
    def throttle(cls, retry_after: int | None) -> "Fault":
        """429, with its wait in body and header; None: without parameters and header, as it happens too."""
        if retry_after is None:
            return cls._from(ApiError(429, "Too Many Requests"))
        return cls._from(too_many(retry_after))

    @classmethod
    def answer(cls, status: int, body: Json) -> "Fault":
        """Any status with any JSON."""
        return cls(status=status, body=json.dumps(body))

    @classmethod
    def html(cls, status: int = 502) -> "Fault":
        """The page of a proxy in front of the API: not JSON."""
        return cls(status=status, body=BAD_GATEWAY, content_type="text/html")

    @classmethod
    def hang(cls, accepted: bool = False) -> "Fault":
        """Never answers: the client runs into its own timeout."""
        return cls(ending=Ending.SILENCE, accepted=accepted)

    @classmethod
    def cut(cls, accepted: bool = False) -> "Fault":
        """Closes the connection without an answer: before anything was done, or `accepted` after all was."""
        return cls(ending=Ending.CUT, accepted=accepted)

    @classmethod
    def drops(cls) -> "Fault":
        """Carries it out, then answers a few bytes and stalls in the middle of the body."""
        return cls(ending=Ending.DROPS, accepted=True)

    @classmethod
    def latency(cls, seconds: float) -> "Fault":
        """The true answer, later."""
        return cls(accepted=True, delay=seconds)

    @classmethod
    def _from(cls, error: ApiError) -> "Fault":
        return replace(cls.answer(error.code, error.body()), headers=error.headers())


@dataclass(slots=True)
class Order:
    """One line of the script."""

    reply: Fault
    method: str | None
    chat: str | None
    times: float
    skip: int

    def fits(self, method: str, chat: str | None) -> bool:
        return self.method in (None, method.lower()) and self.chat in (None, chat)


class Faults:
    """The script. The oldest order that fits a request applies to it, and is used up by one."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def next(
        self,
        reply: Fault,
        *,
        method: str | None = None,
        chat: int | HasId | None = None,
        times: float = 1,
        skip: int = 0,
    ) -> None:
        """The next `times` requests that fit get `reply`; `math.inf` for all of them.

        method, chat: which requests, None for any. skip: how many that fit are left alone first.
        """
        number = chat if isinstance(chat, int) or chat is None else chat.id
        name = None if method is None else method.lower()
        self._orders.append(Order(reply, name, None if number is None else str(number), times, skip))

    def clear(self) -> None:
        """Behave well from now on."""
        self._orders.clear()

    def __len__(self) -> int:
        """Orders that are not used up."""
        return len(self._orders)

    def take(self, method: str, chat: str | None) -> Fault | None:
        """The fault for this request, if there is one."""
        for order in self._orders:
            if not order.fits(method, chat):
                continue
            if order.skip:
                order.skip -= 1
                return None
            order.times -= 1
            if order.times <= 0:
                self._orders.remove(order)
            return order.reply
        return None
