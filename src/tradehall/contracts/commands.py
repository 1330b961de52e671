"""Commands of the counter. Every one is idempotent: a repeat gives the first answer.

The sequencer adds the journal sequence and the market time; a command itself holds only what its sender knows.
"""

import msgspec

from tradehall.contracts.enums import Channel, OrderType, Side
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkPhase,
    LinkRejected,
)
from tradehall.kernel.ids import AccountId, OrderId, Symbol, TradingDate
from tradehall.kernel.units import Money, Price, Quantity, Rate


class CommissionPlan(msgspec.Struct, frozen=True, array_like=True):
    """Commission plan of an account: one rate for stocks and one for funds.

    `includes_statutory` says that handling and regulatory fees are inside the quoted rate (all-in).
    """

    stock_rate: Rate
    stock_minimum: Money
    fund_rate: Rate
    fund_minimum: Money
    includes_statutory: bool = True


class Command(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of the counter's commands. They hold plain values and never a cycle, as events do."""


class OpenAccount(Command, frozen=True, tag=1):
    """Create a cash account. `investor_sh`, `investor_sz`, `investor_bj`: securities accounts, "" if none."""

    request_id: str
    account_id: AccountId
    client_no: str
    investor_sh: str
    investor_sz: str
    investor_bj: str
    commission: CommissionPlan
    permissions: int = 0
    """Bit set of boards beyond the main board: bit `board - 1` of `Board` (see `permission_bits`)."""


class ChangeAccount(Command, frozen=True, tag=2):
    """Replace the commission plan, the permissions and the halt switch of an account."""

    request_id: str
    account_id: AccountId
    commission: CommissionPlan
    permissions: int
    halted: bool


class Deposit(Command, frozen=True, tag=3):
    """Credit cash that has arrived at the firm."""

    request_id: str
    account_id: AccountId
    amount: Money


class Withdraw(Command, frozen=True, tag=4):
    """Debit cash that leaves the firm; refused beyond the withdrawable cash."""

    request_id: str
    account_id: AccountId
    amount: Money


class TransferShares(Command, frozen=True, tag=5):
    """Move settled shares in (qty > 0, with their unit cost) or out (qty < 0) of custody 转托管."""

    request_id: str
    account_id: AccountId
    symbol: Symbol
    qty: Quantity
    unit_cost: Price


class PlaceOrder(Command, frozen=True, tag=10):
    """Place an order. `client_order_id` is unique per account and trading day."""

    account_id: AccountId
    client_order_id: str
    symbol: Symbol
    side: Side
    order_type: OrderType
    price: Price
    qty: Quantity
    channel: Channel = Channel.TERMINAL


class CancelOrder(Command, frozen=True, tag=11):
    """Cancel what is left of an order."""

    account_id: AccountId
    order_id: OrderId
    channel: Channel = Channel.TERMINAL


class OpenDay(Command, frozen=True, tag=20):
    """Open a trading day with its static file; the day before must be settled."""

    trading_date: TradingDate
    instruments: tuple[InstrumentDay, ...]


class CloseDay(Command, frozen=True, tag=21):
    """Stop entry, expire live orders and release their freezes; needs the venue's end-of-day report."""

    trading_date: TradingDate


class SettleDay(Command, frozen=True, tag=22):
    """Move the day's sums into balances and bought shares into settled ones (roll to T+1)."""

    trading_date: TradingDate


CounterCommand = (
    OpenAccount
    | ChangeAccount
    | Deposit
    | Withdraw
    | TransferShares
    | PlaceOrder
    | CancelOrder
    | OpenDay
    | CloseDay
    | SettleDay
    | LinkAccepted
    | LinkRejected
    | LinkFilled
    | LinkCanceled
    | LinkCancelRejected
    | LinkPhase
    | LinkEndOfDay
)
