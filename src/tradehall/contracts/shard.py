"""The shard's socket: how gateways and the business plane talk to a sequencer process.

A frame is a four-byte big-endian length and one msgpack array. A request frame is an array of
`(correlation, body)`; an answer frame is an array of `(correlation, Answer | a reply struct)`. Answers come when the
command is durable, in the order of the requests of that connection. Queries see durable state only.
"""

import msgspec

from tradehall.contracts.clock import ClockState
from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.enums import DayStage, Phase
from tradehall.contracts.events import (
    AccountChanged,
    AccountEvent,
    CashChanged,
    CounterEvent,
    OrderChanged,
    OrderFilled,
    PositionChanged,
)
from tradehall.kernel.ids import AccountId, MarketTime, OrderId, TradingDate

FRAME_MAX = 16 * 1024 * 1024


class Answer(msgspec.Struct, frozen=True, array_like=True, tag=80, gc=False):
    """Answer to a command: the result, the order it made or touched, and when (0 where not known)."""

    result: int
    order_id: OrderId = 0
    at: MarketTime = 0


class Query(msgspec.Struct, frozen=True, array_like=True):
    """Base of the queries."""


class SnapshotQuery(Query, frozen=True, tag=90):
    """Ask for the whole private state of an account."""

    account_id: AccountId


class StatusQuery(Query, frozen=True, tag=91):
    """Ask how the shard stands; with `with_hash` its state hash is worked out (slow)."""

    with_hash: bool = False


class AccountSnapshot(msgspec.Struct, frozen=True, array_like=True, tag=95):
    """Private state of an account as of `stream_seq`: applying later events to it gives the newer state.

    `orders` and `fills` are those of the trading day. `result` is UNKNOWN_ACCOUNT when there is none.
    """

    result: int
    epoch: int
    stream_seq: int
    account: AccountChanged | None
    cash: CashChanged | None
    positions: tuple[PositionChanged, ...]
    orders: tuple[OrderChanged, ...]
    fills: tuple[OrderFilled, ...]


class ShardStatus(msgspec.Struct, frozen=True, array_like=True, tag=96):
    """How a shard stands. `seq` is the last durable command, `state_hash` is "" unless asked for."""

    role: str
    fence: int
    epoch: int
    seq: int
    trading_date: TradingDate
    stage: DayStage
    phase: Phase
    accounts: int
    orders: int
    link_up: bool
    last_report: int
    state_hash: str


class EventBatch(msgspec.Struct, frozen=True, array_like=True):
    """Events of one durable batch (`acct.events`). A reader that holds `prev_seq` misses nothing.

    The counter repeats an empty batch every second, so that a lost message is found soon.
    """

    epoch: int
    prev_seq: int
    seq: int
    events: tuple[AccountEvent, ...]


class JournalBody(msgspec.Struct, frozen=True, array_like=True):
    """One row of the counter's journal: commands, their results, and the events in order.

    `results[i]` belongs to `commands[i]`, whose sequence is the row's first sequence plus `i`.
    `event_counts[i]` events of `events` belong to it.
    """

    at: MarketTime
    commands: tuple[CounterCommand, ...]
    results: tuple[int, ...]
    event_counts: tuple[int, ...]
    events: tuple[CounterEvent, ...]


CounterRequest = CounterCommand | SnapshotQuery | StatusQuery


# Control socket of the simulated exchange ----------------------------------------------------


class ClockQuery(Query, frozen=True, tag=100):
    """Ask for the session clock."""


class ClockControl(msgspec.Struct, frozen=True, array_like=True, tag=101):
    """Move the session clock: `to_phase` jumps forward to that phase; a negative `speed_milli` keeps the pace."""

    to_phase: Phase
    speed_milli: int = -1


class ClockReply(msgspec.Struct, frozen=True, array_like=True, tag=102):
    """The clock after a control, or why it was refused."""

    result: int
    clock: ClockState
