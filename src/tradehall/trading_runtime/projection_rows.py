"""Which event becomes which row: the newest image per key is upserted, what happened once is copied in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tradehall.contracts.codec import encode
from tradehall.contracts.enums import CashReason, DayStage
from tradehall.contracts.events import (
    AccountChanged,
    CashChanged,
    CounterEvent,
    DayChanged,
    OrderChanged,
    OrderFilled,
    PhaseChanged,
    PositionChanged,
    VenueDone,
)
from tradehall.contracts.shard import JournalBody
from tradehall.kernel.ids import MICROSECONDS_A_DAY, MarketTime, TradingDate

LEDGER_REASONS: Final = frozenset({CashReason.DEPOSIT, CashReason.WITHDRAW, CashReason.SETTLE})
"""Changes of the balance itself: what the cash ledger lists."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns; the first `keys` of them are its key."""

    name: str
    keys: int
    columns: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    def upsert(self) -> str:
        """One statement for any number of rows: an array per column."""
        names = ", ".join(self.names)
        arrays = ", ".join(f"${number}::{kind}[]" for number, (_, kind) in enumerate(self.columns, 1))
        key = ", ".join(self.names[: self.keys])
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in self.names[self.keys :])
        return (
            f"INSERT INTO {self.name} ({names}) SELECT * FROM unnest({arrays}) "  # noqa: S608 -- fixed names
            f"ON CONFLICT ({key}) DO UPDATE SET {changes}"
        )


def _columns(text: str, kind: str = "bigint") -> tuple[tuple[str, str], ...]:
    """`name` or `name:type` separated by blanks; `kind` where no type is given."""
    pairs = (word.partition(":") for word in text.split())
    return tuple((name, given or kind) for name, _, given in pairs)


ACCOUNT: Final = Table(
    "trading_account",
    1,
    _columns(
        "account_id client_no:text investor_sh:text investor_sz:text investor_bj:text stock_rate stock_minimum "
        "fund_rate fund_minimum includes_statutory:boolean permissions halted:boolean stream_seq changed_at"
    ),
)
CASH: Final = Table(
    "trading_cash",
    1,
    _columns(
        "account_id balance frozen_order frozen_other bought_today sold_today deposit_today withdraw_today "
        "stream_seq changed_at"
    ),
)
POSITION: Final = Table(
    "trading_position",
    2,
    _columns(
        "account_id symbol:text qty_last buy_today sell_today frozen_sell frozen_other holding_cost diluted_cost "
        "stream_seq changed_at"
    ),
)
ORDER: Final = Table(
    "trading_order",
    1,
    _columns(
        "order_id account_id client_order_id:text symbol:text side:smallint order_type:smallint price qty "
        "status:smallint cum_qty cum_amount cxl_qty frozen fees exch_order_no link_seq result:integer channel:smallint "
        "trading_date:integer placed_at stream_seq changed_at"
    ),
)
DAY: Final = Table(
    "trading_day",
    1,
    _columns("trading_date:integer stage:smallint opened_seq closed_seq settled_seq opened_at closed_at settled_at"),
)
FILL_COLUMNS: Final = (
    "order_id",
    "fill_no",
    "account_id",
    "trade_no",
    "symbol",
    "side",
    "price",
    "qty",
    "amount",
    "commission",
    "stamp_duty",
    "transfer",
    "handling",
    "regulatory",
    "statutory_inside",
    "trading_date",
    "stream_seq",
    "filled_at",
)
ENTRY_COLUMNS: Final = ("account_id", "stream_seq", "reason", "amount", "balance", "ref", "entry_date", "at")
EVENT_COLUMNS: Final = ("account_id", "stream_seq", "body")

_DAY_UPSERT: Final = (
    "INSERT INTO trading_day "
    "(trading_date, stage, opened_seq, closed_seq, settled_seq, opened_at, closed_at, settled_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (trading_date) DO UPDATE SET stage = EXCLUDED.stage, "
    "opened_seq = greatest(trading_day.opened_seq, EXCLUDED.opened_seq), "
    "closed_seq = greatest(trading_day.closed_seq, EXCLUDED.closed_seq), "
    "settled_seq = greatest(trading_day.settled_seq, EXCLUDED.settled_seq), "
    "opened_at = greatest(trading_day.opened_at, EXCLUDED.opened_at), "
    "closed_at = greatest(trading_day.closed_at, EXCLUDED.closed_at), "
    "settled_at = greatest(trading_day.settled_at, EXCLUDED.settled_at)"
)


def civil_date(at: MarketTime) -> TradingDate:
    """The Beijing date of a market time as yyyymmdd (the inverse of `kernel.ids.days_from_civil`)."""
    days = at // MICROSECONDS_A_DAY + 719_468
    era = days // 146_097
    of_era = days - era * 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    day_of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9  # noqa: PLR2004 -- March starts the year in this count
    year = year_of_era + era * 400 + (month <= 2)  # noqa: PLR2004
    return year * 10_000 + month * 100 + day


