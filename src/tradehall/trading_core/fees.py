"""Fees of orders and fills (fees-and-clearing 1).

Every item is a function of the order's turnover so far: `round_half_up(turnover × rate)` to one fen, the commission
not below its minimum. A fill is charged the function after it less the function before it (1.3, item 3), for every
item, as brokers round on the order's sum. So the fills of an order together cost exactly what one fill of the same
turnover costs, the freeze is made with the same function, and nothing goes short by rounding (13a). What the depository
rounds fill by fill is `depository_fees`; clearing books the difference as `fee_rounding` (1.3, item 5).
"""

from typing import Final, NamedTuple

from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Board, SecurityClass, Side, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import TradingDate
from tradehall.kernel.rounding import div_down
from tradehall.kernel.units import FEN, RATE_SCALE, Money, Price, Quantity, Rate, fee
from tradehall.trading_core.dated_rows import DatedTable
from tradehall.trading_core.fee_tables import FEE_ROWS, STOCK_PLAN

FEES: Final = DatedTable(FEE_ROWS)

_FEN_OF_RATE: Final = RATE_SCALE * FEN
_TWO_FEN_OF_RATE: Final = 2 * _FEN_OF_RATE


class FeeRates:
    """Rates of one kind of security on one day; made once a day, read for every order."""

    __slots__ = (
        "cap",
        "commission_free",
        "handling",
        "minimum_cap",
        "regulatory",
        "stamp_buy",
        "stamp_sell",
        "stock_plan",
        "transfer",
    )

    def __init__(self, venue: Venue, board: Board, sec_class: SecurityClass, date: TradingDate) -> None:
        def rate(parameter: str) -> int:
            return FEES.value(venue, board, sec_class, parameter, date)

        self.stock_plan: bool = rate("plan") == STOCK_PLAN
        self.commission_free: bool = rate("commission_free") != 0
        self.cap: int = rate("commission_cap")
        self.minimum_cap: int = rate("commission_minimum_cap")
        self.stamp_buy: int = rate("stamp_buy")
        self.stamp_sell: int = rate("stamp_sell")
        self.transfer: int = rate("transfer")
        self.handling: int = rate("handling")
        self.regulatory: int = rate("regulatory")


class FeeBreakdown(NamedTuple):
    """Fees by item. `handling` and `regulatory` are part of `commission` when `statutory_inside`."""

    commission: Money
    stamp_duty: Money
    transfer: Money
    handling: Money
    regulatory: Money
    statutory_inside: bool
    total: Money
    """What the client pays."""


class OrderPreview(NamedTuple):
    """What an order would cost or bring if it filled whole at its price."""

    amount: Money
    fees: FeeBreakdown
    net: Money
    """Cash that moves: `amount + fees` leaves for a buy, `amount - fees` comes for a sell (may be negative)."""
    freeze: Money
    """Cash that is frozen when the order is accepted; 0 for a sell."""


def _fee(amount: Money, rate: Rate) -> Money:
    """`kernel.units.fee` of an amount that is not negative, in one expression: it runs several times an order."""
    return (2 * amount * rate + _FEN_OF_RATE) // _TWO_FEN_OF_RATE * FEN


def commission_target(plan: CommissionPlan, rates: FeeRates, amount: Money) -> Money:
    """Commission of an order with turnover `amount`: rate, cap and minimum (1.3, items 2 and 4); 0 before any turnover.

    The cap counts handling and regulatory fee in; the minimum wins over the cap for small trades.
    """
    if amount == 0 or rates.commission_free:
        return 0
    if rates.stock_plan:
        rate, minimum = plan.stock_rate, plan.stock_minimum
    else:
        rate, minimum = plan.fund_rate, plan.fund_minimum
    cap = rates.cap
    if not plan.includes_statutory:
        cap = max(0, cap - rates.handling - rates.regulatory)
    commission = div_down(amount * cap, RATE_SCALE * FEN) * FEN if rate >= cap else _fee(amount, rate)
    if rates.minimum_cap and minimum > rates.minimum_cap:
        minimum = rates.minimum_cap
    return minimum if minimum > commission else commission  # noqa: FURB136 -- `max` costs twice that, for every order


def estimate(plan: CommissionPlan, rates: FeeRates, *, buy: bool, amount: Money) -> Money:
    """Fees that an order with turnover `amount` pays in all; the freeze is `amount` plus this (section 3)."""
    total = commission_target(plan, rates, amount)
    stamp = rates.stamp_buy if buy else rates.stamp_sell
    if stamp:
        total += _fee(amount, stamp)
    if rates.transfer:
        total += _fee(amount, rates.transfer)
    if not plan.includes_statutory:
        total += _fee(amount, rates.handling) + _fee(amount, rates.regulatory)
    return total


def _fee_between(before: Money, after: Money, rate: Rate) -> Money:
    """Fee of the turnover `after` less that of `before`, without the work where there is nothing to charge."""
    if not rate:
        return 0
    return _fee(after, rate) - _fee(before, rate) if before else _fee(after, rate)


def fees_of(
    plan: CommissionPlan, rates: FeeRates, *, buy: bool, amount_before: Money, amount_after: Money
) -> FeeBreakdown:
    """Fees of the fill that took an order's turnover from `amount_before` to `amount_after` (1.3, item 3).

    No item is ever negative, because every item grows with the turnover.
    """
    commission = commission_target(plan, rates, amount_after)
    if amount_before:
        commission -= commission_target(plan, rates, amount_before)
    stamp = _fee_between(amount_before, amount_after, rates.stamp_buy if buy else rates.stamp_sell)
    transfer = _fee_between(amount_before, amount_after, rates.transfer)
    handling = _fee_between(amount_before, amount_after, rates.handling)
    regulatory = _fee_between(amount_before, amount_after, rates.regulatory)
    inside = plan.includes_statutory
    total = commission + stamp + transfer
    if not inside:
        total += handling + regulatory
    return FeeBreakdown(commission, stamp, transfer, handling, regulatory, inside, total)


def depository_fees(
    *, venue: Venue, board: Board, sec_class: SecurityClass, date: TradingDate, side: Side, amount: Money
) -> FeeBreakdown:
    """Statutory items of one fill as the depository rounds them, record by record; no commission (1.3, item 5)."""
    rates = FeeRates(venue, board, sec_class, date)
    stamp = fee(amount, rates.stamp_buy if side == Side.BUY else rates.stamp_sell)
    transfer = fee(amount, rates.transfer)
    handling = fee(amount, rates.handling)
    regulatory = fee(amount, rates.regulatory)
    return FeeBreakdown(0, stamp, transfer, handling, regulatory, False, stamp + transfer + handling + regulatory)


def preview(
    plan: CommissionPlan, instrument: InstrumentDay, side: Side, price: Price, qty: Quantity, date: TradingDate
) -> OrderPreview:
    """What the order ticket shows before sending: equal to the fen to what a single fill at `price` is charged."""
    rates = FeeRates(instrument.venue, instrument.board, instrument.sec_class, date)
    amount = price * qty
    buy = side == Side.BUY
    fees = fees_of(plan, rates, buy=buy, amount_before=0, amount_after=amount)
    if buy:
        return OrderPreview(amount, fees, amount + fees.total, amount + fees.total)
    return OrderPreview(amount, fees, amount - fees.total, 0)
