"""A small house in one process: the real counter behind an in-memory journal and projection, and a scripted venue."""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import msgspec
import pytest

from tradehall.clearing.contracts import Attribution
from tradehall.clearing.ports import Ports
from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import encode
from tradehall.contracts.commands import CommissionPlan, CounterCommand, Deposit, OpenAccount, PlaceOrder
from tradehall.contracts.enums import (
    Board,
    ClockMode,
    DayStage,
    OrderType,
    Phase,
    SecurityClass,
    Side,
    Venue,
)
from tradehall.contracts.events import (
    AccountChanged,
    CashChanged,
    CounterEvent,
    OrderChanged,
    OrderFilled,
    PositionChanged,
)
from tradehall.contracts.exchange import ExchangeOpenDay, VenueTrade
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import LinkAccepted, LinkEndOfDay, LinkFilled, LinkPhase
from tradehall.contracts.shard import AccountSnapshot, Answer, ShardStatus
from tradehall.kernel.ids import market_time
from tradehall.kernel.units import RATE_SCALE
from tradehall.market_data.contracts import CloseReport
from tradehall.trading_core.facade import Counter
from tradehall.trading_runtime.contracts import (
    AccountRow,
    CashRow,
    FillRow,
    JournalEntry,
    JournalSeal,
    OrderRow,
    PositionRow,
)

Row = TypeVar("Row")
PLAN = CommissionPlan(stock_rate=25_000, stock_minimum=50_000, fund_rate=10_000, fund_minimum=1_000)
"""0.025 % with 5 yuan at least for stocks, 0.01 % with 0.10 yuan for funds, all-in."""
DATES = (20261123, 20261124, 20261125, 20261126, 20261127, 20261130)


def security(symbol: str, name: str, pre_close: int, sec_class: SecurityClass = SecurityClass.STOCK) -> InstrumentDay:
    fund = sec_class != SecurityClass.STOCK
    return InstrumentDay(
        symbol=symbol,
        name=name,
        venue=Venue.SSE if symbol.endswith("SH") else Venue.SZSE,
        board=Board.FUND if fund else Board.MAIN,
        sec_class=sec_class,
        tick=10 if fund else 100,
        pre_close=pre_close,
        limit_up=pre_close * 11 // 10,
        limit_down=pre_close * 9 // 10,
        min_qty=100,
        step_qty=100,
        max_limit_qty=1_000_000,
        max_market_qty=500_000,
        settle_days=1,
    )


