"""The real ports: the doors of trading_runtime and market_data."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tradehall.clearing.contracts import Attribution
from tradehall.clearing.errors import CommandRefusedError
from tradehall.clearing.ports import Ports
from tradehall.contracts.clock import ClockState
from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.enums import Phase
from tradehall.contracts.exchange import ExchangeOpenDay, VenueTrade
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.shard import AccountSnapshot, Answer, ShardStatus
from tradehall.kernel.errors import NotFoundError
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.results import RESULT_TEXTS, ResultCode
from tradehall.kernel.units import Price
from tradehall.market_data import facade as market_data
from tradehall.market_data.contracts import CloseReport
from tradehall.trading_runtime import facade as runtime
from tradehall.trading_runtime.contracts import (
    AccountRow,
    CashRow,
    FillRow,
    JournalEntry,
    JournalSeal,
    OrderRow,
    Page,
    PositionRow,
)

Row = TypeVar("Row")
_PAGE = 50_000


def runtime_ports(
    *,
    attributions: Callable[[TradingDate], Iterable[Attribution]],
    prepare_day: Callable[[TradingDate], object] | None = None,
) -> Ports:
    """The ports of a running house.

    `attributions(date)` gives the brokers of each client on a date; `prepare_day(date)`, when given, runs before the
    counter opens a date.
    """
    if prepare_day is not None:
        return replace(runtime_ports(attributions=attributions), prepare_day=prepare_day)
    return Ports(
        shard=RuntimeShard(),
        venue=RuntimeVenue(),
        market=RoomMarket(),
        attributions=attributions,
        pause=time.sleep,
    )


class RuntimeShard:
    """`ShardPort` over the trading runtime's door."""

    def submit(self, command: CounterCommand) -> Answer:
        return runtime.submit(command)

    def status(self, *, with_hash: bool = False) -> ShardStatus:
        return runtime.shard_status(with_hash=with_hash)

    def account_snapshot(self, account_id: AccountId) -> AccountSnapshot:
        return runtime.account_snapshot(account_id)

    def replay_hash(self, until_seq: int) -> str:
        return runtime.replay_hash(until_seq).state_hash

    def seal(self, trading_date: TradingDate) -> JournalSeal:
        return runtime.journal_seal(trading_date)

    def journal(self, after_seq: int, until_seq: int) -> Iterable[JournalEntry]:
        return runtime.journal_entries(after_seq, until_seq)

    def caught_up(self) -> bool:
        return runtime.projection_caught_up()

    def accounts(self) -> Sequence[AccountRow]:
        return runtime.accounts()

    def cash(self) -> Sequence[CashRow]:
        return runtime.cash()

    def positions(self) -> Sequence[PositionRow]:
        return runtime.positions()

    def orders(self, trading_date: TradingDate) -> Sequence[OrderRow]:
        return _every(lambda offset: runtime.orders(trading_date=trading_date, limit=_PAGE, offset=offset))

    def fills(self, trading_date: TradingDate) -> Sequence[FillRow]:
        return _every(lambda offset: runtime.fills(trading_date=trading_date, limit=_PAGE, offset=offset))


class RuntimeVenue:
    """`VenuePort` over the trading runtime's door."""

    def trades(self, trading_date: TradingDate) -> Sequence[VenueTrade] | None:
        try:
            return runtime.venue_trades(trading_date)
        except NotFoundError:
            return None

    def open_day(self, command: ExchangeOpenDay) -> None:
        reply = runtime.open_venue_day(command)
        if reply.result not in (ResultCode.OK, ResultCode.DAY_ALREADY_OPEN):
            raise CommandRefusedError(f"the exchange refused to open {command.trading_date} with result {reply.result}")

    def clock(self) -> ClockState:
        return runtime.clock()

    def run_to_close(self) -> None:
        reply = runtime.control_clock(to_phase=Phase.CLOSED)
        if reply.result != ResultCode.OK:
            raise CommandRefusedError(f"the clock was not moved: {RESULT_TEXTS[ResultCode(reply.result)].en}")


class RoomMarket:
    """`MarketPort` over market data's door."""

    def static_file(self, trading_date: TradingDate) -> Sequence[InstrumentDay]:
        return market_data.static_file(trading_date)

    def next_trading_date(self, after: TradingDate) -> TradingDate:
        return market_data.next_trading_date(after)

    def close_day(self, trading_date: TradingDate) -> CloseReport:
        return market_data.close_day(trading_date)

    def closes(self, trading_date: TradingDate, symbols: Iterable[Symbol]) -> Mapping[Symbol, Price]:
        found = {symbol: market_data.day_bars(symbol, date_to=trading_date, limit=1) for symbol in symbols}
        return {symbol: bars[-1].close for symbol, bars in found.items() if bars}


def _every(page_at: Callable[[int], Page[Row]]) -> list[Row]:
    """All rows of a paged list that does not change meanwhile."""
    rows: list[Row] = []
    while True:
        page = page_at(len(rows))
        rows += page.rows
        if not page.rows or len(rows) >= page.total:
            return rows
