"""What went wrong, for the log: the kind of error and the places in the code, without a word of what people wrote."""

import traceback
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

PLACES = 5


def note(event: str, error: BaseException, **ids: int) -> None:
    """One log line. An error's own text is left out: it may quote a person, an address or a chat id."""
    log.error(event, error=type(error).__name__, at=places(error), **ids)


def places(error: BaseException) -> str:
    """The innermost places of the traceback, outermost first: `email.py:40 < mailbox.py:12`."""
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
