"""Seeded participants: makers, noise traders and trend followers who keep the demo market alive.

Each security has its own generator and acts about once a second of market time, so that the cost of a tick follows
the market time it covers and never the number of ticks. All of it is integers and part of the state dump.
Participants keep the venue's rules by construction: prices on the tick and within the limits, lots, and no cancels
where a phase bans them; their orders go through the same books as the firm's.
"""

from collections import deque
from typing import Final, Protocol

from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import MarketTime, TradingDate
from tradehall.kernel.units import PRICE_SCALE, Price, Quantity
from tradehall.simulated_exchange.book import Order
from tradehall.simulated_exchange.paths import FINE, FairPath, scaled_gauss
from tradehall.simulated_exchange.prng import Prng, seed_of
from tradehall.simulated_exchange.security import Security
from tradehall.simulated_exchange.sessions import PHASE_RULES

FIRM: Final = 0
MAKER: Final = 1
NOISE: Final = 2
TREND: Final = 3

LADDER: Final = 7
"""Levels that the makers keep on each side."""
_LADDER_SLACK: Final = 4
_NOISE_LIVE_MAX: Final = 24
_CALL_LIVE_MAX: Final = 60
_NOISE_PER_ACT_MAX: Final = 10
_SECOND: Final = 1_000_000
_SIZES: Final = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 8, 10, 15, 20)
_ORDER_VALUE: Final = 12_000 * PRICE_SCALE
"""Value of a small order, in `Money`."""
_GRID_PPM: Final = 25
"""Makers of dear stocks space their levels by this share of the price, others by one tick."""


class MarketAccess(Protocol):
    """What the exchange lets participants do."""

    def enter_for(self, security: Security, *, owner: int, buy: bool, price: Price, qty: Quantity) -> Order:
        """Enter a limit order; it may be finished on return."""

    def cancel_for(self, security: Security, order: Order) -> None:
        """Take an order out."""


