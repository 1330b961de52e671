"""Decisions on accounts: open, change, deposit, withdraw, transfer of shares (fees-and-clearing 2).

Idempotent by `request_id`, which is unique in the shard: the same request again gives the first answer, another request
under a used id is refused. Cash and shares may move at any stage but CLOSED: between the close and the settlement of
a day the books stand still, so that the settlement can be proved against the closing totals.
"""

from typing import Final

from tradehall.contracts.commands import ChangeAccount, Deposit, OpenAccount, TransferShares, Withdraw
from tradehall.contracts.enums import CashReason, DayStage, PositionReason
from tradehall.contracts.events import AccountChanged, CashChanged
from tradehall.kernel.ids import MarketTime, is_client_id, is_symbol
from tradehall.kernel.results import ResultCode
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import MONEY_MAX, PRICE_MAX, QUANTITY_MAX
from tradehall.trading_core.drafts import Draft, empty_position
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.rules import cost_after_sale, held, is_plan_sound, is_whole_fen, withdrawable_cash
from tradehall.trading_core.state import RequestCommand, State

R = ResultCode
ACCOUNT_ID_MAX: Final = 2**53 - 1
_PERMISSIONS_MAX: Final = 2**31 - 1


def _answer(result: ResultCode) -> Outcome:
    return Outcome(int(result), 0, [])


def _first_answer(state: State, command: RequestCommand) -> Outcome | None:
    """Answer that the request id already has, or None when it is new."""
    if not is_client_id(command.request_id):
        return _answer(R.MALFORMED)
    for day in reversed(state.requests):
        known = day.get(command.request_id)
        if known is not None:
            first, result = known
            same = type(first) is type(command) and first == command
            return Outcome(result if same else int(R.REPEATED_ID_DIFFERS), 0, [])
    return None


def open_account(state: State, at: MarketTime, command: OpenAccount) -> Outcome:
    """Create a cash account with nothing in it."""
    known = _first_answer(state, command)
    if known is not None:
        return known
    investors = (command.investor_sh, command.investor_sz, command.investor_bj)
    sound = (
        0 < command.account_id <= ACCOUNT_ID_MAX
        and is_client_id(command.client_no)
        and all(number == "" or is_client_id(number) for number in investors)
        and 0 <= command.permissions <= _PERMISSIONS_MAX
        and is_plan_sound(command.commission)
    )
    if not sound:
        return _answer(R.MALFORMED)
    if command.account_id in state.accounts:
        return _answer(R.ACCOUNT_EXISTS)
    opened = AccountChanged(
        command.account_id,
        1,
        command.client_no,
        *investors,
        command.commission,
        command.permissions,
        False,
        command.request_id,
        at,
    )
    cash = CashChanged(command.account_id, 2, 0, 0, 0, 0, 0, 0, 0, CashReason.OPENED, 0, command.request_id, at)
    return Outcome(0, 0, [opened, cash])


def change_account(state: State, at: MarketTime, command: ChangeAccount) -> Outcome:
    """Replace plan, permissions and halt switch. A new plan holds for orders placed after it."""
    known = _first_answer(state, command)
    if known is not None:
        return known
    account = state.accounts.get(command.account_id)
    if account is None:
        return _answer(R.UNKNOWN_ACCOUNT)
    if not (is_plan_sound(command.commission) and 0 <= command.permissions <= _PERMISSIONS_MAX):
        return _answer(R.MALFORMED)
    old = account.account
    changed = AccountChanged(
        old.account_id,
        account.stream_seq + 1,
        old.client_no,
        old.investor_sh,
        old.investor_sz,
        old.investor_bj,
        command.commission,
        command.permissions,
        command.halted,
        command.request_id,
        at,
    )
    return Outcome(0, 0, [changed])


def deposit(state: State, at: MarketTime, command: Deposit) -> Outcome:
    """Credit cash; it may be used and withdrawn at once."""
    known = _first_answer(state, command)
    if known is not None:
        return known
    account = state.accounts.get(command.account_id)
    if account is None:
        return _answer(R.UNKNOWN_ACCOUNT)
    result = _amount_result(state, command.amount, account.cash.balance)
    if result:
        return _answer(result)
    draft = Draft(account, at)
    amount = command.amount
    draft.change_cash(CashReason.DEPOSIT, amount, command.request_id, balance=amount, deposit_today=amount)
    return Outcome(0, 0, draft.events)


def withdraw(state: State, at: MarketTime, command: Withdraw) -> Outcome:
    """Debit cash, up to the withdrawable cash (section 2)."""
    known = _first_answer(state, command)
    if known is not None:
        return known
    account = state.accounts.get(command.account_id)
    if account is None:
        return _answer(R.UNKNOWN_ACCOUNT)
    result = _amount_result(state, command.amount, 0)
    if result:
        return _answer(result)
    if command.amount > withdrawable_cash(account.cash):
        return _answer(R.INSUFFICIENT_WITHDRAWABLE)
    draft = Draft(account, at)
    amount = command.amount
    draft.change_cash(CashReason.WITHDRAW, -amount, command.request_id, balance=-amount, withdraw_today=amount)
    return Outcome(0, 0, draft.events)


def _amount_result(state: State, amount: int, balance: int) -> ResultCode:
    if state.stage == DayStage.CLOSED:
        return R.DAY_NOT_OPEN
    if amount <= 0:
        return R.AMOUNT_NOT_POSITIVE
    if balance + amount > MONEY_MAX:
        return R.AMOUNT_TOO_LARGE
    return R.OK if is_whole_fen(amount) else R.MALFORMED


def transfer_shares(  # noqa: PLR0911 -- a list of checks reads best as one
    state: State, at: MarketTime, command: TransferShares
) -> Outcome:
    """Move settled shares in at their unit cost, or out at the unit cost held. The security need not trade today."""
    known = _first_answer(state, command)
    if known is not None:
        return known
    account = state.accounts.get(command.account_id)
    if account is None:
        return _answer(R.UNKNOWN_ACCOUNT)
    qty = command.qty
    if not is_symbol(command.symbol) or not 0 <= command.unit_cost <= PRICE_MAX:
        return _answer(R.MALFORMED)
    if state.stage == DayStage.CLOSED:
        return _answer(R.DAY_NOT_OPEN)
    if qty == 0:
        return _answer(R.QUANTITY_TOO_SMALL)
    old = account.positions.get(command.symbol) or empty_position(command.account_id, command.symbol, at)
    if max(qty, old.qty_last + qty) > QUANTITY_MAX:
        return _answer(R.QUANTITY_TOO_LARGE)
    if qty > 0:
        holding_cost = old.holding_cost + qty * command.unit_cost
        diluted_cost = old.diluted_cost + qty * command.unit_cost
    else:
        if -qty > old.qty_last - old.sell_today - old.frozen_sell - old.frozen_other:
            return _answer(R.INSUFFICIENT_SHARES)
        before = held(old)
        holding_cost = cost_after_sale(old.holding_cost, before, -qty)
        diluted_cost = div_half_up(old.diluted_cost * (before + qty), before)
    draft = Draft(account, at)
    draft.set_position(
        old,
        PositionReason.TRANSFER,
        command.request_id,
        qty_last=old.qty_last + qty,
        buy_today=old.buy_today,
        sell_today=old.sell_today,
        frozen_sell=old.frozen_sell,
        holding_cost=holding_cost,
        diluted_cost=diluted_cost,
    )
    return Outcome(0, 0, draft.events)
