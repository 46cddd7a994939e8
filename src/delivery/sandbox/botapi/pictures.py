"""The size of a picture, read from its first bytes: PNG, JPEG, GIF and WebP."""

import struct
from collections.abc import Callable

Size = tuple[int, int]
START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size(content: bytes) -> Size | None:
    """Width and height in pixels; None if the bytes are none of the four formats."""
    for magic, reader in READERS:
        if content.startswith(magic):
            try:
                return reader(content)
            except (struct.error, IndexError):
                return None
    return None


def content_type(content: bytes) -> str:
    """The media type of a picture; bytes of no known kind have none to speak of."""
    return next((kind for magic, kind in TYPES if content.startswith(magic)), "application/octet-stream")


def _png(content: bytes) -> Size:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> Size:
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg(content: bytes) -> Size | None:
    position = 2
    while position < len(content):
        marker, length = content[position + 1], struct.unpack(">H", content[position + 2 : position + 4])[0]
        if marker in START_OF_FRAME:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def _webp(content: bytes) -> Size | None:
    match content[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(content[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None


READERS: tuple[tuple[bytes, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8", _jpeg),
    (b"GIF8", _gif),
    (b"RIFF", _webp),
)
TYPES = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif"), (b"RIFF", "image/webp"))
