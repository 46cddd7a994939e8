"""The schedule: APScheduler knocks, the store decides. No job holds state; each calls a use case safe to repeat."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from delivery.core.channel import ChannelName
from delivery.core.delivery import OnDoubt
from delivery.core.week import WEEKDAYS, SendTime
from delivery.runtime.clock import Clock
from delivery.services import sending, upkeep
from delivery.store import STORE_ERRORS, Store

log = structlog.get_logger(__name__)

LOOK_AGAIN = 15  # seconds: a missed tick, a stopped process and a turned clock are all caught up with
SWEEP = 5  # seconds
TIDY = 3600  # seconds


class Schedule:
    """The weekly slot and the upkeep."""

    def __init__(self, store: Store, slot: SendTime, on_doubt: Mapping[ChannelName, OnDoubt], clock: Clock) -> None:
        self._store = store
        self._slot = slot
        self._on_doubt = on_doubt
        self._clock = clock

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Knock until the block ends; what was missed while nothing ran is caught up with first."""
        await self.catch_up()
        scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
        scheduler.add_listener(_report, EVENT_JOB_ERROR)
        scheduler.add_job(self.catch_up, self._weekly(), id="slot")
        scheduler.add_job(self.catch_up, IntervalTrigger(seconds=LOOK_AGAIN), id="look again")
        scheduler.add_job(self._sweep, IntervalTrigger(seconds=SWEEP), id="sweep")
        scheduler.add_job(self._tidy, IntervalTrigger(seconds=TIDY), id="tidy")
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)

    async def catch_up(self) -> None:
        """Open the campaign of the slot, if it is due and not served."""
        try:
            if await sending.is_due(self._store, self._slot, self._clock.now()):
                opened = await sending.send_due(self._store, self._slot, self._clock.now())
                if opened:
                    log.info("digest opened", week=str(opened.week), deliveries=opened.deliveries)
        except STORE_ERRORS as error:
            log.warning("store away", error=type(error).__name__)

    async def _sweep(self) -> None:
        try:
            swept = await upkeep.sweep(self._store, self._on_doubt, self._clock.now())
        except STORE_ERRORS as error:
            log.warning("store away", error=type(error).__name__)
            return
        if swept.lost or swept.released or swept.expired or swept.finished:
            log.info("swept", lost=swept.lost, released=swept.released, expired=swept.expired, done=swept.finished)

    async def _tidy(self) -> None:
        await upkeep.tidy(self._store, self._clock.now())

    def _weekly(self) -> CronTrigger:
        """Weekday names, not numbers: APScheduler counts them from Monday, cron from Sunday."""
        slot = self._slot
        return CronTrigger(
            day_of_week=WEEKDAYS[slot.weekday], hour=slot.at.hour, minute=slot.at.minute, timezone=slot.zone
        )


def _report(event: JobExecutionEvent) -> None:
    log.error("job failed", job=event.job_id, error=type(event.exception).__name__)
