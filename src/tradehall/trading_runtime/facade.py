"""The door of the trading runtime: commands, clock, reads of projections, proofs, and the workers' entry points.

The composition root calls `configure` once; everything else may then be called from any thread.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tradehall.contracts.clock import ClockState
from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.enums import Phase, Side
from tradehall.contracts.exchange import ExchangeOpenDay, VenueTrade
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.shard import AccountSnapshot, Answer, ClockReply, ShardStatus
from tradehall.kernel.errors import ConflictError, NotFoundError, UnavailableError
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import Price, Quantity
from tradehall.trading_core.facade import FeeBreakdown, OrderPreview, permission_bits, preview
from tradehall.trading_runtime import queries
from tradehall.trading_runtime.client import ControlConnection, CounterClient, CounterConnection
from tradehall.trading_runtime.contracts import (
    AccountRow,
    CashEntryRow,
    CashRow,
    CounterConfig,
    ExchangeConfig,
    FillRow,
    JournalEntry,
    JournalSeal,
    OrderRow,
    Page,
    PositionRow,
    ProjectorConfig,
    ReplayProof,
    RuntimeAddresses,
    SnapshotPolicy,
    TradingDayRow,
)
from tradehall.trading_runtime.counter_host import run_counter
from tradehall.trading_runtime.exchange_host import run_exchange
from tradehall.trading_runtime.projector import project_until, run_projector
from tradehall.trading_runtime.recovery import replay

__all__ = [
    "AccountRow",
    "CashEntryRow",
    "CashRow",
    "CounterClient",
    "CounterConfig",
    "CounterConnection",
    "ExchangeConfig",
    "FeeBreakdown",
    "FillRow",
    "JournalEntry",
    "JournalSeal",
    "OrderPreview",
    "OrderRow",
    "Page",
    "PositionRow",
    "ProjectorConfig",
    "ReplayProof",
    "RuntimeAddresses",
    "SnapshotPolicy",
    "TradingDayRow",
    "account_snapshot",
    "accounts",
    "cash",
    "cash_entries",
    "clock",
    "configure",
    "control_clock",
    "fee_preview",
    "fills",
    "journal_end",
    "journal_entries",
    "journal_seal",
    "open_venue_day",
    "orders",
    "permission_bits",
    "positions",
    "projection_caught_up",
    "projection_seq",
    "replay_hash",
    "run_counter",
    "run_exchange",
    "run_projector",
    "shard_status",
    "submit",
    "submit_many",
    "trading_days",
    "venue_trades",
    "wait_for_projection",
]


@dataclass(frozen=True, slots=True)
class _Lines:
    addresses: RuntimeAddresses
    counter: CounterConnection
    control: ControlConnection


class _Door:
    """What `configure` set; one for the process."""

    lines: _Lines | None = None


def configure(addresses: RuntimeAddresses) -> None:
    """Name the sockets and the database. Nothing is opened before it is needed; a second call replaces the first."""
    _Door.lines = _Lines(
        addresses=addresses,
        counter=CounterConnection(addresses.counter_socket),
        control=ControlConnection(addresses.control_socket),
    )


def _lines() -> _Lines:
    if _Door.lines is None:
        raise UnavailableError("the trading runtime was not configured; the composition root calls `configure` first")
    return _Door.lines


# Commands ---------------------------------------------------------------------------------------


def submit(command: CounterCommand) -> Answer:
    """Send one command; the answer is durable. Raises `UnavailableError`; a repeat with the same ids is safe."""
    return _lines().counter.submit(command)


def submit_many(commands: Sequence[CounterCommand]) -> list[Answer]:
    """Send commands in order; answers in the same order. After `UnavailableError` repeat all of them."""
    return _lines().counter.submit_many(commands)


def account_snapshot(account_id: AccountId) -> AccountSnapshot:
    """The private state of an account as the counter holds it now, durable changes only."""
    return _lines().counter.account_snapshot(account_id)


def shard_status(*, with_hash: bool = False) -> ShardStatus:
    """How the counter stands; with its state hash on request (slow: it walks the whole state)."""
    return _lines().counter.status(with_hash=with_hash)


# Clock and venue ----------------------------------------------------------------------------------


def clock() -> ClockState:
    """The session clock. Raises `UnavailableError` when the exchange does not answer."""
    return _lines().control.clock()


def control_clock(*, to_phase: Phase | None = None, speed_milli: int | None = None) -> ClockReply:
    """Jump forward to the start of a phase, and/or change the pace; the reply's clock has come to that phase.

    `speed_milli` is the pace relative to the mode's own: 1000 as designed, 2000 twice as fast, 0 stands still.
    The reply's `result` is CLOCK_FOLLOWS_BEIJING in Beijing mode and DAY_NOT_OPEN for a jump without an open day.
    """
    phase = Phase.PRE_OPEN if to_phase is None else to_phase  # A phase that has passed moves nothing.
    return _lines().control.control(to_phase=phase, speed_milli=-1 if speed_milli is None else speed_milli)


def open_venue_day(command: ExchangeOpenDay) -> ClockReply:
    """Open the venue's day. `result`: OK, DAY_ALREADY_OPEN for a repeat, DAY_NOT_CLOSED, DAY_WRONG_DATE."""
    return _lines().control.open_day(command)


