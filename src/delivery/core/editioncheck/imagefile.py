"""What a picture file is, read from its own bytes: format, width and height. A file's name proves nothing.

Formats: PNG (https://www.w3.org/TR/png-3/), JPEG (ITU-T T.81, annex B), GIF (89a specification), WebP (RFC 9649).
"""

import struct
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the start-of-frame markers, which carry the size
_JPEG_BARE = frozenset(range(0xD0, 0xD9)) | {0x01}  # markers without a length


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A picture's format as a media type, and its size in pixels."""

    media_type: str
    width: int
    height: int


def sniff(data: bytes) -> ImageFile | None:
    """What `data` is, or None if it is no whole picture of a known format. Never raises."""
    for reader in (_png, _jpeg, _gif, _webp):
        try:
            found = reader(data)
        except (struct.error, IndexError):  # the file ends too early
            found = None
        if found is not None:
            return found if found.width and found.height else None
    return None


def _png(data: bytes) -> ImageFile | None:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or b"IEND" not in data[-12:]:
        return None
    return ImageFile("image/png", *struct.unpack_from(">II", data, 16))


def _jpeg(data: bytes) -> ImageFile | None:
    if not data.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in data[-1024:]:
        return None
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return ImageFile("image/jpeg", width, height)
        if marker == 0xFF:  # a fill byte
            at += 1
        else:
            at += 2 if marker in _JPEG_BARE else 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def _gif(data: bytes) -> ImageFile | None:
    if data[:6] not in (b"GIF87a", b"GIF89a") or not data.rstrip(b"\0").endswith(b";"):
        return None
    return ImageFile("image/gif", *struct.unpack_from("<HH", data, 6))


def _webp(data: bytes) -> ImageFile | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or struct.unpack_from("<I", data, 4)[0] + 8 > len(data):
        return None
    match data[12:16]:
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", data, 26)
            return ImageFile("image/webp", width & 0x3FFF, height & 0x3FFF)
        case b"VP8L" if data[20] == 0x2F:
            bits = struct.unpack_from("<I", data, 21)[0]
            return ImageFile("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
            return ImageFile("image/webp", width, height)
        case _:
            return None
