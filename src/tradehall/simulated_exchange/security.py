"""One security on its day: its phase, its book, its figures of the day and its Level-1 quote.

Both the exchange and the replay of recorded flow drive this class, so both match by the same code.
"""

from typing import Final

from tradehall.contracts.enums import Phase
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.quotes import Quote
from tradehall.kernel.ids import MarketTime
from tradehall.kernel.units import Price, Quantity
from tradehall.simulated_exchange.book import Book, Order
from tradehall.simulated_exchange.call_auction import CallResult, call_auction
from tradehall.simulated_exchange.checks import Touch
from tradehall.simulated_exchange.closing import LastMinute, closing_price
from tradehall.simulated_exchange.sessions import PHASE_RULES

DEPTH: Final = 5
"""Levels that a Level-1 quote shows."""

Trade = tuple[Order, Order, Price, Quantity, int]
"""Buy order, sell order, price, quantity, and who took: 1 the buyer, 2 the seller, 0 an auction."""


class Security:
    """Trading state of one security; `day` is its row of the static file."""

    __slots__ = (
        "at",
        "book",
        "close",
        "close_call",
        "day",
        "high",
        "last",
        "last_minute",
        "low",
        "open",
        "phase",
        "trades",
        "turnover",
        "volume",
    )

    def __init__(self, day: InstrumentDay, at: MarketTime) -> None:
        self.day = day
        self.at = at
        self.phase = Phase.PRE_OPEN
        self.book = Book()
        self.open = self.high = self.low = self.last = self.close = 0
        self.close_call: Price = 0
        self.volume = self.turnover = self.trades = 0
        self.last_minute = LastMinute()

    def enter(self, order: Order, at: MarketTime) -> list[Trade]:
        """Take an accepted limit order: rest it in a call, match and rest it in continuous trading."""
        self.at = at
        if not PHASE_RULES[self.phase].continuous:
            self.book.add(order)
            return []
        trades: list[Trade] = []
        if order.buy:
            for maker, qty in self.book.match(order):
                self._count(at, maker.price, qty)
                trades.append((order, maker, maker.price, qty, 1))
        else:
            for maker, qty in self.book.match(order):
                self._count(at, maker.price, qty)
                trades.append((maker, order, maker.price, qty, 2))
        if order.leaves:
            self.book.add(order)
        return trades

    def cancel(self, order: Order, at: MarketTime) -> Quantity:
        """Take an order out of the book; returns what was cancelled, 0 when it is finished."""
        self.at = at
        return self.book.cancel(order)

    def clear_book(self) -> None:
        """Drop every order at the end of the day."""
        self.book = Book()

    def change_phase(self, phase: Phase, at: MarketTime) -> list[Trade]:
        """Leave the present phase at `at`: a call is matched at its end, the close is fixed at the end of trading."""
        trades = self._uncross(at) if PHASE_RULES[self.phase].call and not PHASE_RULES[phase].call else []
        if phase == Phase.POST_CLOSE:
            self.close = closing_price(
                venue=self.day.venue,
                call_price=self.close_call,
                last=self.last,
                last_minute=self.last_minute,
                tick=self.day.tick,
                pre_close=self.day.pre_close,
            )
        self.phase = phase
        self.at = at
        return trades

    def touch(self) -> Touch:
        return Touch(self.book.bids.best(), self.book.asks.best(), self.last)

    def indicative(self) -> CallResult | None:
        """Price, volume and rest of the call auction as the book stands now."""
        book = self.book
        return call_auction(
            [(key, level.qty) for key, level in book.bids.levels.items()],
            [(-key, level.qty) for key, level in book.asks.levels.items()],
            tick=self.day.tick,
            reference=self.last or self.day.pre_close,
            venue=self.day.venue,
        )

    def quote(self) -> Quote:
        """The Level-1 snapshot (trading-rules 12.1; in a call the convention of 7)."""
        bids, asks = self._indicative_levels() if PHASE_RULES[self.phase].call else self._book_levels()
        day = self.day
        return Quote(
            day.symbol,
            self.at,
            self.phase,
            day.pre_close,
            self.open,
            self.high,
            self.low,
            self.last,
            self.close,
            self.volume,
            self.turnover,
            self.trades,
            day.limit_up,
            day.limit_down,
            bids,
            asks,
        )

    def _book_levels(self) -> tuple[tuple[tuple[Price, Quantity], ...], tuple[tuple[Price, Quantity], ...]]:
        return self.book.bids.depth(DEPTH), self.book.asks.depth(DEPTH)

    def _indicative_levels(self) -> tuple[tuple[tuple[Price, Quantity], ...], tuple[tuple[Price, Quantity], ...]]:
        result = self.indicative()
        if result is None:
            return (), ()
        first = (result.price, result.volume)
        second = (result.price, abs(result.unmatched))
        bids = (first, second) if result.unmatched > 0 else (first,)
        asks = (first, second) if result.unmatched < 0 else (first,)
        return bids, asks

    def _uncross(self, at: MarketTime) -> list[Trade]:
        result = self.indicative()
        if result is None:
            return []
        trades: list[Trade] = []
        for buy, sell, qty in self.book.cross(result.volume):
            self._count(at, result.price, qty)
            trades.append((buy, sell, result.price, qty, 0))
        if self.phase == Phase.CLOSE_CALL:
            self.close_call = result.price
        return trades

    def _count(self, at: MarketTime, price: Price, qty: Quantity) -> None:
        if not self.open:
            self.open = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.last = price
        self.volume += qty
        self.turnover += price * qty
        self.trades += 1
        self.last_minute.add(at, qty, price * qty)
