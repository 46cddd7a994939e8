"""The `.env` file in words: one setting, one sentence, one line; made from the settings' own descriptions."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo

from delivery.settings import Settings

PREFIX = "DIGEST_"
NEEDS_QUOTES = frozenset("#'\"\\$`")

HEAD = """\
# Settings of the weekly digest. Copy this file to .env, or let `digest init` write one; the environment wins over it.
# What is left empty is not set.
"""


def example(settings: type[Settings]) -> str:
    """`.env.example`: each setting with its sentence and its default."""
    return filled(settings, {})


def filled(settings: type[Settings], values: Mapping[str, str]) -> str:
    """The same file with `values`, by the field's name (`bot_token`), in the place of defaults.

    Raises KeyError for a name that is no setting.
    """
    defaults = {name: _written(field.default) for name, field in settings.model_fields.items()}
    if unknown := values.keys() - defaults.keys():
        raise KeyError(*sorted(unknown))
    texts = {**defaults, **values}
    return "\n".join((HEAD, *(_entry(name, field, texts[name]) for name, field in settings.model_fields.items())))


def _entry(name: str, field: FieldInfo, value: str) -> str:
    return f"# {field.description}\n{PREFIX}{name.upper()}={_quoted(value)}\n"


def _written(default: object) -> str:
    """A default in the form in which it is read again."""
    match default:
        case None:
            return ""
        case Enum():
            return str(default.value)
        case Path():
            return default.as_posix()
        case frozenset():
            return ",".join(map(str, sorted(default)))
        case float():
            return f"{default:g}"
        case _:
            return str(default)


def _quoted(value: str) -> str:
    if not NEEDS_QUOTES & set(value) and value == value.strip():
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
