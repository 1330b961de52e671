"""Market data: Level-1 quotes, trades, bars, and the batches they travel in."""

import msgspec

from tradehall.contracts.enums import Phase
from tradehall.kernel.ids import MarketTime, Symbol, TradingDate
from tradehall.kernel.units import Money, Price, Quantity


class Quote(msgspec.Struct, frozen=True, array_like=True):
    """Level-1 snapshot of one security (trading-rules 12.1).

    `bids` and `asks` hold up to five `(price, qty)` pairs, best first. In a call auction the first level of
    both sides carries the indicative price and the matched volume, the second level of one side the
    unmatched volume, as the exchanges show it. `last`, `open`, `high`, `low` are 0 before the first trade;
    `close` is 0 until the closing price is known.
    """

    symbol: Symbol
    at: MarketTime
    phase: Phase
    pre_close: Price
    open: Price
    high: Price
    low: Price
    last: Price
    close: Price
    volume: Quantity
    turnover: Money
    trades: int
    limit_up: Price
    limit_down: Price
    bids: tuple[tuple[Price, Quantity], ...]
    asks: tuple[tuple[Price, Quantity], ...]


class TradeTick(msgspec.Struct, frozen=True, array_like=True):
    """One trade on the tape. `side` is 1 when the buyer took, 2 when the seller took, 0 in an auction."""

    symbol: Symbol
    at: MarketTime
    trade_no: int
    price: Price
    qty: Quantity
    side: int


class ExchangeTicks(msgspec.Struct, frozen=True, array_like=True):
    """What a venue published since the last batch: changed quotes and every trade (`x.ticks`)."""

    trading_date: TradingDate
    at: MarketTime
    seq: int
    quotes: tuple[Quote, ...]
    trades: tuple[TradeTick, ...]


class QuoteBatch(msgspec.Struct, frozen=True, array_like=True):
    """Changed Level-1 quotes of one publication cycle (`md.quotes`), indices included."""

    trading_date: TradingDate
    at: MarketTime
    seq: int
    quotes: tuple[Quote, ...]


class Bar(msgspec.Struct, frozen=True, array_like=True):
    """One bar. `at` labels a minute bar by its end minute, as Chinese terminals do (protocols 6.2)."""

    symbol: Symbol
    at: MarketTime
    open: Price
    high: Price
    low: Price
    close: Price
    volume: Quantity
    turnover: Money


class BarBatch(msgspec.Struct, frozen=True, array_like=True):
    """Minute bars that changed in one cycle, the growing one included (`md.bars`)."""

    trading_date: TradingDate
    seq: int
    bars: tuple[Bar, ...]
