"""Writing down: `apply` assigns what an event says, `note` keeps what only the command knows.

`apply` moves the books. `note` remembers the input: which report came last, which request of the link is answered,
which request ids were used, and the static file of the day.
"""

from collections.abc import Callable
from typing import Any, Final

from tradehall.contracts.commands import (
    ChangeAccount,
    CounterCommand,
    Deposit,
    OpenAccount,
    OpenDay,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import DayStage, PositionReason
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
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkPhase,
    LinkRejected,
    LinkReport,
)
from tradehall.kernel.results import ResultCode
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.state import REQUEST_DAYS_KEPT, Account, RequestCommand, State

SETTLE: Final = PositionReason.SETTLE
MALFORMED: Final = int(ResultCode.MALFORMED)


def apply_order(state: State, event: OrderChanged) -> None:
    account = state.accounts[event.account_id]
    account.stream_seq = event.stream_seq
    order_id = event.order_id
    state.orders[order_id] = event
    if order_id > state.last_order_id:
        state.last_order_id = order_id
        account.client_ids[event.client_order_id] = order_id
    link_seq = event.link_seq
    if link_seq > state.last_link_seq:
        state.last_link_seq = link_seq
        state.outbox[link_seq] = event


def apply_cash(state: State, event: CashChanged) -> None:
    account = state.accounts[event.account_id]
    account.stream_seq = event.stream_seq
    account.cash = event


def apply_position(state: State, event: PositionChanged) -> None:
    account = state.accounts[event.account_id]
    account.stream_seq = event.stream_seq
    if event.reason == SETTLE and event.qty_last == 0:
        del account.positions[event.symbol]
    else:
        account.positions[event.symbol] = event


def apply_fill(state: State, event: OrderFilled) -> None:
    account = state.accounts[event.account_id]
    account.stream_seq = event.stream_seq
    account.fills.append(event)
    account.fill_counts[event.order_id] = event.fill_no
    state.fill_count += 1
    state.fill_qty += event.qty
    state.fill_amount += event.amount


def apply_account(state: State, event: AccountChanged) -> None:
    account = state.accounts.get(event.account_id)
    if account is None:
        account = state.accounts[event.account_id] = Account(event)
    else:
        old_plan = account.account.commission
        if old_plan != event.commission:
            for order_id in account.client_ids.values():
                account.old_plans.setdefault(order_id, old_plan)
        account.account = event
    account.stream_seq = event.stream_seq


def apply_day(state: State, event: DayChanged) -> None:
    state.stage = event.stage
    if event.stage != DayStage.OPEN:
        return
    state.trading_date = event.trading_date
    for account in state.accounts.values():
        account.previous_orders = {
            client_id: state.orders[order_id] for client_id, order_id in account.client_ids.items()
        }
        account.client_ids = {}
        account.fills = []
        account.fill_counts = {}
        account.old_plans = {}
    state.orders = {}
    state.fill_count = state.fill_qty = state.fill_amount = 0
    state.requests.append({})
    del state.requests[:-REQUEST_DAYS_KEPT]
    state.settle_phases()


def apply_phase(state: State, event: PhaseChanged) -> None:
    state.reported_phases[event.venue] = event.phase
    state.reported_dates[event.venue] = event.trading_date
    state.settle_phases()


def apply_venue_done(state: State, event: VenueDone) -> None:
    state.venue_done = event


_APPLY: Final[dict[type, Callable[[State, Any], None]]] = {
    OrderChanged: apply_order,
    CashChanged: apply_cash,
    PositionChanged: apply_position,
    OrderFilled: apply_fill,
    AccountChanged: apply_account,
    DayChanged: apply_day,
    PhaseChanged: apply_phase,
    VenueDone: apply_venue_done,
}


def apply(state: State, event: CounterEvent) -> None:
    """Write down one event."""
    _APPLY[type(event)](state, event)


def _note_request(state: State, command: RequestCommand, outcome: Outcome) -> None:
    """Remember the first answer of a request id. What made no sense, or named no account, stays unremembered."""
    if outcome.result == MALFORMED or command.account_id not in state.accounts:
        return
    if any(command.request_id in day for day in state.requests):
        return
    state.requests[-1][command.request_id] = (command, outcome.result)


def _note_answer(
    state: State, report: LinkAccepted | LinkRejected | LinkCanceled | LinkCancelRejected, outcome: Outcome
) -> None:
    """A report that answers a request: it need not be sent again."""
    state.outbox.pop(report.link_seq, None)
    _note_report(state, report, outcome)


def _note_report(state: State, report: LinkReport, outcome: Outcome) -> None:  # noqa: ARG001 -- one signature for all
    state.last_report = max(state.last_report, report.report_seq)


def _note_static_file(state: State, command: OpenDay, outcome: Outcome) -> None:
    if outcome.events:
        state.load_instruments(command.instruments, command.trading_date)


_NOTE: Final[dict[type, Callable[[State, Any, Outcome], None]]] = {
    OpenAccount: _note_request,
    ChangeAccount: _note_request,
    Deposit: _note_request,
    Withdraw: _note_request,
    TransferShares: _note_request,
    OpenDay: _note_static_file,
    LinkAccepted: _note_answer,
    LinkRejected: _note_answer,
    LinkCanceled: _note_answer,
    LinkCancelRejected: _note_answer,
    LinkFilled: _note_report,
    LinkPhase: _note_report,
    LinkEndOfDay: _note_report,
}


def write_down(state: State, command: CounterCommand, outcome: Outcome) -> None:
    """Apply the events, then remember the input itself. Orders need no note: their events say it all."""
    for event in outcome.events:
        _APPLY[type(event)](state, event)
    noting = _NOTE.get(type(command))
    if noting is not None:
        noting(state, command, outcome)
