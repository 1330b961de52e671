"""Double entry: the worked example of fees-and-clearing 13a, and the law that everything balances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradehall.clearing.contracts import CashKind, Subject
from tradehall.clearing.entries import (
    CashMove,
    ShareMove,
    _Book,
    add_up,
    add_up_holdings,
    cash_lines,
    charged,
    holding_lines,
    house_lines,
    net_of,
    share_lines,
    sum_orders,
)
from tradehall.clearing.errors import UnbalancedEntriesError
from tradehall.contracts.enums import Side
from tradehall.contracts.events import OrderFilled

BUYER = 1_000_000_001


def fill(order_id=1, fill_no=1, side=Side.BUY, price=105_000, qty=400, symbol="600000.SH", account=BUYER, **fees):
    items = {"commission": 0, "stamp_duty": 0, "transfer": 0, "handling": 0, "regulatory": 0} | fees
    inside = items.pop("statutory_inside", True)
    return OrderFilled(
        account_id=account,
        stream_seq=1,
        order_id=order_id,
        fill_no=fill_no,
        trade_no=fill_no,
        symbol=symbol,
        side=side,
        price=price,
        qty=qty,
        amount=price * qty,
        statutory_inside=inside,
        trading_date=20261123,
        at=0,
        **items,
    )


BUY_OF_13A = (
    fill(fill_no=1, commission=50_000, transfer=400, handling=1_400, regulatory=800),
    fill(fill_no=2, price=104_900, qty=600, transfer=600, handling=2_200, regulatory=1_300),
)
SALE_OF_13A = (
    fill(order_id=2, side=Side.SELL, price=112_300, qty=1_000, commission=50_000, stamp_duty=56_200, transfer=1_100),
)


def house(fills, moves=(), outstanding=None, rounding=None):
    return house_lines(sum_orders(fills), moves, outstanding=outstanding or {}, rounding=rounding or {})


def test_client_lines_of_the_buy_of_13a():
    lines = cash_lines(sum_orders(BUY_OF_13A), [])
    assert [(line.kind, line.amount) for line in lines] == [
        (CashKind.BUY, -104_940_000),
        (CashKind.COMMISSION, -50_000),
        (CashKind.TRANSFER_FEE, -1_000),
    ]
    assert add_up(lines) == {BUYER: -104_991_000}


def test_house_lines_of_the_buy_of_13a():
    lines = [(line.kind, line.subject, line.debit, line.credit) for line in house(BUY_OF_13A)]
    assert lines == [
        ("buy", Subject.CLIENT_PAYABLE, 104_991_000, 0),
        ("buy", Subject.SETTLEMENT_PAYABLE, 0, 104_940_000),
        ("buy", Subject.COMMISSION_INCOME, 0, 50_000),
        ("buy", Subject.TRANSFER_PAYABLE, 0, 1_000),
        ("statutory", Subject.STATUTORY_EXPENSE, 5_700, 0),
        ("statutory", Subject.HANDLING_PAYABLE, 0, 3_600),
        ("statutory", Subject.REGULATORY_PAYABLE, 0, 2_100),
    ]


def test_sale_of_13a_nets_11219_27_and_credits_stamp_duty():
    lines = cash_lines(sum_orders(SALE_OF_13A), [])
    assert add_up(lines) == {BUYER: 112_192_700}
    assert [(line.subject, line.debit, line.credit) for line in house(SALE_OF_13A)] == [
        (Subject.CLIENT_PAYABLE, 0, 112_192_700),
        (Subject.SETTLEMENT_PAYABLE, 112_300_000, 0),
        (Subject.COMMISSION_INCOME, 0, 50_000),
        (Subject.STAMP_PAYABLE, 0, 56_200),
        (Subject.TRANSFER_PAYABLE, 0, 1_100),
    ]


def test_statutory_fees_beside_the_commission_are_paid_by_the_client():
    outside = fill(commission=50_000, transfer=400, handling=1_400, regulatory=800, statutory_inside=False)
    assert charged(outside) == 52_600
    assert net_of(outside) == -(42_000_000 + 52_600)
    kinds = [line.kind for line in cash_lines(sum_orders([outside]), [])]
    assert kinds[-2:] == [CashKind.HANDLING_FEE, CashKind.REGULATORY_FEE]
    assert not any(line.kind == "statutory" for line in house([outside]))


def test_deposits_withdrawals_and_the_settlement_of_earlier_days():
    moves = [CashMove(BUYER, 500, "in"), CashMove(BUYER, -200, "out")]
    lines = house([], moves, outstanding={"SH": 900, "SZ": -300})
    assert [(line.kind, line.subject, line.market, line.debit, line.credit) for line in lines] == [
        ("settle", Subject.SETTLEMENT_PAYABLE, "SH", 900, 0),
        ("settle", Subject.RESERVE, "SH", 0, 900),
        ("settle", Subject.SETTLEMENT_PAYABLE, "SZ", 0, 300),
        ("settle", Subject.RESERVE, "SZ", 300, 0),
        ("deposit", Subject.CUSTODY_BANK, "", 500, 0),
        ("deposit", Subject.CLIENT_PAYABLE, "", 0, 500),
        ("withdraw", Subject.CLIENT_PAYABLE, "", 200, 0),
        ("withdraw", Subject.CUSTODY_BANK, "", 0, 200),
    ]
    assert [(line.kind, line.amount) for line in cash_lines((), moves)] == [
        (CashKind.DEPOSIT, 500),
        (CashKind.WITHDRAW, -200),
    ]


def test_fee_rounding_is_booked_against_the_payable_in_both_directions():
    more = house([], rounding={("SH", Subject.TRANSFER_PAYABLE): 100, ("SH", Subject.STAMP_PAYABLE): -100})
    assert [(line.subject, line.debit, line.credit) for line in more] == [
        (Subject.FEE_ROUNDING, 0, 100),
        (Subject.STAMP_PAYABLE, 100, 0),
        (Subject.FEE_ROUNDING, 100, 0),
        (Subject.TRANSFER_PAYABLE, 0, 100),
    ]


def test_a_voucher_that_does_not_balance_is_refused():
    with pytest.raises(UnbalancedEntriesError):
        _Book().post("wrong", [(Subject.CUSTODY_BANK, "", 2), (Subject.CLIENT_PAYABLE, "", -1)])


def test_commission_shares_are_an_expense_and_a_clawback_turns_it_round():
    assert [(x.subject, x.debit, x.credit) for x in share_lines(17_700)] == [
        (Subject.SHARE_EXPENSE, 17_700, 0),
        (Subject.SHARE_PAYABLE, 0, 17_700),
    ]
    assert [(x.subject, x.debit, x.credit) for x in share_lines(-500)] == [
        (Subject.SHARE_EXPENSE, 0, 500),
        (Subject.SHARE_PAYABLE, 500, 0),
    ]
    assert share_lines(0) == ()


def test_holdings_follow_fills_and_transfers():
    lines = holding_lines(sum_orders(BUY_OF_13A + SALE_OF_13A), [ShareMove(BUYER, "000001.SZ", 300, "in")])
    assert add_up_holdings({(BUYER, "510300.SH"): 5}, lines) == {(BUYER, "510300.SH"): 5, (BUYER, "000001.SZ"): 300}


fees = st.integers(0, 500).map(lambda fen: fen * 100)
fills = st.builds(
    lambda order, no, price, qty, c, s, t, h, r, inside: fill(
        order_id=order,
        fill_no=no,
        side=Side.SELL if order % 2 else Side.BUY,
        price=price * 100,
        qty=qty * 100,
        symbol=("600000.SH", "000001.SZ", "920001.BJ")[order % 3],
        account=BUYER + order % 4,
        commission=c,
        stamp_duty=s,
        transfer=t,
        handling=h,
        regulatory=r,
        statutory_inside=inside,
    ),
    st.integers(1, 12),
    st.integers(1, 9),
    st.integers(1, 10_000),
    st.integers(1, 1_000),
    fees,
    fees,
    fees,
    fees,
    fees,
    st.booleans(),
)
moves = st.lists(
    st.builds(CashMove, st.integers(BUYER, BUYER + 3), st.integers(-9_999, 9_999).filter(bool), st.just("m"))
)
open_sums = st.dictionaries(st.sampled_from(["SH", "SZ", "BJ"]), st.integers(-(10**9), 10**9))
asked = st.dictionaries(
    st.tuples(st.sampled_from(["SH", "SZ"]), st.sampled_from([Subject.STAMP_PAYABLE, Subject.TRANSFER_PAYABLE])),
    st.integers(-300, 300),
)


@given(st.lists(fills, max_size=40), moves, open_sums, asked)
def test_entries_balance_and_client_legs_are_the_house_liability(day, bank, outstanding, rounding):
    lines = house(day, bank, outstanding, rounding)
    vouchers = {line.voucher_no for line in lines}
    for voucher in vouchers:
        legs = [line for line in lines if line.voucher_no == voucher]
        assert sum(leg.debit for leg in legs) == sum(leg.credit for leg in legs)
    assert all((line.debit > 0) != (line.credit > 0) for line in lines)
    payable = sum(x.credit - x.debit for x in lines if x.subject == Subject.CLIENT_PAYABLE)
    client = cash_lines(sum_orders(day), bank)
    assert sum(line.amount for line in client) == payable
    assert payable == sum(net_of(f) for f in day) + sum(m.amount for m in bank)
