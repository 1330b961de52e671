"""Identities and checks of the counter, as functions of plain values (fees-and-clearing 2 to 4, trading-rules 3)."""

from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.events import CashChanged, PositionChanged
from tradehall.kernel.results import ResultCode
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import FEN, PRICE_SCALE, RATE_SCALE, Money, Price, Quantity
from tradehall.trading_core.fees import FeeRates, estimate
from tradehall.trading_core.state import Instrument

# Results as plain integers: a comparison of integers costs a third of a look-up in the enumeration.
OK = int(ResultCode.OK)
QUANTITY_TOO_SMALL = int(ResultCode.QUANTITY_TOO_SMALL)
QUANTITY_NOT_IN_LOTS = int(ResultCode.QUANTITY_NOT_IN_LOTS)
ODD_LOT_NOT_WHOLE = int(ResultCode.ODD_LOT_NOT_WHOLE)
INSUFFICIENT_SHARES = int(ResultCode.INSUFFICIENT_SHARES)
BOUGHT_TODAY_NOT_SELLABLE = int(ResultCode.BOUGHT_TODAY_NOT_SELLABLE)


def available_cash(cash: CashChanged) -> Money:
    """Cash that an order may use: sale proceeds of today included (section 2)."""
    return cash.balance - cash.frozen_order - cash.frozen_other - cash.bought_today + cash.sold_today


def withdrawable_cash(cash: CashChanged) -> Money:
    """Cash that may leave the firm: sale proceeds of today only from the next day (section 2)."""
    used = cash.frozen_order + cash.bought_today - cash.sold_today
    settled = cash.balance - cash.frozen_other - max(0, used)
    return max(0, min(available_cash(cash), settled))


def held(position: PositionChanged) -> Quantity:
    """Everything held now, bought today included."""
    return position.qty_last + position.buy_today - position.sell_today


def sellable(position: PositionChanged, settle_days: int) -> Quantity:
    """Quantity that may be sold now: T+1 leaves out what was bought today (section 2)."""
    settled = position.qty_last - position.sell_today - position.frozen_sell - position.frozen_other
    return settled if settle_days else settled + position.buy_today


def buy_quantity_result(instrument: Instrument, qty: Quantity) -> int:
    """Whether a buy quantity follows minimum and step (trading-rules 3)."""
    if qty < instrument.min_qty:
        return QUANTITY_TOO_SMALL if instrument.step_qty == 1 or qty <= 0 else QUANTITY_NOT_IN_LOTS
    return QUANTITY_NOT_IN_LOTS if qty % instrument.step_qty else OK


def sell_quantity_result(instrument: Instrument, position: PositionChanged | None, qty: Quantity) -> int:
    """Whether a sell quantity is there and follows the odd-lot rule (trading-rules 3 and 9)."""
    if position is None:
        return INSUFFICIENT_SHARES
    ready = sellable(position, instrument.settle_days)
    if qty > ready:
        return BOUGHT_TODAY_NOT_SELLABLE if qty <= sellable(position, 0) else INSUFFICIENT_SHARES
    step = instrument.step_qty
    if step == 1:
        if qty >= instrument.min_qty or qty == ready:
            return OK
        return QUANTITY_TOO_SMALL if ready >= instrument.min_qty else ODD_LOT_NOT_WHOLE
    odd = qty % step
    return ODD_LOT_NOT_WHOLE if odd and odd != ready % step else OK


def remaining_freeze(
    *,
    plan: CommissionPlan,
    rates: FeeRates,
    freeze_price: Price,
    leaves: Quantity,
    cum_amount: Money,
    fees_charged: Money,
    frozen: Money,
) -> Money:
    """Freeze of a partly filled buy (section 3); it only ever falls."""
    if leaves == 0:
        return 0
    rest = freeze_price * leaves
    fees_left = estimate(plan, rates, buy=True, amount=cum_amount + rest) - fees_charged
    return min(frozen, rest + max(0, fees_left))


def cost_after_sale(cost: Money, held_before: Quantity, sold: Quantity) -> Money:
    """Holding cost of what is left after a sale: the unit cost stays (section 4); an empty position costs 0."""
    left = held_before - sold
    return div_half_up(cost * left, held_before) if left else 0


def unit_cost(cost: Money, qty: Quantity) -> Price:
    """Cost of one share, half up to 1/10,000 yuan; 0 where nothing is held."""
    return div_half_up(cost, qty) if qty else 0


def break_even_price(plan: CommissionPlan, rates: FeeRates, *, cost: Money, qty: Quantity) -> Price:
    """Price at which selling all of `qty` brings back `cost` after fees (保本价, section 4), half up to 1/10,000 yuan.

    Solves `p × q - fees(p × q) = cost` with unrounded proportional fees, by the commission's rate or its minimum,
    whichever is dearer. A cost that profits have already paid back gives 0.
    """
    if qty <= 0 or cost <= 0:
        return 0
    rate, minimum = (plan.stock_rate, plan.stock_minimum) if rates.stock_plan else (plan.fund_rate, plan.fund_minimum)
    if rates.commission_free:
        rate, minimum = 0, 0
    levies = rates.stamp_sell + rates.transfer
    if not plan.includes_statutory:
        levies += rates.handling + rates.regulatory
    with_minimum = div_half_up((cost + minimum) * RATE_SCALE, (RATE_SCALE - levies) * qty)
    with_rate = div_half_up(cost * RATE_SCALE, (RATE_SCALE - levies - rate) * qty)
    return max(with_minimum, with_rate)


def is_whole_fen(amount: Money) -> bool:
    """Whether an amount can be paid: cash moves in fen."""
    return amount % FEN == 0


def is_plan_sound(plan: CommissionPlan) -> bool:
    """Whether a commission plan can be charged: rates from 0 to 1 %, minimums of whole fen up to 1,000 yuan."""
    rates_sound = 0 <= plan.stock_rate <= RATE_SCALE // 100 and 0 <= plan.fund_rate <= RATE_SCALE // 100
    minimums_sound = all(
        0 <= minimum <= 1_000 * PRICE_SCALE and is_whole_fen(minimum)
        for minimum in (plan.stock_minimum, plan.fund_minimum)
    )
    return rates_sound and minimums_sound
