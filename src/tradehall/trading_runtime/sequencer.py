"""The loop that every machine runs in: take what has arrived, execute, append, and only then release."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

Item = TypeVar("Item")


def say(machine: str, words: str) -> None:
    """One plain log line."""
    print(f"{machine}: {words}", file=sys.stderr, flush=True)  # noqa: T201 -- the log of a worker is its stderr


@dataclass(slots=True)
class Executed:
    """What a batch became: `count` commands (0: only queries) at `at`, their journal body, and what to release.

    `settles` says that releasing it needs the state as this batch left it: the next one is executed only afterwards.
    """

    count: int
    at: int
    body: bytes
    outcome: Any
    settles: bool = False


class Machine(Protocol[Item]):
    """A deterministic machine with its ways out."""

    def execute(self, first_seq: int, items: list[Item]) -> Executed:
        """Run the batch. An exception here is a broken invariant and stops the shard before anything is written."""

    def release(self, items: list[Item], executed: Executed) -> None:
        """The batch is durable: answer, push, send."""

    def refuse_halted(self, items: list[Item]) -> None:
        """The shard has halted before these were executed."""


Append = Callable[[int, int, int, bytes], Coroutine[Any, Any, None]]
_SMALL_BATCH: Final = 64


@dataclass(slots=True)
class _Flight:
    """A batch whose commit is under way."""

    items: list[Any]
    executed: Executed
    commit: "asyncio.Task[None] | None"

    @property
    def ended(self) -> bool:
        """Whether nothing is left to wait for: it is durable, or its commit has failed."""
        return self.commit is None or self.commit.done()


class Sequencer(Generic[Item]):
    """Gives sequence numbers, commits batches one after another, halts when a commit fails.

    While one batch commits the next one is executed: the state may be one batch ahead of what is durable, and whatever
    must see durable state only goes through `Executed.settles` or `when_settled`.
    """

    def __init__(
        self,
        *,
        name: str,
        machine: Machine[Item],
        append: Append,
        last_seq: int,
        queue_limit: int,
        batch_limit: int,
    ) -> None:
        self._name = name
        self._machine = machine
        self._append = append
        self.seq = last_seq
        """Sequence of the last durable command."""
        self._executed_seq = last_seq
        self._queue_limit = queue_limit
        self._batch_limit = batch_limit
        self._queue: list[Item] = []
        self._wake: asyncio.Future[None] | None = None
        self._flight: _Flight | None = None
        self._ahead = False
        self._when_settled: list[Callable[[], None]] = []
        self._stopping = False
        self._failure: Exception | None = None
        self.halted = False

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
        self._wake_up()

    def when_settled(self, act: Callable[[], None]) -> None:
        """Run `act` when the state is exactly what is durable: now, or before the next batch is executed."""
        if self.halted:
            return
        if self._ahead:
            self._when_settled.append(act)
        else:
            act()

    def fail(self, reason: Exception) -> None:
        """Halt with this reason: something that every commit needs is gone."""
        self._failure = reason
        self._wake_up()

    def stop(self) -> None:
        """Finish what is queued, then end `run`."""
        self._stopping = True
        self._wake_up()

    async def run(self) -> None:
        """Until `stop`; ends with the exception that halted the shard."""
        try:
            while True:
                if self._flight is not None and self._lands_first(self._flight):
                    await self._land()
                    continue
                self._check()
                if self._queue:
                    await self._fly(self._take())
                elif self._stopping and self._flight is None:
                    return
                else:
                    await self._sleep()
        except BaseException as reason:
            # Whether the last row reached the disk is unknown, or the state is ahead of it: nothing of it may be
            # answered. Who sent it asks again with the same id after recovery.
            self._halt(reason)
            raise

    def _lands_first(self, flight: _Flight) -> bool:
        """Whether the batch under way must be released before anything else is executed."""
        return flight.ended or flight.executed.settles or bool(self._when_settled) or self._failure is not None

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _wake_up(self, _: object = None) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _sleep(self) -> None:
        """Until something arrives, the commit under way ends, or somebody asks to stop."""
        self._wake = asyncio.get_running_loop().create_future()
        await self._wake
        self._wake = None

    def _take(self) -> list[Item]:
        """Half of what is outstanding here, so that one half is executed while the other one commits and is answered.

        Smaller parts would overlap as well, but each costs a row, a round trip to the database and its system calls.
        """
        outstanding = len(self._queue) + (len(self._flight.items) if self._flight is not None else 0)
        size = min(self._batch_limit, max(_SMALL_BATCH, outstanding // 2))
        if len(self._queue) <= size:
            items, self._queue = self._queue, []
        else:
            items = self._queue[:size]
            del self._queue[:size]
        return items

    async def _fly(self, items: list[Item]) -> None:
        """Execute a batch, let the one before it land, and start its commit."""
        self._ahead = True
        try:
            executed = self._machine.execute(self._executed_seq + 1, items)
        except BaseException:
            if self._flight is not None:
                await self._land()  # What was executed before the broken invariant is sound.
            raise
        if self._flight is not None:
            await self._land(settled=False)
        first_seq = self._executed_seq + 1
        self._executed_seq += executed.count
        commit = None
        if executed.count:
            commit = asyncio.ensure_future(self._append(first_seq, executed.count, executed.at, executed.body))
            commit.add_done_callback(self._wake_up)
        self._flight = _Flight(items, executed, commit)
        await asyncio.sleep(0)  # The commit leaves for the database before the next batch is executed.

    async def _land(self, *, settled: bool = True) -> None:
        """Wait for the commit under way and release its batch; the next one has been executed unless `settled`."""
        flight, self._flight = self._flight, None
        assert flight is not None  # noqa: S101 -- both callers have looked
        if flight.commit is not None:
            await flight.commit
        self.seq += flight.executed.count
        self._ahead = not settled
        self._machine.release(flight.items, flight.executed)
        if settled and self._when_settled:
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
