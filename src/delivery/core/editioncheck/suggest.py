"""What somebody may have meant who wrote an unknown word."""

from collections.abc import Iterable
from difflib import get_close_matches


def instead(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown word: the nearest known one, or all of them."""
    names = list(known)
    near = get_close_matches(word[:80].casefold(), names, n=1, cutoff=0.6)
    if near:
        return f"Write `{near[0]}`"
    return "Use one of: " + ", ".join(f"`{name}`" for name in names)
