"""Bytes of a file → text that is safe to read on: size, encoding, and characters that no article needs."""

import regex

from delivery.core.editioncheck.fault import WHOLE_FILE, Notes

SIZE_LIMIT = 1_000_000  # bytes: 1 MB

# Controls other than tab and newline, separators that split lines unseen, marks that turn the direction of a text
# (CVE-2021-42574), noncharacters and lone surrogates. Joiners and the tags inside flags stay: emoji need them.
_FORBIDDEN = regex.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def is_too_large(data: bytes, notes: Notes) -> bool:
    """Whether the file is over the limit; says so."""
    if len(data) <= SIZE_LIMIT:
        return False
    notes.error(WHOLE_FILE, f"the file is {len(data):,} bytes large; the limit is 1 MB", "Make it smaller")
    return True


def text_of(data: bytes, notes: Notes) -> str | None:
    """The text of a file, with `\\n` at the ends of lines; None with an error where it cannot be read."""
    if is_too_large(data, notes):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        notes.error(line, f"byte {error.start} of the file is not UTF-8", "Save the file in the encoding UTF-8")
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    before = len(notes.faults)
    note_characters(text, 1, notes)
    return text if len(notes.faults) == before else None


def note_characters(text: str, first_line: int, notes: Notes) -> None:
    """An error for each line of `text` that holds a character which is not allowed."""
    for number, line in enumerate(text.split("\n"), first_line):
        found = dict.fromkeys(_FORBIDDEN.findall(line))
        if found:
            names = ", ".join(f"U+{ord(character):04X}" for character in list(found)[:5])
            notes.error(number, f"the line holds characters that are not seen: {names}", "Delete them")


def has_forbidden(text: str) -> bool:
    """Whether `text` holds a character which is not allowed, however it was written (`&#x202E;`, `"\\u202E"`)."""
    return _FORBIDDEN.search(text) is not None
