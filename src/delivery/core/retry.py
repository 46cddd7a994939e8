"""When to try again, and when a delivery is too old for it."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=5)
CAP = timedelta(hours=4)


def next_try(attempt: int, now: datetime, jitter: float, wish: timedelta | None = None) -> datetime:
    """When to try again after `attempt` failures (1 is the first).

    Doubles from FIRST up to CAP, spread by ±10 % with `jitter` in [0, 1) so that a relay that comes back is not met by
    everybody at once. `wish`, the server's own figure, wins where it is longer.
    """
    doublings = min(max(attempt - 1, 0), 16)
    wait = min(CAP, FIRST * (1 << doublings))
    spread = wait * (0.9 + 0.2 * jitter)
    return now + max(spread, wish or timedelta(0))
