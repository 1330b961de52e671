"""Law of the private streams: a stale snapshot plus the later events equals a fresh snapshot.

A model counter makes events; batches to the hub are dropped, doubled and delayed; readers pause, leave and return with
their position; the projection lags. Whatever happens, each reader ends with the counter's state, and has taken every
event number once.
"""

import asyncio
from collections.abc import Awaitable, Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tradehall.contracts.codec import decode_server_frame, encode_json
from tradehall.contracts.enums import CashReason
from tradehall.contracts.events import AccountEvent, CashChanged
from tradehall.contracts.frames import ErrorFrame, EventsFrame, SnapshotFrame, StreamPosition
from tradehall.contracts.shard import AccountSnapshot, EventBatch
from tradehall.kernel.results import ResultCode
from tradehall.push_gateway.streams import RING_EVENTS, AccountStream, StreamHub, events_frame

ACCOUNT = 1_000_000_001
EPOCH = 7


def cash_event(seq: int, balance: int) -> CashChanged:
    return CashChanged(ACCOUNT, seq, balance, 0, 0, 0, 0, 0, 0, CashReason.DEPOSIT, 1, f"r{seq}", 1000 + seq)


class ModelCounter:
    """A counter with one account, whose state is its last event."""

    def __init__(self) -> None:
        self.events: list[CashChanged] = []
        self.projected = 0
        self.up = True

    @property
    def head(self) -> int:
        return len(self.events)

    def act(self) -> EventBatch:
        before = self.head
        self.events.append(cash_event(before + 1, balance=(before + 1) * 10))
        return EventBatch(EPOCH, before, before + 1, (self.events[-1],))

    def empty_batch(self) -> EventBatch:
        return EventBatch(EPOCH, self.head, self.head, ())

    async def snapshot(self, account_id: int) -> AccountSnapshot | None:
        if not self.up:
            return None
        if account_id != ACCOUNT:
            return AccountSnapshot(ResultCode.UNKNOWN_ACCOUNT, EPOCH, 0, None, None, (), (), ())
        cash = self.events[-1] if self.events else None
        return AccountSnapshot(ResultCode.OK, EPOCH, self.head, None, cash, (), (), ())

    async def load(self, account_id: int, after: int, upto: int) -> Sequence[AccountEvent]:
        assert account_id == ACCOUNT
        return self.events[after : min(upto, self.projected)]


class ModelReader:
    """A client: it applies frames and notes which event numbers it took."""

    def __init__(self) -> None:
        self.paused = False
        self.cash: CashChanged | None = None
        self.position = 0
        self.epoch = 0
        self.taken: list[int] = []
        self.snapshots = 0
        self.frames = 0
        self.refused: list[ResultCode] = []

    def send_text(self, data: bytes) -> None:
        frame = decode_server_frame(data)
        self.frames += 1
        match frame:
            case SnapshotFrame():
                self.cash = frame.snapshot.cash
                self.position, self.epoch = frame.snapshot.stream_seq, frame.snapshot.epoch
                self.snapshots += 1
            case EventsFrame():
                for event in frame.events:
                    assert event.stream_seq == self.position + 1, "an event was missed or doubled"
                    self.position = event.stream_seq
                    self.taken.append(event.stream_seq)
                    assert isinstance(event, CashChanged)
                    self.cash = event
                assert frame.seq == self.position

    def refuse(self, result: ResultCode, *, fatal: bool) -> None:  # noqa: ARG002
        self.refused.append(result)


class World:
    """Counter, hub and reader, with the work of the hub done when asked."""

    def __init__(self) -> None:
        self.counter = ModelCounter()
        self.tasks: list[Awaitable[None]] = []
        self.hub = StreamHub(
            ask_snapshot=self.counter.snapshot,
            load_events=self.counter.load,
            sleep=self._sleep,
            spawn=self.tasks.append,
        )
        self.reader = ModelReader()
        self.delayed: list[EventBatch] = []

    async def _sleep(self, seconds: float) -> None:
        assert seconds > 0

    def run_tasks(self) -> None:
        async def all_of_them() -> None:
            while self.tasks:
                await self.tasks.pop(0)

        asyncio.run(all_of_them())

    def settle(self) -> None:
        """Let everything arrive: delayed batches, the heartbeat batch, the hub's work, a reading reader."""
        for batch in self.delayed:
            self.hub.take_batch(batch)
        self.delayed.clear()
        self.hub.take_batch(self.counter.empty_batch())
        self.run_tasks()
        self.reader.paused = False
        self.hub.reader_resumed(self.reader, (ACCOUNT,))
        self.run_tasks()


STEPS = st.lists(
    st.sampled_from(["act", "lose", "double", "delay", "release", "pause", "read", "work", "leave", "project"]),
    max_size=60,
)


