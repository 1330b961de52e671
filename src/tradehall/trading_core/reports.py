"""Decisions on reports of the exchange link (trading-rules 10, fees-and-clearing 3 and 4).

A report whose number was applied before changes nothing. The shell sees to the order of the numbers; here a
report that contradicts the books stops the shard, because guessing would make them wrong.
"""

from typing import Final

from tradehall.contracts.enums import CashReason, OrderStatus, PositionReason, Side
from tradehall.contracts.events import (
    CashChanged,
    OrderChanged,
    OrderFilled,
    PhaseChanged,
    PositionChanged,
    VenueDone,
)
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkPhase,
    LinkRejected,
)
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.ids import MarketTime
from tradehall.trading_core.drafts import Draft, empty_position
from tradehall.trading_core.fees import FeeBreakdown, fees_of
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.rules import cost_after_sale, held, remaining_freeze
from tradehall.trading_core.state import Account, State

BUY: Final = int(Side.BUY)
FILLED: Final = OrderStatus.FILLED
PART_FILLED: Final = OrderStatus.PART_FILLED
PART_PENDING_CANCEL: Final = OrderStatus.PART_PENDING_CANCEL
CASH_FILL: Final = CashReason.FILL
POSITION_FILL: Final = PositionReason.FILL

_PENDING: Final = (int(OrderStatus.REPORTED_PENDING_CANCEL), int(OrderStatus.PART_PENDING_CANCEL))
_FINAL: Final = (
    int(OrderStatus.PART_CANCELED),
    int(OrderStatus.CANCELED),
    int(OrderStatus.FILLED),
    int(OrderStatus.REJECTED),
)


def _live_order(state: State, order_id: int, what: str) -> OrderChanged:
    order = state.orders.get(order_id)
    if order is None:
        raise BrokenInvariantError(f"the venue reported {what} of order {order_id}, which the counter does not have")
    if order.status in _FINAL:
        raise BrokenInvariantError(f"the venue reported {what} of order {order_id}, which is finished")
    return order


def _late_answer(state: State, order_id: int, link_seq: int) -> bool:
    """Whether a refusal concerns an order that has ended meanwhile.

    A cancel may meet a fill, and a request may come after the day's end. Such an answer changes no order; it only
    clears the request that is still noted in the outbox.
    """
    order = state.orders.get(order_id)
    if order is None:
        return link_seq in state.outbox
    return order.status in _FINAL


def accepted(state: State, at: MarketTime, report: LinkAccepted) -> Outcome:
    """The venue has the order in its books; a pending cancel stays pending."""
    order = _live_order(state, report.order_id, "the acceptance")
    status = OrderStatus.REPORTED if order.status == OrderStatus.TO_REPORT else order.status
    draft = Draft(state.accounts[order.account_id], at)
    draft.change_order(
        order,
        status,
        cxl_qty=order.cxl_qty,
        frozen=order.frozen,
        exch_order_no=report.exch_order_no,
        link_seq=order.link_seq,
        result=0,
    )
    return Outcome(0, order.order_id, draft.events)


def rejected(state: State, at: MarketTime, report: LinkRejected) -> Outcome:
    """The venue refused the order; all that it held is released."""
    if _late_answer(state, report.order_id, report.link_seq):
        return Outcome(0, report.order_id, [])
    order = _live_order(state, report.order_id, "the refusal")
    if order.cum_qty:
        raise BrokenInvariantError(f"the venue refused order {order.order_id}, which has fills")
    draft = Draft(state.accounts[order.account_id], at)
    draft.finish_order(order, rejected=True, result=report.result)
    return Outcome(0, order.order_id, draft.events)


def canceled(state: State, at: MarketTime, report: LinkCanceled) -> Outcome:
    """What was left of the order is out of the book, by our cancel or by the venue itself."""
    order = _live_order(state, report.order_id, "the cancel")
    if report.qty != order.qty - order.cum_qty - order.cxl_qty:
        raise BrokenInvariantError(f"the venue cancelled {report.qty} of order {order.order_id}; the counter differs")
    draft = Draft(state.accounts[order.account_id], at)
    draft.finish_order(order)
    return Outcome(0, order.order_id, draft.events)


def cancel_rejected(state: State, at: MarketTime, report: LinkCancelRejected) -> Outcome:
    """The cancel was refused: the order goes back to where it was."""
    if _late_answer(state, report.order_id, report.link_seq):
        return Outcome(0, report.order_id, [])
    order = _live_order(state, report.order_id, "the refusal of a cancel")
    if order.status not in _PENDING:
        raise BrokenInvariantError(f"the venue refused a cancel of order {order.order_id}; none was pending")
    draft = Draft(state.accounts[order.account_id], at)
    draft.change_order(
        order,
        PART_FILLED if order.cum_qty else OrderStatus.REPORTED,
        cxl_qty=order.cxl_qty,
        frozen=order.frozen,
        exch_order_no=order.exch_order_no,
        link_seq=order.link_seq,
        result=0,
    )
    return Outcome(0, order.order_id, draft.events)


