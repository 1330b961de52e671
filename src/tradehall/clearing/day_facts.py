"""What happened on a day according to the journal alone: the source of every entry and the base of every comparison.

A repeated command makes no event, so facts are read from events; the command beside them says what the event does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tradehall.clearing.entries import CashMove, ShareMove
from tradehall.contracts.commands import CommissionPlan, OpenDay, TransferShares
from tradehall.contracts.enums import CashReason, PositionReason
from tradehall.contracts.events import (
    AccountChanged,
    CashChanged,
    CounterEvent,
    OrderChanged,
    OrderFilled,
    PositionChanged,
    VenueDone,
)
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import AccountId, OrderId, Symbol
from tradehall.trading_runtime.contracts import JournalEntry

_BANK = frozenset({CashReason.DEPOSIT, CashReason.WITHDRAW})


class PlanChange(NamedTuple):
    """The commission plan of an account from a journal sequence on."""

    account_id: AccountId
    seq: int
    plan: CommissionPlan


@dataclass(frozen=True)
class DayFacts:
    """Facts of a range of the journal. `orders` holds the newest image of each order that changed in it."""

    fills: tuple[OrderFilled, ...]
    orders: dict[OrderId, OrderChanged]
    cash_moves: tuple[CashMove, ...]
    share_moves: tuple[ShareMove, ...]
    plan_changes: tuple[PlanChange, ...]
    order_plan_seqs: dict[OrderId, tuple[AccountId, int]]
    """Account and journal sequence at which each order was placed: it keeps the plan of that moment."""
    instruments: dict[Symbol, InstrumentDay]
    """The static file with which the day was opened."""
    venue_done: VenueDone | None
    commands: int


@dataclass
class _Gathering:
    fills: list[OrderFilled] = field(default_factory=list)
    orders: dict[OrderId, OrderChanged] = field(default_factory=dict)
    cash_moves: list[CashMove] = field(default_factory=list)
    share_moves: list[ShareMove] = field(default_factory=list)
    plan_changes: list[PlanChange] = field(default_factory=list)
    order_plan_seqs: dict[OrderId, tuple[AccountId, int]] = field(default_factory=dict)
    instruments: dict[Symbol, InstrumentDay] = field(default_factory=dict)
    venue_done: VenueDone | None = None
    commands: int = 0


def gather(entries: Iterable[JournalEntry]) -> DayFacts:
    """Facts of the journal entries, in their order."""
    found = _Gathering()
    for entry in entries:
        found.commands += 1
        if isinstance(entry.command, OpenDay) and entry.events:
            found.instruments = {day.symbol: day for day in entry.command.instruments}
        for event in entry.events:
            _note(found, entry, event)
    return DayFacts(
        fills=tuple(found.fills),
        orders=found.orders,
        cash_moves=tuple(found.cash_moves),
        share_moves=tuple(found.share_moves),
        plan_changes=tuple(found.plan_changes),
        order_plan_seqs=found.order_plan_seqs,
        instruments=found.instruments,
        venue_done=found.venue_done,
        commands=found.commands,
    )


def _note(found: _Gathering, entry: JournalEntry, event: CounterEvent) -> None:
    match event:
        case OrderFilled():
            found.fills.append(event)
        case OrderChanged():
            found.orders[event.order_id] = event
            found.order_plan_seqs.setdefault(event.order_id, (event.account_id, entry.seq))
        case AccountChanged():
            found.plan_changes.append(PlanChange(event.account_id, entry.seq, event.commission))
        case CashChanged() if event.reason in _BANK:
            found.cash_moves.append(CashMove(event.account_id, event.amount, event.ref))
        case PositionChanged() if event.reason == PositionReason.TRANSFER and isinstance(entry.command, TransferShares):
            command = entry.command
            found.share_moves.append(ShareMove(event.account_id, event.symbol, command.qty, command.request_id))
        case VenueDone():
            found.venue_done = event
        case _:
            return  # Nothing else moves cash or shares.


def plans_of_orders(facts: DayFacts, earlier: Iterable[PlanChange]) -> dict[OrderId, CommissionPlan]:
    """The plan under which each order of the facts was placed; `earlier` holds the plans from before the facts.

    An order without any plan has no key.
    """
    history: dict[AccountId, list[PlanChange]] = {}
    for change in sorted([*earlier, *facts.plan_changes], key=lambda c: c.seq):
        history.setdefault(change.account_id, []).append(change)
    plans: dict[OrderId, CommissionPlan] = {}
    for order_id, (account_id, seq) in facts.order_plan_seqs.items():
        known = [change.plan for change in history.get(account_id, []) if change.seq <= seq]
        if known:
            plans[order_id] = known[-1]
    return plans
