"""The dump of a shard: its whole state as bytes, the same bytes for the same state.

Everything unordered is sorted, so equal states give equal dumps however they were reached: live, by replay, or from
a dump and the commands after it. The hash leaves out what is not part of the books: stream epoch and last sequence.
"""

from hashlib import sha256
from typing import Final

import msgspec

from tradehall.contracts.commands import (
    ChangeAccount,
    CommissionPlan,
    Deposit,
    OpenAccount,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import DayStage, Phase
from tradehall.contracts.events import (
    AccountChanged,
    CashChanged,
    OrderChanged,
    OrderFilled,
    PositionChanged,
    VenueDone,
)
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.trading_core.state import Account, State

DUMP_VERSION: Final = 1


class AccountDump(msgspec.Struct, frozen=True, array_like=True):
    """One account. Positions by symbol, orders by number, fills in time order."""

    stream_seq: int
    account: AccountChanged
    cash: CashChanged
    positions: list[PositionChanged]
    orders: list[OrderChanged]
    fills: list[OrderFilled]
    previous_orders: list[OrderChanged]
    old_plans: list[tuple[int, CommissionPlan]]


class RequestDump(msgspec.Struct, frozen=True, array_like=True):
    """A request that was answered."""

    command: OpenAccount | ChangeAccount | Deposit | Withdraw | TransferShares
    result: int


class StateDump(msgspec.Struct, frozen=True, array_like=True):
    """The whole shard."""

    version: int
    shard: int
    epoch: int
    last_seq: int
    trading_date: int
    stage: DayStage
    reported_phases: list[Phase]
    reported_dates: list[int]
    last_report: int
    last_link_seq: int
    last_order_id: int
    instruments: tuple[InstrumentDay, ...]
    accounts: list[AccountDump]
    outbox: list[OrderChanged]
    requests: list[list[RequestDump]]
    venue_done: VenueDone | None


_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(StateDump).decode


def _dump_account(state: State, account: Account) -> AccountDump:
    orders = state.orders
    return AccountDump(
        account.stream_seq,
        account.account,
        account.cash,
        [account.positions[symbol] for symbol in sorted(account.positions)],
        [orders[order_id] for order_id in sorted(account.client_ids.values())],
        account.fills,
        sorted(account.previous_orders.values(), key=lambda order: order.order_id),
        sorted(account.old_plans.items(), key=lambda item: item[0]),
    )


def _state_dump(state: State, epoch: int, last_seq: int) -> StateDump:
    return StateDump(
        DUMP_VERSION,
        state.shard,
        epoch,
        last_seq,
        state.trading_date,
        state.stage,
        state.reported_phases,
        state.reported_dates,
        state.last_report,
        state.last_link_seq,
        state.last_order_id,
        state.instrument_days,
        [_dump_account(state, state.accounts[account_id]) for account_id in sorted(state.accounts)],
        [state.outbox[link_seq] for link_seq in sorted(state.outbox)],
        [[RequestDump(*day[request_id]) for request_id in sorted(day)] for day in state.requests],
        state.venue_done,
    )


def dump_state(state: State) -> bytes:
    """The whole state as bytes for `load_state`."""
    return _ENCODE(_state_dump(state, state.epoch, state.last_seq))


def hash_state(state: State) -> str:
    """SHA-256 of the books, in hexadecimal; equal exactly for equal states."""
    return sha256(_ENCODE(_state_dump(state, 0, 0))).hexdigest()


def load_state(data: bytes) -> State:
    """The state that was dumped.

    Raises `BrokenInvariantError` when the bytes are not a dump of this version.
    """
    try:
        dump = _DECODE(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenInvariantError("the dump of the counter was damaged or of another version") from error
    if dump.version != DUMP_VERSION:
        raise BrokenInvariantError(f"a dump of version {DUMP_VERSION} was expected, the version was {dump.version}")
    state = State(dump.shard, dump.epoch)
    state.last_seq = dump.last_seq
    state.trading_date = dump.trading_date
    state.stage = dump.stage
    state.reported_phases = dump.reported_phases
    state.reported_dates = dump.reported_dates
    state.settle_phases()
    state.last_report = dump.last_report
    state.last_link_seq = dump.last_link_seq
    state.last_order_id = dump.last_order_id
    state.load_instruments(dump.instruments, dump.trading_date)
    for account_dump in dump.accounts:
        _load_account(state, account_dump)
    state.outbox = {event.link_seq: event for event in dump.outbox}
    state.requests = [
        {request.command.request_id: (request.command, request.result) for request in day} for day in dump.requests
    ]
    state.venue_done = dump.venue_done
    return state


def _load_account(state: State, dump: AccountDump) -> None:
    account = Account(dump.account)
    account.stream_seq = dump.stream_seq
    account.cash = dump.cash
    account.positions = {position.symbol: position for position in dump.positions}
    account.client_ids = {order.client_order_id: order.order_id for order in dump.orders}
    account.previous_orders = {order.client_order_id: order for order in dump.previous_orders}
    account.old_plans = dict(dump.old_plans)
    account.fills = dump.fills
    for fill in dump.fills:
        account.fill_counts[fill.order_id] = fill.fill_no
        state.fill_count += 1
        state.fill_qty += fill.qty
        state.fill_amount += fill.amount
    for order in dump.orders:
        state.orders[order.order_id] = order
    state.accounts[dump.account.account_id] = account
