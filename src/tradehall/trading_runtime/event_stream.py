"""`acct.events`: what became durable, in batches that carry where they join."""

import asyncio
from collections.abc import Sequence
from typing import Final, cast

from tradehall.contracts.codec import encode
from tradehall.contracts.events import AccountEvent, CounterEvent, DayChanged, PhaseChanged, VenueDone
from tradehall.contracts.shard import EventBatch
from tradehall.trading_runtime.announcer import Announcer

SUBJECT: Final = "acct.events"
EVENTS_MAX: Final = 2_000
"""Events in one message: about 300 KB."""
BACKLOG_MAX: Final = 200_000
"""Events that may wait to be published; beyond it they are dropped and readers find the gap by `prev_seq`."""
IDLE_S: Final = 1.0
_MARKET: Final = frozenset({DayChanged, PhaseChanged, VenueDone})


class EventStream:
    """Gathers durable events and publishes them from a task of its own, off the path of the answers."""

    def __init__(self, *, epoch: int, seq: int) -> None:
        self._epoch = epoch
        self._published = seq
        self._seq = seq
        self._waiting: list[tuple[int, AccountEvent]] = []
        self._wake = asyncio.Event()
        self._enabled = False

    def add(self, before: int, counts: Sequence[int], events: Sequence[CounterEvent]) -> None:
        """The commands after sequence `before` became durable; `counts[i]` of `events` belong to the i-th."""
        self._seq = before + len(counts)
        if not self._enabled:
            self._published = self._seq
            return
        if len(self._waiting) > BACKLOG_MAX:
            self._waiting.clear()
            self._published = before
        position, seq = 0, before
        for count in counts:
            seq += 1
            for event in events[position : position + count]:
                if type(event) not in _MARKET:
                    self._waiting.append((seq, cast("AccountEvent", event)))
            position += count
        self._wake.set()

    async def run(self, announcer: Announcer) -> None:
        """Publish what comes, and an empty batch each idle second; until cancelled."""
        self._enabled = True
        while True:
            try:
                async with asyncio.timeout(IDLE_S):
                    await self._wake.wait()
            except TimeoutError:
                await announcer.publish(SUBJECT, encode(EventBatch(self._epoch, self._published, self._published, ())))
                continue
            self._wake.clear()
            for batch in self._take():
                await announcer.publish(SUBJECT, encode(batch))

    def _take(self) -> list[EventBatch]:
        """Messages of at most `EVENTS_MAX` events each; they join without a gap.

        A single command with more events is cut: its later parts have `prev_seq == seq`, and the numbers of each
        account's own stream tell a reader that misses one.
        """
        waiting, self._waiting = self._waiting, []
        end = self._seq
        batches: list[EventBatch] = []
        for start in range(0, len(waiting), EVENTS_MAX):
            part = waiting[start : start + EVENTS_MAX]
            rest = start + EVENTS_MAX < len(waiting)
            upto = part[-1][0] if rest else end
            if rest and waiting[start + EVENTS_MAX][0] == upto and part[0][0] != upto:
                # The next part continues this command: it may count as read only with its last part.
                upto -= 1
            batches.append(EventBatch(self._epoch, self._published, upto, tuple([event for _, event in part])))
            self._published = upto
        if self._published < end:
            batches.append(EventBatch(self._epoch, self._published, end, ()))
            self._published = end
        return batches
