"""The worker `counter`: the trading core behind its journal, on a unix socket."""

import asyncio
import gc
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, cast

import msgspec

from tradehall.contracts.codec import decode_requests, encode
from tradehall.contracts.commands import (
    CancelOrder,
    ChangeAccount,
    CloseDay,
    Deposit,
    OpenAccount,
    OpenDay,
    PlaceOrder,
    SettleDay,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import DayStage, Venue
from tradehall.contracts.events import CounterEvent, OrderChanged
from tradehall.contracts.link import LinkReport, LinkRequest
from tradehall.contracts.shard import (
    AccountSnapshot,
    Answer,
    CounterRequest,
    JournalBody,
    ShardStatus,
    SnapshotQuery,
    StatusQuery,
)
from tradehall.kernel.ids import MarketTime
from tradehall.kernel.results import ResultCode
from tradehall.trading_core.facade import Counter, Outcome
from tradehall.trading_runtime.announcer import Announcer
from tradehall.trading_runtime.contracts import CounterConfig
from tradehall.trading_runtime.event_stream import EventStream
from tradehall.trading_runtime.framing import FrameConnection
from tradehall.trading_runtime.journal import JOURNAL_TABLES, Journal
from tradehall.trading_runtime.link import LinkClient
from tradehall.trading_runtime.market_reading import MarketReading
from tradehall.trading_runtime.process import EXIT_HALTED, run_worker, serve_unix, stop_requested
from tradehall.trading_runtime.recovery import recover_counter
from tradehall.trading_runtime.sequencer import Executed, Sequencer, say
from tradehall.trading_runtime.snapshots import SnapshotWriter

CLIENT_COMMANDS: Final = frozenset(
    {
        OpenAccount,
        ChangeAccount,
        Deposit,
        Withdraw,
        TransferShares,
        PlaceOrder,
        CancelOrder,
        OpenDay,
        CloseDay,
        SettleDay,
        SnapshotQuery,
        StatusQuery,
    }
)
"""What may come in by the socket; reports come from the link only."""
_QUERIES: Final = frozenset({SnapshotQuery, StatusQuery})

Item = tuple["CounterLine | None", int, CounterRequest]
"""Who asked (nobody: the link), the correlation, and the command or query."""


class CounterLine(FrameConnection):
    """One client's line, with the answers that wait for the end of the batch."""

    def __init__(self, host: "CounterHost") -> None:
        super().__init__(host.on_frame, host.on_lost)
        self.answers: list[tuple[int, Answer | AccountSnapshot | ShardStatus]] = []

    def flush(self) -> None:
        """Send the gathered answers as one frame."""
        answers, self.answers = self.answers, []
        self.send(encode(answers))


class CounterHost:
    """The counter as a machine of the sequencer, with its lines, its link and its event stream."""

    def __init__(self, config: CounterConfig, counter: Counter, seq: int, at: MarketTime, fence: int) -> None:
        self.config = config
        self.counter = counter
        self.fence = fence
        self._execute = counter.execute
        self.market = MarketReading(config.control_socket, start=at if counter.trading_date else 0)
        self.lines: set[CounterLine] = set()
        self.sequencer: Sequencer[Item]
        self.link: LinkClient | None = None
        self.snapshots: SnapshotWriter | None = None
        self.stream = EventStream(epoch=counter.epoch, seq=seq)
        self.market_at = at
        self._stage = counter.stage

    # The socket ------------------------------------------------------------------------------------

    def new_line(self) -> CounterLine:
        line = CounterLine(self)
        self.lines.add(line)
        return line

    def on_lost(self, line: FrameConnection) -> None:
        self.lines.discard(cast("CounterLine", line))

    def on_frame(self, connection: FrameConnection, body: bytes) -> None:
        """Queue what a client sent. A frame that is not understood ends the line: its correlations are unknown."""
        line = connection
        assert isinstance(line, CounterLine)  # noqa: S101 -- only this host's lines call here
        try:
            requests = decode_requests(body)
        except msgspec.MsgspecError as reason:
            say("counter", f"a client's frame was not understood ({reason}); its line is closed")
            line.close()
            return
        sequencer = self.sequencer
        if len(requests) > sequencer.room():
            result = ResultCode.SHARD_HALTED if sequencer.halted else ResultCode.TOO_BUSY
            line.send(encode([(correlation, Answer(result)) for correlation, _ in requests]))
            return
        items: list[Item] = [
            (line, number, request) for number, request in requests if type(request) in CLIENT_COMMANDS
        ]
        if len(items) < len(requests):
            refused = [
                (number, Answer(ResultCode.MALFORMED))
                for number, request in requests
                if type(request) not in CLIENT_COMMANDS
            ]
            line.send(encode(refused))
        sequencer.offer(items)

    def take_reports(self, reports: list[LinkReport]) -> None:
        """Reports of the link are commands like any other; they are never dropped."""
        self.market.learn(max(report.at for report in reports))
        self.sequencer.offer([(None, 0, report) for report in reports])

    # The machine -----------------------------------------------------------------------------------

    def execute(self, first_seq: int, items: list[Item]) -> Executed:
        at = self.market.now()
        execute = self._execute
        commands: list[Any] = [item[2] for item in items if type(item[2]) not in _QUERIES]
        if not commands:
            return Executed(0, at, b"", ((), (), (), ()), settles=True)
        outcomes = [execute(seq, at, command) for seq, command in enumerate(commands, first_seq)]
        events = [event for outcome in outcomes for event in outcome.events]
        results = tuple([outcome.result for outcome in outcomes])
        counts = tuple([len(outcome.events) for outcome in outcomes])
        body = encode(JournalBody(at, tuple(commands), results, counts, tuple(events)))
        requests = self._requests(events) if self.link is not None else []
        return Executed(
            len(commands), at, body, (outcomes, counts, events, requests), settles=len(commands) < len(items)
        )

    def release(self, items: list[Item], executed: Executed) -> None:
        outcomes, counts, events, requests = executed.outcome
        self._answer(items, outcomes, executed)
        if executed.count:
            self.market_at = executed.at
            if requests and self.link is not None:
                self.link.send(requests)
            self.stream.add(self.sequencer.seq - executed.count, counts, events)
            if self.snapshots is not None and self.snapshots.is_due(self.sequencer.seq):
                self.sequencer.when_settled(self._make_snapshot)
            if self.counter.stage != self._stage:
                self._stage = self.counter.stage
                if self._stage == DayStage.SETTLED:
                    tidy_heap()
        if self.link is not None:
            self.link.resume_when_drained()

    def _answer(self, items: list[Item], outcomes: Sequence[Outcome], executed: Executed) -> None:
        """Gather the answers by line, in the order of the requests, and send one frame to each."""
        at = executed.at
        following = iter(outcomes)
        touched: set[CounterLine] = set()
        last: CounterLine | None = None
        for line, correlation, request in items:
            outcome = None if type(request) in _QUERIES else next(following)
            if line is None:
                continue
            if line is not last:
                touched.add(line)
                last = line
            reply = self._reply(request) if outcome is None else Answer(outcome.result, outcome.order_id, at)
            line.answers.append((correlation, reply))
        for line in touched:
            line.flush()

    def refuse_halted(self, items: list[Item]) -> None:
        for line, correlation, _ in items:
            if line is not None:
                line.answers.append((correlation, Answer(ResultCode.SHARD_HALTED)))
        for line in self.lines:
            if line.answers:
                line.flush()

    def _requests(self, events: Sequence[CounterEvent]) -> list[LinkRequest]:
        """Requests for the venue, made from the state as this batch left it; they leave when the batch is durable."""
        link_message = self.counter.link_message
        made = [link_message(event) for event in events if type(event) is OrderChanged and event.link_seq]
        return [request for request in made if request is not None]

    def _make_snapshot(self) -> None:
        if self.snapshots is not None:
            self.snapshots.make(self.sequencer.seq, self.market_at)

    def _reply(self, request: CounterRequest) -> AccountSnapshot | ShardStatus:
        """Answers a query; between batches the state is exactly what is durable."""
        if type(request) is SnapshotQuery:
            return self.counter.snapshot(request.account_id)
        counter = self.counter
        return ShardStatus(
            role="leader",
            fence=self.fence,
            epoch=counter.epoch,
            seq=self.sequencer.seq,
            trading_date=counter.trading_date,
            stage=counter.stage,
            phase=counter.phase(Venue.SSE),
            accounts=counter.account_count,
            orders=counter.order_count,
            link_up=self.link is not None and self.link.up,
            last_report=counter.last_report,
            state_hash=counter.state_hash() if isinstance(request, StatusQuery) and request.with_hash else "",
        )


def tidy_heap() -> None:
    """Collect once, set what lives aside, and leave the collector off.

    It stalls a large heap for tens of milliseconds, and what batches make is acyclic; the little that is not (broken
    connections) is collected after each settlement, when nobody trades.
    """
    gc.disable()
    gc.collect()
    gc.freeze()


async def _serve(config: CounterConfig) -> int:
    journal = await Journal.open(config.dsn, table=JOURNAL_TABLES["counter"], machine=config.machine)
    counter, seq, at = await recover_counter(journal, shard=config.shard)
    host = CounterHost(config, counter, seq, at, journal.fence)
    host.sequencer = Sequencer(
        name="counter",
        machine=host,
        append=journal.append,
        last_seq=seq,
        queue_limit=config.queue_limit,
        batch_limit=config.batch_limit,
    )
    journal.on_lost(host.sequencer.fail)
    host.snapshots = SnapshotWriter(config.dsn, config.machine, config.snapshots, seq=seq, dump=counter.dump)
    tidy_heap()
    announcer = Announcer(config.nats_url)
    announcer.start()
    background: list[asyncio.Task[None]] = []
    if config.control_socket:
        background.append(asyncio.ensure_future(host.market.run()))
    if config.nats_url:
        background.append(asyncio.ensure_future(host.stream.run(announcer)))
    if config.link_socket:
        host.link = LinkClient(
            path=config.link_socket,
            participant=config.participant,
            state=counter,
            take_reports=host.take_reports,
            waiting=lambda: host.sequencer.waiting,
            when_settled=host.sequencer.when_settled,
        )
        background.append(asyncio.ensure_future(host.link.run()))
    stop = stop_requested()  # Before anybody can see that the worker runs.
    server = await serve_unix(config.socket_path, host.new_line)
    say("counter", f"ready at sequence {seq} under fence {journal.fence}, {counter.account_count} accounts")
    return await _until_stopped(stop, host, server, background, announcer, journal)


async def _until_stopped(
    stop: "asyncio.Future[None]",
    host: CounterHost,
    server: asyncio.AbstractServer,
    background: list["asyncio.Task[None]"],
    announcer: Announcer,
    journal: Journal,
) -> int:
    running = asyncio.ensure_future(host.sequencer.run())
    await asyncio.wait([stop, running, *background], return_when=asyncio.FIRST_COMPLETED)
    server.close()
    if not running.done():
        failed = [task for task in background if task.done() and task.exception() is not None]
        for task in failed:
            say("counter", f"a part failed: {task.exception()!r}; stopping")
        host.sequencer.stop()
        await asyncio.wait([running])
    for task in background:
        task.cancel()
    halted = running.exception() is not None
    if not halted and host.snapshots is not None:
        host.snapshots.finish(host.sequencer.seq, host.market_at)
    for line in list(host.lines):
        line.close()
    await announcer.close()
    if not halted:
        await journal.close()
        say("counter", f"stopped cleanly at sequence {host.sequencer.seq}")
    return EXIT_HALTED if halted else 0


def run_counter(config: CounterConfig) -> None:
    """Run until SIGTERM (exit 0) or until the shard halts (exit `EXIT_HALTED`). Ready when its socket listens."""
    sys.exit(run_worker("counter", partial(_serve, config)))
