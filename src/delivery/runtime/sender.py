"""The sender: the loop of one channel.

It claims no more than it can have in flight, sends, and settles what finished together with the next claim. A kill at
any point leaves at most one window of deliveries in doubt, each of them known.
"""

import asyncio
import random
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from delivery.core.breaker import Refusals
from delivery.core.campaign import PauseReason
from delivery.core.channel import ChannelName
from delivery.core.delivery import Claimed
from delivery.core.outcome import Delivered, Outcome, Refused, Scope, Throttled
from delivery.core.settlement import CHANNEL_REST, Settlement, settle
from delivery.runtime.clock import Clock
from delivery.runtime.governor import Gate, Ungoverned
from delivery.services import ledger
from delivery.services.ledger import PartDone, Wish
from delivery.store import STORE_ERRORS, Store

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)  # a lost sender's deliveries are known to be lost after this
IDLE = 0.5  # seconds between looks at an empty outbox
GATHER = 0.003  # seconds in which more flights may land, so that one commit settles several
STORE_DOWN = 1.0  # seconds before the store is asked again

Post = TypeVar("Post")


class Carrier(Protocol[Post]):
    """What a channel needs of a sender: which posts a delivery is made of, and how one goes out."""

    @property
    def channel(self) -> ChannelName: ...

    @property
    def window(self) -> int:
        """Deliveries in flight at most: as many may be in doubt after a kill."""
        ...

    @property
    def patience(self) -> int:
        """So many refusals alike of our own text, and the campaign pauses."""
        ...

    @property
    def part_gap(self) -> float:
        """Seconds between two parts to one address."""
        ...

    async def posts(self, claimed: Claimed) -> Sequence[Post]:
        """The parts of this delivery, in order."""
        ...

    async def send(self, post: Post, attempt: int) -> Outcome: ...


