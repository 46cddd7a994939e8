"""Trouble on order for SMTP: at which stage, for whom, and what is answered or cut."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """Where in a session a fault strikes.

    BODY is while the message is being sent, before the final dot; DOT is after the final dot.
    """

    CONNECT = "connect"
    EHLO = "ehlo"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class SmtpFault:
    """One misbehaviour. reply: code and text, for example `451 4.7.1 Try again later`; None closes the connection.

    accepted: only at DOT: the message is taken (it stands in the ledger), although the answer says otherwise or
    never comes. tarpit: seconds of silence first.
    """

    reply: str | None = None
    accepted: bool = False
    tarpit: float = 0.0

    @classmethod
    def cut(cls, accepted: bool = False) -> "SmtpFault":
        """Close the connection without an answer."""
        return cls(accepted=accepted)

    @classmethod
    def hang(cls, accepted: bool = False) -> "SmtpFault":
        """Say nothing until the client gives up."""
        return cls(accepted=accepted, tarpit=float("inf"))

    async def sit(self) -> None:
        """Wait out the tarpit."""
        if self.tarpit == float("inf"):
            await asyncio.Event().wait()
        await asyncio.sleep(self.tarpit)


@dataclass(slots=True)
class Order:
    """One line of the script."""

    stage: Stage
    fault: SmtpFault
    about: str
    times: float
    skip: int


@dataclass(slots=True)
class SmtpFaults:
    """The script. The oldest order that fits applies, and is used up by one."""

    _orders: list[Order] = field(default_factory=list)

    def next(self, stage: Stage, fault: SmtpFault | str, *, about: str = "", times: float = 1, skip: int = 0) -> None:
        """The next `times` (`math.inf`: all) visits of a stage that fit get `fault`; a string is its reply.

        about: a part of the argument of the command: host name, sender or recipient; at DATA, BODY and DOT one of
        the recipients. skip: how many that fit are left alone first.
        """
        given = SmtpFault(fault) if isinstance(fault, str) else fault
        self._orders.append(Order(stage, given, about.lower(), times, skip))

    def clear(self) -> None:
        """Behave well from now on."""
        self._orders.clear()

    def __len__(self) -> int:
        """Orders that are not used up."""
        return len(self._orders)

    def take(self, stage: Stage, about: str) -> SmtpFault | None:
        """The fault for this visit of a stage, if there is one."""
        for order in self._orders:
            if order.stage is not stage or order.about not in about.lower():
                continue
            if order.skip:
                order.skip -= 1
                return None
            order.times -= 1
            if order.times <= 0:
                self._orders.remove(order)
            return order.fault
        return None