# Reads --------------------------------------------------------------------------------------------


def accounts(account_ids: Sequence[AccountId] | None = None) -> tuple[AccountRow, ...]:
    """Cash accounts by number; all of them without `account_ids`."""
    return queries.accounts(account_ids)


def cash(account_ids: Sequence[AccountId] | None = None) -> tuple[CashRow, ...]:
    """Cash of the accounts, by account number; of all without `account_ids`."""
    return queries.cash(account_ids)


def positions(
    account_ids: Sequence[AccountId] | None = None, *, symbol: Symbol | None = None
) -> tuple[PositionRow, ...]:
    """Positions by account and symbol; of all accounts without `account_ids`. Emptied positions are included."""
    return queries.positions(account_ids, symbol)


def orders(
    account_ids: Sequence[AccountId] | None = None,
    *,
    trading_date: TradingDate | None = None,
    date_from: TradingDate | None = None,
    date_to: TradingDate | None = None,
    symbol: Symbol | None = None,
    status: Sequence[int] | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Page[OrderRow]:
    """Orders, newest first. `limit` is at most 100,000."""
    chosen = queries.order_filter(
        account_ids, trading_date=trading_date, date_from=date_from, date_to=date_to, symbol=symbol, status=status
    )
    return queries.orders(chosen, limit, offset)


def fills(
    account_ids: Sequence[AccountId] | None = None,
    *,
    trading_date: TradingDate | None = None,
    date_from: TradingDate | None = None,
    date_to: TradingDate | None = None,
    symbol: Symbol | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Page[FillRow]:
    """Fills, newest first. `limit` is at most 100,000."""
    chosen = queries.order_filter(
        account_ids, trading_date=trading_date, date_from=date_from, date_to=date_to, symbol=symbol, status=None
    )
    return queries.fills(chosen, limit, offset)


def cash_entries(
    account_ids: Sequence[AccountId] | None = None,
    *,
    date_from: TradingDate | None = None,
    date_to: TradingDate | None = None,
    reasons: Sequence[int] | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Page[CashEntryRow]:
    """The cash ledger, newest first; `reasons` are `CashReason` numbers."""
    chosen = queries.entry_filter(account_ids, date_from=date_from, date_to=date_to, reasons=reasons)
    return queries.cash_entries(chosen, limit, offset)


def venue_trades(trading_date: TradingDate) -> tuple[VenueTrade, ...]:
    """The venue's trade file. Raises `NotFoundError` until the venue has delivered it at its end of day."""
    return queries.venue_trades(trading_date)


def trading_days() -> tuple[TradingDayRow, ...]:
    """Every trading day, oldest first."""
    return queries.trading_days()


def fee_preview(
    account_id: AccountId, instrument: InstrumentDay, *, side: Side, price: Price, qty: Quantity, date: TradingDate
) -> OrderPreview:
    """What an order would cost or bring if it filled whole at its price, by the account's own commission plan.

    Equal to the fen to what one fill is charged. Raises `NotFoundError` for an account that is not projected.
    """
    found = queries.accounts([account_id])
    if not found:
        raise NotFoundError(f"there is no cash account {account_id}")
    return preview(found[0].commission, instrument, side, price, qty, date)


# Proofs -------------------------------------------------------------------------------------------


def journal_end() -> int:
    """Sequence of the last durable command."""
    return queries.journal_end()


def journal_entries(after_seq: int, until_seq: int) -> Iterator[JournalEntry]:
    """Durable commands with `after_seq` < sequence <= `until_seq`, in order, with results and events."""
    return queries.journal_entries(after_seq, until_seq)


def journal_seal(trading_date: TradingDate) -> JournalSeal:
    """Fingerprint of a closed day's journal rows; the same at every call.

    Raises `NotFoundError` for a day that was never opened and `ConflictError` for one that is not closed.
    """
    return queries.journal_seal(trading_date)


def replay_hash(until_seq: int | None = None) -> ReplayProof:
    """Replay the journal from its first command in a fresh counter, here; equal to the live hash at the same sequence.

    Raises `ConflictError` when the journal ends before `until_seq`, `BrokenInvariantError` when it does not replay.
    """
    end = queries.journal_end()
    wanted = end if until_seq is None else until_seq
    if wanted > end:
        raise ConflictError(f"the journal ends at {end}, {wanted} was asked for")
    rows = queries.journal_rows(0, wanted)
    return ReplayProof(seq=wanted, state_hash=replay(rows, until_seq=wanted).state_hash())


def projection_seq() -> int:
    """Sequence up to which the projections stand."""
    return queries.position(queries.PROJECTOR)


def projection_caught_up() -> bool:
    """Whether every durable command is in the projections."""
    end = queries.journal_end()
    return projection_seq() >= end


def wait_for_projection(seq: int | None = None) -> int:
    """Project up to `seq` (default: what is durable now) here, beside the projector; returns where it stands then.

    Raises `UnavailableError` when the database does not answer, `ConflictError` when the journal ends before `seq`.
    """
    return asyncio.run(project_until(_lines().addresses.dsn, queries.journal_end() if seq is None else seq))
