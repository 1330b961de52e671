"""Frozen values of the end of day that cross to other rooms. Money is in 1/10,000 yuan, dates are yyyymmdd."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tradehall.kernel.ids import AccountId, MarketTime, OrderId, Symbol, TradingDate
from tradehall.kernel.units import Money, Price, Quantity, Rate


class RunStatus(StrEnum):
    """How the end of a day stands."""

    RUNNING = "running"
    FAILED = "failed"
    """A step could not be done for now; running again continues there."""
    BLOCKED = "blocked"
    """A gate found differences; the day switch is shut until a later attempt finds none."""
    DONE = "done"


class StepStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    FAILED = "failed"
    BLOCKED = "blocked"
    DONE = "done"


class CashKind(StrEnum):
    """Kind of a client cash line; each has one sign (credit + / debit −)."""

    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"
    BUY = "buy"
    SELL = "sell"
    COMMISSION = "commission"
    STAMP_DUTY = "stamp_duty"
    TRANSFER_FEE = "transfer_fee"
    HANDLING_FEE = "handling_fee"
    REGULATORY_FEE = "regulatory_fee"


class HoldingKind(StrEnum):
    BUY = "buy"
    SELL = "sell"
    TRANSFER = "transfer"


class Subject(StrEnum):
    """Subjects of the house ledger (fees-and-clearing 11)."""

    CUSTODY_BANK = "custody_bank"
    RESERVE = "clearing_reserve"
    CLIENT_PAYABLE = "client_cash_payable"
    SETTLEMENT_PAYABLE = "settlement_payable"
    COMMISSION_INCOME = "commission_income"
    STATUTORY_EXPENSE = "statutory_fee_expense"
    STAMP_PAYABLE = "stamp_duty_payable"
    TRANSFER_PAYABLE = "transfer_fee_payable"
    HANDLING_PAYABLE = "handling_fee_payable"
    REGULATORY_PAYABLE = "regulatory_fee_payable"
    FEE_ROUNDING = "fee_rounding"
    SHARE_EXPENSE = "commission_share_expense"
    SHARE_PAYABLE = "commission_share_payable"


class Attribution(msgspec.Struct, frozen=True):
    """Which broker a client's commission of a date is attributed to.

    `share` is the broker's part of the client (all brokers of a client: at most 100 %), `share_rate` the rate paid.
    """

    account_id: AccountId
    client_no: str
    broker_no: str
    share: Rate
    share_rate: Rate


class Difference(msgspec.Struct, frozen=True):
    """One difference that a check found: what, and both sides in words."""

    key: str
    left: str
    right: str


class CheckResult(msgspec.Struct, frozen=True):
    """One reconciliation check. `left` and `right` name the sides; totals are text: amounts, quantities or hashes."""

    name: str
    left: str
    right: str
    left_count: int
    right_count: int
    left_total: str
    right_total: str
    difference_count: int
    differences: tuple[Difference, ...] = ()
    """The first of the differences, at most `DIFFERENCES_SHOWN`."""

    @property
    def passed(self) -> bool:
        return self.difference_count == 0


class StepView(msgspec.Struct, frozen=True):
    """One step of a run, for pages. `title` is in the reader's language; `totals` are (label, value) pairs."""

    step_no: int
    name: str
    title: str
    is_gate: bool
    status: StepStatus
    attempts: int
    input_hash: str
    totals: tuple[tuple[str, str], ...]
    started_at: datetime | None
    finished_at: datetime | None
    error: str


class ProofView(msgspec.Struct, frozen=True):
    """One line of the proof table; `title`, `left` and `right` are in the reader's language."""

    step_no: int
    name: str
    title: str
    left: str
    right: str
    left_count: int
    right_count: int
    left_total: str
    right_total: str
    passed: bool
    difference_count: int
    differences: tuple[Difference, ...]
    checked_at: datetime