class Crowd:
    """All participants of one security on one day."""

    __slots__ = (
        "acted_at",
        "asks",
        "average",
        "base_qty",
        "bids",
        "credit",
        "fair",
        "grid",
        "next_at",
        "noise",
        "prng",
        "rate",
        "security",
        "spread",
    )

    def __init__(self, security: Security, prng: Prng, fair: FairPath) -> None:
        self.security = security
        self.prng = prng
        self.fair = fair
        self.bids: dict[Price, Order] = {}
        self.asks: dict[Price, Order] = {}
        self.noise: deque[tuple[MarketTime, Order]] = deque()
        self.acted_at: MarketTime = 0
        self.next_at: MarketTime = 0
        self.credit = 0
        self.average = fair.fine
        self.spread = self.grid = security.day.tick
        self.base_qty = self.rate = 1

    @classmethod
    def opening(cls, security: Security, seed: int, date: TradingDate) -> "Crowd":
        """A crowd for a new day; the same seed, date and security give the same crowd."""
        day = security.day
        prng = Prng(seed_of(seed, date, day.symbol))
        crowd = cls(security, prng, FairPath.opening(day, prng))
        character = Prng(seed_of(seed, day.symbol))  # Lasts over the days.
        crowd.spread = (1, 1, 1, 2, 2, 3)[character.below(6)] * day.tick
        crowd.grid = max(1, day.pre_close * _GRID_PPM // 1_000_000 // day.tick) * day.tick
        crowd.base_qty = max(1, _ORDER_VALUE * (2 + character.below(9)) // 4 // day.pre_close)
        crowd.rate = 400_000 + character.below(900_000)
        return crowd

    def act(self, at: MarketTime, market: MarketAccess) -> None:
        """Do what is due by `at`: move the fair price, quote, trade, and withdraw what is stale."""
        rule = PHASE_RULES[self.security.phase]
        if not rule.entry:
            return
        elapsed = at - self.acted_at
        self.acted_at = at
        self.next_at = at + _SECOND // 2 + self.prng.below(_SECOND)
        self._forget_finished()
        self.fair.advance(min(elapsed, 600 * _SECOND), self.prng)
        self.credit += min(elapsed * self.rate // _SECOND, _NOISE_PER_ACT_MAX * _SECOND)
        if rule.continuous:
            self._withdraw_stale(at, market)
            self._quote(market, cancel=True)
            self._trade(at, market)
        else:
            self._quote_call(at, market, cancel=rule.cancel)

    def wake(self, at: MarketTime) -> None:
        """A phase begins at `at`: time before it does not count, and the next act is due now."""
        self.acted_at = self.next_at = at

    def held(self) -> list[Order]:
        """Live orders of this crowd that it still watches."""
        orders = [*self.bids.values(), *self.asks.values(), *(order for _, order in self.noise)]
        return [order for order in orders if order.leaves]

    # Makers --------------------------------------------------------------------------------------

    def _quote(self, market: MarketAccess, *, cancel: bool) -> None:
        day, spread = self.security.day, self.spread
        best_bid = (self.fair.fine - spread * FINE // 2) // (FINE * day.tick) * day.tick
        best_ask = best_bid + spread
        reach = (LADDER + _LADDER_SLACK) * self.grid
        low, high = day.limit_down or day.tick, day.limit_up
        wanted_bids = _ladder(best_bid, -self.grid, low, high)
        wanted_asks = _ladder(best_ask, self.grid, low, high)
        if cancel:
            for orders, nearest, farthest in (
                (self.bids, best_bid, best_bid - reach),
                (self.asks, best_ask, best_ask + reach),
            ):
                near, far = min(nearest, farthest), max(nearest, farthest)
                for price in [price for price in orders if not near <= price <= far]:
                    market.cancel_for(self.security, orders.pop(price))
        for buy, orders, wanted in ((True, self.bids, wanted_bids), (False, self.asks, wanted_asks)):
            for level, price in enumerate(wanted):
                if price not in orders:
                    qty = self._size(2 + level // 2)
                    order = market.enter_for(self.security, owner=MAKER, buy=buy, price=price, qty=qty)
                    if order.leaves:
                        orders[price] = order

    # Noise and trend -----------------------------------------------------------------------------

    def _trade(self, at: MarketTime, market: MarketAccess) -> None:
        while self.credit >= _SECOND:
            self.credit -= _SECOND
            kind = self.prng.below(100)
            if kind < 48:  # noqa: PLR2004 -- shares of the order flow, in per cent
                self._take(market, NOISE, at, buy=self._leans_to_buy(), sizes=1)
            elif kind < 54:  # noqa: PLR2004
                self._follow_trend(at, market)
            elif kind < 88:  # noqa: PLR2004
                self._rest_inside(at, market)
            elif self.noise:
                market.cancel_for(self.security, self.noise.popleft()[1])

    def _leans_to_buy(self) -> bool:
        """Noise buys more often below the fair price and sells more often above it."""
        last = self.security.last * FINE or self.fair.fine
        lean = (self.fair.fine - last) * 10_000 // self.fair.fine
        return self.prng.below(100) < min(max(50 + lean, 20), 80)

    def _follow_trend(self, at: MarketTime, market: MarketAccess) -> None:
        """Trend followers buy what has risen above its moving average and sell what has fallen below it."""
        last = self.security.last * FINE or self.fair.fine
        gap = last - self.average
        self.average += gap // 20
        if abs(gap) * 2_000 > last:
            self._take(market, TREND, at, buy=gap > 0, sizes=2)

    def _take(self, market: MarketAccess, owner: int, at: MarketTime, *, buy: bool, sizes: int) -> None:
        """A marketable order at the best opposite price or a tick beyond it; its rest stays for a short while."""
        book, day = self.security.book, self.security.day
        best = book.asks.best() if buy else book.bids.best()
        if not best:
            return
        beyond = day.tick if self.prng.below(4) == 0 else 0
        price = self._within_limits(best + beyond if buy else best - beyond)
        order = market.enter_for(self.security, owner=owner, buy=buy, price=price, qty=self._size(sizes))
        self._watch(order, at + 3 * _SECOND, market)

    def _rest_inside(self, at: MarketTime, market: MarketAccess) -> None:
        """A patient order near the touch that never crosses it."""
        security = self.security
        tick, book = security.day.tick, security.book
        buy = self.prng.below(2) == 0
        bid, ask = book.bids.best(), book.asks.best()
        shift = (self.prng.below(5) - 1) * tick
        if buy:
            price = min((bid or self.fair.price // tick * tick) - shift, ask - tick if ask else security.day.limit_up)
        else:
            price = max((ask or self.fair.price // tick * tick) + shift, bid + tick if bid else 0)
        if price <= 0 or price != self._within_limits(price):
            return
        order = market.enter_for(security, owner=NOISE, buy=buy, price=price, qty=self._size(1))
        self._watch(order, at + (10 + self.prng.below(60)) * _SECOND, market)

    def _watch(self, order: Order, until: MarketTime, market: MarketAccess) -> None:
        if order.leaves:
            self.noise.append((until, order))
            if len(self.noise) > _NOISE_LIVE_MAX and PHASE_RULES[self.security.phase].cancel:
                market.cancel_for(self.security, self.noise.popleft()[1])

    # Call auctions -------------------------------------------------------------------------------

    def _quote_call(self, at: MarketTime, market: MarketAccess, *, cancel: bool) -> None:
        """Interest of a call: a ladder around the fair price and orders on both sides that overlap near it."""
        if cancel or not self.bids:
            self._quote(market, cancel=cancel)
        security = self.security
        tick = security.day.tick
        width = max(self.fair.fine * self.fair.volatility // 1_000_000 // 6, 2 * tick * FINE)
        while self.credit >= 3 * _SECOND:
            self.credit -= 3 * _SECOND
            if len(self.noise) >= _CALL_LIVE_MAX:
                continue
            buy = self.prng.below(2) == 0
            wish = self.fair.fine + scaled_gauss(self.prng, width)
            price = self._within_limits(wish // (FINE * tick) * tick)
            order = market.enter_for(security, owner=NOISE, buy=buy, price=price, qty=self._size(2))
            self.noise.append((at + (900 + self.prng.below(900)) * _SECOND, order))

    # Common to all -------------------------------------------------------------------------------

    def _forget_finished(self) -> None:
        for orders in (self.bids, self.asks):
            for price in [price for price, order in orders.items() if not order.leaves]:
                del orders[price]
        if any(not order.leaves for _, order in self.noise):
            self.noise = deque([each for each in self.noise if each[1].leaves])

    def _withdraw_stale(self, at: MarketTime, market: MarketAccess) -> None:
        stale = [order for until, order in self.noise if until <= at]
        if not stale:
            return
        for order in stale:
            market.cancel_for(self.security, order)
        self.noise = deque([each for each in self.noise if each[1].leaves])

    def _size(self, multiple: int) -> Quantity:
        """A quantity that keeps the lot rule: mostly small, sometimes large."""
        day = self.security.day
        wish = self.base_qty * _SIZES[self.prng.below(16)] * multiple // 2
        return min(max(wish // 100 * 100, day.min_qty, 100), day.max_limit_qty)

    def _within_limits(self, price: Price) -> Price:
        day = self.security.day
        price = max(price, day.limit_down or day.tick)
        return min(price, day.limit_up) if day.limit_up else price


def _ladder(best: Price, step: Price, low: Price, high: Price) -> list[Price]:
    """Prices from `best` outwards: the touch, then points of the grid, within the limits (`high` 0: none)."""
    grid = abs(step)
    second = (best - 1) // grid * grid if step < 0 else best // grid * grid + grid
    prices = [best, *(second + index * step for index in range(LADDER - 1))]
    return [price for price in prices if price >= low and (not high or price <= high)]


def takes_part(day: InstrumentDay) -> bool:
    """Whether participants trade this security today."""
    return day.tradable and not day.suspended and day.pre_close > 0
