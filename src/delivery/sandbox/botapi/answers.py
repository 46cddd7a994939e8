"""What the Bot API says when it says no: the error as a value, in the wording of the real server."""

from http import HTTPStatus
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A request was refused; the three fields are what the client reads."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> Json:
        """The JSON of the answer. `parameters` appears only when there are any, as in the real API."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})

    def headers(self) -> dict[str, str]:
        """The HTTP headers beside the body: a 429 repeats its wait as `Retry-After`, in seconds."""
        wait = self.parameters.get("retry_after")
        return {} if wait is None else {"Retry-After": str(wait)}


def bad(what: str) -> ApiError:
    """400: the request, the text or the address is wrong."""
    return ApiError(HTTPStatus.BAD_REQUEST, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403: the bot may not write there (any more)."""
    return ApiError(HTTPStatus.FORBIDDEN, f"Forbidden: {what}")


def conflict(what: str) -> ApiError:
    """409: two ways of receiving updates at once."""
    return ApiError(HTTPStatus.CONFLICT, f"Conflict: {what}")


def too_many(retry_after: int) -> ApiError:
    """429: wait `retry_after` seconds."""
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, description, {"retry_after": retry_after})


def moved(new_chat_id: int) -> ApiError:
    """400: the group became a supergroup and has a new id."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(HTTPStatus.BAD_REQUEST, text, {"migrate_to_chat_id": new_chat_id})
