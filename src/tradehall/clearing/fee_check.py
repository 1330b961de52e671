"""Fees worked out a second time from the dated tables, order by order (fees-and-clearing 1.3; end of day, step 6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tradehall.clearing.checks import compare, money_total
from tradehall.clearing.contracts import CheckResult, Subject
from tradehall.clearing.entries import charged, market_of
from tradehall.clearing.errors import DayNotReadyError
from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Side
from tradehall.contracts.events import OrderFilled
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import OrderId, Symbol, TradingDate
from tradehall.kernel.units import Money, format_money
from tradehall.trading_core.facade import FeeRates, depository_fees, fees_of

FeeItems = tuple[Money, Money, Money, Money, Money, Money]
"""Commission, stamp duty, transfer, handling, regulatory, and what the client pays."""


def fees_by_order(fills: Iterable[OrderFilled]) -> dict[OrderId, FeeItems]:
    """Charged fees of each order, by item."""
    sums: dict[OrderId, list[Money]] = defaultdict(lambda: [0] * 6)
    for fill in fills:
        items = (fill.commission, fill.stamp_duty, fill.transfer, fill.handling, fill.regulatory, charged(fill))
        sums[fill.order_id] = [a + b for a, b in zip(sums[fill.order_id], items, strict=True)]
    return {order_id: _items(values) for order_id, values in sums.items()}


def expected_by_order(
    date: TradingDate,
    fills: Iterable[OrderFilled],
    *,
    plans: Mapping[OrderId, CommissionPlan],
    instruments: Mapping[Symbol, InstrumentDay],
) -> dict[OrderId, FeeItems]:
    """Fees of each order from its plan, its turnover and the tables of the date.

    Raises `DayNotReadyError` when an order has no plan or its security is not in the static file of the date.
    """
    turnover: dict[OrderId, Money] = defaultdict(int)
    first: dict[OrderId, OrderFilled] = {}
    for fill in fills:
        turnover[fill.order_id] += fill.price * fill.qty
        first.setdefault(fill.order_id, fill)
    expected: dict[OrderId, FeeItems] = {}
    for order_id, amount in turnover.items():
        fill = first[order_id]
        instrument = instruments.get(fill.symbol)
        plan = plans.get(order_id)
        if instrument is None or plan is None:
            raise DayNotReadyError(f"order {order_id} of {fill.symbol} has no static file or no commission plan")
        rates = FeeRates(instrument.venue, instrument.board, instrument.sec_class, date)
        fees = fees_of(plan, rates, buy=fill.side == Side.BUY, amount_before=0, amount_after=amount)
        expected[order_id] = (
            fees.commission,
            fees.stamp_duty,
            fees.transfer,
            fees.handling,
            fees.regulatory,
            fees.total,
        )
    return expected


def fee_check(
    date: TradingDate,
    fills: Iterable[OrderFilled],
    *,
    plans: Mapping[OrderId, CommissionPlan],
    instruments: Mapping[Symbol, InstrumentDay],
) -> CheckResult:
    """Charged fees against the tables, by order and item."""
    known = list(fills)
    return compare(
        "fees_equal_tables",
        ("charged", "dated_tables"),
        fees_by_order(known),
        expected_by_order(date, known, plans=plans, instruments=instruments),
        words=lambda items: "/".join(format_money(item) for item in items),
        total=lambda rows: money_total(items[5] for items in rows),
    )


def rounding_by_market(
    date: TradingDate, fills: Iterable[OrderFilled], *, instruments: Mapping[Symbol, InstrumentDay]
) -> dict[tuple[str, Subject], Money]:
    """What the depository asks beyond what was charged, by market and payable (1.3, item 5: `fee_rounding`).

    It rounds every fill, the counter rounds the order's sum; the difference is the house's, in either direction.
    """
    sums: dict[tuple[str, Subject], Money] = defaultdict(int)
    for fill in fills:
        instrument = instruments[fill.symbol]
        asked = depository_fees(
            venue=instrument.venue,
            board=instrument.board,
            sec_class=instrument.sec_class,
            date=date,
            side=fill.side,
            amount=fill.amount,
        )
        market = market_of(fill.symbol)
        sums[market, Subject.STAMP_PAYABLE] += asked.stamp_duty - fill.stamp_duty
        sums[market, Subject.TRANSFER_PAYABLE] += asked.transfer - fill.transfer
        sums[market, Subject.HANDLING_PAYABLE] += asked.handling - fill.handling
        sums[market, Subject.REGULATORY_PAYABLE] += asked.regulatory - fill.regulatory
    return {key: amount for key, amount in sorted(sums.items()) if amount}


def _items(values: list[Money]) -> FeeItems:
    commission, stamp_duty, transfer, handling, regulatory, total = values
    return commission, stamp_duty, transfer, handling, regulatory, total
