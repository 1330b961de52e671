"""The machine: one dispatch for every command, and the counter that outsiders hold."""

from collections.abc import Callable
from typing import Any, Final, Self

from tradehall.contracts.commands import (
    CancelOrder,
    ChangeAccount,
    CloseDay,
    CounterCommand,
    Deposit,
    OpenAccount,
    OpenDay,
    PlaceOrder,
    SettleDay,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import FINAL_STATUSES, DayStage, OrderStatus, Phase, Venue
from tradehall.contracts.events import OrderChanged, VenueDone
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCancel,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkNewOrder,
    LinkPhase,
    LinkRejected,
    LinkReport,
    LinkRequest,
)
from tradehall.contracts.shard import AccountSnapshot
from tradehall.kernel.ids import AccountId, MarketTime, TradingDate
from tradehall.kernel.results import ResultCode
from tradehall.trading_core.accounts import change_account, deposit, open_account, transfer_shares, withdraw
from tradehall.trading_core.changes import write_down
from tradehall.trading_core.days import close_day, open_day, settle_day
from tradehall.trading_core.dumps import dump_state, hash_state, load_state
from tradehall.trading_core.orders import cancel_order, place_order
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.reports import (
    accepted,
    cancel_rejected,
    canceled,
    end_of_day,
    filled,
    phase_changed,
    rejected,
)
from tradehall.trading_core.state import State

_DECIDE: Final[dict[type, Callable[[State, MarketTime, Any], Outcome]]] = {
    PlaceOrder: place_order,
    CancelOrder: cancel_order,
    OpenAccount: open_account,
    ChangeAccount: change_account,
    Deposit: deposit,
    Withdraw: withdraw,
    TransferShares: transfer_shares,
    OpenDay: open_day,
    CloseDay: close_day,
    SettleDay: settle_day,
}
_DECIDE_REPORT: Final[dict[type, Callable[[State, MarketTime, Any], Outcome]]] = {
    LinkAccepted: accepted,
    LinkRejected: rejected,
    LinkFilled: filled,
    LinkCanceled: canceled,
    LinkCancelRejected: cancel_rejected,
    LinkPhase: phase_changed,
    LinkEndOfDay: end_of_day,
}


def decide(state: State, seq: int, at: MarketTime, command: CounterCommand) -> Outcome:  # noqa: ARG001 -- see below
    """What `command` does to `state`, as a result and events; the state is not touched.

    `seq` and `at` are the journal's sequence and market time of the command. No rule needs the sequence yet; it is part
    of the input, so that one may. A report whose number was applied before gives OK and no events. Raises
    `BrokenInvariantError` when a report contradicts the books.
    """
    decision = _DECIDE.get(type(command))
    if decision is not None:
        return decision(state, at, command)
    report: LinkReport = command  # type: ignore[assignment]
    if report.report_seq <= state.last_report:
        return Outcome(0, 0, [])
    return _DECIDE_REPORT[type(command)](state, at, report)


class Counter:
    """One shard of the counter. Feed it every command of the journal in order; nothing else changes it."""

    __slots__ = ("state",)

    def __init__(self, shard: int = 1, epoch: int = 1) -> None:
        self.state: State = State(shard, epoch)

    def execute(self, seq: int, at: MarketTime, command: CounterCommand) -> Outcome:
        """Decide and write down.

        Expected refusals are result codes. `BrokenInvariantError` means that the shard must stop.
        """
        state = self.state
        outcome = decide(state, seq, at, command)
        write_down(state, command, outcome)
        state.last_seq = seq
        return outcome

    @property
    def epoch(self) -> int:
        """Epoch of the private streams: a new one makes every client take a fresh snapshot."""
        return self.state.epoch

    @property
    def last_seq(self) -> int:
        """Sequence of the last command executed."""
        return self.state.last_seq

    @property
    def trading_date(self) -> TradingDate:
        """The trading date that is open or was last; 0 before the first."""
        return self.state.trading_date

    @property
    def stage(self) -> DayStage:
        return self.state.stage

    def phase(self, venue: Venue) -> Phase:
        """Phase of a venue on the trading date."""
        return self.state.phases[venue]

    @property
    def last_report(self) -> int:
        """Number of the newest report of the link that was applied."""
        return self.state.last_report

    @property
    def last_link_seq(self) -> int:
        """Number of the newest request that was made for the link."""
        return self.state.last_link_seq

    @property
    def account_count(self) -> int:
        return len(self.state.accounts)

    @property
    def order_count(self) -> int:
        """Orders of the trading day, refused ones included."""
        return len(self.state.orders)

    @property
    def venue_totals(self) -> VenueDone | None:
        """Control totals of the venue's last end-of-day report."""
        return self.state.venue_done

    @property
    def own_totals(self) -> tuple[int, int, int]:
        """Fills, shares and amount that the counter booked on the trading date, to hold against the venue's totals."""
        return self.state.fill_count, self.state.fill_qty, self.state.fill_amount

    def account_ids(self) -> list[AccountId]:
        return sorted(self.state.accounts)

    def snapshot(self, account_id: AccountId) -> AccountSnapshot:
        """Private state of an account now, with the orders and fills of the trading day."""
        state = self.state
        account = state.accounts.get(account_id)
        if account is None:
            return AccountSnapshot(int(ResultCode.UNKNOWN_ACCOUNT), state.epoch, 0, None, None, (), (), ())
        return AccountSnapshot(
            0,
            state.epoch,
            account.stream_seq,
            account.account,
            account.cash,
            tuple(account.positions[symbol] for symbol in sorted(account.positions)),
            tuple(state.orders[order_id] for order_id in sorted(account.client_ids.values())),
            tuple(account.fills),
        )

    def link_message(self, event: OrderChanged) -> LinkNewOrder | LinkCancel | None:
        """The request that this event makes on the exchange link, or None: a later image of the order makes none.

        Ask it for every `OrderChanged` once the event is durable, in order. An answered request is not given again.
        """
        made = self.state.outbox.get(event.link_seq)
        return self._request(made) if made is not None and (made is event or made == event) else None

    def pending_requests(self, after_link_seq: int) -> list[LinkRequest]:
        """Requests above `after_link_seq` that no report has answered, in order: what a resynchronised link must send.

        No number may be missing on the link, so a new order that the day's end has overtaken goes as a cancel, which
        the venue refuses: it must not enter the next day's book.
        """
        outbox = self.state.outbox
        return [self._request(outbox[link_seq]) for link_seq in sorted(outbox) if link_seq > after_link_seq]

    def _request(self, made: OrderChanged) -> LinkNewOrder | LinkCancel:
        state = self.state
        order = state.orders.get(made.order_id)
        overtaken = order is None or order.status in FINAL_STATUSES
        if made.status != OrderStatus.TO_REPORT or overtaken:
            return LinkCancel(made.link_seq, made.order_id, made.symbol)
        instrument = state.instruments[made.symbol]
        investor = state.accounts[made.account_id].investors[instrument.venue]
        return LinkNewOrder(
            made.link_seq, made.order_id, made.symbol, made.side, made.order_type, made.price, made.qty, investor
        )

    def dump(self) -> bytes:
        """The whole state; `Counter.load` gives an equal counter."""
        return dump_state(self.state)

    @classmethod
    def load(cls, data: bytes) -> Self:
        """The counter that was dumped. Raises `BrokenInvariantError` when the bytes are no dump of this version."""
        counter = cls()
        counter.state = load_state(data)
        return counter

    def state_hash(self) -> str:
        """SHA-256 of the books: the same for the same journal on any machine, live, replayed or from a dump."""
        return hash_state(self.state)
