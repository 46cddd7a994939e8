"""Logs: structured, one event per unit of work, people as opaque ids. A guard keeps contact data and secrets out."""

import logging
import re
import sys
from typing import Any

import structlog

# Belt and braces: events are written without contact data; should a library's message carry some, it stops here.
_MAILBOX = re.compile(r"[^\s<>\"'(),:;]+@[\w.-]+\.\w+")
_BOT_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{30,}")
_LINK_TOKEN = re.compile(r"(/[cu]/)[A-Za-z0-9_-]{16,}")
_CHAT_ID = re.compile(r"(?<=chat )-?\d{5,}")
_PATTERNS = ((_MAILBOX, "<address>"), (_BOT_TOKEN, "<token>"), (_LINK_TOKEN, r"\1<token>"), (_CHAT_ID, "<chat>"))
_NOISY = ("aiogram.event", "aiohttp.access", "apscheduler", "alembic", "asyncio")


def clean(text: str) -> str:
    """`text` without addresses and tokens."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def set_up(level: str, form: str) -> None:
    """Send every log line, ours and the libraries', to standard error; `form` is json, text or auto."""
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _cleaned,
    ]
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


def _cleaned(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: clean(value) if isinstance(value, str) else value for key, value in event.items()}
