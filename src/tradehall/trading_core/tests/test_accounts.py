"""Accounts, cash in and out, shares in and out, and the memory of request ids."""

import pytest

from tradehall.contracts.commands import (
    ChangeAccount,
    CloseDay,
    CommissionPlan,
    Deposit,
    OpenAccount,
    OpenDay,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import CashReason, PositionReason
from tradehall.kernel.results import ResultCode
from tradehall.kernel.units import MONEY_MAX, format_money, parse_money
from tradehall.trading_core.rules import available_cash, withdrawable_cash

R = ResultCode
ACCOUNT = 1_000_000_001
PLAN = CommissionPlan(25_000, 50_000, 25_000, 50_000)
YUAN = 10_000


def test_opening(desk):
    outcome = desk.do(OpenAccount("o1", ACCOUNT, "C1", "A1", "", "", PLAN, 6))
    account, cash = outcome.events
    assert (outcome.result, account.stream_seq, cash.stream_seq) == (0, 1, 2)
    assert (cash.reason, cash.balance, account.permissions, account.halted) == (CashReason.OPENED, 0, 6, False)


def test_opening_twice(desk):
    command = OpenAccount("o1", ACCOUNT, "C1", "A1", "", "", PLAN)
    desk.do(command)
    again = desk.do(command)
    assert (again.result, again.events) == (R.OK, [])
    assert desk.do(OpenAccount("o2", ACCOUNT, "C1", "A1", "", "", PLAN)).result == R.ACCOUNT_EXISTS
    assert desk.do(OpenAccount("o1", 7, "C1", "A1", "", "", PLAN)).result == R.REPEATED_ID_DIFFERS


@pytest.mark.parametrize(
    "change",
    [
        {"request_id": "a b"},
        {"account_id": 0},
        {"account_id": 2**53},
        {"client_no": ""},
        {"investor_sh": "x" * 40},
        {"permissions": -1},
        {"commission": CommissionPlan(-1, 0, 0, 0)},
        {"commission": CommissionPlan(2_000_000, 0, 0, 0)},
        {"commission": CommissionPlan(0, 1, 0, 0)},
    ],
)
def test_openings_without_sense(desk, change):
    facts = {
        "request_id": "o1",
        "account_id": ACCOUNT,
        "client_no": "C1",
        "investor_sh": "",
        "investor_sz": "",
        "investor_bj": "",
        "commission": PLAN,
    }
    outcome = desk.do(OpenAccount(**{**facts, **change}))
    assert (outcome.result, outcome.events, desk.counter.account_count) == (R.MALFORMED, [], 0)


def test_change_replaces_all_three(desk):
    desk.open_account()
    other = CommissionPlan(10_000, 0, 5_000, 0)
    (event,) = desk.do(ChangeAccount("c1", ACCOUNT, other, 2, True)).events
    assert (event.commission, event.permissions, event.halted, event.request_id) == (other, 2, True, "c1")
    assert desk.do(ChangeAccount("c2", 5, other, 2, True)).result == R.UNKNOWN_ACCOUNT
    assert desk.do(ChangeAccount("c3", ACCOUNT, CommissionPlan(-1, 0, 0, 0), 0, False)).result == R.MALFORMED


def test_deposit_once(desk):
    desk.open_account()
    (cash,) = desk.do(Deposit("d1", ACCOUNT, 100 * YUAN)).events
    assert (cash.reason, cash.balance, cash.deposit_today, cash.amount, cash.ref) == (
        CashReason.DEPOSIT,
        1_000_000,
        1_000_000,
        1_000_000,
        "d1",
    )
    before = desk.counter.state_hash()
    again = desk.do(Deposit("d1", ACCOUNT, 100 * YUAN))
    assert (again.result, again.events) == (R.OK, [])
    assert desk.do(Deposit("d1", ACCOUNT, 101 * YUAN)).result == R.REPEATED_ID_DIFFERS
    assert desk.do(Withdraw("d1", ACCOUNT, 100 * YUAN)).result == R.REPEATED_ID_DIFFERS
    assert desk.counter.state_hash() == before


@pytest.mark.parametrize(
    ("amount", "result"),
    [
        (0, R.AMOUNT_NOT_POSITIVE),
        (-100, R.AMOUNT_NOT_POSITIVE),
        (MONEY_MAX + 100, R.AMOUNT_TOO_LARGE),
        (150, R.MALFORMED),
    ],
)
def test_amounts(desk, amount, result):
    desk.open_account("1")
    assert desk.do(Deposit("d1", ACCOUNT, amount)).result == result
    assert desk.do(Withdraw("w1", ACCOUNT, amount)).result == result
    assert desk.cash().balance == YUAN


def test_balance_has_a_bound(desk):
    desk.open_account()
    assert desk.do(Deposit("d1", ACCOUNT, MONEY_MAX)).result == R.OK
    assert desk.do(Deposit("d2", ACCOUNT, 100)).result == R.AMOUNT_TOO_LARGE


def test_unknown_account_is_not_remembered(desk):
    assert desk.do(Deposit("d1", ACCOUNT, YUAN)).result == R.UNKNOWN_ACCOUNT
    desk.open_account()
    assert desk.do(Deposit("d1", ACCOUNT, YUAN)).result == R.OK


def test_refused_withdrawal_stays_refused(desk):
    desk.open_account()
    assert desk.do(Withdraw("w1", ACCOUNT, YUAN)).result == R.INSUFFICIENT_WITHDRAWABLE
    desk.do(Deposit("d1", ACCOUNT, YUAN))
    assert desk.do(Withdraw("w1", ACCOUNT, YUAN)).result == R.INSUFFICIENT_WITHDRAWABLE
    (cash,) = desk.do(Withdraw("w2", ACCOUNT, YUAN)).events
    assert (cash.reason, cash.amount, cash.balance, cash.withdraw_today) == (CashReason.WITHDRAW, -YUAN, 0, YUAN)


@pytest.mark.parametrize(
    ("bought", "sold", "available", "withdrawable"),
    [("60", "100", "140.00", "100.00"), ("150", "100", "50.00", "50.00")],
)
def test_identities_of_section_2(desk, bought, sold, available, withdrawable):
    """Balance 100 in both examples."""
    desk.open_account("100")
    cash = desk.cash()
    values = (100 * YUAN, 0, 0, parse_money(bought), parse_money(sold), 0, 0)
    state = type(cash)(cash.account_id, cash.stream_seq, *values, cash.reason, 0, "", 0)
    assert (format_money(available_cash(state)), format_money(withdrawable_cash(state))) == (available, withdrawable)


def test_sale_proceeds_buy_today_but_leave_tomorrow(desk, stock):
    desk.open_account("100")
    desk.open_day(stock())
    desk.transfer(100)
    desk.fill(desk.sell("10.00", 100).order_id, 100, "10.00")
    assert desk.do(Withdraw("w1", ACCOUNT, parse_money("100.01"))).result == R.INSUFFICIENT_WITHDRAWABLE
    assert desk.buy("10.00", 100).result == R.OK
    assert format_money(withdrawable_cash(desk.cash())) == "89.48"
    assert desk.do(Withdraw("w2", ACCOUNT, parse_money("89.48"))).result == R.OK


def test_frozen_cash_does_not_leave(open_desk):
    open_desk.buy("10.00", 99_000)
    assert format_money(withdrawable_cash(open_desk.cash())) == "9742.60"
    assert open_desk.do(Withdraw("w1", ACCOUNT, parse_money("9742.61"))).result == R.INSUFFICIENT_WITHDRAWABLE


def test_shares_in_and_out(desk):
    desk.open_account()
    (event,) = desk.transfer(300, "10").events
    assert (event.reason, event.qty_last, event.holding_cost) == (PositionReason.TRANSFER, 300, 30_000_000)
    desk.transfer(100, "14")
    (event,) = desk.transfer(-100).events
    assert (event.qty_last, event.holding_cost, event.diluted_cost) == (300, 33_000_000, 33_000_000)
    assert desk.transfer(-301).result == R.INSUFFICIENT_SHARES
    assert desk.transfer(0).result == R.QUANTITY_TOO_SMALL
    assert desk.transfer(10**12).result == R.QUANTITY_TOO_LARGE
    assert desk.transfer(1, symbol="nonsense").result == R.MALFORMED
    assert desk.transfer(1, account=5).result == R.UNKNOWN_ACCOUNT


def test_frozen_shares_stay(open_desk):
    open_desk.transfer(300)
    open_desk.sell("10.00", 200)
    assert open_desk.transfer(-200).result == R.INSUFFICIENT_SHARES
    assert open_desk.transfer(-100).result == R.OK


def test_nothing_moves_between_close_and_settlement(open_desk):
    open_desk.end_of_day()
    open_desk.do(CloseDay(20261120))
    assert open_desk.do(Deposit("d9", ACCOUNT, YUAN)).result == R.DAY_NOT_OPEN
    assert open_desk.do(Withdraw("w9", ACCOUNT, YUAN)).result == R.DAY_NOT_OPEN
    assert open_desk.transfer(100).result == R.DAY_NOT_OPEN


def test_request_ids_are_kept_ten_trading_days(desk):
    desk.open_account()
    desk.do(Deposit("d1", ACCOUNT, YUAN))
    dates = [20261101 + day for day in range(11)]
    for date in dates[:9]:
        desk.do(OpenDay(date, ()))
        desk.finish_day()
    assert desk.do(Deposit("d1", ACCOUNT, YUAN)).events == []
    for date in dates[9:]:
        desk.do(OpenDay(date, ()))
        desk.finish_day()
    assert len(desk.do(Deposit("d1", ACCOUNT, YUAN)).events) == 1


def test_repeated_transfer_moves_once(desk):
    desk.open_account()
    command = TransferShares("t1", ACCOUNT, "600000.SH", 100, 100_000)
    desk.do(command)
    assert desk.do(command).events == []
    assert desk.position().qty_last == 100
