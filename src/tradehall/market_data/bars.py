"""Bars from trades, and longer bars from shorter ones. Pure.

Minute labels follow the Chinese terminals (protocols 6.2): a bar is named by its end minute, 09:31 holds the opening
call of 09:25 and 09:30:00-09:30:59, 15:00 holds the closing call; trades after hours belong to the day bar only.
"""

from collections.abc import Callable, Iterable
from datetime import date as civil_date
from datetime import timedelta
from typing import Final

from tradehall.contracts.quotes import Bar, Quote, TradeTick
from tradehall.kernel.ids import MICROSECONDS_A_DAY, MarketTime, Symbol, TradingDate, market_time
from tradehall.kernel.units import Money, Price, Quantity

MICROSECONDS_A_MINUTE: Final = 60_000_000
MINUTES_A_SESSION_HALF: Final = 120
MINUTE_PERIODS: Final = {"1m": 1, "5m": 5, "15m": 15, "30m": 30, "60m": 60}
DAY_PERIODS: Final = ("day", "week", "month")

_CALL_MATCH = 9 * 60 + 25
_MORNING = 9 * 60 + 30
_NOON = 11 * 60 + 30
_AFTERNOON = 13 * 60
_CLOSE = 15 * 60
_AFTER_HOURS = 15 * 60 + 5
_EPOCH = civil_date(1970, 1, 1)


