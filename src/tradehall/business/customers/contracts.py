"""Frozen values that cross the door of this room. Money in 1/10,000 yuan."""

from dataclasses import dataclass

from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import RATE_SCALE, Money, Price, Quantity, Rate


@dataclass(frozen=True, slots=True)
class ClientShare:
    """Which broker an account's client is attributed to on a date, and with what share of it."""

    account_id: AccountId
    client_no: str
    broker_no: str
    share: Rate = RATE_SCALE


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account with whom it belongs to."""

    account_id: AccountId
    client_no: str
    client_name: str
    branch_name: str


@dataclass(frozen=True, slots=True)
class CashView:
    """Cash of an account as its owner reads it (fees-and-clearing 2)."""

    account_id: AccountId
    balance: Money
    available: Money
    withdrawable: Money
    frozen: Money
    bought_today: Money
    sold_today: Money
    market_value: Money

    @property
    def cash_now(self) -> Money:
        """The balance with today's trades in it."""
        return self.balance - self.bought_today + self.sold_today

    @property
    def total_assets(self) -> Money:
        return self.cash_now + self.market_value


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position valued at the last price; `last` is 0 when none is known, and then nothing is valued."""

    account_id: AccountId
    symbol: Symbol
    name: str
    qty: Quantity
    sellable: Quantity
    frozen: Quantity
    holding_cost: Money
    diluted_cost: Money
    last: Price
    market_value: Money
    profit: Money


@dataclass(frozen=True, slots=True)
class ClientAssets:
    """One line of a client list."""

    client_no: str
    name: str
    branch: str
    status: str
    account_ids: tuple[AccountId, ...]
    cash: Money
    market_value: Money
    since: TradingDate

    @property
    def total_assets(self) -> Money:
        return self.cash + self.market_value
