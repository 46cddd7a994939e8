"""The state diagram of docs/architecture.md, drawn from the table in core.delivery: `make diagram` writes it."""

import sys
from pathlib import Path

from delivery.core.delivery import FINISHED, TRANSITIONS, State

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
FIRST, LAST = "<!-- states -->", "<!-- /states -->"


def drawn() -> str:
    """The deliveries' states as a Mermaid diagram in Markdown."""
    lines = [f"    [*] --> {State.QUEUED}"]
    for state, events in TRANSITIONS.items():
        lines += [f"    {state} --> {target}: {event.replace('_', ' ')}" for event, target in events.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINISHED]
    return "\n".join(("```mermaid", "stateDiagram-v2", *lines, "```"))


def inserted(page: str) -> str:
    """The page with the present diagram between its markers. Raises ValueError where they are missing."""
    before, first, rest = page.partition(FIRST)
    _old, last, after = rest.partition(LAST)
    if not (first and last):
        raise ValueError(f"the page has no {FIRST} … {LAST}")
    return f"{before}{FIRST}\n{drawn()}\n{LAST}{after}"


if __name__ == "__main__" and sys.argv[1:] == ["update"]:
    PAGE.write_text(inserted(PAGE.read_text("utf-8")), "utf-8")
