"""Call auction 集合竞价: the price at which most is traded (trading-rules 7; SSE 2026 3.6.2, SZSE 2026 3.6.3).

With B(p) the buys at p or above, A(p) the sells at p or below and V(p) the smaller of them, a price qualifies when
(1) V(p) is the largest and not 0, (2) every buy above p and every sell below p is filled, (3) at p one side is filled.
Of those, the ones with the least |B(p) - A(p)|; Shanghai takes their middle, Shenzhen and Beijing the one nearest to a
reference price.

B and A change only at order prices, so the ticks are cut into segments: each order price is one, and the ticks
between two of them are another, on which B and A are constant.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tradehall.contracts.enums import Venue
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import Price, Quantity


class CallResult(NamedTuple):
    """Outcome of a call auction. `unmatched` > 0 is what buyers, < 0 what sellers have left at the price."""

    price: Price
    volume: Quantity
    unmatched: Quantity


class _Segment(NamedTuple):
    low: Price
    high: Price
    bought: Quantity
    sold: Quantity


def call_auction(
    bids: Iterable[tuple[Price, Quantity]],
    asks: Iterable[tuple[Price, Quantity]],
    *,
    tick: Price,
    reference: Price,
    venue: Venue,
) -> CallResult | None:
    """The price, the volume and what stays unmatched; None when nothing can trade.

    `bids` and `asks` are levels `(price, quantity)` in any order, prices in multiples of `tick`. `reference` is the
    shown previous close in the opening call and the last price in the closing call (0: not known; then the middle).
    """
    segments = _segments(dict(bids), dict(asks), tick)
    volume = max((min(each.bought, each.sold) for each in segments), default=0)
    if volume == 0:
        return None
    last = len(segments) - 1
    fit = [
        each
        for index, each in enumerate(segments)
        if min(each.bought, each.sold) == volume
        and (index == last or segments[index + 1].bought <= volume)
        and (index == 0 or segments[index - 1].sold <= volume)
    ]
    least = min(abs(each.bought - each.sold) for each in fit)
    fit = [each for each in fit if abs(each.bought - each.sold) == least]
    price = _choose(fit[0].low, fit[-1].high, tick=tick, reference=reference, venue=venue)
    chosen = next(each for each in fit if each.low <= price <= each.high)
    return CallResult(price, volume, chosen.bought - chosen.sold)


def _choose(low: Price, high: Price, *, tick: Price, reference: Price, venue: Venue) -> Price:
    """The qualifying prices are one unbroken interval, so "nearest to the reference" is a clip (trading-rules 7)."""
    if venue == Venue.SSE or reference == 0:
        return div_half_up(low + high, 2 * tick) * tick
    return min(max(reference, low), high)


def _segments(bids: dict[Price, Quantity], asks: dict[Price, Quantity], tick: Price) -> list[_Segment]:
    if not bids or not asks:
        return []
    bought, sold = sum(bids.values()), 0
    segments: list[_Segment] = []
    above: Price = 0
    for price in sorted(bids.keys() | asks.keys()):
        if above and above < price:
            segments.append(_Segment(above, price - tick, bought, sold))
        sold += asks.get(price, 0)
        segments.append(_Segment(price, price, bought, sold))
        bought -= bids.get(price, 0)
        above = price + tick
    return segments
