"""The venue's own checks of an order 申报检查 (trading-rules 3, 4, 5, 8).

The venue does not know what a client holds or may spend; those are the counter's checks. Order types are rows of
`ORDER_TYPES`: a new one is a row there and a residue rule, nothing else.
"""

from typing import Final, NamedTuple

from tradehall.contracts.enums import OrderType, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.results import ResultCode
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import Price, Quantity
from tradehall.simulated_exchange.sessions import PhaseRule


class OrderTypeRule(NamedTuple):
    """Where an order type is allowed. `rests` says that what is not filled at once stays in the book."""

    venues: frozenset[Venue]
    in_call: bool
    in_continuous: bool
    caged: bool
    rests: bool


ORDER_TYPES: Final[dict[OrderType, OrderTypeRule]] = {
    OrderType.LIMIT: OrderTypeRule(frozenset(Venue), in_call=True, in_continuous=True, caged=True, rests=True),
}

NO_REFUSAL: Final = ResultCode.OK


class Touch(NamedTuple):
    """The prices that the cage looks at; 0 where there is none."""

    best_bid: Price
    best_ask: Price
    last: Price


def phase_refusal(rule: PhaseRule, venue: Venue, order_type: OrderType) -> ResultCode:
    """Whether this phase takes this order type."""
    type_rule = ORDER_TYPES.get(order_type)
    if type_rule is None or venue not in type_rule.venues:
        return ResultCode.ORDER_TYPE_NOT_ALLOWED
    if not rule.entry:
        return ResultCode.PHASE_NOT_ACCEPTING
    if (rule.call and not type_rule.in_call) or (rule.continuous and not type_rule.in_continuous):
        return ResultCode.ORDER_TYPE_NOT_ALLOWED
    return NO_REFUSAL


def quantity_refusal(day: InstrumentDay, *, buy: bool, qty: Quantity) -> ResultCode:
    """Lot rule as far as a venue can see it: a sell may be the odd rest of a holding (trading-rules 3)."""
    if qty <= 0 or (buy and qty < day.min_qty):
        return ResultCode.QUANTITY_TOO_SMALL
    if buy and qty % day.step_qty:
        return ResultCode.QUANTITY_NOT_IN_LOTS
    if qty > day.max_limit_qty:
        return ResultCode.QUANTITY_TOO_LARGE
    return NO_REFUSAL


def price_refusal(day: InstrumentDay, price: Price) -> ResultCode:
    """Tick and daily limits; `limit_up == 0` means a day without limits."""
    if price <= 0:
        return ResultCode.PRICE_NOT_POSITIVE
    if price % day.tick:
        return ResultCode.PRICE_OFF_TICK
    if day.limit_up and price > day.limit_up:
        return ResultCode.PRICE_ABOVE_LIMIT
    if day.limit_up and price < day.limit_down:
        return ResultCode.PRICE_BELOW_LIMIT
    return NO_REFUSAL


def cage_refusal(day: InstrumentDay, *, buy: bool, price: Price, touch: Touch) -> ResultCode:
    """Price cage 有效申报价格范围 of limit orders in the continuous phase (trading-rules 5).

    A buy may not exceed its reference (best ask, best bid, last, previous close: the first that exists) by more than
    the cage, a sell mirrors it from the best bid. Without any reference the cage does not apply.
    """
    if not day.cage_bp:
        return NO_REFUSAL
    chain = (
        (touch.best_ask, touch.best_bid, touch.last, day.pre_close)
        if buy
        else (touch.best_bid, touch.best_ask, touch.last, day.pre_close)
    )
    reference = next((each for each in chain if each), 0)
    if not reference:
        return NO_REFUSAL
    lower, upper = cage_bounds(day, reference)
    outside = price > upper if buy else price < lower
    return ResultCode.PRICE_OUTSIDE_CAGE if outside else NO_REFUSAL


def cage_bounds(day: InstrumentDay, reference: Price) -> tuple[Price, Price]:
    """The lowest sell and the highest buy that the cage allows around `reference`, rounded half up to the tick."""
    lower = div_half_up(reference * (10_000 - day.cage_bp), 10_000 * day.tick) * day.tick
    upper = div_half_up(reference * (10_000 + day.cage_bp), 10_000 * day.tick) * day.tick
    return min(lower, reference - day.cage_min), max(upper, reference + day.cage_min)
