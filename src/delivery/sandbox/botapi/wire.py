"""How a request arrives: HTTP body → parameters and uploads → one of aiogram's method models."""

import functools
import inspect
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiohttp import web
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from delivery.sandbox.botapi.answers import ApiError, Json, bad

Given = TypeVar("Given")
ATTACHED = "attach://"
MODELS: dict[str, type[TelegramMethod[Any]]] = {
    model.__api_method__.lower(): model
    for model in vars(aiogram.methods).values()
    if inspect.isclass(model)
    and issubclass(model, TelegramMethod)
    and hasattr(model, "__api_method__")
    and isinstance(model.__api_method__, str)
}
"""Every method of the Bot API that aiogram ships. Method names are case-insensitive, as in the real API."""

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "media": "there are no messages to send",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request."""

    name: str
    content: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one HTTP request carried, not yet checked."""

    params: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    @property
    def chat(self) -> str | None:
        """The chat it is about, as text, for whoever scripts faults."""
        chat = self.params.get("chat_id")
        return None if chat is None else str(chat)


async def receive(request: web.Request) -> Arrived:
    """Read query, JSON, form or multipart. A body that is not what it claims to be is a 400."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return Arrived(params | await _json_body(request), {})
    uploads: dict[str, Upload] = {}
    for name, value in (await _form_body(request)).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            params.setdefault(name, f"{ATTACHED}{name}")
        else:
            params[name] = value
    return Arrived(params, uploads)


async def _json_body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad("expected a JSON object")
    return body


async def _form_body(request: web.Request) -> Mapping[str, Any]:
    try:
        return await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Request Entity Too Large") from None


def model_of(method: str) -> type[TelegramMethod[Any]]:
    """The model of a method's name, or 404."""
    try:
        return MODELS[method.lower()]
    except KeyError:
        raise ApiError(HTTPStatus.NOT_FOUND, "Not Found: method not found") from None


def build(model: type[TelegramMethod[Any]], params: Mapping[str, Any]) -> TelegramMethod[Any]:
    """The checked request. Raises 400 with the first fault."""
    values = {
        name: value if name in _texts(model) else _decoded(value)
        for name, value in params.items()
        if name in model.model_fields and value != ""
    }
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise bad(_sentence(error.errors()[0])) from None


def _decoded(value: Any) -> Any:
    """Lists, objects, numbers and booleans travel as JSON text in a form; what is no JSON is plain text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@functools.cache
def _texts(model: type[TelegramMethod[Any]]) -> frozenset[str]:
    """The fields that are text and nothing else: "5" stays "5" there."""
    return frozenset(name for name, field in model.model_fields.items() if _leaves(field.annotation) == {str})


def _leaves(annotation: Any) -> set[Any]:
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return {annotation} - {type(None), Default}
    return set().union(*(_leaves(part) for part in typing.get_args(annotation)))


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else "request"
    if error["type"] == "missing" and len(error["loc"]) == 1:
        return MISSING.get(name, f'parameter "{name}" is required')
    where = ".".join(str(part) for part in error["loc"])
    return f'can\'t parse "{where}": {error["msg"]}'


def given(value: Given | Default | None) -> Given | None:
    """The value that came over the wire; None for aiogram's placeholder of a client-side default."""
    return None if isinstance(value, Default) else value


def dump(model: BaseModel) -> Json:
    """A model as the JSON that the real API would show: no nulls, no placeholders."""
    cleaned: Json = _clean(model.model_dump(by_alias=True, warnings=False))
    return cleaned


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items() if v is not None and not isinstance(v, Default)}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
