"""Decisions on orders of clients: place and cancel. The hot path of the counter; measured, hence its plain integers."""

from typing import Final

from tradehall.contracts.commands import CancelOrder, PlaceOrder
from tradehall.contracts.enums import CashReason, DayStage, OrderStatus, PositionReason, Side
from tradehall.contracts.events import CashChanged, OrderChanged, PositionChanged
from tradehall.kernel.ids import CLIENT_ID_MAX, MarketTime, is_client_id, is_symbol
from tradehall.kernel.results import ResultCode
from tradehall.kernel.units import PRICE_MAX, QUANTITY_MAX
from tradehall.trading_core.drafts import Draft
from tradehall.trading_core.fees import estimate
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.rules import available_cash, buy_quantity_result, sell_quantity_result
from tradehall.trading_core.state import Account, Instrument, State

MALFORMED: Final = int(ResultCode.MALFORMED)
UNKNOWN_ACCOUNT: Final = int(ResultCode.UNKNOWN_ACCOUNT)
ACCOUNT_HALTED: Final = int(ResultCode.ACCOUNT_HALTED)
REPEATED_ID_DIFFERS: Final = int(ResultCode.REPEATED_ID_DIFFERS)
NOT_PERMITTED: Final = int(ResultCode.NOT_PERMITTED)
UNKNOWN_INSTRUMENT: Final = int(ResultCode.UNKNOWN_INSTRUMENT)
INSTRUMENT_SUSPENDED: Final = int(ResultCode.INSTRUMENT_SUSPENDED)
QUANTITY_TOO_LARGE: Final = int(ResultCode.QUANTITY_TOO_LARGE)
QUANTITY_TOO_SMALL: Final = int(ResultCode.QUANTITY_TOO_SMALL)
PRICE_OFF_TICK: Final = int(ResultCode.PRICE_OFF_TICK)
PRICE_ABOVE_LIMIT: Final = int(ResultCode.PRICE_ABOVE_LIMIT)
PRICE_BELOW_LIMIT: Final = int(ResultCode.PRICE_BELOW_LIMIT)
PRICE_NOT_POSITIVE: Final = int(ResultCode.PRICE_NOT_POSITIVE)
PHASE_NOT_ACCEPTING: Final = int(ResultCode.PHASE_NOT_ACCEPTING)
ORDER_TYPE_NOT_ALLOWED: Final = int(ResultCode.ORDER_TYPE_NOT_ALLOWED)
INSUFFICIENT_CASH: Final = int(ResultCode.INSUFFICIENT_CASH)
UNKNOWN_ORDER: Final = int(ResultCode.UNKNOWN_ORDER)
ORDER_FINISHED: Final = int(ResultCode.ORDER_FINISHED)
CANCEL_ALREADY_PENDING: Final = int(ResultCode.CANCEL_ALREADY_PENDING)
PHASE_NOT_CANCELLABLE: Final = int(ResultCode.PHASE_NOT_CANCELLABLE)
DAY_NOT_OPEN: Final = int(ResultCode.DAY_NOT_OPEN)

STAGE_OPEN: Final = int(DayStage.OPEN)
BUY: Final = int(Side.BUY)
TO_REPORT: Final = OrderStatus.TO_REPORT
REJECTED: Final = OrderStatus.REJECTED
ORDER_FREEZE: Final = CashReason.ORDER_FREEZE
SHARES_FREEZE: Final = PositionReason.ORDER_FREEZE

_PENDING: Final = (int(OrderStatus.REPORTED_PENDING_CANCEL), int(OrderStatus.PART_PENDING_CANCEL))
_FINAL: Final = (
    int(OrderStatus.PART_CANCELED),
    int(OrderStatus.CANCELED),
    int(OrderStatus.FILLED),
    int(OrderStatus.REJECTED),
)


