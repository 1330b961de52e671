"""State of a shard: what `decide` reads and `apply` writes.

Events carry the state after them, so the state of an account, a position or an order simply is its newest event:
applying is an assignment, a snapshot is a copy of references, and there is no second set of fields to keep equal.
"""

from typing import Final

from tradehall.contracts.commands import (
    ChangeAccount,
    CommissionPlan,
    Deposit,
    OpenAccount,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import CashReason, DayStage, Phase, Venue
from tradehall.contracts.events import (
    AccountChanged,
    CashChanged,
    OrderChanged,
    OrderFilled,
    PositionChanged,
    VenueDone,
)
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import TradingDate
from tradehall.trading_core.fees import FeeRates
from tradehall.trading_core.rulebook import phase_masks, required_permission, risk_warning_buy_cap

ORDER_ID_SHARD_STEP: Final = 10**13
"""An order number is `shard × 10^13 + count`: below 2^53 for 900 shards, unique in its shard for ever."""

VENUE_SLOTS: Final = max(Venue) + 1

REQUEST_DAYS_KEPT: Final = 10
"""Trading days for which a request id is remembered. A bank answers a transfer within days, not weeks."""

RequestCommand = OpenAccount | ChangeAccount | Deposit | Withdraw | TransferShares


class Instrument:
    """A security of the day with its rules laid out for the order path."""

    __slots__ = (
        "buy_cap",
        "cancel_phases",
        "day",
        "entry_phases",
        "fees",
        "limit_down",
        "limit_up",
        "max_limit_qty",
        "min_qty",
        "permission",
        "settle_days",
        "step_qty",
        "suspended",
        "tick",
        "tradable",
        "type_phases",
        "venue",
    )

    def __init__(self, day: InstrumentDay, date: TradingDate, fees: FeeRates) -> None:
        self.day: InstrumentDay = day
        self.fees: FeeRates = fees
        self.venue: int = int(day.venue)
        self.tick: int = day.tick
        self.limit_up: int = day.limit_up
        self.limit_down: int = day.limit_down
        self.min_qty: int = day.min_qty
        self.step_qty: int = day.step_qty
        self.max_limit_qty: int = day.max_limit_qty
        self.settle_days: int = day.settle_days
        self.suspended: bool = day.suspended
        self.tradable: bool = day.tradable
        self.permission: int = required_permission(day, date)
        self.buy_cap: int = risk_warning_buy_cap(day, date)
        entry, cancel, types = phase_masks(day, date)
        self.entry_phases: int = entry
        self.cancel_phases: int = cancel
        self.type_phases: tuple[int, ...] = types


class Account:
    """An account: its newest images, and the index of its orders."""

    __slots__ = (
        "account",
        "cash",
        "client_ids",
        "fill_counts",
        "fills",
        "investors",
        "old_plans",
        "positions",
        "previous_orders",
        "stream_seq",
    )

    def __init__(self, account: AccountChanged) -> None:
        self.stream_seq: int = 0
        self.account: AccountChanged = account
        self.investors: tuple[str, ...] = ("", account.investor_sh, account.investor_sz, account.investor_bj)
        """Securities account by venue number, "" where there is none."""
        self.cash: CashChanged = CashChanged(
            account.account_id, 0, 0, 0, 0, 0, 0, 0, 0, CashReason.OPENED, 0, account.request_id, account.at
        )
        self.positions: dict[str, PositionChanged] = {}
        self.client_ids: dict[str, int] = {}
        """Order number by client order id, of this trading day."""
        self.previous_orders: dict[str, OrderChanged] = {}
        """Orders of the trading day before by client order id, for idempotence only."""
        self.fills: list[OrderFilled] = []
        self.fill_counts: dict[int, int] = {}
        """Number of fills by order number."""
        self.old_plans: dict[int, CommissionPlan] = {}
        """Plan of an order that was placed before the account's plan changed: an order keeps the plan it froze with."""


class State:
    """Everything a shard knows."""

    __slots__ = (
        "accounts",
        "epoch",
        "fill_amount",
        "fill_count",
        "fill_qty",
        "instrument_days",
        "instruments",
        "last_link_seq",
        "last_order_id",
        "last_report",
        "last_seq",
        "orders",
        "outbox",
        "phases",
        "reported_dates",
        "reported_phases",
        "requests",
        "shard",
        "stage",
        "trading_date",
        "venue_done",
    )

    def __init__(self, shard: int = 1, epoch: int = 1) -> None:
        self.shard: int = shard
        self.epoch: int = epoch
        self.last_seq: int = 0
        self.trading_date: int = 0
        self.stage: DayStage = DayStage.NONE
        self.phases: list[Phase] = [Phase.CLOSED] * VENUE_SLOTS
        """Phase by venue number; CLOSED where the venue's report belongs to another trading date."""
        self.reported_phases: list[Phase] = [Phase.CLOSED] * VENUE_SLOTS
        """Phase that each venue reported last, and its trading date: a venue may open its day before the firm does."""
        self.reported_dates: list[int] = [0] * VENUE_SLOTS
        self.last_report: int = 0
        self.last_link_seq: int = 0
        self.last_order_id: int = shard * ORDER_ID_SHARD_STEP
        self.accounts: dict[int, Account] = {}
        self.orders: dict[int, OrderChanged] = {}
        """Orders of the trading day by number."""
        self.instruments: dict[str, Instrument] = {}
        self.instrument_days: tuple[InstrumentDay, ...] = ()
        self.outbox: dict[int, OrderChanged] = {}
        """By link number, the event that made a request which the venue has not answered."""
        self.requests: list[dict[str, tuple[RequestCommand, int]]] = [{}]
        """Request ids with their command and first result; one dict a trading day, the newest last."""
        self.venue_done: VenueDone | None = None
        self.fill_count: int = 0
        self.fill_qty: int = 0
        self.fill_amount: int = 0

    def settle_phases(self) -> None:
        """Work out `phases` after a report or a new trading date."""
        for venue in Venue:
            ours = self.reported_dates[venue] == self.trading_date
            self.phases[venue] = self.reported_phases[venue] if ours else Phase.CLOSED

    def load_instruments(self, days: tuple[InstrumentDay, ...], date: TradingDate) -> None:
        """Take the static file of `date`."""
        rates: dict[tuple[int, int, int], FeeRates] = {}
        self.instrument_days = days
        self.instruments = {}
        for day in days:
            kind = (int(day.venue), int(day.board), int(day.sec_class))
            fees = rates.get(kind)
            if fees is None:
                fees = rates[kind] = FeeRates(day.venue, day.board, day.sec_class, date)
            self.instruments[day.symbol] = Instrument(day, date, fees)
