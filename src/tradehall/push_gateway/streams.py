"""Private streams: the events of an account, held for those who read them now.

A reader has a position. It is sent exactly the events after it, in order, from the ring of recent events; when the
ring does not reach back that far the missed ones come from the projection's `account_event` rows, and when those
cannot close the gap either, the reader is sent a snapshot. Nothing is queued for a reader that does not read: its
position waits.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from tradehall.contracts.codec import encode_json
from tradehall.contracts.events import AccountEvent
from tradehall.contracts.frames import SnapshotFrame, StreamHead, StreamPosition
from tradehall.contracts.shard import AccountSnapshot, EventBatch
from tradehall.kernel.results import ResultCode

RING_EVENTS: Final = 4096
"""Events held for each account that someone reads."""

ASK_AGAIN: Final = (0.1, 0.3, 1.0, 3.0)
"""Seconds between tries while the counter does not answer; then the session is told."""


class Reader(Protocol):
    """A session, as a stream sees it."""

    paused: bool

    def send_text(self, data: bytes) -> None: ...

    def refuse(self, result: ResultCode, *, fatal: bool) -> None: ...


class Subscription:
    """One reader of one stream. It is `ready` when live events may be sent to it."""

    __slots__ = ("epoch", "position", "reader", "ready", "syncing", "told")

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.epoch = 0
        self.position = 0
        self.ready = False
        self.syncing = False
        self.told = False
        """Whether the reader was sent anything yet: one that missed nothing is told so by an empty frame."""


class AccountStream:
    """Recent events of one account as encoded JSON, without a gap."""

    __slots__ = ("account_id", "epoch", "head", "ring", "subscriptions")

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id
        self.epoch = 0
        self.head = 0
        self.ring: deque[bytes] = deque(maxlen=RING_EVENTS)
        self.subscriptions: dict[Reader, Subscription] = {}

    def append(self, epoch: int, seq: int, data: bytes) -> None:
        """Add one event. One that is held already is ignored; after a gap the ring starts anew."""
        if epoch != self.epoch or seq > self.head + 1:
            self.ring.clear()
        elif seq <= self.head:
            return
        self.epoch = epoch
        self.head = seq
        self.ring.append(data)

    def meet_snapshot(self, epoch: int, seq: int) -> None:
        """Learn the head from a snapshot: what is older than it is of no use for the future."""
        if epoch != self.epoch or seq > self.head:
            self.ring.clear()
            self.epoch = epoch
            self.head = seq

    def since(self, epoch: int, seq: int) -> list[bytes] | None:
        """Events after `seq`, or `None` when they are not all held."""
        missed = self.head - seq
        if epoch != self.epoch or missed < 0 or missed > len(self.ring):
            return None
        if missed == 0:
            return []
        return list(self.ring)[-missed:]


def events_frame(account_id: int, epoch: int, seq: int, events: Sequence[bytes]) -> bytes:
    """An `events` frame from encoded events; the same bytes as encoding an `EventsFrame`."""
    return b'{"t":"events","account":%d,"epoch":%d,"seq":%d,"events":[%b]}' % (
        account_id,
        epoch,
        seq,
        b",".join(events),
    )


class StreamHub:
    """All private streams of one gateway process.

    `ask_snapshot` asks the counter, `load_events` reads projected events with `after < seq <= upto`, `sleep` waits
    and `spawn` runs a coroutine beside the loop; they are given from outside so that the law of the streams
    can be tested without a clock or a socket.
    """

    def __init__(
        self,
        *,
        ask_snapshot: Callable[[int], Awaitable[AccountSnapshot | None]],
        load_events: Callable[[int, int, int], Awaitable[Sequence[AccountEvent]]],
        sleep: Callable[[float], Awaitable[None]],
        spawn: Callable[[Awaitable[None]], object],
    ) -> None:
        self._ask_snapshot = ask_snapshot
        self._load_events = load_events
        self._sleep = sleep
        self._spawn = spawn
        self._streams: dict[int, AccountStream] = {}
        self._epoch = 0
        self._seq = -1

    # Readers ----------------------------------------------------------------------------------

    def subscribe(self, reader: Reader, account_id: int, after: StreamPosition | None) -> None:
        """Open (or reopen) a reader's stream from `after`, else from a snapshot."""
        stream = self._streams.get(account_id)
        if stream is None:
            stream = self._streams[account_id] = AccountStream(account_id)
        subscription = stream.subscriptions[reader] = Subscription(reader)
        if after is not None:
            subscription.epoch, subscription.position = after.epoch, after.seq
        self._start_sync(stream, subscription)

    def unsubscribe(self, reader: Reader, account_id: int) -> None:
        stream = self._streams.get(account_id)
        if stream is not None:
            stream.subscriptions.pop(reader, None)
            if not stream.subscriptions:
                del self._streams[account_id]

    def heads(self, account_ids: Sequence[int]) -> tuple[StreamHead, ...]:
        """Heads of the streams that are known to be current."""
        streams = [self._streams[account_id] for account_id in account_ids if account_id in self._streams]
        return tuple(StreamHead(stream.account_id, stream.epoch, stream.head) for stream in streams if stream.epoch)

    def reader_resumed(self, reader: Reader, account_ids: Sequence[int]) -> None:
        """A slow reader takes data again: send what it missed."""
        for account_id in account_ids:
            stream = self._streams.get(account_id)
            if stream is not None and reader in stream.subscriptions:
                self._deliver(stream, stream.subscriptions[reader])

    # Events -----------------------------------------------------------------------------------

    def take_batch(self, batch: EventBatch) -> None:
        """Take one durable batch of the counter; a lost batch makes every stream find its gap."""
        lost = batch.epoch != self._epoch or batch.prev_seq > self._seq
        self._epoch, self._seq = batch.epoch, max(batch.seq, self._seq if batch.epoch == self._epoch else 0)
        touched: dict[int, AccountStream] = {}
        for event in batch.events:
            stream = self._streams.get(event.account_id)
            if stream is not None:
                stream.append(batch.epoch, event.stream_seq, encode_json(event))
                touched[event.account_id] = stream
        if lost:
            self.resync_all()
            return
        for stream in touched.values():
            for subscription in list(stream.subscriptions.values()):
                self._deliver(stream, subscription)

    def resync_all(self) -> None:
        """Compare every reader with the counter again (after a lost batch or a broken line)."""
        for stream in self._streams.values():
            for subscription in stream.subscriptions.values():
                self._start_sync(stream, subscription)

    # Steps ------------------------------------------------------------------------------------

    def _deliver(self, stream: AccountStream, subscription: Subscription) -> None:
        if not subscription.ready or subscription.reader.paused:
            return
        events = stream.since(subscription.epoch, subscription.position)
        if events is None:
            self._start_sync(stream, subscription)
        elif events:
            subscription.position = stream.head
            subscription.reader.send_text(events_frame(stream.account_id, stream.epoch, stream.head, events))

    def _start_sync(self, stream: AccountStream, subscription: Subscription) -> None:
        subscription.ready = False
        if not subscription.syncing:
            subscription.syncing = True
            self._spawn(self._sync(stream, subscription))

    async def _sync(self, stream: AccountStream, subscription: Subscription) -> None:
        """Bring one reader to the counter's present: by the events it missed, else by a snapshot."""
        try:
            snapshot = await self._snapshot(stream.account_id)
            if stream.subscriptions.get(subscription.reader) is not subscription:
                return
            if snapshot is None:
                subscription.reader.refuse(ResultCode.SHARD_NOT_READY, fatal=True)
                return
            if snapshot.result != ResultCode.OK:
                subscription.reader.refuse(ResultCode(snapshot.result), fatal=False)
                return
            await self._bring_up(stream, subscription, snapshot)
        finally:
            subscription.syncing = False
        if subscription.ready:
            self._deliver(stream, subscription)

    async def _snapshot(self, account_id: int) -> AccountSnapshot | None:
        for pause in (*ASK_AGAIN, None):
            snapshot = await self._ask_snapshot(account_id)
            if snapshot is not None or pause is None:
                return snapshot
            await self._sleep(pause)
        return None

    async def _bring_up(self, stream: AccountStream, subscription: Subscription, snapshot: AccountSnapshot) -> None:
        head = snapshot.stream_seq
        events: list[bytes] | None = None
        if subscription.epoch == snapshot.epoch and subscription.position <= head:
            events = await self._missed(stream, subscription, snapshot)
        stream.meet_snapshot(snapshot.epoch, head)
        subscription.epoch, subscription.position, subscription.ready = snapshot.epoch, head, True
        if events is None:
            subscription.reader.send_text(encode_json(SnapshotFrame(account=stream.account_id, snapshot=snapshot)))
        elif events or not subscription.told:
            subscription.reader.send_text(events_frame(stream.account_id, snapshot.epoch, head, events))
        subscription.told = True

    async def _missed(
        self, stream: AccountStream, subscription: Subscription, snapshot: AccountSnapshot
    ) -> list[bytes] | None:
        position, head = subscription.position, snapshot.stream_seq
        if head - position > RING_EVENTS:
            return None
        held = stream.since(snapshot.epoch, position)
        if held is not None and stream.head >= head:
            return held[: head - position]
        rows = await self._load_events(stream.account_id, position, head)
        if [row.stream_seq for row in rows] != list(range(position + 1, head + 1)):
            return None
        return [encode_json(row) for row in rows]