def place_order(  # noqa: PLR0911 -- a list of checks reads best as one
    state: State, at: MarketTime, command: PlaceOrder
) -> Outcome:
    """Check, freeze and queue an order in one step (trading-rules 3, 4, 6, 8 and 9; fees-and-clearing 3).

    Checks in order: id, account, repeat, day, halt, instrument, suspension, permission, order type, phase, price, size,
    lots, then cash or shares. A refusal on an open day is an order too (废单): it has a number and an event. While no
    day is open, or when the id, the account or the figures make no sense, nothing is remembered.
    """
    client_id = command.client_order_id
    if not (client_id.isalnum() and client_id.isascii() and len(client_id) <= CLIENT_ID_MAX) and not is_client_id(
        client_id
    ):
        return Outcome(MALFORMED, 0, [])
    account = state.accounts.get(command.account_id)
    if account is None:
        return Outcome(UNKNOWN_ACCOUNT, 0, [])
    known = account.client_ids.get(client_id)
    if known is not None:
        return _first_answer(state.orders[known], command)
    if account.previous_orders:
        previous = account.previous_orders.get(client_id)
        if previous is not None:
            return _first_answer(previous, command)
    if state.stage != STAGE_OPEN:
        return Outcome(ACCOUNT_HALTED if account.account.halted else DAY_NOT_OPEN, 0, [])
    instrument = state.instruments.get(command.symbol)
    if instrument is None:
        return _refuse(state, at, account, command, ACCOUNT_HALTED if account.account.halted else UNKNOWN_INSTRUMENT)
    result = _entry_result(state, account, instrument, command)
    if result:
        return _refuse(state, at, account, command, result)
    if command.side == BUY:
        return _place_buy(state, at, account, instrument, command)
    return _place_sell(state, at, account, instrument, command)


def _entry_result(  # noqa: C901, PLR0911, PLR0912 -- one list of checks in their order; calls would slow the hot path
    state: State, account: Account, instrument: Instrument, command: PlaceOrder
) -> int:
    """First check that fails of those before cash and shares, or 0."""
    image = account.account
    if image.halted:
        return ACCOUNT_HALTED
    if not instrument.tradable:
        return UNKNOWN_INSTRUMENT
    if instrument.suspended:
        return INSTRUMENT_SUSPENDED
    permission = instrument.permission
    if (permission and image.permissions & permission != permission) or not account.investors[instrument.venue]:
        return NOT_PERMITTED
    phase = state.phases[instrument.venue]
    type_phases = instrument.type_phases[command.order_type]
    if not type_phases >> phase & 1:
        if type_phases and not instrument.entry_phases >> phase & 1:
            return PHASE_NOT_ACCEPTING
        return ORDER_TYPE_NOT_ALLOWED
    price = command.price
    if price <= 0:
        return PRICE_NOT_POSITIVE
    if price % instrument.tick:
        return PRICE_OFF_TICK
    limit_up = instrument.limit_up
    if limit_up:
        if price > limit_up:
            return PRICE_ABOVE_LIMIT
        if price < instrument.limit_down:
            return PRICE_BELOW_LIMIT
    qty = command.qty
    if qty <= 0:
        return QUANTITY_TOO_SMALL
    if qty > instrument.max_limit_qty:
        return QUANTITY_TOO_LARGE
    if instrument.buy_cap and command.side == BUY and qty > _buy_cap_left(state, account, instrument):
        return QUANTITY_TOO_LARGE
    return 0


def _buy_cap_left(state: State, account: Account, instrument: Instrument) -> int:
    """What the daily cap of risk-warning stocks leaves: bought today and resting buys count (trading-rules 3)."""
    left = instrument.buy_cap
    symbol = instrument.day.symbol
    for order_id in account.client_ids.values():
        order = state.orders[order_id]
        if order.symbol == symbol and order.side == BUY:
            left -= order.qty - order.cxl_qty
    return left


def _place_buy(state: State, at: MarketTime, account: Account, instrument: Instrument, command: PlaceOrder) -> Outcome:
    qty = command.qty
    if qty < instrument.min_qty or qty % instrument.step_qty:
        return _refuse(state, at, account, command, buy_quantity_result(instrument, qty))
    amount = command.price * qty
    freeze = amount + estimate(account.account.commission, instrument.fees, buy=True, amount=amount)
    cash = account.cash
    frozen_order, frozen_other = cash.frozen_order, cash.frozen_other
    bought, sold, balance = cash.bought_today, cash.sold_today, cash.balance
    if freeze > balance - frozen_order - frozen_other - bought + sold:
        return _refuse(state, at, account, command, INSUFFICIENT_CASH)
    order = _new_order(state, at, account, command, freeze)
    frozen = CashChanged(
        cash.account_id,
        account.stream_seq + 2,
        balance,
        frozen_order + freeze,
        frozen_other,
        bought,
        sold,
        cash.deposit_today,
        cash.withdraw_today,
        ORDER_FREEZE,
        freeze,
        str(order.order_id),
        at,
    )
    return Outcome(0, order.order_id, [order, frozen])


