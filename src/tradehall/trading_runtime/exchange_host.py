"""The worker `exchange`: the simulated venue behind its journal, with its clock, its link and its tape."""

import asyncio
import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import decode_control_requests, decode_link_to_venue, encode
from tradehall.contracts.enums import ClockMode, Phase, Venue
from tradehall.contracts.exchange import ExchangeOpenDay, Tick, VenueCommand, VenueJournalBody
from tradehall.contracts.link import LinkEndOfDay, LinkLogon, LinkLogonAck, LinkReport, LinkRequest
from tradehall.contracts.quotes import TradeTick
from tradehall.contracts.shard import ClockControl, ClockQuery, ClockReply
from tradehall.kernel.ids import MarketTime, TradingDate, market_time
from tradehall.kernel.results import ResultCode
from tradehall.simulated_exchange.facade import Exchange, phase_starts
from tradehall.trading_runtime.announcer import Announcer
from tradehall.trading_runtime.contracts import ExchangeConfig
from tradehall.trading_runtime.framing import FrameConnection
from tradehall.trading_runtime.journal import JOURNAL_TABLES, Journal
from tradehall.trading_runtime.link import in_frames
from tradehall.trading_runtime.market_reading import wall_us
from tradehall.trading_runtime.process import EXIT_HALTED, run_worker, serve_unix, stop_requested
from tradehall.trading_runtime.recovery import recover_exchange
from tradehall.trading_runtime.sequencer import Executed, Sequencer, say
from tradehall.trading_runtime.session_clock import Segment, SessionClock, compressed_day, even_day
from tradehall.trading_runtime.snapshots import SnapshotWriter
from tradehall.trading_runtime.tape import Tape, clock_state
from tradehall.trading_runtime.trade_file import TradeFileWriter

CLOCK_EVERY_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class DayRequest:
    """A wish to open a day, and whom to tell."""

    command: ExchangeOpenDay
    answer: Callable[[ResultCode], None]


@dataclass(frozen=True, slots=True)
class TickDue:
    """Market time goes on; to where is decided when the batch is executed. `then` is called when it is durable."""

    then: Callable[[ResultCode], None] | None = None


Item = LinkRequest | DayRequest | TickDue


def day_segments(config: ExchangeConfig, date: TradingDate) -> tuple[Segment, ...]:
    """The day's segments in the configured mode; the Shanghai stocks' schedule is the clock's."""
    starts = phase_starts(Venue.SSE, date)
    if config.mode == ClockMode.COMPRESSED:
        return compressed_day(starts, date, config.scale_milli)
    if config.mode == ClockMode.REPLAY:
        return even_day(starts, date, config.replay_speed_milli)
    return even_day(starts, date, 1000)


