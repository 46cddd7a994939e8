"""`parse_mode=HTML`: tags → plain text and entities, with the real parser's complaints."""

import html
import re
from dataclasses import dataclass

from delivery.sandbox.botapi.answers import ApiError, Json, bad
from delivery.sandbox.botapi.utf16 import units

TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)?(?P<attributes>[^<>]*)>"
    r"|&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);"
    r"|<"
)
ATTRIBUTE = re.compile(r"""(?P<name>[a-zA-Z][\w-]*)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"']+))?""")
SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre",
}  # fmt: skip
LANGUAGE = "language-"


@dataclass(frozen=True, slots=True)
class Open:
    """A tag that waits for its end: where it began and what it makes."""

    tag: str
    offset: int
    entity: Json


def parse(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities in order of their offsets. Raises 400 as the real parser does."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.length = 0
        self.stack: list[Open] = []
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        end = 0
        for token in TOKEN.finditer(self.source):
            self._write(self.source[end : token.start()])
            self._read(token)
            end = token.end()
        self._write(self.source[end:])
        if self.stack:
            tag = self.stack[-1].tag
            raise self._fault(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.text), sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))

    def _write(self, piece: str) -> None:
        self.text.append(piece)
        self.length += units(piece)

    def _read(self, token: re.Match[str]) -> None:
        if token[0].startswith("&"):
            self._write(html.unescape(token[0]))
        elif token["close"]:
            self._close(token)
        else:
            self._open(token)

    def _open(self, token: re.Match[str]) -> None:
        tag = (token["tag"] or "").lower()
        attributes = dict(_attributes(token["attributes"] or ""))
        entity = _entity(tag, attributes)
        if entity is None:
            raise self._fault(f'Unsupported start tag "{tag}" at byte offset {self._bytes(token.start())}')
        self.stack.append(Open(tag, self.length, entity))

    def _close(self, token: re.Match[str]) -> None:
        tag, where = (token["tag"] or "").lower(), self._bytes(token.start())
        if not self.stack:
            raise self._fault(f"Unexpected end tag at byte offset {where}")
        opened = self.stack.pop()
        if opened.tag != tag:
            raise self._fault(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"')
        length = self.length - opened.offset
        if length and opened.entity and not self._names_language(opened, length):
            self.entities.append(opened.entity | {"offset": opened.offset, "length": length})

    def _names_language(self, code: Open, length: int) -> bool:
        """`<pre><code class="language-x">` is one block of code: the inner tag only names the language."""
        outer = self.stack[-1] if self.stack else None
        if code.tag != "code" or outer is None or outer.tag != "pre" or outer.offset != code.offset:
            return False
        outer.entity.update({k: v for k, v in code.entity.items() if k == "language"})
        return True

    def _bytes(self, index: int) -> int:
        return len(self.source[:index].encode())

    @staticmethod
    def _fault(what: str) -> ApiError:
        return bad(f"can't parse entities: {what}")


def _attributes(source: str) -> list[tuple[str, str]]:
    return [
        (found["name"].lower(), html.unescape((found["value"] or "").strip("\"'")))
        for found in ATTRIBUTE.finditer(source)
    ]


def _entity(tag: str, attributes: dict[str, str]) -> Json | None:
    """What a tag makes; None if there is no such tag. An `a` without a target makes nothing."""
    match tag:
        case "a":
            return {"type": "text_link", "url": attributes["href"]} if attributes.get("href") else {}
        case "span":
            return {"type": "spoiler"} if attributes.get("class") == "tg-spoiler" else None
        case "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        case "code" if attributes.get("class", "").startswith(LANGUAGE):
            return {"type": "code", "language": attributes["class"].removeprefix(LANGUAGE)}
        case _ if tag in SIMPLE:
            return {"type": SIMPLE[tag]}
    return None