class Sender(Generic[Post]):
    """Moves one channel's deliveries from the outbox to the channel."""

    def __init__(self, store: Store, carrier: Carrier[Post], gate: Gate, clock: Clock) -> None:
        self._store = store
        self._carrier = carrier
        self._gate = gate
        self._rest = Ungoverned()  # closed while the channel refuses us altogether
        self._clock = clock
        self._flying: dict[int, Claimed] = {}
        self._queueing = 0  # of them, those that wait for the gate
        self._landed: list[Settlement] = []
        self._parts: list[tuple[PartDone, asyncio.Future[None]]] = []
        self._refusals = Refusals()
        self._to_pause: dict[int, str] = {}
        self._news = asyncio.Event()
        self._log = log.bind(channel=carrier.channel.value)

    async def run(self, stopping: asyncio.Event) -> None:
        """Send until `stopping`, then let what is in flight land."""
        async with asyncio.TaskGroup() as group:
            heartbeat = group.create_task(self._stay_alive())
            waker = group.create_task(self._wake_on(stopping))
            while not stopping.is_set() or self._unsettled():
                room = 0 if stopping.is_set() else self._room()
                claimed = await self._turn(room)
                self._queueing += len(claimed)
                for one in claimed:
                    self._flying[one.id] = one
                    group.create_task(self._fly(one))
                await self._wait(room, len(claimed))
            heartbeat.cancel()
            waker.cancel()

    def _room(self) -> int:
        """How many deliveries may start now. Who was claimed and still queues at the gate has its permit coming."""
        permits = self._gate.ready() - self._queueing
        return max(0, min(self._carrier.window - len(self._flying), permits, self._rest.ready()))

    def _unsettled(self) -> bool:
        return bool(self._flying or self._landed or self._parts)

    async def _turn(self, room: int) -> tuple[Claimed, ...]:
        """Settle and claim in one commit. While the store is away nothing is claimed and nothing is forgotten."""
        landed, self._landed = self._landed, []
        parts, self._parts = self._parts, []
        if not (landed or parts or room):
            return ()
        now = self._clock.now()
        wish = Wish(room, secrets.token_hex(8), now + LEASE) if room else None
        try:
            await self._pause_campaigns()
            claimed = await ledger.turn(
                self._store, self._carrier.channel, landed, [part for part, _ in parts], wish, now
            )
        except STORE_ERRORS as error:
            self._landed, self._parts = landed + self._landed, parts + self._parts
            self._log.warning("store away", error=type(error).__name__)
            await self._clock.sleep(STORE_DOWN)
            return ()
        for _, noted in parts:
            if not noted.done():
                noted.set_result(None)
        return claimed

    async def _wait(self, room: int, claimed: int) -> None:
        """Until there is something to do: a flight landed, the gate opens, or the outbox may have grown."""
        if room and claimed == room and self._room():
            return
        if self._carrier.window <= len(self._flying):
            timeout = None
        elif room and claimed < room:
            timeout = IDLE
        else:
            timeout = min(IDLE, max(self._gate.seconds_to_next(), self._rest.seconds_to_next(), GATHER))
        try:
            await asyncio.wait_for(self._news.wait(), timeout)
            await self._clock.sleep(GATHER)
        except TimeoutError:
            pass
        self._news.clear()

    async def _fly(self, claimed: Claimed) -> None:
        """One delivery, from its first unsent part to its outcome."""
        outcome, parts_done = await self._send(claimed)
        self._heed(claimed, outcome)
        jitter = random.random()  # noqa: S311 - spreads retries; nothing secret hangs on it
        self._landed.append(settle(claimed, outcome, parts_done, self._clock.now(), jitter))
        del self._flying[claimed.id]
        self._news.set()

    async def _send(self, claimed: Claimed) -> tuple[Outcome, int]:
        """The outcome, and how many parts are known to have arrived."""
        posts = await self._posts(claimed)
        # The permit is taken as late as can be: what a busy machine delays must not arrive in heaps.
        await self._gate.wait()
        self._queueing -= 1
        if posts is None:
            return Refused(Scope.CONTENT, "cannot be rendered"), claimed.parts_done
        receipts: list[str] = []
        for n in range(claimed.parts_done, len(posts)):
            if receipts:
                await self._clock.sleep(self._carrier.part_gap)
                await self._gate.wait()
            outcome = await self._carrier.send(posts[n], claimed.attempt)
            if not isinstance(outcome, Delivered):
                return outcome, n
            receipts.append(outcome.receipt)
            if n + 1 < len(posts):
                await self._note(PartDone(claimed.id, claimed.lease, n + 1))
        return Delivered(",".join(receipts)), len(posts)

    async def _posts(self, claimed: Claimed) -> Sequence[Post] | None:
        """None for content that cannot be made into a message: the row says so, and the others go on."""
        try:
            return await self._carrier.posts(claimed)
        except Exception:
            self._log.exception("cannot be rendered", delivery=claimed.id, campaign=claimed.campaign_id)
            return None

    async def _note(self, part: PartDone) -> None:
        """Come back when it is written down: the next part may only start then."""
        noted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._parts.append((part, noted))
        self._news.set()
        await noted

    def _heed(self, claimed: Claimed, outcome: Outcome) -> None:
        """What an outcome says about the channel and the campaign."""
        match outcome:
            case Delivered():
                self._refusals = self._refusals.succeeded(claimed.campaign_id)
            case Throttled(wait):
                self._gate.hold(wait)
                self._log.warning("throttled", seconds=wait.total_seconds())
            case Refused(Scope.CHANNEL, reason):
                self._rest.hold(CHANNEL_REST)
                self._log.error("channel refuses us; check its settings", reason=reason)
            case Refused(Scope.CONTENT, reason):
                self._refusals = self._refusals.refused(claimed.campaign_id, reason)
                if self._refusals.count(claimed.campaign_id, reason) >= self._carrier.patience:
                    self._to_pause[claimed.campaign_id] = reason
            case _:
                self._log.info("not delivered", delivery=claimed.id, outcome=type(outcome).__name__, why=_why(outcome))

    async def _pause_campaigns(self) -> None:
        for campaign_id, reason in list(self._to_pause.items()):
            our = PauseReason.OUR_CONTENT if self._carrier.channel is ChannelName.TELEGRAM else PauseReason.OUR_POLICY
            if await ledger.pause_campaign(self._store, campaign_id, our):
                self._log.error("campaign paused: refused for our own fault", campaign=campaign_id, reason=reason)
            self._refusals = self._refusals.succeeded(campaign_id)
            del self._to_pause[campaign_id]

    async def _stay_alive(self) -> None:
        """Prolong the leases of everything that is not settled yet."""
        while True:
            await self._clock.sleep(LEASE.total_seconds() / 3)
            leases = {one.lease for one in self._flying.values()} | {one.lease for one in self._landed}
            try:
                if leases:
                    await ledger.renew(self._store, sorted(leases), self._clock.now() + LEASE)
            except STORE_ERRORS as error:
                self._log.warning("leases not renewed", error=type(error).__name__)

    async def _wake_on(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self._news.set()


def _why(outcome: Outcome) -> str:
    return getattr(outcome, "reason", "")