class ExchangeHost:
    """The exchange as a machine of the sequencer. Market time moves only by its ticks and its batches."""

    def __init__(self, config: ExchangeConfig, exchange: Exchange, at: MarketTime) -> None:
        self.config = config
        self.exchange = exchange
        self.market_at = at
        self.sequencer: Sequencer[Item]
        self.snapshots: SnapshotWriter | None = None
        self.trade_files: TradeFileWriter | None = None
        self.clock = self._recovered_clock(at)
        self.tape = Tape(exchange)
        self.participant: FrameConnection | None = None
        self.lines: set[FrameConnection] = set()
        self._taken_request = exchange.last_request
        self._tick_waits = False
        self._clock_changed = asyncio.Event()

    def _recovered_clock(self, at: MarketTime) -> SessionClock:
        """The clock goes on where the durable state stood."""
        date = self.exchange.trading_date
        segments = day_segments(self.config, date) if date else ()
        return SessionClock(
            mode=self.config.mode, trading_date=date, segments=segments, market_at=at, wall_at=wall_us()
        )

    # The machine -----------------------------------------------------------------------------------

    def execute(self, first_seq: int, items: list[Item]) -> Executed:
        at = self.market_at
        if self.exchange.trading_date:
            at = max(at, self.clock.now(wall_us()))
        commands: list[VenueCommand] = []
        results: list[tuple[DayRequest, ResultCode]] = []
        if self._tick_is_due(at, items):
            commands.append(Tick(at))
        for item in items:
            if isinstance(item, DayRequest):
                result = self._may_open(item.command)
                results.append((item, result))
                if result == ResultCode.OK:
                    at = self._open_clock(item.command.trading_date)
                    commands.append(item.command)
            elif not isinstance(item, TickDue):
                commands.append(item)
        reports: list[LinkReport] = []
        trades: list[TradeTick] = []
        for seq, command in enumerate(commands, first_seq):
            outcome = self.exchange.execute(seq, at, command)
            reports += outcome.reports
            trades += outcome.trades
        self.market_at = at
        body = encode(VenueJournalBody(at, tuple(commands))) if commands else b""
        # What is shown of the books at release must be durable, so batches of the venue do not overlap.
        return Executed(len(commands), at, body, (results, reports, trades), settles=True)

    def _tick_is_due(self, at: MarketTime, items: list[Item]) -> bool:
        """At the timer's word, and before any order when market time has passed the start of a phase meanwhile."""
        if any(isinstance(item, TickDue) for item in items):
            self._tick_waits = False
            return self.exchange.trading_date != 0
        last = self.exchange.last_tick_at
        return bool(self.clock.segments) and last < self.clock.next_phase(last)[1] <= at

    def _may_open(self, command: ExchangeOpenDay) -> ResultCode:
        if command.trading_date == self.exchange.trading_date:
            return ResultCode.DAY_ALREADY_OPEN
        if command.trading_date < self.exchange.trading_date:
            return ResultCode.DAY_WRONG_DATE
        if self.exchange.trading_date and self.exchange.phase(Venue.SSE) != Phase.CLOSED:
            return ResultCode.DAY_NOT_CLOSED
        return ResultCode.OK

    def _open_clock(self, date: TradingDate) -> MarketTime:
        """Start the new day's clock; returns the market time at which it opens."""
        begin = market_time(date, self.config.replay_from) if self.config.mode == ClockMode.REPLAY else None
        self.clock = self.clock.opened(date, day_segments(self.config, date), wall_us(), begin=begin)
        return max(self.market_at, self.clock.now(wall_us()))

    def release(self, items: list[Item], executed: Executed) -> None:
        results, reports, trades = executed.outcome
        if self.participant is not None and reports:
            for body in in_frames(reports):
                self.participant.send(body)
        self.tape.add(trades)
        for request, result in results:
            request.answer(result)
        self._tell_phase_change()
        for item in items:
            if isinstance(item, TickDue) and item.then is not None:
                item.then(ResultCode.OK)
        if any(isinstance(report, LinkEndOfDay) for report in reports) and self.trade_files is not None:
            self.trade_files.due()
        if executed.count and self.snapshots is not None and self.snapshots.is_due(self.sequencer.seq):
            self.snapshots.make(self.sequencer.seq, executed.at)

    def refuse_halted(self, items: list[Item]) -> None:
        """Requests of the link are sent again after recovery; only the control socket is told."""
        for item in items:
            if isinstance(item, DayRequest):
                item.answer(ResultCode.SHARD_HALTED)
            elif isinstance(item, TickDue) and item.then is not None:
                item.then(ResultCode.SHARD_HALTED)

    def _tell_phase_change(self) -> None:
        if self.tape.phase_changed():
            self._clock_changed.set()

    # The link ----------------------------------------------------------------------------------------

    def new_link_line(self) -> FrameConnection:
        line = FrameConnection(self._on_link_frame, self._on_lost)
        self.lines.add(line)
        return line

    def _on_lost(self, line: FrameConnection) -> None:
        self.lines.discard(line)
        if line is self.participant:
            self.participant = None
            say("exchange", "the participant's link is down; reports wait for its next log-on")

    def _on_link_frame(self, line: FrameConnection, body: bytes) -> None:
        try:
            messages = decode_link_to_venue(body)
        except msgspec.MsgspecError as reason:
            say("exchange", f"a link frame was not understood ({reason}); the line is closed")
            line.close()
            return
        fresh: list[Item] = []
        for message in messages:
            if isinstance(message, LinkLogon):
                self.sequencer.when_settled(partial(self._log_on, line, message))
            elif line is not self.participant or message.link_seq > self._taken_request + 1:
                say(
                    "exchange",
                    f"request {message.link_seq} followed {self._taken_request} or came before a log-on; closed",
                )
                line.close()
                break
            elif message.link_seq > self._taken_request:
                self._taken_request = message.link_seq
                fresh.append(message)
        if fresh:
            if self.sequencer.room() < len(fresh):
                # Nothing is lost: the participant keeps its requests until they are answered and sends them again.
                self._taken_request -= len(fresh)
                line.close()
            else:
                self.sequencer.offer(fresh)

    def _log_on(self, line: FrameConnection, logon: LinkLogon) -> None:
        """Runs while the state is exactly what is durable."""
        if not line.open:
            return
        previous, self.participant = self.participant, line
        if previous is not None and previous is not line:
            previous.close()
        exchange = self.exchange
        ack = LinkLogonAck(exchange.last_request, exchange.last_report, exchange.trading_date)
        missed = exchange.reports_after(logon.last_report)
        line.send(encode([ack]))
        for body in in_frames(missed):
            line.send(body)
        say("exchange", f"{logon.participant} logged on; {len(missed)} reports were sent again")

    # The control socket ------------------------------------------------------------------------------

    def new_control_line(self) -> FrameConnection:
        line = FrameConnection(self._on_control_frame, self.lines.discard)
        self.lines.add(line)
        return line

    def _on_control_frame(self, line: FrameConnection, body: bytes) -> None:
        try:
            requests = decode_control_requests(body)
        except msgspec.MsgspecError as reason:
            say("exchange", f"a control frame was not understood ({reason}); the line is closed")
            line.close()
            return
        for correlation, request in requests:
            if isinstance(request, ExchangeOpenDay):
                self._ask_to_open(request, partial(self._reply, line, correlation))
            elif isinstance(request, ClockControl):
                self.control(request, partial(self._reply, line, correlation))
            elif isinstance(request, ClockQuery):
                self._reply(line, correlation, ResultCode.OK)

    def _ask_to_open(self, command: ExchangeOpenDay, answer: Callable[[ResultCode], None]) -> None:
        self._offer(DayRequest(command, answer), answer)

    def _offer(self, item: Item, answer: Callable[[ResultCode], None]) -> None:
        if self.sequencer.room():
            self.sequencer.offer([item])
        else:
            answer(ResultCode.SHARD_HALTED if self.sequencer.halted else ResultCode.TOO_BUSY)

    def _reply(self, line: FrameConnection, correlation: int, result: ResultCode) -> None:
        line.send(encode([(correlation, ClockReply(result, self.clock_state()))]))

    def control(self, request: ClockControl, answer: Callable[[ResultCode], None]) -> None:
        """Jump and pace; answers when the phases that a jump passes have happened, in order, and are durable."""
        if self.clock.mode == ClockMode.BEIJING:
            answer(ResultCode.CLOCK_FOLLOWS_BEIJING)
            return
        wall = wall_us()
        clock = self.clock.jumped(request.to_phase, wall)
        if not clock.segments and request.to_phase != Phase.PRE_OPEN:
            answer(ResultCode.DAY_NOT_OPEN)
            return
        if request.speed_milli >= 0:
            clock = clock.paced(request.speed_milli, wall)
        self.clock = clock
        self._clock_changed.set()
        self._offer(TickDue(answer), answer)

    # Time --------------------------------------------------------------------------------------------

    def clock_state(self) -> ClockState:
        return clock_state(self.clock, self.exchange, looping=self.config.looping, wall=wall_us())

    def tick_due(self) -> None:
        """Queue one tick unless one waits already or market time has not moved."""
        if self._tick_waits or not self.exchange.trading_date or not self.sequencer.room():
            return
        at = self.clock.now(wall_us())
        closing = self.clock.segments[-1].starts_at
        if at <= self.exchange.last_tick_at or self.exchange.last_tick_at >= closing:
            return
        self._tick_waits = True
        self.sequencer.offer([TickDue()])

    async def keep_ticking(self) -> None:
        while True:
            self.tick_due()
            await asyncio.sleep(self.config.tick_s)

    async def heed_refreshes(self, announcer: Announcer) -> None:
        """A quotes process that starts anew asks for every quote."""

        async def refresh(_: object) -> None:
            self.tape.want_all()

        await announcer.subscribe("x.refresh", refresh)

    async def announce(self, announcer: Announcer) -> None:
        """The tape every `publish_s`, the clock each second and at each change."""
        loop = asyncio.get_running_loop()
        clock_at = 0.0
        while True:
            try:
                async with asyncio.timeout(self.config.publish_s):
                    await self._clock_changed.wait()
            except TimeoutError:
                changed = False
            else:
                changed = True
                self._clock_changed.clear()
            if changed or loop.time() >= clock_at:
                clock_at = loop.time() + CLOCK_EVERY_S
                await announcer.publish("clock", encode(self.clock_state()))
            # Between two batches the books are exactly what is durable; inside one they are ahead of it.
            self.sequencer.when_settled(self.tape.gather)
            for payload in self.tape.take(self.market_at):
                await announcer.publish("x.ticks", payload)