def take_step(world: World, step: str) -> None:  # noqa: C901 -- one case for each kind of step
    match step:
        case "act":
            world.hub.take_batch(world.counter.act())
        case "lose":
            world.counter.act()
        case "double":
            batch = world.counter.act()
            world.hub.take_batch(batch)
            world.hub.take_batch(batch)
        case "delay":
            world.delayed.append(world.counter.act())
        case "release":
            for batch in reversed(world.delayed):
                world.hub.take_batch(batch)
            world.delayed.clear()
        case "pause":
            world.reader.paused = True
        case "read":
            world.reader.paused = False
            world.hub.reader_resumed(world.reader, (ACCOUNT,))
        case "work":
            world.run_tasks()
        case "leave":
            world.hub.unsubscribe(world.reader, ACCOUNT)
            after = StreamPosition(world.reader.epoch, world.reader.position) if world.reader.epoch else None
            world.hub.subscribe(world.reader, ACCOUNT, after)
        case "project":
            world.counter.projected = world.counter.head


@given(STEPS)
@settings(deadline=None, max_examples=300)
def test_stale_state_and_events_equal_a_fresh_snapshot(steps: list[str]) -> None:
    world = World()
    world.hub.subscribe(world.reader, ACCOUNT, None)
    for step in steps:
        take_step(world, step)
    world.settle()
    fresh = asyncio.run(world.counter.snapshot(ACCOUNT))
    assert fresh is not None
    assert world.reader.cash == fresh.cash
    assert world.reader.position == fresh.stream_seq
    assert len(world.reader.taken) == len(set(world.reader.taken))


def test_resume_by_position_gives_exactly_the_missed_events() -> None:
    world = World()
    for _ in range(5):
        world.counter.act()
    world.counter.projected = 5
    world.reader.position, world.reader.epoch = 2, EPOCH
    world.hub.subscribe(world.reader, ACCOUNT, StreamPosition(EPOCH, 2))
    world.settle()
    assert (world.reader.taken, world.reader.snapshots) == ([3, 4, 5], 0)


def test_a_reader_that_missed_nothing_is_told_so() -> None:
    world = World()
    world.counter.act()
    world.reader.position, world.reader.epoch = 1, EPOCH
    world.hub.subscribe(world.reader, ACCOUNT, StreamPosition(EPOCH, 1))
    world.settle()
    world.hub.resync_all()
    world.settle()
    assert (world.reader.frames, world.reader.taken, world.reader.snapshots) == (1, [], 0)


def test_resume_takes_a_snapshot_when_the_missed_events_are_not_projected() -> None:
    world = World()
    for _ in range(5):
        world.counter.act()
    world.counter.projected = 4
    world.reader.position, world.reader.epoch = 2, EPOCH
    world.hub.subscribe(world.reader, ACCOUNT, StreamPosition(EPOCH, 2))
    world.settle()
    assert (world.reader.taken, world.reader.snapshots, world.reader.position) == ([], 1, 5)


def test_another_epoch_means_a_snapshot() -> None:
    world = World()
    world.counter.act()
    world.counter.projected = 1
    world.hub.subscribe(world.reader, ACCOUNT, StreamPosition(EPOCH - 1, 1))
    world.settle()
    assert (world.reader.taken, world.reader.snapshots) == ([], 1)


def test_unknown_account_is_refused_and_a_silent_counter_ends_the_session() -> None:
    world = World()
    world.hub.subscribe(world.reader, 999, None)
    world.run_tasks()
    world.counter.up = False
    world.hub.subscribe(world.reader, ACCOUNT, None)
    world.run_tasks()
    assert world.reader.refused == [ResultCode.UNKNOWN_ACCOUNT, ResultCode.SHARD_NOT_READY]


def test_events_frame_bytes_equal_the_encoded_struct() -> None:
    event = cash_event(3, 30)
    struct = EventsFrame(account=ACCOUNT, epoch=EPOCH, seq=3, events=(event,))
    assert msgspec.json.decode(events_frame(ACCOUNT, EPOCH, 3, [encode_json(event)])) == msgspec.json.decode(
        encode_json(struct)
    )


def test_ring_is_bounded_and_says_when_it_does_not_reach() -> None:
    stream = AccountStream(ACCOUNT)
    for seq in range(1, RING_EVENTS + 11):
        stream.append(EPOCH, seq, b"%d" % seq)
    assert stream.since(EPOCH, 9) is None
    held = stream.since(EPOCH, 10)
    assert held is not None
    assert (len(held), held[0], held[-1]) == (RING_EVENTS, b"11", b"%d" % (RING_EVENTS + 10))
    assert stream.since(EPOCH + 1, 20) is None


def test_error_frames_decode() -> None:
    frame = decode_server_frame(encode_json(ErrorFrame(result=ResultCode.SESSION_RATE_LIMITED)))
    assert frame == ErrorFrame(result=703)