def filled(state: State, at: MarketTime, report: LinkFilled) -> Outcome:
    """One fill: fees by the cumulative rule, sums of the day, freeze, position, both costs.

    It is legal while a cancel is pending.
    """
    order = _live_order(state, report.order_id, "a fill")
    qty, price = report.qty, report.price
    leaves = order.qty - order.cum_qty - order.cxl_qty - qty
    buy = order.side == BUY
    if qty <= 0 or leaves < 0:
        raise BrokenInvariantError(f"the venue filled {qty} of order {order.order_id}; {leaves + qty} were left")
    if (price > order.price) if buy else (price < order.price):
        raise BrokenInvariantError(f"the venue filled order {order.order_id} at {price}, worse than its limit")
    account = state.accounts[order.account_id]
    rates = state.instruments[order.symbol].fees
    plan = account.old_plans.get(order.order_id) or account.account.commission
    amount = price * qty
    cum_amount = order.cum_amount + amount
    fees = fees_of(plan, rates, buy=buy, amount_before=order.cum_amount, amount_after=cum_amount)
    fees_charged = order.fees + fees.total
    frozen = 0
    if buy:
        frozen = remaining_freeze(
            plan=plan,
            rates=rates,
            freeze_price=order.price,
            leaves=leaves,
            cum_amount=cum_amount,
            fees_charged=fees_charged,
            frozen=order.frozen,
        )
    status = PART_PENDING_CANCEL if order.status in _PENDING else PART_FILLED
    if leaves == 0:
        status = FILLED
    seq = account.stream_seq
    ref = str(order.order_id)
    return Outcome(
        0,
        order.order_id,
        [
            _fill_event(account, order, report, fees, amount),
            OrderChanged(
                order.account_id,
                seq + 2,
                order.order_id,
                order.client_order_id,
                order.symbol,
                order.side,
                order.order_type,
                order.price,
                order.qty,
                status,
                order.cum_qty + qty,
                cum_amount,
                order.cxl_qty,
                frozen,
                fees_charged,
                order.exch_order_no,
                order.link_seq,
                0,
                order.channel,
                order.trading_date,
                order.placed_at,
                at,
            ),
            _cash_after_fill(account, order.frozen - frozen, amount, fees.total, ref, at, buy=buy),
            _position_after_fill(account, order.symbol, qty, amount, fees.total, ref, at, buy=buy),
        ],
    )


def _fill_event(
    account: Account, order: OrderChanged, report: LinkFilled, fees: FeeBreakdown, amount: int
) -> OrderFilled:
    return OrderFilled(
        order.account_id,
        account.stream_seq + 1,
        order.order_id,
        account.fill_counts.get(order.order_id, 0) + 1,
        report.trade_no,
        order.symbol,
        order.side,
        report.price,
        report.qty,
        amount,
        fees.commission,
        fees.stamp_duty,
        fees.transfer,
        fees.handling,
        fees.regulatory,
        fees.statutory_inside,
        order.trading_date,
        report.at,
    )


def _cash_after_fill(
    account: Account, released: int, amount: int, fees: int, ref: str, at: MarketTime, *, buy: bool
) -> CashChanged:
    cash = account.cash
    bought = cash.bought_today + amount + fees if buy else cash.bought_today
    sold = cash.sold_today if buy else cash.sold_today + amount - fees
    return CashChanged(
        cash.account_id,
        account.stream_seq + 3,
        cash.balance,
        cash.frozen_order - released,
        cash.frozen_other,
        bought,
        sold,
        cash.deposit_today,
        cash.withdraw_today,
        CASH_FILL,
        -amount - fees if buy else amount - fees,
        ref,
        at,
    )


def _position_after_fill(
    account: Account, symbol: str, qty: int, amount: int, fees: int, ref: str, at: MarketTime, *, buy: bool
) -> PositionChanged:
    """Position after a fill, with both costs (section 4): total cost of everything held, 0 when nothing is."""
    old = account.positions.get(symbol)
    seq = account.stream_seq + 4
    if buy:
        if old is None:
            old = empty_position(account.account.account_id, symbol, at)
        buy_today, sell_today, frozen_sell = old.buy_today + qty, old.sell_today, old.frozen_sell
        holding_cost = old.holding_cost + amount + fees
        diluted_cost = old.diluted_cost + amount + fees
    else:
        if old is None or old.frozen_sell < qty:
            raise BrokenInvariantError(f"account {account.account.account_id} sold {qty} {symbol} that were not frozen")
        buy_today, sell_today, frozen_sell = old.buy_today, old.sell_today + qty, old.frozen_sell - qty
        before = held(old)
        holding_cost = cost_after_sale(old.holding_cost, before, qty)
        diluted_cost = old.diluted_cost - (amount - fees) if before > qty else 0
    return PositionChanged(
        old.account_id,
        seq,
        symbol,
        old.qty_last,
        buy_today,
        sell_today,
        frozen_sell,
        old.frozen_other,
        holding_cost,
        diluted_cost,
        POSITION_FILL,
        ref,
        at,
    )


def phase_changed(state: State, at: MarketTime, report: LinkPhase) -> Outcome:  # noqa: ARG001 -- one signature for all
    """A venue moved on; entry and cancels follow its phase. The venue's own time is kept."""
    return Outcome(0, 0, [PhaseChanged(report.venue, report.phase, report.trading_date, report.at)])


def end_of_day(state: State, at: MarketTime, report: LinkEndOfDay) -> Outcome:  # noqa: ARG001 -- one signature for all
    """The venue has sent its last report of the day; its control totals are kept for the reconciliation."""
    done = VenueDone(report.trading_date, report.fills, report.fill_qty, report.fill_amount, report.at)
    return Outcome(0, 0, [done])
