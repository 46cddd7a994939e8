"""Any interleaving of what can happen to a campaign keeps its promises: rows only, real SQLite, random orders."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event

from delivery.core.campaign import CampaignKind, PauseReason, Progress
from delivery.core.channel import ChannelName
from delivery.core.delivery import FINISHED, TRANSITIONS, Claimed, Event, State
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.store import KeyRing, Store
from delivery.store.engine import make_engine
from tests.support.databases import Databases
from tests.support.people import Person, add_person
from tests.support.sending import EVERYBODY, claim, open_campaign, progress, settle, settlement

T = TypeVar("T")
KEYS = KeyRing.generate()
START = datetime(2024, 1, 22, 6, tzinfo=UTC)
OUTCOMES = st.sampled_from(sorted(TRANSITIONS[State.SENDING]))


class Campaigning(RuleBasedStateMachine):
    """One campaign, many hands. The model remembers what was sent and who left; the store must agree."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        engine = make_engine(url)
        event.listen(engine.sync_engine, "connect", _hasten)
        self.store = Store(engine, KEYS)
        self.now = START
        self.people: list[Person] = []
        self.left: set[int] = set()  # subscriptions
        self.expected = 0  # deliveries
        self.claims: list[Claimed] = []  # every claim ever handed out, also those that were taken away since
        self.lost: Counter[int] = Counter()  # delivery id → how often its sender lost track of it
        self.ended: set[int] = set()  # deliveries that the store said are over

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()

    @initialize(count=st.integers(1, 6))
    def open(self, count: int) -> None:
        for _ in range(count):
            self.somebody_subscribes()
        self.campaign_id = self.run(open_campaign(self.store, self.now))
        self.expected = count

    @rule()
    def somebody_subscribes(self) -> None:
        address = str(1001 + len(self.people))
        self.people.append(self.run(add_person(self.store, self.now, address=address)))

    @rule()
    def fan_out_again(self) -> None:
        async def work() -> int:
            async with self.store.begin() as tx:
                return await tx.outbox.fan_out(self.campaign_id, CampaignKind.DIGEST, EVERYBODY, self.now)

        self.expected += self.run(work())

    @rule(limit=st.integers(1, 4), sender=st.sampled_from(["a", "b"]))
    def claim(self, limit: int, sender: str) -> None:
        lease = f"{sender}-{len(self.claims)}"
        taken = self.run(claim(self.store, self.now, lease=lease, limit=limit))

        assert not {one.id for one in taken} & self.ended, "what is over is not claimed again"
        assert not {one.subscription_id for one in taken} & self.left, "nobody who left is written to"
        self.claims += taken

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), happened=OUTCOMES, wait=st.integers(0, 90))
    def settle(self, data: st.DataObject, happened: Event, wait: int) -> None:
        """A sender reports, perhaps long after its lease was over, perhaps twice."""
        claimed = data.draw(st.sampled_from(self.claims))
        due_at = self.now + timedelta(seconds=wait)

        async def still_held() -> bool:
            async with self.store.read() as tx:
                return bool(await tx.outbox.still_held([settlement(claimed, happened)]))

        held = self.run(still_held())
        before = self.figures()
        self.run(settle(self.store, self.now, settlement(claimed, happened, due_at=due_at)))
        if not held:
            assert self.figures() == before, "a late sender changes nothing"
        elif TRANSITIONS[State.SENDING][happened] in FINISHED:
            self.ended.add(claimed.id)
        self.lost[claimed.id] += held and happened is Event.LOST_TRACK

    @rule(seconds=st.integers(1, 120))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def the_lost_are_found(self) -> None:
        async def work() -> int:
            async with self.store.begin() as tx:
                return await tx.outbox.reap(self.now)

        before = self.figures()
        lost = self.run(work())
        assert self.figures() == _moved(before, State.SENDING, State.DOUBTFUL, lost)

    @rule()
    def doubts_are_released(self) -> None:
        async def work() -> int:
            async with self.store.begin() as tx:
                await tx.campaigns.reopen(ChannelName.TELEGRAM, self.now)
                return await tx.outbox.release(ChannelName.TELEGRAM, self.now, self.now)

        before = self.figures()
        released = self.run(work())
        assert self.figures() == _moved(before, State.DOUBTFUL, State.QUEUED, released)

    @precondition(lambda self: len(self.left) < len(self.people))
    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from([one for one in self.people if one.subscription_id not in self.left]))

        async def work() -> None:
            async with self.store.begin() as tx:
                status = SubscriptionStatus.UNSUBSCRIBED
                await tx.subscriptions.set_status(person.subscription_id, status, Via.BOT, self.now)
                await tx.outbox.withdraw(person.subscription_id, self.now)

        self.run(work())
        self.left.add(person.subscription_id)

    @rule(what=st.sampled_from(["pause", "resume", "cancel", "finish", "expire"]))
    def the_newsroom_acts(self, what: str) -> None:
        async def work() -> None:
            async with self.store.begin() as tx:
                match what:
                    case "pause":
                        await tx.campaigns.pause(self.campaign_id, PauseReason.ADMIN)
                    case "resume":
                        await tx.campaigns.resume(self.campaign_id)
                    case "cancel" if await tx.campaigns.cancel(self.campaign_id, self.now):
                        await tx.outbox.withdraw_campaign(self.campaign_id, self.now)
                    case "finish":
                        await tx.campaigns.finish(self.now)
                    case "expire":
                        await tx.outbox.expire(self.now)

        self.run(work())

    @invariant()
    def every_delivery_is_in_one_state(self) -> None:
        assert self.figures().total == self.expected

    @invariant()
    def a_doubt_is_repeated_once_at_most(self) -> None:
        assert all(times <= 2 for times in self.lost.values())

    def figures(self) -> Progress:
        if not hasattr(self, "campaign_id"):
            return Progress()
        return self.run(progress(self.store, self.campaign_id))


def _moved(figures: Progress, source: State, target: State, count: int) -> Progress:
    changes = {source: getattr(figures, source) - count, target: getattr(figures, target) + count}
    return Progress(**{state: changes.get(state, getattr(figures, state)) for state in State})


def _hasten(connection: Any, _record: Any) -> None:
    """Power losses are not in question here: waiting for the disk would be half a minute of the run."""
    connection.execute("PRAGMA synchronous=OFF").close()


def test_any_order_of_events_keeps_the_promises(databases: Databases, tmp_path: Path) -> None:
    class OnNewDatabase(Campaigning):
        def __init__(self) -> None:
            with databases.sqlite(tmp_path) as url:
                super().__init__(url)

    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    rules = settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=calm, database=None)
    run_state_machine_as_test(OnNewDatabase, settings=rules)
