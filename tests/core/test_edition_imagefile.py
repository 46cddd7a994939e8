"""Pictures are known by their bytes: format, width and height of each of the four formats."""

import struct

import pytest

from delivery.core.editioncheck.imagefile import ImageFile, sniff
from tests.core.pictures import png

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    b"\xff\xc0\x00\x11\x08\x00\x1e\x00\x28\x03\1\x22\0\2\x11\1\3\x11\1"
    b"\xff\xda\x00\x0c\3\1\0\2\x11\3\x11\0\x3f\0\xd2\xcf\x20\xff\xd9"
)
GIF = b"GIF89a" + struct.pack("<HH", 40, 30) + b"\x80\0\0" + b"\0" * 6 + b"\x2c" + b"\0" * 9 + b"\2\1\0\0;"


def webp(chunk: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


LOSSY = webp(b"VP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 40, 30))
LOSSLESS = webp(b"VP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", 39 | 29 << 14) + b"\0")
EXTENDED = webp(b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (39).to_bytes(3, "little") + (29).to_bytes(3, "little"))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(40, 30), "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (LOSSY, "image/webp"),
        (LOSSLESS, "image/webp"),
        (EXTENDED, "image/webp"),
    ],
)
def test_the_format_and_the_size_come_from_the_bytes(data: bytes, media_type: str) -> None:
    assert sniff(data) == ImageFile(media_type, 40, 30)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"%PDF-1.4", png(0, 3), JPEG[:-2], GIF[:-1], LOSSY[:-1]])
def test_what_is_no_whole_picture_is_none(data: bytes) -> None:
    assert sniff(data) is None