class SmallHouse:
    """Plays counter, journal, projection, venue and market data for the end of day."""

    def __init__(self) -> None:
        self.counter = Counter()
        self.entries: list[JournalEntry] = []
        self.account_rows: dict[int, AccountRow] = {}
        self.cash_rows: dict[int, CashRow] = {}
        self.position_rows: dict[tuple[int, str], PositionRow] = {}
        self.order_rows: dict[int, OrderRow] = {}
        self.fill_rows: dict[tuple[int, int], FillRow] = {}
        self.trade_file: dict[int, list[VenueTrade]] = {}
        self.close_bars: dict[int, dict[str, int]] = {}
        self.attributed: list[Attribution] = []
        self.instruments = [
            security("600000.SH", "浦发银行", 100_000),
            security("000001.SZ", "平安银行", 112_000),
            security("510300.SH", "沪深300ETF", 40_000, SecurityClass.STOCK_ETF),
        ]
        self.venue_date = 0
        self.venue_stage = DayStage.NONE
        self.mode = ClockMode.COMPRESSED
        self.looping = True
        self.pauses = 0
        self.live_hash: str | None = None
        self._report = 0
        self._trade_no = 0
        self._link_seqs: dict[int, int] = {}
        self._marks: dict[int, list[int]] = {}

    # Driving the day --------------------------------------------------------------------------

    def run(self, command: CounterCommand) -> Answer:
        """One command through the counter, the journal and the projection."""
        seq = len(self.entries) + 1
        at = market_time(self.counter.trading_date or 20261120, 93000) + seq
        stage_before = (self.counter.trading_date, self.counter.stage)
        outcome = self.counter.execute(seq, at, command)
        entry = JournalEntry(seq=seq, at=at, command=command, result=outcome.result, events=tuple(outcome.events))
        self.entries.append(entry)
        if (self.counter.trading_date, self.counter.stage) != stage_before:
            marks = self._marks.setdefault(self.counter.trading_date, [seq])
            if self.counter.stage == DayStage.CLOSED:
                marks.append(seq)
        for event in outcome.events:
            self._project(event)
        return Answer(outcome.result, outcome.order_id, at)

    def _project(self, event: CounterEvent) -> None:
        fields = msgspec.structs.asdict(event)
        if isinstance(event, AccountChanged):
            self.account_rows[event.account_id] = _row(AccountRow, fields, changed_at=event.at)
        elif isinstance(event, CashChanged):
            self.cash_rows[event.account_id] = _row(CashRow, fields, changed_at=event.at)
        elif isinstance(event, PositionChanged):
            self.position_rows[event.account_id, event.symbol] = _row(PositionRow, fields, changed_at=event.at)
        elif isinstance(event, OrderChanged):
            self._link_seqs[event.order_id] = event.link_seq
            self.order_rows[event.order_id] = _row(OrderRow, fields, changed_at=event.at)
        elif isinstance(event, OrderFilled):
            self.fill_rows[event.order_id, event.fill_no] = _row(FillRow, fields, filled_at=event.at)

    def report(self, kind: type, **fields: object) -> None:
        self._report += 1
        assert self.run(kind(report_seq=self._report, at=0, **fields)).result == 0

    def open_account(self, account_id: int, cash: int, plan: CommissionPlan = PLAN) -> None:
        opened = self.run(
            OpenAccount(
                request_id=f"open-{account_id}",
                account_id=account_id,
                client_no=f"C{account_id}",
                investor_sh="A1",
                investor_sz="01",
                investor_bj="",
                commission=plan,
                permissions=0,
            )
        )
        assert opened.result == 0
        assert self.run(Deposit(request_id=f"cash-{account_id}", account_id=account_id, amount=cash)).result == 0

    def phases(self, phase: Phase) -> None:
        for venue in (Venue.SSE, Venue.SZSE):
            self.report(LinkPhase, venue=venue, phase=phase, trading_date=self.counter.trading_date)

    def order(self, account_id: int, side: Side, symbol: str, price: int, qty: int) -> int:
        """An order that the venue has taken; returns its number."""
        answer = self.run(
            PlaceOrder(
                account_id=account_id,
                client_order_id=f"o-{len(self.entries)}",
                symbol=symbol,
                side=side,
                order_type=OrderType.LIMIT,
                price=price,
                qty=qty,
            )
        )
        assert answer.result == 0, answer
        link_seq = self._link_seqs[answer.order_id]
        self.report(LinkAccepted, link_seq=link_seq, order_id=answer.order_id, exch_order_no=answer.order_id)
        return answer.order_id

    def fill(self, order_id: int, price: int, qty: int) -> None:
        """A fill, reported to the counter and written into the venue's file."""
        self._trade_no += 1
        row = self.order_rows[order_id]
        self.report(LinkFilled, order_id=order_id, trade_no=self._trade_no, price=price, qty=qty)
        self.trade_file.setdefault(self.counter.trading_date, []).append(
            VenueTrade(self._trade_no, row.symbol, order_id, int(row.side), price, qty, 0)
        )

    def end_of_venue_day(self) -> None:
        """The venue closes, reports its totals and delivers its file."""
        date = self.counter.trading_date
        self.phases(Phase.CLOSED)
        trades = self.trade_file.setdefault(date, [])
        self.report(
            LinkEndOfDay,
            trading_date=date,
            fills=len(trades),
            fill_qty=sum(t.qty for t in trades),
            fill_amount=sum(t.qty * t.price for t in trades),
        )
        self.venue_stage = DayStage.CLOSED

    # ShardPort --------------------------------------------------------------------------------

    def submit(self, command: CounterCommand) -> Answer:
        return self.run(command)

    def status(self, *, with_hash: bool = False) -> ShardStatus:
        counter = self.counter
        return ShardStatus(
            role="leader",
            fence=1,
            epoch=counter.epoch,
            seq=len(self.entries),
            trading_date=counter.trading_date,
            stage=counter.stage,
            phase=counter.phase(Venue.SSE),
            accounts=counter.account_count,
            orders=counter.order_count,
            link_up=True,
            last_report=counter.last_report,
            state_hash=(self.live_hash or counter.state_hash()) if with_hash else "",
        )

    def account_snapshot(self, account_id: int) -> AccountSnapshot:
        return self.counter.snapshot(account_id)

    def replay_hash(self, until_seq: int) -> str:
        fresh = Counter()
        for entry in self.entries[:until_seq]:
            fresh.execute(entry.seq, entry.at, entry.command)
        return fresh.state_hash()

    def seal(self, trading_date: int) -> JournalSeal:
        first, last = self._marks[trading_date]
        body = b"".join(encode(entry.command) for entry in self.entries[first - 1 : last])
        return JournalSeal(
            trading_date=trading_date, first_seq=first, last_seq=last, sha256=hashlib.sha256(body).hexdigest()
        )

    def journal(self, after_seq: int, until_seq: int) -> Iterator[JournalEntry]:
        return iter(self.entries[after_seq:until_seq])

    def caught_up(self) -> bool:
        return True

    def accounts(self) -> list[AccountRow]:
        return [self.account_rows[key] for key in sorted(self.account_rows)]

    def cash(self) -> list[CashRow]:
        return [self.cash_rows[key] for key in sorted(self.cash_rows)]

    def positions(self) -> list[PositionRow]:
        return [self.position_rows[key] for key in sorted(self.position_rows)]

    def orders(self, trading_date: int) -> list[OrderRow]:
        return [row for row in self.order_rows.values() if row.trading_date == trading_date]

    def fills(self, trading_date: int) -> list[FillRow]:
        return [row for row in self.fill_rows.values() if row.trading_date == trading_date]

    # VenuePort --------------------------------------------------------------------------------

    def trades(self, trading_date: int) -> list[VenueTrade] | None:
        return self.trade_file.get(trading_date)

    def open_day(self, command: ExchangeOpenDay) -> None:
        self.opened = command
        self.venue_date = command.trading_date
        self.venue_stage = DayStage.OPEN

    def clock(self) -> ClockState:
        return ClockState(
            mode=self.mode,
            trading_date=self.venue_date,
            phase=Phase.CLOSED,
            stage=self.venue_stage,
            market_at=0,
            wall_at=0,
            speed_milli=0,
            next_phase=Phase.CLOSED,
            next_phase_at=0,
            looping=self.looping,
        )

    def run_to_close(self) -> None:
        self.end_of_venue_day()

    # MarketPort -------------------------------------------------------------------------------

    def static_file(self, trading_date: int) -> list[InstrumentDay]:  # noqa: ARG002 -- the same every day
        return list(self.instruments)

    def next_trading_date(self, after: int) -> int:
        return next(date for date in DATES if date > after)

    def close_day(self, trading_date: int) -> CloseReport:
        last = {trade.symbol: trade.price for trade in self.trade_file.get(trading_date, [])}
        self.close_bars[trading_date] = last
        return CloseReport(date=trading_date, bars=len(last), untraded=(), unclosed=())

    def closes(self, trading_date: int, symbols: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for date in sorted(self.close_bars):
            if date <= trading_date:
                found |= self.close_bars[date]
        return {symbol: found[symbol] for symbol in symbols if symbol in found}

    def pause(self, seconds: float) -> None:  # noqa: ARG002 -- no time passes here
        self.pauses += 1

    def ports(self) -> Ports:
        return Ports(
            shard=self,
            venue=self,
            market=self,
            attributions=lambda _: list(self.attributed),
            pause=self.pause,
        )


def _row(kind: type[Row], fields: dict[str, Any], **renamed: object) -> Row:
    names = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{key: value for key, value in fields.items() if key in names}, **renamed)