async def _serve(config: ExchangeConfig) -> int:
    journal = await Journal.open(config.dsn, table=JOURNAL_TABLES["exchange"], machine=config.machine)
    exchange, seq, at = await recover_exchange(journal)
    host = ExchangeHost(config, exchange, at)
    host.sequencer = Sequencer(
        name="exchange",
        machine=host,
        append=journal.append,
        last_seq=seq,
        queue_limit=config.queue_limit,
        batch_limit=config.batch_limit,
    )
    journal.on_lost(host.sequencer.fail)
    host.snapshots = SnapshotWriter(config.dsn, config.machine, config.snapshots, seq=seq, dump=exchange.dump)
    host.trade_files = TradeFileWriter(config.dsn, exchange)
    # As in the counter: the collector would stall the books, and what batches make is acyclic.
    gc.collect()
    gc.freeze()
    gc.disable()
    announcer = Announcer(config.nats_url)
    announcer.start()
    stop = stop_requested()  # Before anybody can see that the worker runs.
    link_server = await serve_unix(config.link_socket, host.new_link_line)
    control_server = await serve_unix(config.control_socket, host.new_control_line)
    say(
        "exchange",
        f"ready at sequence {seq} under fence {journal.fence}, trading date {exchange.trading_date or 'none'}",
    )
    background = [
        asyncio.ensure_future(host.keep_ticking()),
        asyncio.ensure_future(host.announce(announcer)),
        asyncio.ensure_future(host.trade_files.run()),
    ]
    refreshes = asyncio.ensure_future(host.heed_refreshes(announcer))
    running = asyncio.ensure_future(host.sequencer.run())
    await asyncio.wait([stop, running, *background], return_when=asyncio.FIRST_COMPLETED)
    refreshes.cancel()
    link_server.close()
    control_server.close()
    for task in background:
        if task.done():
            say("exchange", f"a part failed: {task.exception()!r}; stopping")
        task.cancel()
    if not running.done():
        host.sequencer.stop()
        await asyncio.wait([running])
    halted = running.exception() is not None
    if not halted:
        host.snapshots.finish(host.sequencer.seq, host.market_at)
    for line in list(host.lines):
        line.close()
    await announcer.close()
    if not halted:
        await journal.close()
        say("exchange", f"stopped cleanly at sequence {host.sequencer.seq}")
    return EXIT_HALTED if halted else 0


def run_exchange(config: ExchangeConfig) -> None:
    """Run until SIGTERM (exit 0) or until the venue halts (exit `EXIT_HALTED`). Ready when its sockets listen."""
    sys.exit(run_worker("exchange", partial(_serve, config)))