class HouseEntryView(msgspec.Struct, frozen=True):
    """One line of the house ledger; exactly one of `debit` and `credit` is not 0."""

    voucher_no: int
    line_no: int
    kind: str
    subject: str
    subject_title: str
    market: str
    debit: Money
    credit: Money
    kind_title: str = ""


class RunSummary(msgspec.Struct, frozen=True):
    """One run, for lists."""

    trading_date: TradingDate
    status: RunStatus
    attempt: int
    steps_done: int
    steps_total: int
    started_at: datetime
    finished_at: datetime | None
    next_date: TradingDate
    """The date opened after this one; 0 while none is."""


class RunDetail(msgspec.Struct, frozen=True):
    """A run with its steps, its proof and its house entries."""

    summary: RunSummary
    batch_id: str
    cut_from_seq: int
    cut_seq: int
    steps: tuple[StepView, ...]
    proofs: tuple[ProofView, ...]
    house_entries: tuple[HouseEntryView, ...]


class RunReport(msgspec.Struct, frozen=True):
    """What an attempt at the end of a day came to."""

    trading_date: TradingDate
    status: RunStatus
    attempt: int
    steps_run: tuple[str, ...]
    """Names of the steps that this attempt ran; empty when the run had been done before."""
    blocked_by: str
    error: str


class DayOpened(msgspec.Struct, frozen=True):
    """What an opening came to."""

    trading_date: TradingDate
    seed: int
    instruments: int
    accounts_checked: int


class ShareLine(msgspec.Struct, frozen=True):
    """Commission share of one broker from one account on one date (fees-and-clearing 12)."""

    trading_date: TradingDate
    account_id: AccountId
    client_no: str
    broker_no: str
    gross: Money
    passthrough: Money
    net: Money
    attribution: Rate
    share_rate: Rate
    share: Money
    version: int = 1


class StatementCash(msgspec.Struct, frozen=True):
    """One movement of a statement, signed."""

    kind: str
    symbol: str
    order_id: OrderId
    amount: Money
    ref: str


class StatementHolding(msgspec.Struct, frozen=True):
    """One holding at the close. `close` is 0 when there is no price; the market value is then 0 too."""

    symbol: Symbol
    name: str
    qty: Quantity
    holding_cost: Money
    diluted_cost: Money
    close: Price
    market_value: Money


class StatementOrder(msgspec.Struct, frozen=True):
    order_id: OrderId
    symbol: Symbol
    side: int
    price: Price
    qty: Quantity
    cum_qty: Quantity
    cum_amount: Money
    cxl_qty: Quantity
    status: int
    fees: Money
    placed_at: MarketTime


class StatementFill(msgspec.Struct, frozen=True):
    order_id: OrderId
    fill_no: int
    trade_no: int
    symbol: Symbol
    side: int
    price: Price
    qty: Quantity
    amount: Money
    commission: Money
    stamp_duty: Money
    transfer: Money
    handling: Money
    regulatory: Money
    statutory_inside: bool
    at: MarketTime


class StatementBody(msgspec.Struct, frozen=True):
    """What a client's daily statement says. `closing_cash == opening_cash + Σ movements`."""

    account_id: AccountId
    client_no: str
    trading_date: TradingDate
    opening_cash: Money
    closing_cash: Money
    movements: tuple[StatementCash, ...]
    holdings: tuple[StatementHolding, ...]
    market_value: Money
    total_assets: Money
    orders: tuple[StatementOrder, ...]
    fills: tuple[StatementFill, ...]


class StatementSummary(msgspec.Struct, frozen=True):
    """One statement, for lists; only the newest version of a date is listed."""

    statement_id: int
    account_id: AccountId
    trading_date: TradingDate
    version: int
    opening_cash: Money
    closing_cash: Money
    market_value: Money
    total_assets: Money


class StatementView(msgspec.Struct, frozen=True):
    """One statement with its body."""

    statement_id: int
    version: int
    made_at: datetime
    body: StatementBody
