"""`digest status --watch`: live progress bars in a terminal."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from delivery.core.week import SendTime
from delivery.services.status import status
from delivery.store import Store

EVERY = 1.0  # seconds


async def watch(
    store: Store, slot: SendTime, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]
) -> None:
    """Follow every unfinished campaign until all are done; then the last picture stays."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn()) as bars:
        tasks: dict[int, TaskID] = {}
        while True:
            found = await status(store, slot, now())
            running = [one for one in found.campaigns if one.campaign.finished_at is None]
            for one in (*running, *(w for w in found.campaigns if w.campaign.id in tasks)):
                if one.campaign.id not in tasks:
                    title = f"#{one.campaign.id} {one.campaign.kind}"
                    tasks[one.campaign.id] = bars.add_task(title, total=one.total.total, rate="")
                _show(bars, tasks[one.campaign.id], one.total.total - one.total.left, one.total.total)
            if not running:
                bars.console.print("Nothing is being sent." if not tasks else "Done.")
                return
            await sleep(EVERY)


def _show(bars: Progress, task: TaskID, done: int, total: int) -> None:
    speed = next((t.speed for t in bars.tasks if t.id == task), None)
    bars.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")
