"""A fault: what is wrong with an edition's files, where, and what to do. For operators, in English."""

from dataclasses import dataclass
from enum import StrEnum

from delivery.core.edition import Edition

WHOLE_FILE = 0


class Severity(StrEnum):
    """An `error` keeps the week from being imported; a `warning` lets it in as a draft."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `what` it is and what to `do` about it.

    `file` is the path inside the folder (of a missing file: where it should be); `line` counts from 1, WHOLE_FILE where
    no line is to blame.
    """

    file: str
    line: int
    severity: Severity
    what: str
    do: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.severity}: {self.what}. {self.do}."


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder holds: the weeks without errors, and every fault of all weeks, by file and line."""

    editions: tuple[Edition, ...]
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that keep a week out."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)


class Notes:
    """Collects the faults of one file, so that all are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def error(self, line: int, what: str, do: str) -> None:
        self.faults.append(Fault(self.file, line, Severity.ERROR, what, do))

    def warning(self, line: int, what: str, do: str) -> None:
        self.faults.append(Fault(self.file, line, Severity.WARNING, what, do))

    @property
    def has_errors(self) -> bool:
        return any(fault.severity is Severity.ERROR for fault in self.faults)
