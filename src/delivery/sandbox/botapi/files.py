"""Pictures and documents that somebody uploaded once and that are named by `file_id` from then on."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiogram.types import InputFile

from delivery.sandbox.botapi import pictures
from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.wire import ATTACHED, Upload

PHOTO_BYTES = 10 * 2**20
DOCUMENT_BYTES = 50 * 2**20
DOWNLOAD_BYTES = 20 * 2**20
"""A bot may send 10 MB as a photo and 50 MB as a file, and fetch 20 MB."""
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
EDGES = (90, 320, 800, 1280)
"""The longer edges of the sizes that the server makes of a photo."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file at one address. All sizes of a photo hold the same bytes here: nothing is scaled."""

    file_id: str
    unique_id: str
    path: str
    content: bytes = field(repr=False)
    name: str
    content_type: str

    def fields(self) -> Json:
        """The fields that all kinds of files share."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class Files:
    """All that was uploaded, by `file_id`. Contents are `photo` or `document` fields of a message."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._sent: dict[str, Json] = {}

    def get(self, file_id: str) -> Stored | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> Stored | None:
        return next((stored for stored in self._by_id.values() if stored.path == path), None)

    def photo(self, source: InputFile | str, uploads: Mapping[str, Upload]) -> Json:
        """`{"photo": [...]}` of an upload or of a known file. Raises 400."""
        return self._content(source, uploads, "photo")

    def document(self, source: InputFile | str, uploads: Mapping[str, Upload]) -> Json:
        """`{"document": {...}}` of an upload or of a known file. Raises 400."""
        return self._content(source, uploads, "document")

    def _content(self, source: InputFile | str, uploads: Mapping[str, Upload], kind: str) -> Json:
        name = str(source)
        if name.startswith(ATTACHED):
            upload = uploads.get(name.removeprefix(ATTACHED))
            if upload is None:
                raise bad("file with the given attachment name is not in the request")
            return self.keep_photo(upload) if kind == "photo" else self.keep_document(upload)
        if name.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        known = self._sent.get(name)
        if known is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if kind not in known:
            raise bad(f"can't use file of type {next(iter(known)).capitalize()} as {kind.capitalize()}")
        return known

    def keep_photo(self, upload: Upload) -> Json:
        """Store a picture and list its sizes, smallest first. Raises 400 if it is no picture or too large."""
        edges = pictures.size(upload.content)
        if edges is None:
            raise bad("IMAGE_PROCESS_FAILED")
        if len(upload.content) > PHOTO_BYTES:
            raise bad("file is too big")
        if sum(edges) > PHOTO_SIDES or max(edges) > PHOTO_RATIO * min(edges):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        sizes = [self._keep(upload, "photos").fields() | box for box in _boxes(*edges)]
        return self._remember({"photo": sizes}, *(item["file_id"] for item in sizes))

    def keep_document(self, upload: Upload) -> Json:
        """Store a file. Raises 400 if it is empty or too large."""
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > DOCUMENT_BYTES:
            raise bad("file is too big")
        stored = self._keep(upload, "documents")
        names = {"file_name": upload.name, "mime_type": upload.content_type}
        return self._remember({"document": stored.fields() | names}, stored.file_id)

    def _remember(self, content: Json, *file_ids: str) -> Json:
        self._sent.update(dict.fromkeys(file_ids, content))
        return content

    def _keep(self, upload: Upload, folder: str) -> Stored:
        number = len(self._by_id)
        unique = hashlib.sha256(b"%d" % number + upload.content[:4096]).hexdigest()[:15]
        ending = upload.name.rpartition(".")[2] if "." in upload.name else "jpg"
        path = f"{folder}/file_{number}.{ending}"
        file_id = f"BQ{secrets.token_urlsafe(42)}"
        stored = Stored(file_id, f"AQ{unique}", path, upload.content, upload.name, upload.content_type)
        self._by_id[file_id] = stored
        return stored


def _boxes(width: int, height: int) -> list[Json]:
    longest = max(width, height)
    edges = [edge for edge in EDGES if edge < longest] + ([longest] if longest <= EDGES[-1] else [])
    scales = [edge / longest for edge in edges]
    return [{"width": max(1, round(width * s)), "height": max(1, round(height * s))} for s in scales]
