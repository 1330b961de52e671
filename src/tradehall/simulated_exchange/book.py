"""The fast price-time book (trading-rules 8): price priority, then time of acceptance; the resting order's price.

Each side keeps its levels in a dict and its prices in one sorted list whose last element is the best, so that the
best price is looked up and dropped at the end of the list. A cancelled order stays in its level's queue with
`leaves == 0` until it is met or until dead orders outnumber live ones; nothing is searched.
During a call auction the book may stand crossed: `add` never matches.
"""

from bisect import bisect_left, insort
from collections import deque
from typing import Final

from tradehall.kernel.units import Price, Quantity

_DEAD_SLACK: Final = 16


class Order:
    """An order in a book. `owner` 0 is the firm, whose order number is `ref`; others are participants."""

    __slots__ = ("buy", "leaves", "number", "owner", "price", "qty", "ref")

    def __init__(self, number: int, owner: int, ref: int, buy: bool, price: Price, qty: Quantity) -> None:
        self.number = number
        self.owner = owner
        self.ref = ref
        self.buy = buy
        self.price = price
        self.qty = qty
        self.leaves = qty


Match = tuple[Order, Quantity]
"""A resting order and how much of it traded, at its own price."""


class Level:
    """One price: the queue in time order, its live quantity and its live orders."""

    __slots__ = ("live", "orders", "qty")

    def __init__(self) -> None:
        self.qty = 0
        self.live = 0
        self.orders: deque[Order] = deque()


class BookSide:
    """One side. Prices are held times `sign` (+1 bids, -1 asks), so that the best is always the largest."""

    __slots__ = ("keys", "levels", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.keys: list[int] = []
        self.levels: dict[int, Level] = {}

    def best(self) -> Price:
        """The best price, 0 when the side is empty."""
        return self.sign * self.keys[-1] if self.keys else 0

    def depth(self, count: int) -> tuple[tuple[Price, Quantity], ...]:
        """Up to `count` levels as `(price, quantity)`, best first."""
        sign, levels = self.sign, self.levels
        return tuple([(sign * key, levels[key].qty) for key in self.keys[: -count - 1 : -1]])

    def insert(self, order: Order) -> None:
        """Queue `order` last at its price."""
        key = self.sign * order.price
        level = self.levels.get(key)
        if level is None:
            level = self.levels[key] = Level()
            insort(self.keys, key)
        level.orders.append(order)
        level.qty += order.leaves
        level.live += 1

    def remove(self, order: Order) -> None:
        """Take a live order out; its `leaves` become 0."""
        key = self.sign * order.price
        level = self.levels[key]
        level.qty -= order.leaves
        level.live -= 1
        order.leaves = 0
        if level.qty == 0:
            del self.levels[key]
            del self.keys[bisect_left(self.keys, key)]
        elif len(level.orders) > 2 * level.live + _DEAD_SLACK:
            level.orders = deque([each for each in level.orders if each.leaves])

    def take(self, key: int, wanted: Quantity) -> list[Match]:
        """Trade up to `wanted` at level `key` in time order; the level goes when it is empty."""
        level = self.levels[key]
        queue = level.orders
        taken: list[Match] = []
        while wanted and queue:
            maker = queue[0]
            available = maker.leaves
            if available <= wanted:
                queue.popleft()
                if not available:
                    continue  # Cancelled earlier.
                traded = available
                maker.leaves = 0
                level.live -= 1
            else:
                traded = wanted
                maker.leaves = available - wanted
            wanted -= traded
            level.qty -= traded
            taken.append((maker, traded))
        if level.qty == 0:
            del self.levels[key]
            self.keys.pop()
        return taken


class Book:
    """Both sides of one security and its live orders by number."""

    __slots__ = ("asks", "bids", "orders")

    def __init__(self) -> None:
        self.bids = BookSide(1)
        self.asks = BookSide(-1)
        self.orders: dict[int, Order] = {}

    def add(self, order: Order) -> None:
        """Rest what is left of `order`, without matching."""
        (self.bids if order.buy else self.asks).insert(order)
        self.orders[order.number] = order

    def cancel(self, order: Order) -> Quantity:
        """Take an order out; returns the quantity cancelled, 0 when it is finished."""
        left = order.leaves
        if left:
            (self.bids if order.buy else self.asks).remove(order)
            del self.orders[order.number]
        return left

    def match(self, taker: Order) -> list[Match]:
        """Trade `taker` against the other side as far as its price reaches; the rest of it is not added."""
        side = self.asks if taker.buy else self.bids
        reach = side.sign * taker.price
        keys, orders = side.keys, self.orders
        matches: list[Match] = []
        while taker.leaves and keys and keys[-1] >= reach:
            for match in side.take(keys[-1], taker.leaves):
                maker, traded = match
                taker.leaves -= traded
                if not maker.leaves:
                    del orders[maker.number]
                matches.append(match)
        return matches

    def cross(self, volume: Quantity) -> list[tuple[Order, Order, Quantity]]:
        """Trade `volume` between the best of both sides, price then time, as a call auction does."""
        buys, sells = self._drain(self.bids, volume), self._drain(self.asks, volume)
        pairs: list[tuple[Order, Order, Quantity]] = []
        i = j = buy_left = sell_left = 0
        while volume:
            buy_left = buy_left or buys[i][1]
            sell_left = sell_left or sells[j][1]
            traded = min(buy_left, sell_left)
            pairs.append((buys[i][0], sells[j][0], traded))
            buy_left -= traded
            sell_left -= traded
            volume -= traded
            i += not buy_left
            j += not sell_left
        return pairs

    def _drain(self, side: BookSide, volume: Quantity) -> list[Match]:
        taken: list[Match] = []
        while volume:
            for match in side.take(side.keys[-1], volume):
                volume -= match[1]
                if not match[0].leaves:
                    del self.orders[match[0].number]
                taken.append(match)
        return taken