def date_of(at: MarketTime) -> TradingDate:
    """The Beijing date of a market time as yyyymmdd."""
    day = _EPOCH + timedelta(days=at // MICROSECONDS_A_DAY)
    return day.year * 10_000 + day.month * 100 + day.day


def day_label(date: TradingDate) -> MarketTime:
    """Label of a day bar: the close of that day, 15:00."""
    return market_time(date, 150_000)


def minute_number(at: MarketTime) -> int:
    """Number of the minute bar, 1 to 240, that a trade at `at` belongs to; 0 when it belongs to none."""
    minute = at % MICROSECONDS_A_DAY // MICROSECONDS_A_MINUTE
    if minute < _CALL_MATCH or minute >= _AFTER_HOURS:
        return 0
    if minute < _AFTERNOON:
        return min(max(minute - _MORNING + 1, 1), MINUTES_A_SESSION_HALF)
    return MINUTES_A_SESSION_HALF + min(minute - _AFTERNOON + 1, MINUTES_A_SESSION_HALF)


def label_of(date_start: MarketTime, number: int) -> MarketTime:
    """Market time at which minute `number` of the day starting at `date_start` (midnight) ends."""
    start = _MORNING if number <= MINUTES_A_SESSION_HALF else _AFTERNOON - MINUTES_A_SESSION_HALF
    return date_start + (start + number) * MICROSECONDS_A_MINUTE


def minute_label(at: MarketTime) -> MarketTime:
    """Label of the minute bar that a trade at `at` belongs to; 0 when it belongs to none."""
    number = minute_number(at)
    return label_of(at - at % MICROSECONDS_A_DAY, number) if number else 0


def _number_of_label(label: MarketTime) -> int:
    return minute_number(label - 1)


def merge(bars: Iterable[Bar], label: Callable[[Bar], MarketTime]) -> tuple[Bar, ...]:
    """Longer bars: consecutive bars with the same label become one. `bars` are of one symbol, oldest first."""
    merged: list[Bar] = []
    for bar in bars:
        at = label(bar)
        if merged and merged[-1].at == at:
            last = merged[-1]
            merged[-1] = Bar(
                symbol=bar.symbol,
                at=at,
                open=last.open,
                high=max(last.high, bar.high),
                low=min(last.low, bar.low),
                close=bar.close,
                volume=last.volume + bar.volume,
                turnover=last.turnover + bar.turnover,
            )
        else:
            merged.append(Bar(bar.symbol, at, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.turnover))
    return tuple(merged)


def longer_minutes(bars: Iterable[Bar], minutes: int) -> tuple[Bar, ...]:
    """Bars of 5, 15, 30 or 60 minutes, labelled by their end minute, from one-minute bars."""

    def label(bar: Bar) -> MarketTime:
        last = -(-_number_of_label(bar.at) // minutes) * minutes
        return label_of(bar.at - bar.at % MICROSECONDS_A_DAY, last)

    return merge(bars, label)


def _grouped_days(bars: Iterable[Bar], key: Callable[[civil_date], tuple[int, int]]) -> tuple[Bar, ...]:
    """Day bars merged by `key`; the label is the last session in the group."""
    ordered = list(bars)
    last_in_group: dict[tuple[int, int], MarketTime] = {}
    keys = [key(_EPOCH + timedelta(days=bar.at // MICROSECONDS_A_DAY)) for bar in ordered]
    for bar, group in zip(ordered, keys, strict=True):
        last_in_group[group] = bar.at
    labels = iter([last_in_group[group] for group in keys])
    return merge(ordered, lambda _bar: next(labels))


def weekly(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Week bars from day bars, labelled by the last session of the week that has a bar."""
    return _grouped_days(bars, lambda day: day.isocalendar()[:2])


def monthly(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Month bars from day bars, labelled by the last session of the month that has a bar."""
    return _grouped_days(bars, lambda day: (day.year, day.month))


class _GrowingBar:
    """A minute that still changes."""

    __slots__ = ("at", "close", "high", "low", "open", "turnover", "volume")

    def __init__(self, at: MarketTime, price: Price) -> None:
        self.at = at
        self.open = self.high = self.low = self.close = price
        self.volume: Quantity = 0
        self.turnover: Money = 0

    def add(self, price: Price, volume: Quantity, turnover: Money) -> None:
        self.high = max(self.high, price)
        self.low = min(self.low, price)
        self.close = price
        self.volume += volume
        self.turnover += turnover

    def frozen(self, symbol: Symbol) -> Bar:
        return Bar(symbol, self.at, self.open, self.high, self.low, self.close, self.volume, self.turnover)


class MinuteBook:
    """Minute bars of one trading day as they grow.

    Law: after each batch the bars' volume of a security sums to the cumulative volume of its newest quote. Trades that
    were lost on the way are made up from the quote, in its minute at its last price; trades beyond its volume (they
    came twice, or before their quote) move prices only, their volume comes with the quote.
    """

    def __init__(self) -> None:
        self._growing: dict[Symbol, _GrowingBar] = {}
        self._volume: dict[Symbol, Quantity] = {}
        self._turnover: dict[Symbol, Money] = {}
        self._quoted: dict[Symbol, Quantity] = {}
        self._changed: dict[tuple[Symbol, MarketTime], Bar] = {}
        self._unsaved: dict[tuple[Symbol, MarketTime], Bar] = {}

    def restore(self, bars: Iterable[Bar]) -> None:
        """Take up bars saved earlier today, oldest first."""
        for bar in bars:
            growing = _GrowingBar(bar.at, bar.open)
            growing.high, growing.low, growing.close = bar.high, bar.low, bar.close
            growing.volume, growing.turnover = bar.volume, bar.turnover
            self._growing[bar.symbol] = growing
            self._volume[bar.symbol] = self._volume.get(bar.symbol, 0) + bar.volume
            self._turnover[bar.symbol] = self._turnover.get(bar.symbol, 0) + bar.turnover

    def apply(self, quotes: Iterable[Quote], trades: Iterable[TradeTick]) -> None:
        """Take one batch of a venue: every trade, then the quotes that stand after them."""
        by_symbol: dict[Symbol, list[TradeTick]] = {}
        for trade in trades:
            by_symbol.setdefault(trade.symbol, []).append(trade)
        standing = {quote.symbol: quote for quote in quotes}
        self._quoted.update((quote.symbol, quote.volume) for quote in standing.values())
        for symbol, ticks in by_symbol.items():
            total = self._volume.get(symbol, 0) + sum(tick.qty for tick in ticks)
            counted = total <= self._quoted.get(symbol, 0)
            for tick in ticks:
                qty = tick.qty if counted else 0
                self._add(symbol, tick.at, tick.price, qty, tick.price * qty)
        for quote in standing.values():
            missing = quote.volume - self._volume.get(quote.symbol, 0)
            if missing > 0 and quote.last > 0:
                turnover = max(quote.turnover - self._turnover.get(quote.symbol, 0), 0)
                self._add(quote.symbol, quote.at, quote.last, missing, turnover)

    def observe(self, quote: Quote) -> None:
        """Take a computed value (an index): its price moves the bar even when nothing was traded."""
        if quote.last <= 0:
            return
        volume = max(quote.volume - self._volume.get(quote.symbol, 0), 0)
        turnover = max(quote.turnover - self._turnover.get(quote.symbol, 0), 0)
        self._add(quote.symbol, quote.at, quote.last, volume, turnover)

    def _add(self, symbol: Symbol, at: MarketTime, price: Price, volume: Quantity, turnover: Money) -> None:
        label = minute_label(at)
        if label == 0:
            return
        growing = self._growing.get(symbol)
        if growing is None or label > growing.at:
            growing = self._growing[symbol] = _GrowingBar(label, price)
        growing.add(price, volume, turnover)
        self._volume[symbol] = self._volume.get(symbol, 0) + volume
        self._turnover[symbol] = self._turnover.get(symbol, 0) + turnover
        bar = growing.frozen(symbol)
        self._changed[symbol, growing.at] = bar
        self._unsaved[symbol, growing.at] = bar

    def take_changed(self) -> tuple[Bar, ...]:
        """Bars that changed since the last call, oldest first within a symbol."""
        changed = tuple(self._changed.values())
        self._changed.clear()
        return changed

    def unsaved(self, until: MarketTime) -> tuple[Bar, ...]:
        """Bars not yet marked saved whose minute has ended at `until`."""
        return tuple(bar for bar in self._unsaved.values() if bar.at <= until)

    def mark_saved(self, bars: Iterable[Bar]) -> None:
        """Forget that these bars are unsaved, unless they changed meanwhile."""
        for bar in bars:
            if self._unsaved.get((bar.symbol, bar.at)) == bar:
                del self._unsaved[bar.symbol, bar.at]
