"""Events of the counter. Each carries the state after it, so that applying one is an assignment.

Events of an account carry `stream_seq`, which counts from 1 without a gap in each account: the private
stream of a client is exactly these events in this order.
"""

import msgspec

from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import (
    CashReason,
    Channel,
    DayStage,
    OrderStatus,
    OrderType,
    Phase,
    PositionReason,
    Side,
    Venue,
)
from tradehall.kernel.ids import AccountId, MarketTime, OrderId, Symbol, TradingDate
from tradehall.kernel.units import Money, Price, Quantity


class Event(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of the counter's events. They hold plain values and never a cycle, so the collector need not know them."""


class AccountChanged(Event, frozen=True, tag=1):
    """An account was opened or its settings were replaced."""

    account_id: AccountId
    stream_seq: int
    client_no: str
    investor_sh: str
    investor_sz: str
    investor_bj: str
    commission: CommissionPlan
    permissions: int
    halted: bool
    request_id: str
    at: MarketTime


class CashChanged(Event, frozen=True, tag=2):
    """Cash of an account after a change (fees-and-clearing 2).

    `amount` is the signed change that `reason` names: the deposit, the withdrawal (negative), the net of a fill,
    the change of the freeze, or the net that settlement moved into the balance. `ref` is the request id of a deposit
    or withdrawal, the order number of an order or fill, the trading date of a settlement.
    """

    account_id: AccountId
    stream_seq: int
    balance: Money
    frozen_order: Money
    frozen_other: Money
    bought_today: Money
    sold_today: Money
    deposit_today: Money
    withdraw_today: Money
    reason: CashReason
    amount: Money
    ref: str
    at: MarketTime


class PositionChanged(Event, frozen=True, tag=3):
    """A position after a change (fees-and-clearing 2 and 4).

    `holding_cost` and `diluted_cost` are total costs of the whole quantity held, by the two methods.
    """

    account_id: AccountId
    stream_seq: int
    symbol: Symbol
    qty_last: Quantity
    buy_today: Quantity
    sell_today: Quantity
    frozen_sell: Quantity
    frozen_other: Quantity
    holding_cost: Money
    diluted_cost: Money
    reason: PositionReason
    ref: str
    at: MarketTime


class OrderChanged(Event, frozen=True, tag=10):
    """The whole image of an order after a change. `qty == cum_qty + leaves + cxl_qty` always.

    `link_seq` numbers the newest request about this order on the exchange link (0: none was made).
    `frozen` is the cash still held for a buy. `result` is a `ResultCode`: why it was rejected, else 0.
    """

    account_id: AccountId
    stream_seq: int
    order_id: OrderId
    client_order_id: str
    symbol: Symbol
    side: Side
    order_type: OrderType
    price: Price
    qty: Quantity
    status: OrderStatus
    cum_qty: Quantity
    cum_amount: Money
    cxl_qty: Quantity
    frozen: Money
    fees: Money
    exch_order_no: int
    link_seq: int
    result: int
    channel: Channel
    trading_date: TradingDate
    placed_at: MarketTime
    at: MarketTime


class OrderFilled(Event, frozen=True, tag=11):
    """One fill with its fees. `handling` and `regulatory` are inside `commission` when the plan is all-in.

    The client pays `commission + stamp_duty + transfer`, plus the two when they are outside.
    """

    account_id: AccountId
    stream_seq: int
    order_id: OrderId
    fill_no: int
    """Number of the fill within its order, from 1."""
    trade_no: int
    symbol: Symbol
    side: Side
    price: Price
    qty: Quantity
    amount: Money
    commission: Money
    stamp_duty: Money
    transfer: Money
    handling: Money
    regulatory: Money
    statutory_inside: bool
    trading_date: TradingDate
    at: MarketTime


class DayChanged(Event, frozen=True, tag=20):
    """The firm's day moved to another stage."""

    trading_date: TradingDate
    stage: DayStage
    at: MarketTime


class PhaseChanged(Event, frozen=True, tag=21):
    """A venue moved to another phase."""

    venue: Venue
    phase: Phase
    trading_date: TradingDate
    at: MarketTime


class VenueDone(Event, frozen=True, tag=22):
    """The venue reported its end of day with these control totals."""

    trading_date: TradingDate
    fills: int
    fill_qty: Quantity
    fill_amount: Money
    at: MarketTime


AccountEvent = AccountChanged | CashChanged | PositionChanged | OrderChanged | OrderFilled
MarketEvent = DayChanged | PhaseChanged | VenueDone
CounterEvent = AccountEvent | MarketEvent