@pytest.fixture
def house() -> SmallHouse:
    """An empty house."""
    return SmallHouse()


@pytest.fixture
def traded_day(house: SmallHouse) -> Callable[[], SmallHouse]:
    """Opens the first day with two accounts that trade, up to the venue's end of day."""
    from tradehall.clearing.opening import open_day  # noqa: PLC0415 -- models need Django set up

    def play() -> SmallHouse:
        house.open_account(1_000_000_001, 1_000_000_000)
        house.open_account(1_000_000_002, 500_000_000)
        house.attributed = [
            Attribution(1_000_000_001, "C1000000001", "B1", RATE_SCALE, 40_000_000),
            Attribution(1_000_000_002, "C1000000002", "B1", 50_000_000, 30_000_000),
            Attribution(1_000_000_002, "C1000000002", "B2", 50_000_000, 20_000_000),
        ]
        open_day(DATES[0], seed=7, ports=house.ports())
        house.phases(Phase.CONT_AM)
        # fees-and-clearing 13a: 400 @ 10.50, then 600 @ 10.49.
        first = house.order(1_000_000_001, Side.BUY, "600000.SH", 105_000, 1_000)
        house.fill(first, 105_000, 400)
        house.fill(first, 104_900, 600)
        second = house.order(1_000_000_002, Side.BUY, "510300.SH", 40_100, 10_000)
        house.fill(second, 40_100, 4_000)
        house.order(1_000_000_002, Side.BUY, "000001.SZ", 110_000, 100)
        house.end_of_venue_day()
        return house

    return play
