"""What went wrong, for the log: the kind of error and the places in the code, without a word of what people wrote."""

import traceback
from pathlib import Path

import structlog

import bot
import delivery

log = structlog.get_logger(__name__)

PLACES = 5
OURS = tuple(str(Path(str(room.__file__)).parent) for room in (bot, delivery))


def note(event: str, error: BaseException, **ids: int) -> None:
    """One log line. An error's own text is left out: it may quote a person, an address or a chat id."""
    log.error(event, error=type(error).__name__, at=places(error), **ids)


def places(error: BaseException) -> str:
    """The innermost places of our own code, outermost first: `email.py:40 < mailbox.py:12`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(OURS)]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours[-PLACES:])
