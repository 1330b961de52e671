"""The reference book: price-time priority written to be read, not to be fast.

One list of orders in time order and a `min` for every decision. The fast book must give the same matches; both are
tested under one test base and against each other with random orders.
"""

from tradehall.kernel.units import Price, Quantity
from tradehall.simulated_exchange.book import Match, Order


class ReferenceBook:
    """Same promises as `book.Book`."""

    def __init__(self) -> None:
        self.resting: list[Order] = []

    @property
    def orders(self) -> dict[int, Order]:
        return {order.number: order for order in self.resting}

    def depth(self, *, buy: bool, count: int) -> tuple[tuple[Price, Quantity], ...]:
        """Up to `count` levels of a side as `(price, quantity)`, best first."""
        side = [order for order in self.resting if order.buy == buy]
        prices = sorted({order.price for order in side}, reverse=buy)[:count]
        return tuple((price, sum(order.leaves for order in side if order.price == price)) for price in prices)

    def add(self, order: Order) -> None:
        self.resting.append(order)

    def cancel(self, order: Order) -> Quantity:
        if order not in self.resting:
            return 0
        left = order.leaves
        order.leaves = 0
        self.resting.remove(order)
        return left

    def match(self, taker: Order) -> list[Match]:
        matches: list[Match] = []
        while taker.leaves:
            maker = self._best(buy=not taker.buy)
            if maker is None or (maker.price > taker.price if taker.buy else maker.price < taker.price):
                break
            traded = min(taker.leaves, maker.leaves)
            taker.leaves -= traded
            self._fill(maker, traded)
            matches.append((maker, traded))
        return matches

    def cross(self, volume: Quantity) -> list[tuple[Order, Order, Quantity]]:
        pairs: list[tuple[Order, Order, Quantity]] = []
        while volume:
            buy, sell = self._best(buy=True), self._best(buy=False)
            if buy is None or sell is None:
                raise ValueError("the volume of a call auction exceeds what a side holds")
            traded = min(volume, buy.leaves, sell.leaves)
            volume -= traded
            self._fill(buy, traded)
            self._fill(sell, traded)
            pairs.append((buy, sell, traded))
        return pairs

    def _best(self, *, buy: bool) -> Order | None:
        """The order with priority: best price, then first in time; `min` keeps the first of equals."""
        side = [order for order in self.resting if order.buy == buy]
        return min(side, key=lambda order: -order.price if buy else order.price, default=None)

    def _fill(self, order: Order, traded: Quantity) -> None:
        order.leaves -= traded
        if not order.leaves:
            self.resting.remove(order)