@dataclass(slots=True)
class Gathered:
    """Rows of one chunk: newest images by key, and lists of what happened."""

    accounts: dict[int, AccountChanged] = field(default_factory=dict)
    cash: dict[int, CashChanged] = field(default_factory=dict)
    positions: dict[tuple[int, str], PositionChanged] = field(default_factory=dict)
    orders: dict[int, OrderChanged] = field(default_factory=dict)
    fills: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[int, int, bytes]] = field(default_factory=list)
    days: list[tuple[int, DayChanged]] = field(default_factory=list)

    def take(self, first_seq: int, body: JournalBody) -> None:
        """Add one journal row."""
        start = 0
        for seq, count in enumerate(body.event_counts, first_seq):
            for event in body.events[start : start + count]:
                self._take_event(seq, event)
            start += count

    def _take_event(self, seq: int, event: CounterEvent) -> None:
        match event:
            case OrderChanged():
                self.orders[event.order_id] = event
            case CashChanged():
                self.cash[event.account_id] = event
                if event.reason in LEDGER_REASONS:
                    self.entries.append(_entry(event))
            case PositionChanged():
                self.positions[event.account_id, event.symbol] = event
            case OrderFilled():
                self.fills.append(_fill(event))
            case AccountChanged():
                self.accounts[event.account_id] = event
            case DayChanged():
                self.days.append((seq, event))
                return
            case PhaseChanged() | VenueDone():
                return
        self.events.append((event.account_id, event.stream_seq, encode(event)))


async def store(connection: Any, gathered: Gathered) -> None:
    """Write the rows inside the caller's transaction."""
    await _upsert(connection, ACCOUNT, [_account(event) for event in gathered.accounts.values()])
    await _upsert(connection, CASH, [_cash(event) for event in gathered.cash.values()])
    await _upsert(connection, POSITION, [_position(event) for event in gathered.positions.values()])
    await _upsert(connection, ORDER, [_order(event) for event in gathered.orders.values()])
    for table, records, columns in (
        ("trading_fill", gathered.fills, FILL_COLUMNS),
        ("cash_entry", gathered.entries, ENTRY_COLUMNS),
        ("account_event", gathered.events, EVENT_COLUMNS),
    ):
        if records:
            await connection.copy_records_to_table(table, records=records, columns=columns)
    for seq, event in gathered.days:
        await connection.execute(_DAY_UPSERT, *_day(seq, event))


async def _upsert(connection: Any, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        # Rows in the order of their keys: two projectors that met could not lock each other out.
        ordered = sorted(rows, key=lambda row: row[: table.keys])
        await connection.execute(table.upsert(), *zip(*ordered, strict=True))


def _account(event: AccountChanged) -> tuple[Any, ...]:
    plan = event.commission
    return (
        event.account_id,
        event.client_no,
        event.investor_sh,
        event.investor_sz,
        event.investor_bj,
        plan.stock_rate,
        plan.stock_minimum,
        plan.fund_rate,
        plan.fund_minimum,
        plan.includes_statutory,
        event.permissions,
        event.halted,
        event.stream_seq,
        event.at,
    )


def _cash(event: CashChanged) -> tuple[Any, ...]:
    return (
        event.account_id,
        event.balance,
        event.frozen_order,
        event.frozen_other,
        event.bought_today,
        event.sold_today,
        event.deposit_today,
        event.withdraw_today,
        event.stream_seq,
        event.at,
    )


def _position(event: PositionChanged) -> tuple[Any, ...]:
    return (
        event.account_id,
        event.symbol,
        event.qty_last,
        event.buy_today,
        event.sell_today,
        event.frozen_sell,
        event.frozen_other,
        event.holding_cost,
        event.diluted_cost,
        event.stream_seq,
        event.at,
    )


def _order(event: OrderChanged) -> tuple[Any, ...]:
    return (
        event.order_id,
        event.account_id,
        event.client_order_id,
        event.symbol,
        int(event.side),
        int(event.order_type),
        event.price,
        event.qty,
        int(event.status),
        event.cum_qty,
        event.cum_amount,
        event.cxl_qty,
        event.frozen,
        event.fees,
        event.exch_order_no,
        event.link_seq,
        event.result,
        int(event.channel),
        event.trading_date,
        event.placed_at,
        event.stream_seq,
        event.at,
    )


def _fill(event: OrderFilled) -> tuple[Any, ...]:
    return (
        event.order_id,
        event.fill_no,
        event.account_id,
        event.trade_no,
        event.symbol,
        int(event.side),
        event.price,
        event.qty,
        event.amount,
        event.commission,
        event.stamp_duty,
        event.transfer,
        event.handling,
        event.regulatory,
        event.statutory_inside,
        event.trading_date,
        event.stream_seq,
        event.at,
    )


def _entry(event: CashChanged) -> tuple[Any, ...]:
    return (
        event.account_id,
        event.stream_seq,
        int(event.reason),
        event.amount,
        event.balance,
        event.ref,
        civil_date(event.at),
        event.at,
    )


def _day(seq: int, event: DayChanged) -> tuple[int, ...]:
    marks = [(seq if event.stage == stage else 0) for stage in (DayStage.OPEN, DayStage.CLOSED, DayStage.SETTLED)]
    times = [(event.at if event.stage == stage else 0) for stage in (DayStage.OPEN, DayStage.CLOSED, DayStage.SETTLED)]
    return (event.trading_date, int(event.stage), *marks, *times)
