"""Closing price 收盘价 (trading-rules 6.2; SSE 2026 4.1.3, SZSE 2026 4.2.3).

1. The price of the closing call auction. 2. Without one, the average of the trades in the minute before the last
trade, that trade included, weighted by quantity (Beijing: the last price). 3. Without a trade today, the previous
close.
"""

from collections import deque
from typing import Final

from tradehall.contracts.enums import Venue
from tradehall.kernel.ids import MarketTime
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import Money, Price, Quantity

MINUTE: Final = 60_000_000


class LastMinute:
    """The trades of the minute that ends with the newest one, as `(at, quantity, amount)`."""

    __slots__ = ("trades",)

    def __init__(self) -> None:
        self.trades: deque[tuple[MarketTime, Quantity, Money]] = deque()

    def add(self, at: MarketTime, qty: Quantity, amount: Money) -> None:
        trades = self.trades
        if trades and trades[-1][0] == at:
            _, earlier_qty, earlier_amount = trades.pop()
            qty, amount = qty + earlier_qty, amount + earlier_amount
        trades.append((at, qty, amount))
        start = at - MINUTE
        while trades[0][0] < start:
            trades.popleft()

    def average(self, tick: Price) -> Price:
        """Average price rounded half up to the tick; 0 without a trade."""
        qty = sum(trade[1] for trade in self.trades)
        amount = sum(trade[2] for trade in self.trades)
        return div_half_up(amount, qty * tick) * tick if qty else 0


def closing_price(  # the rule's inputs, nothing more
    *, venue: Venue, call_price: Price, last: Price, last_minute: LastMinute, tick: Price, pre_close: Price
) -> Price:
    """The closing price; `call_price` and `last` are 0 where there was no such trade."""
    if call_price:
        return call_price
    if not last:
        return pre_close
    return last if venue == Venue.BSE else last_minute.average(tick)
