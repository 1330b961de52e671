"""Decisions on the trading day: open, close, settle (fees-and-clearing 2, 3 and 10, steps 1, 11 and 15).

NONE or SETTLED → OPEN → CLOSED → SETTLED. Each command names its date; a repeat changes nothing.
"""

from typing import Final

from tradehall.contracts.commands import CloseDay, OpenDay, SettleDay
from tradehall.contracts.enums import CashReason, DayStage, OrderStatus, PositionReason
from tradehall.contracts.events import CounterEvent, DayChanged
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.ids import MarketTime, TradingDate, is_symbol
from tradehall.kernel.results import ResultCode
from tradehall.trading_core.drafts import Draft
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.rules import held
from tradehall.trading_core.state import Account, State

R = ResultCode
_FIRST_DATE: Final = 19_901_219
"""The day the Shanghai exchange opened."""
_LAST_DATE: Final = 99_991_231
_LIVE: Final = (
    int(OrderStatus.NOT_REPORTED),
    int(OrderStatus.TO_REPORT),
    int(OrderStatus.REPORTED),
    int(OrderStatus.REPORTED_PENDING_CANCEL),
    int(OrderStatus.PART_PENDING_CANCEL),
    int(OrderStatus.PART_FILLED),
)


def _answer(result: ResultCode) -> Outcome:
    return Outcome(int(result), 0, [])


def _is_date(date: TradingDate) -> bool:
    return _FIRST_DATE <= date <= _LAST_DATE and 1 <= date // 100 % 100 <= 12 and 1 <= date % 100 <= 31  # noqa: PLR2004


def open_day(state: State, at: MarketTime, command: OpenDay) -> Outcome:
    """Open a date later than the last one with its static file; the day before must be settled.

    Deposits and withdrawals made since the settlement belong to the day before: their sums go to 0.
    """
    date = command.trading_date
    opened_before = state.stage != DayStage.NONE and date == state.trading_date
    if opened_before and command.instruments == state.instrument_days:
        return _answer(R.OK)
    if state.stage == DayStage.OPEN:
        return _answer(R.DAY_ALREADY_OPEN)
    if state.stage == DayStage.CLOSED:
        return _answer(R.DAY_NOT_CLOSED)
    if not _is_date(date) or date <= state.trading_date:
        return _answer(R.DAY_WRONG_DATE)
    symbols = {day.symbol for day in command.instruments}
    sound = len(symbols) == len(command.instruments) and all(
        is_symbol(day.symbol) and day.tick > 0 and day.step_qty > 0 and day.pre_close >= 0
        for day in command.instruments
    )
    if not sound:
        return _answer(R.MALFORMED)
    events: list[CounterEvent] = [DayChanged(date, DayStage.OPEN, at)]
    for account_id in sorted(state.accounts):
        account = state.accounts[account_id]
        came, left = account.cash.deposit_today, account.cash.withdraw_today
        if came or left:
            draft = Draft(account, at)
            draft.change_cash(CashReason.DAY_OPEN, 0, str(date), deposit_today=-came, withdraw_today=-left)
            events.extend(draft.events)
    return Outcome(0, 0, events)


def close_day(state: State, at: MarketTime, command: CloseDay) -> Outcome:
    """Stop entry, expire what is still live and release its freezes; needs the venue's end-of-day report.

    A request that the venue had not handled before its last report can no longer trade, so its order ends here too.
    """
    if command.trading_date != state.trading_date:
        return _answer(R.DAY_WRONG_DATE)
    if state.stage in (DayStage.CLOSED, DayStage.SETTLED):
        return _answer(R.OK)
    if state.stage != DayStage.OPEN:
        return _answer(R.DAY_NOT_OPEN)
    if state.venue_done is None or state.venue_done.trading_date != state.trading_date:
        return _answer(R.DAY_REPORTS_MISSING)
    events: list[CounterEvent] = []
    for account_id in sorted(state.accounts):
        account = state.accounts[account_id]
        live = [order_id for order_id in account.client_ids.values() if state.orders[order_id].status in _LIVE]
        if live:
            draft = Draft(account, at)
            for order_id in live:
                draft.finish_order(state.orders[order_id])
            events.extend(draft.events)
    events.append(DayChanged(state.trading_date, DayStage.CLOSED, at))
    return Outcome(0, 0, events)


def settle_day(state: State, at: MarketTime, command: SettleDay) -> Outcome:
    """Move the day's sums into balances and bought shares into settled ones; empty positions end here."""
    if command.trading_date != state.trading_date:
        return _answer(R.DAY_WRONG_DATE)
    if state.stage == DayStage.SETTLED:
        return _answer(R.OK)
    if state.stage != DayStage.CLOSED:
        return _answer(R.DAY_NOT_CLOSED)
    ref = str(state.trading_date)
    events: list[CounterEvent] = []
    for account_id in sorted(state.accounts):
        events.extend(_settle_account(state.accounts[account_id], ref, at))
    events.append(DayChanged(state.trading_date, DayStage.SETTLED, at))
    return Outcome(0, 0, events)


def _settle_account(account: Account, ref: str, at: MarketTime) -> list[CounterEvent]:
    cash = account.cash
    if cash.frozen_order:
        raise BrokenInvariantError(f"account {cash.account_id} has cash frozen for orders after the close")
    draft = Draft(account, at)
    if cash.bought_today or cash.sold_today:
        draft.settle_cash(ref)
    for symbol in sorted(account.positions):
        old = account.positions[symbol]
        if old.frozen_sell:
            raise BrokenInvariantError(f"account {cash.account_id} has {symbol} frozen for orders after the close")
        if old.buy_today or old.sell_today or held(old) == 0:
            draft.set_position(
                old,
                PositionReason.SETTLE,
                ref,
                qty_last=held(old),
                buy_today=0,
                sell_today=0,
                frozen_sell=0,
                holding_cost=old.holding_cost,
                diluted_cost=old.diluted_cost,
            )
    return draft.events
