"""A made-up daily history that ends exactly at the reference price. Pure, whole numbers only, deterministic per seed.

The history is generated backwards: a seeded day's change turns a close into the one before it, so that the last close
is the reference price and no day ever leaves its price limits. Rows made of it are marked simulated.
"""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tradehall.contracts.enums import Board, SecurityClass
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import Money, Price, Quantity
from tradehall.market_data.contracts import InstrumentFact

BASIS = 10_000
LOT = 100
PULL_BP = 60
"""Pull a day towards the reference price, in basis points for a distance of once that price."""
FALLBACK_FLOAT_SHARES = 200_000_000
LIMIT_BP: Mapping[Board, int] = {
    Board.MAIN: 1000,
    Board.CHINEXT: 2000,
    Board.STAR: 2000,
    Board.BSE: 3000,
    Board.FUND: 1000,
}
"""Price limits of a normal day (trading-rules 4), for plausibility only: the counter's rule book decides."""

_SIGMA_BP: Mapping[Board, int] = {
    Board.MAIN: 160,
    Board.CHINEXT: 240,
    Board.STAR: 260,
    Board.BSE: 260,
    Board.FUND: 110,
}
_CALM_CLASSES = {SecurityClass.BOND_ETF: 8, SecurityClass.MONEY_ETF: 1, SecurityClass.GOLD_ETF: 70}


class HistoryDay(NamedTuple):
    """One made-up day."""

    date: TradingDate
    pre_close: Price
    open: Price
    high: Price
    low: Price
    close: Price
    volume: Quantity
    turnover: Money
    trades: int


def _bell(source: random.Random, sigma: int) -> int:
    """A whole number around 0 with about the given standard deviation: twelve even draws summed."""
    return div_half_up(sum(source.randrange(-1000, 1001) for _ in range(12)) * sigma, 2000)


def _rounded(price: Price, numerator: int, tick: Price) -> Price:
    """`price × numerator / 10,000` to the nearest tick, at least one tick."""
    return max(div_half_up(price * numerator, BASIS * tick) * tick, tick)


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def walk(fact: InstrumentFact, dates: Sequence[TradingDate], seed: int) -> list[HistoryDay]:
    """Days of one security on `dates` (oldest first), the last close being its reference price."""
    source = random.Random(f"{seed}:{fact.symbol}")  # noqa: S311 -- a price path, not a secret
    tick = 10 if fact.board == Board.FUND else 100
    limit_bp = fact.own_limit_bp or LIMIT_BP.get(fact.board, 1000)
    sigma = _CALM_CLASSES.get(fact.sec_class, _SIGMA_BP.get(fact.board, 160))
    bound = limit_bp * 6 // 10
    closes = [fact.reference_price]
    changes: list[int] = []
    for _ in dates:
        # A gentle pull towards the reference keeps the oldest prices of a long history believable.
        pull = div_half_up((closes[-1] - fact.reference_price) * PULL_BP, fact.reference_price)
        change = _clamp(_bell(source, sigma) + pull, -bound, bound)
        changes.append(change)
        closes.append(max(div_half_up(closes[-1] * BASIS, (BASIS + change) * tick) * tick, tick))
    closes.reverse()
    changes.reverse()
    days = []
    for number, date in enumerate(dates):
        days.append(_day(source, fact, date, closes[number], closes[number + 1], sigma, tick))
    return days


def _day(
    source: random.Random,
    fact: InstrumentFact,
    date: TradingDate,
    pre_close: Price,
    close: Price,
    sigma: int,
    tick: Price,
) -> HistoryDay:
    limit_bp = fact.own_limit_bp or LIMIT_BP.get(fact.board, 1000)
    top, bottom = _rounded(pre_close, BASIS + limit_bp, tick), _rounded(pre_close, BASIS - limit_bp, tick)
    opened = _clamp(_rounded(pre_close, BASIS + _bell(source, sigma) // 3, tick), bottom, top)
    high = _clamp(_rounded(max(opened, close), BASIS + abs(_bell(source, sigma)) // 3, tick), max(opened, close), top)
    low = _clamp(_rounded(min(opened, close), BASIS - abs(_bell(source, sigma)) // 3, tick), bottom, min(opened, close))
    high = max(high, opened, close)
    shares = fact.float_shares or FALLBACK_FLOAT_SHARES
    moved_bp = abs(close - pre_close) * BASIS // pre_close
    turned_bp = source.randrange(20, 90) + moved_bp // 8
    volume = max(shares * turned_bp // BASIS // LOT * LOT, LOT)
    turnover = volume * ((opened + high + low + 2 * close) // 5)
    trades = max(volume // source.randrange(400, 1600), 1)
    return HistoryDay(date, pre_close, opened, high, low, close, volume, turnover, trades)


def index_days(
    base_value: int,
    constituents: Mapping[Symbol, Quantity],
    histories: Mapping[Symbol, Sequence[HistoryDay]],
    references: Mapping[Symbol, Price],
    dates: Sequence[TradingDate],
) -> list[HistoryDay]:
    """Days of an index from its constituents' days: exact at open and close, so that the last close is `base_value`.

    A constituent that is not listed yet counts with its first price. High and low lie half as far beyond open and close
    as the constituents' own do, since nobody knows when in the day each stood where.
    """
    base_cap = sum(references[symbol] * shares for symbol, shares in constituents.items())
    by_date = {symbol: {day.date: day for day in histories[symbol]} for symbol in constituents}
    standing = {symbol: days[0].pre_close if days else references[symbol] for symbol, days in histories.items()}

    def value(cap: int) -> int:
        return div_half_up(base_value * cap, base_cap)

    found = []
    pre_close = value(sum(standing[symbol] * shares for symbol, shares in constituents.items()))
    for date in dates:
        caps = [0, 0, 0, 0]
        volume = turnover = 0
        for symbol, shares in constituents.items():
            day = by_date[symbol].get(date)
            prices = (day.open, day.high, day.low, day.close) if day else (standing[symbol],) * 4
            caps = [cap + price * shares for cap, price in zip(caps, prices, strict=True)]
            standing[symbol] = prices[3]
            if day:
                volume += day.volume
                turnover += day.turnover
        opened, top, bottom, close = (value(cap) for cap in caps)
        high = max(opened, close) + (top - max(opened, close)) // 2
        low = min(opened, close) - (min(opened, close) - bottom) // 2
        found.append(HistoryDay(date, pre_close, opened, high, low, close, volume, turnover, 0))
        pre_close = close
    return found
