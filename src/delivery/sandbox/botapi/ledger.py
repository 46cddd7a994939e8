"""What the simulator accepted, in order, for ever: the oracle of every test about loss and doubles."""

from collections import Counter, deque
from dataclasses import dataclass, field

from delivery.sandbox.bell import Bell
from delivery.sandbox.botapi.answers import Json
from delivery.sandbox.botapi.faults import HasId


@dataclass(frozen=True, slots=True)
class Entry:
    """One message that a chat was given. `at` is the simulator's monotonic clock, in seconds."""

    at: float
    method: str
    chat_id: int
    message_id: int
    text: str
    paid: bool = False
    raw: Json = field(repr=False, default_factory=dict)


class Ledger:
    """Append-only. `sends` holds messages (an album is several), `edits` their later changes."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self.sends: list[Entry] = []
        self.edits: list[Entry] = []
        self._by_chat: dict[int, list[Entry]] = {}
        self.requests: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.throttled = 0

    def note_send(self, entry: Entry) -> None:
        self.sends.append(entry)
        self._by_chat.setdefault(entry.chat_id, []).append(entry)
        self._bell.ring()

    def note_edit(self, entry: Entry) -> None:
        self.edits.append(entry)
        self._bell.ring()

    def note_request(self, method: str) -> None:
        self.requests[method] += 1
        self._bell.ring()

    def note_error(self, code: int, description: str) -> None:
        """Count an answer that was no `ok`, scripted ones included."""
        self.errors[description] += 1
        self.throttled += code == 429
        self._bell.ring()

    def __len__(self) -> int:
        return len(self.sends)

    def to(self, chat: int | HasId) -> list[Entry]:
        """The messages that one chat was given, oldest first."""
        number = chat if isinstance(chat, int) else chat.id
        return list(self._by_chat.get(number, ()))

    @property
    def per_chat(self) -> Counter[int]:
        """Messages per chat id."""
        return Counter({chat: len(entries) for chat, entries in self._by_chat.items()})

    @property
    def peak_per_second(self) -> int:
        """The most messages and edits accepted within any one second."""
        peak, window = 0, deque[float]()
        for at in sorted(entry.at for entry in (*self.sends, *self.edits)):
            window.append(at)
            while window[0] <= at - 1:
                window.popleft()
            peak = max(peak, len(window))
        return peak

    async def expect(self, count: int, *, to: int | HasId | None = None, timeout: float = 5) -> list[Entry]:
        """Wait until at least `count` messages were accepted (for one chat, or in all). Raises TimeoutError."""
        return await self._bell.until(lambda: self._enough(count, to), timeout)

    def _enough(self, count: int, to: int | HasId | None) -> list[Entry] | None:
        if to is None and len(self.sends) < count:
            return None  # a million sends are not copied a million times
        entries = list(self.sends) if to is None else self.to(to)
        return entries if len(entries) >= count else None
