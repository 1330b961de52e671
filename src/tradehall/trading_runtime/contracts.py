"""Values that cross this room's door: addresses, process configurations, and rows of the projections."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tradehall.contracts.commands import CommissionPlan, CounterCommand
from tradehall.contracts.enums import CashReason, Channel, ClockMode, DayStage, OrderStatus, OrderType, Side
from tradehall.contracts.events import CounterEvent
from tradehall.kernel.ids import AccountId, MarketTime, OrderId, Symbol, TradingDate
from tradehall.kernel.units import Money, Price, Quantity

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeAddresses:
    """Where the planes find the runtime. `dsn` is a `postgresql://` URL."""

    counter_socket: str
    control_socket: str
    dsn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPolicy:
    """When a forked snapshot is made (after so many commands, or so many seconds with any), and how many are kept."""

    every_commands: int = 500_000
    every_s: float = 30.0
    keep: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterConfig:
    """Configuration of the worker `counter`. Empty `link_socket` or `nats_url` leaves that part out."""

    dsn: str
    socket_path: str
    link_socket: str = ""
    control_socket: str = ""
    nats_url: str = ""
    participant: str = "TRADEHALL"
    machine: str = "counter"
    shard: int = 1
    queue_limit: int = 50_000
    batch_limit: int = 2_048
    snapshots: SnapshotPolicy = field(default_factory=SnapshotPolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeConfig:
    """Configuration of the worker `exchange`.

    `scale_milli` stretches the compressed day (1000: about ten minutes; 500: about five). In REPLAY mode the day
    starts at `replay_from` (hhmmss) and market time runs at `replay_speed_milli` thousandths of real time.
    """

    dsn: str
    link_socket: str
    control_socket: str
    nats_url: str = ""
    machine: str = "exchange"
    mode: ClockMode = ClockMode.COMPRESSED
    scale_milli: int = 1000
    replay_from: int = 91_500
    replay_speed_milli: int = 1000
    looping: bool = False
    tick_s: float = 0.1
    publish_s: float = 0.4
    queue_limit: int = 50_000
    batch_limit: int = 2_048
    snapshots: SnapshotPolicy = field(default_factory=lambda: SnapshotPolicy(every_s=10.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorConfig:
    """Configuration of the worker `projector`: rows of the journal in one transaction, and its pace.

    `rest_ratio` is the rest after each chunk in proportion to the work: 0.5 uses at most two thirds of a core.
    """

    dsn: str
    nats_url: str = ""
    chunk_commands: int = 4_096
    poll_s: float = 0.1
    rest_ratio: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a longer list; `total` counts the whole list."""

    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A cash account as the counter knows it."""

    account_id: AccountId
    client_no: str
    investor_sh: str
    investor_sz: str
    investor_bj: str
    commission: CommissionPlan
    permissions: int
    halted: bool
    changed_at: MarketTime


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRow:
    """Cash of an account (fees-and-clearing 2)."""

    account_id: AccountId
    balance: Money
    frozen_order: Money
    frozen_other: Money
    bought_today: Money
    sold_today: Money
    deposit_today: Money
    withdraw_today: Money
    stream_seq: int
    changed_at: MarketTime

    @property
    def available(self) -> Money:
        """Cash that can buy now (fees-and-clearing 2)."""
        return self.balance - self.frozen_order - self.frozen_other - self.bought_today + self.sold_today

    @property
    def withdrawable(self) -> Money:
        """Cash that can leave the firm today: sale proceeds stay until settlement (fees-and-clearing 2)."""
        used = max(0, self.frozen_order + self.bought_today - self.sold_today)
        return max(0, min(self.available, self.balance - self.frozen_other - used))


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """A position (fees-and-clearing 2 and 4); costs are totals of the whole quantity."""

    account_id: AccountId
    symbol: Symbol
    qty_last: Quantity
    buy_today: Quantity
    sell_today: Quantity
    frozen_sell: Quantity
    frozen_other: Quantity
    holding_cost: Money
    diluted_cost: Money
    stream_seq: int
    changed_at: MarketTime

    @property
    def qty(self) -> Quantity:
        """Shares held now."""
        return self.qty_last + self.buy_today - self.sell_today

    def sellable(self, *, settle_days: int) -> Quantity:
        """Shares that can be sold now; `settle_days` is the instrument's (1: bought today stays, 0: it may go)."""
        base = self.qty_last if settle_days else self.qty_last + self.buy_today
        return base - self.sell_today - self.frozen_sell - self.frozen_other


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """The newest image of an order; `leaves` is derived."""

    order_id: OrderId
    account_id: AccountId
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
    result: int
    channel: Channel
    trading_date: TradingDate
    placed_at: MarketTime
    changed_at: MarketTime

    @property
    def leaves(self) -> Quantity:
        return self.qty - self.cum_qty - self.cxl_qty


@dataclass(frozen=True, slots=True, kw_only=True)
class FillRow:
    """One fill with its fees; `handling` and `regulatory` are inside the commission where `statutory_inside`."""

    order_id: OrderId
    fill_no: int
    account_id: AccountId
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
    filled_at: MarketTime

    @property
    def fees(self) -> Money:
        """What the client paid for this fill."""
        outside = 0 if self.statutory_inside else self.handling + self.regulatory
        return self.commission + self.stamp_duty + self.transfer + outside


@dataclass(frozen=True, slots=True, kw_only=True)
class CashEntryRow:
    """One line of the cash ledger: a deposit, a withdrawal, or the net that settlement moved into the balance."""

    account_id: AccountId
    stream_seq: int
    reason: CashReason
    amount: Money
    balance: Money
    ref: str
    entry_date: TradingDate
    at: MarketTime


@dataclass(frozen=True, slots=True, kw_only=True)
class TradingDayRow:
    """A trading day of the firm: its stage and the journal sequences of its changes (0: not yet)."""

    trading_date: TradingDate
    stage: DayStage
    opened_seq: int
    closed_seq: int
    settled_seq: int
    opened_at: MarketTime
    closed_at: MarketTime
    settled_at: MarketTime


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalSeal:
    """Fingerprint of a closed day's journal: the rows from the one that opened it to the one that closed it."""

    trading_date: TradingDate
    first_seq: int
    last_seq: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One durable command with its result and the events that it made."""

    seq: int
    at: MarketTime
    command: CounterCommand
    result: int
    events: tuple[CounterEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayProof:
    """State hash of a fresh counter after the journal up to `seq`."""

    seq: int
    state_hash: str
