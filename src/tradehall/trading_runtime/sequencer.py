"""The loop that every machine runs in: take what has arrived, execute, append, and only then release."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")


def say(machine: str, words: str) -> None:
    """One plain log line."""
    print(f"{machine}: {words}", file=sys.stderr, flush=True)  # noqa: T201 -- the log of a worker is its stderr


@dataclass(slots=True)
class Executed:
    """What a batch became: `count` commands (0: only queries) at `at`, their journal body, and what to release."""

    count: int
    at: int
    body: bytes
    outcome: Any


class Machine(Protocol[Item]):
    """A deterministic machine with its ways out."""

    def execute(self, first_seq: int, items: list[Item]) -> Executed:
        """Run the batch. An exception here is a broken invariant and stops the shard before anything is written."""

    def release(self, items: list[Item], executed: Executed) -> None:
        """The batch is durable: answer, push, send."""

    def refuse_halted(self, items: list[Item]) -> None:
        """The shard has halted before these were executed."""


Append = Callable[[int, int, int, bytes], Awaitable[None]]


class Sequencer(Generic[Item]):
    """Gives sequence numbers, commits batches, halts when a commit fails."""

    def __init__(
        self, *, name: str, machine: Machine[Item], append: Append, last_seq: int, queue_limit: int, batch_limit: int
    ) -> None:
        self._name = name
        self._machine = machine
        self._append = append
        self.seq = last_seq
        self._queue_limit = queue_limit
        self._batch_limit = batch_limit
        self._queue: list[Item] = []
        self._wake: asyncio.Future[None] | None = None
        self._stopping = False
        self._in_flight = False
        self._when_settled: list[Callable[[], None]] = []
        self.halted = False

    def when_settled(self, act: Callable[[], None]) -> None:
        """Run `act` when the machine's state is exactly what is durable: now, or after the batch under way."""
        if self.halted:
            return
        if self._in_flight:
            self._when_settled.append(act)
        else:
            act()

    @property
    def waiting(self) -> int:
        """Items that have not been executed yet."""
        return len(self._queue)

    def room(self) -> int:
        """How many more items may be offered; none after a halt or a stop."""
        return 0 if self.halted or self._stopping else self._queue_limit - len(self._queue)

    def offer(self, items: Iterable[Item]) -> None:
        """Queue items for the next batch. The caller has asked `room` and refuses what does not fit."""
        self._queue.extend(items)
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def stop(self) -> None:
        """Finish what is queued, then end `run`."""
        self._stopping = True
        self.offer(())

    async def run(self) -> None:
        """Until `stop`; ends with the exception that halted the shard."""
        loop = asyncio.get_running_loop()
        while True:
            if not self._queue:
                if self._stopping:
                    return
                self._wake = loop.create_future()
                await self._wake
                self._wake = None
                continue
            items = self._take()
            await self._run_batch(items)

    def _take(self) -> list[Item]:
        if len(self._queue) <= self._batch_limit:
            items, self._queue = self._queue, []
        else:
            items = self._queue[: self._batch_limit]
            del self._queue[: self._batch_limit]
        return items

    async def _run_batch(self, items: list[Item]) -> None:
        self._in_flight = True
        try:
            executed = self._machine.execute(self.seq + 1, items)
            if executed.count:
                await self._append(self.seq + 1, executed.count, executed.at, executed.body)
        except BaseException as reason:
            # Whether the row reached the disk is unknown or the state is ahead of it: nothing of this batch may be
            # answered. Who sent it asks again with the same id after recovery.
            self._halt(reason)
            raise
        self.seq += executed.count
        self._in_flight = False
        self._machine.release(items, executed)
        if self._when_settled:
            acts, self._when_settled = self._when_settled, []
            for act in acts:
                act()

    def _halt(self, reason: BaseException) -> None:
        self.halted = True
        say(
            self._name,
            f"HALTED at sequence {self.seq}: {type(reason).__name__}: {reason}. Nothing after it was answered.",
        )
        queued, self._queue = self._queue, []
        self._machine.refuse_halted(queued)