def _place_sell(state: State, at: MarketTime, account: Account, instrument: Instrument, command: PlaceOrder) -> Outcome:
    qty = command.qty
    position = account.positions.get(command.symbol)
    result = sell_quantity_result(instrument, position, qty)
    if result or position is None:
        return _refuse(state, at, account, command, result)
    amount = command.price * qty
    gap = estimate(account.account.commission, instrument.fees, buy=False, amount=amount) - amount
    if gap > 0 and available_cash(account.cash) < gap:
        return _refuse(state, at, account, command, INSUFFICIENT_CASH)
    order = _new_order(state, at, account, command, 0)
    frozen = PositionChanged(
        position.account_id,
        account.stream_seq + 2,
        position.symbol,
        position.qty_last,
        position.buy_today,
        position.sell_today,
        position.frozen_sell + qty,
        position.frozen_other,
        position.holding_cost,
        position.diluted_cost,
        SHARES_FREEZE,
        str(order.order_id),
        at,
    )
    return Outcome(0, order.order_id, [order, frozen])


def _new_order(state: State, at: MarketTime, account: Account, command: PlaceOrder, freeze: int) -> OrderChanged:
    """First image of an accepted order; its request is the next on the exchange link."""
    return OrderChanged(
        command.account_id,
        account.stream_seq + 1,
        state.last_order_id + 1,
        command.client_order_id,
        command.symbol,
        command.side,
        command.order_type,
        command.price,
        command.qty,
        TO_REPORT,
        0,
        0,
        0,
        freeze,
        0,
        0,
        state.last_link_seq + 1,
        0,
        command.channel,
        state.trading_date,
        at,
        at,
    )


def _refuse(state: State, at: MarketTime, account: Account, command: PlaceOrder, result: int) -> Outcome:
    """A refused order 废单: finished at once, nothing of it is left."""
    in_bounds = -PRICE_MAX <= command.price <= PRICE_MAX and 0 <= command.qty <= QUANTITY_MAX
    if not (in_bounds and is_symbol(command.symbol)):
        return Outcome(MALFORMED, 0, [])
    order_id = state.last_order_id + 1
    order = OrderChanged(
        command.account_id,
        account.stream_seq + 1,
        order_id,
        command.client_order_id,
        command.symbol,
        command.side,
        command.order_type,
        command.price,
        command.qty,
        REJECTED,
        0,
        0,
        command.qty,
        0,
        0,
        0,
        0,
        result,
        command.channel,
        state.trading_date,
        at,
        at,
    )
    return Outcome(result, order_id, [order])


def _first_answer(order: OrderChanged, command: PlaceOrder) -> Outcome:
    """Answer to a client order id that is known. The channel may differ: a client may ask again by another way."""
    same = (
        order.symbol == command.symbol
        and order.side == command.side
        and order.order_type == command.order_type
        and order.price == command.price
        and order.qty == command.qty
    )
    if not same:
        return Outcome(REPEATED_ID_DIFFERS, 0, [])
    # An order that went to the link was accepted, whatever became of it later.
    return Outcome(0 if order.link_seq else order.result, order.order_id, [])


def cancel_order(  # noqa: PLR0911 -- a list of checks reads best as one
    state: State, at: MarketTime, command: CancelOrder
) -> Outcome:
    """Ask the venue to cancel what is left (trading-rules 6 and 10). A halted account may still cancel.

    An order that the venue has not acknowledged may be cancelled: the cancel follows it on the link.
    """
    account = state.accounts.get(command.account_id)
    if account is None:
        return Outcome(UNKNOWN_ACCOUNT, 0, [])
    order = state.orders.get(command.order_id)
    if order is None or order.account_id != command.account_id:
        return Outcome(UNKNOWN_ORDER, 0, [])
    status = order.status
    if status in _FINAL:
        return Outcome(ORDER_FINISHED, order.order_id, [])
    if status in _PENDING:
        return Outcome(CANCEL_ALREADY_PENDING, order.order_id, [])
    if state.stage != STAGE_OPEN:
        return Outcome(DAY_NOT_OPEN, order.order_id, [])
    instrument = state.instruments[order.symbol]
    if not instrument.cancel_phases >> state.phases[instrument.venue] & 1:
        return Outcome(PHASE_NOT_CANCELLABLE, order.order_id, [])
    draft = Draft(account, at)
    draft.change_order(
        order,
        OrderStatus.PART_PENDING_CANCEL if order.cum_qty else OrderStatus.REPORTED_PENDING_CANCEL,
        cxl_qty=order.cxl_qty,
        frozen=order.frozen,
        exch_order_no=order.exch_order_no,
        link_seq=state.last_link_seq + 1,
        result=0,
    )
    return Outcome(0, order.order_id, draft.events)
