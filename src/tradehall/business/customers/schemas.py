"""What the account API answers. Money and prices are integers in 1/10,000 yuan, dates yyyymmdd, times market time."""

from typing import Generic, TypeVar

from ninja import Schema

Row = TypeVar("Row")


class AccountOut(Schema):
    """An account that the session may see."""

    id: int
    name: str
    client_no: str
    can_trade: bool


class SessionOut(Schema):
    """Who is signed in."""

    user: str
    name: str
    role: str
    language: str
    accounts: list[AccountOut]


class TicketOut(Schema):
    """A one-time ticket for the push gateway at `url`; it dies at first use or after half a minute."""

    ticket: str
    url: str


class CashOut(Schema):
    """Cash of an account (fees-and-clearing 2)."""

    account_id: int
    balance: int
    available: int
    withdrawable: int
    frozen: int
    bought_today: int
    sold_today: int
    market_value: int
    total_assets: int


class PositionOut(Schema):
    """A position, valued at the last price."""

    symbol: str
    name: str
    qty: int
    sellable: int
    frozen: int
    holding_cost: int
    diluted_cost: int
    last: int
    market_value: int
    profit: int


class FeesOut(Schema):
    """Fees of an order by item. `net` is the cash that moves, `freeze` the cash that is held until then."""

    amount: int
    commission: int
    stamp_duty: int
    transfer: int
    handling: int
    regulatory: int
    total: int
    net: int
    freeze: int


class OrderOut(Schema):
    """An order; `status` and `result` are numbers of the contracts."""

    order_id: int
    client_order_id: str
    symbol: str
    side: int
    order_type: int
    price: int
    qty: int
    status: int
    cum_qty: int
    cum_amount: int
    cxl_qty: int
    leaves: int
    frozen: int
    fees: int
    result: int
    trading_date: int
    placed_at: int
    changed_at: int


class FillOut(Schema):
    """A fill with its fees."""

    order_id: int
    fill_no: int
    trade_no: int
    symbol: str
    side: int
    price: int
    qty: int
    amount: int
    commission: int
    stamp_duty: int
    transfer: int
    handling: int
    regulatory: int
    statutory_inside: bool
    fees: int
    trading_date: int
    filled_at: int


class CashEntryOut(Schema):
    """A line of the cash ledger."""

    stream_seq: int
    reason: int
    amount: int
    balance: int
    ref: str
    entry_date: int
    at: int


class StatementOut(Schema):
    """A daily statement, for lists."""

    statement_id: int
    trading_date: int
    version: int
    opening_cash: int
    closing_cash: int
    market_value: int
    total_assets: int


class PageOut(Schema, Generic[Row]):
    """Some rows of a longer list; `total` counts the whole list."""

    rows: list[Row]
    total: int
