"""What the end of day needs from outside, as protocols; `runtime_ports` fills them with the real rooms.

Every call may raise `UnavailableError`; nothing else is expected. Dates are yyyymmdd.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tradehall.clearing.contracts import Attribution
from tradehall.contracts.clock import ClockState
from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.exchange import ExchangeOpenDay, VenueTrade
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.shard import AccountSnapshot, Answer, ShardStatus
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import Price
from tradehall.market_data.contracts import CloseReport
from tradehall.trading_runtime.contracts import (
    AccountRow,
    CashRow,
    FillRow,
    JournalEntry,
    JournalSeal,
    OrderRow,
    PositionRow,
)


class ShardPort(Protocol):
    """The counter: commands in, durable journal and projections out."""

    def submit(self, command: CounterCommand) -> Answer: ...

    def status(self, *, with_hash: bool = False) -> ShardStatus: ...

    def account_snapshot(self, account_id: AccountId) -> AccountSnapshot: ...

    def replay_hash(self, until_seq: int) -> str:
        """State hash of a fresh counter after the journal up to `until_seq`."""
        ...

    def seal(self, trading_date: TradingDate) -> JournalSeal:
        """Fingerprint of a closed day's journal rows, worked out from the rows each time."""
        ...

    def journal(self, after_seq: int, until_seq: int) -> Iterable[JournalEntry]:
        """The durable commands with `after_seq` < sequence <= `until_seq`, in order, without a gap."""
        ...

    def caught_up(self) -> bool:
        """Whether every durable event is in the projection."""
        ...

    def accounts(self) -> Sequence[AccountRow]: ...

    def cash(self) -> Sequence[CashRow]: ...

    def positions(self) -> Sequence[PositionRow]: ...

    def orders(self, trading_date: TradingDate) -> Sequence[OrderRow]: ...

    def fills(self, trading_date: TradingDate) -> Sequence[FillRow]: ...


class VenuePort(Protocol):
    """The exchange: its trade file, its day, its clock."""

    def trades(self, trading_date: TradingDate) -> Sequence[VenueTrade] | None:
        """The venue's trade file of the date; None until it was delivered."""
        ...

    def open_day(self, command: ExchangeOpenDay) -> None: ...

    def clock(self) -> ClockState: ...

    def run_to_close(self) -> None:
        """Move the session clock forward to the end of the day; all that is due until then happens."""
        ...


class MarketPort(Protocol):
    """Market data: the static file, the calendar, the close."""

    def static_file(self, trading_date: TradingDate) -> Sequence[InstrumentDay]: ...

    def next_trading_date(self, after: TradingDate) -> TradingDate: ...

    def close_day(self, trading_date: TradingDate) -> CloseReport:
        """Make the day bars of the date; a repeat makes the same."""
        ...

    def closes(self, trading_date: TradingDate, symbols: Iterable[Symbol]) -> Mapping[Symbol, Price]:
        """Last close on or before the date of each symbol that has one."""
        ...


def _nothing_to_prepare(_: TradingDate) -> None:
    """A house without dated terms."""


@dataclass(frozen=True)
class Ports:
    """Everything that the end of day reaches out to.

    `pause(seconds)` waits between polls. `prepare_day(date)` runs before the counter opens a date: commission terms
    that start on it take effect there. It must be idempotent.
    """

    shard: ShardPort
    venue: VenuePort
    market: MarketPort
    attributions: Callable[[TradingDate], Iterable[Attribution]]
    pause: Callable[[float], None]
    prepare_day: Callable[[TradingDate], object] = _nothing_to_prepare
