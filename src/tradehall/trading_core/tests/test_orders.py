"""Placing and cancelling: every check in its order, freezes, odd lots, T+1, idempotence."""

import pytest

from tradehall.contracts.commands import ChangeAccount, CommissionPlan, PlaceOrder
from tradehall.contracts.enums import (
    Board,
    CashReason,
    Channel,
    OrderStatus,
    OrderType,
    Phase,
    PositionReason,
    SecurityClass,
    Side,
    Venue,
)
from tradehall.contracts.events import CashChanged, OrderChanged, PositionChanged
from tradehall.kernel.results import ResultCode
from tradehall.kernel.units import format_money
from tradehall.trading_core.rules import available_cash

R = ResultCode
ACCOUNT = 1_000_000_001
PLAN = CommissionPlan(25_000, 50_000, 25_000, 50_000)


def test_accepted_buy_freezes_amount_and_fees(open_desk):
    outcome = open_desk.buy("9.99", 100)
    assert (outcome.result, outcome.order_id) == (0, 10**13 + 1)
    order, cash = outcome.events
    assert (type(order), order.status, order.link_seq, order.stream_seq) == (OrderChanged, OrderStatus.TO_REPORT, 1, 5)
    assert (type(cash), cash.reason, cash.stream_seq, cash.ref) == (
        CashChanged,
        CashReason.ORDER_FREEZE,
        6,
        str(outcome.order_id),
    )
    assert [format_money(value) for value in (order.frozen, cash.frozen_order, cash.amount)] == ["1004.01"] * 3
    assert format_money(available_cash(open_desk.cash())) == "998995.99"


def test_accepted_sell_freezes_shares_only(open_desk):
    open_desk.transfer(1_000)
    before = open_desk.cash()
    outcome = open_desk.sell("10.00", 300)
    order, position = outcome.events
    assert (order.status, order.frozen) == (OrderStatus.TO_REPORT, 0)
    assert (type(position), position.reason, position.frozen_sell) == (
        PositionChanged,
        PositionReason.ORDER_FREEZE,
        300,
    )
    assert open_desk.cash() is before


@pytest.mark.parametrize(
    ("price", "qty", "result"),
    [
        ("0", 100, R.PRICE_NOT_POSITIVE),
        ("-1", 100, R.PRICE_NOT_POSITIVE),
        ("10.005", 100, R.PRICE_OFF_TICK),
        ("11.01", 100, R.PRICE_ABOVE_LIMIT),
        ("11.00", 100, R.OK),
        ("8.99", 100, R.PRICE_BELOW_LIMIT),
        ("9.00", 100, R.OK),
        ("10.00", 0, R.QUANTITY_TOO_SMALL),
        ("10.00", 50, R.QUANTITY_NOT_IN_LOTS),
        ("10.00", 150, R.QUANTITY_NOT_IN_LOTS),
        ("10.00", 1_000_100, R.QUANTITY_TOO_LARGE),
        ("10.00", 1_000_000, R.INSUFFICIENT_CASH),
    ],
)
def test_buy_checks(open_desk, price, qty, result):
    outcome = open_desk.buy(price, qty)
    assert outcome.result == result
    assert open_desk.order(outcome.order_id).result == result


def test_cash_to_the_fen(desk, stock):
    desk.open_account("1004.01")
    desk.open_day(stock())
    assert desk.buy("9.99", 100, "exact").result == R.OK
    assert available_cash(desk.cash()) == 0


def test_one_fen_short_is_refused(desk, stock):
    desk.open_account("1004.00")
    desk.open_day(stock())
    assert desk.buy("9.99", 100).result == R.INSUFFICIENT_CASH


@pytest.mark.parametrize("qty", [50, 100, 150, 200, 250])
def test_holding_250_sells(open_desk, qty):
    open_desk.transfer(250)
    assert open_desk.sell("10.00", qty).result == R.OK


@pytest.mark.parametrize(
    ("qty", "result"), [(30, R.ODD_LOT_NOT_WHOLE), (210, R.ODD_LOT_NOT_WHOLE), (300, R.INSUFFICIENT_SHARES)]
)
def test_holding_250_does_not_sell(open_desk, qty, result):
    open_desk.transfer(250)
    assert open_desk.sell("10.00", qty).result == result


@pytest.mark.parametrize(
    ("board", "venue", "symbol", "held", "qty", "result"),
    [
        (Board.STAR, Venue.SSE, "688001.SH", 500, 201, R.OK),
        (Board.STAR, Venue.SSE, "688001.SH", 500, 199, R.QUANTITY_TOO_SMALL),
        (Board.STAR, Venue.SSE, "688001.SH", 150, 150, R.OK),
        (Board.STAR, Venue.SSE, "688001.SH", 150, 149, R.ODD_LOT_NOT_WHOLE),
        (Board.BSE, Venue.BSE, "920001.BJ", 500, 101, R.OK),
        (Board.BSE, Venue.BSE, "920001.BJ", 500, 99, R.QUANTITY_TOO_SMALL),
        (Board.BSE, Venue.BSE, "920001.BJ", 70, 70, R.OK),
    ],
)
def test_sell_rule_of_star_and_beijing(desk, stock, board, venue, symbol, held, qty, result):
    desk.open_account("1000")
    desk.open_day(stock(symbol=symbol, board=board, venue=venue))
    desk.transfer(held, symbol=symbol)
    assert desk.sell("10.00", qty, symbol=symbol).result == result


@pytest.mark.parametrize(("qty", "result"), [(199, R.QUANTITY_TOO_SMALL), (200, R.OK), (201, R.OK)])
def test_buy_rule_of_star(desk, stock, qty, result):
    desk.open_account("100000")
    desk.open_day(stock(symbol="688001.SH", board=Board.STAR))
    assert desk.buy("10.00", qty, symbol="688001.SH").result == result


def test_bought_today_is_sellable_tomorrow(open_desk, stock):
    order_id = open_desk.buy("10.00", 200).order_id
    open_desk.fill(order_id, 200, "10.00")
    assert open_desk.sell("10.00", 100).result == R.BOUGHT_TODAY_NOT_SELLABLE
    assert open_desk.sell("10.00", 300).result == R.INSUFFICIENT_SHARES
    open_desk.finish_day()
    open_desk.open_day(stock(date=20261123), date=20261123)
    assert open_desk.sell("10.00", 200).result == R.OK


def test_same_day_sale_of_a_t0_fund(desk, stock):
    fund = {"symbol": "513100.SH", "board": Board.FUND, "sec_class": SecurityClass.CROSS_BORDER_ETF}
    desk.open_account("100000")
    desk.open_day(stock(**fund))
    order_id = desk.buy("10.000", 200, symbol="513100.SH").order_id
    desk.fill(order_id, 200, "10.000")
    assert desk.sell("10.001", 200, symbol="513100.SH").result == R.OK


def test_frozen_shares_do_not_back_two_orders(open_desk):
    open_desk.transfer(300)
    assert open_desk.sell("10.00", 200).result == R.OK
    assert open_desk.sell("10.00", 200).result == R.INSUFFICIENT_SHARES


def test_nothing_held(open_desk):
    assert open_desk.sell("10.00", 100).result == R.INSUFFICIENT_SHARES


def test_tiny_sale_needs_cash_for_its_fees(desk, stock):
    desk.open_account("3.98")
    desk.open_day(stock("0.01"))
    desk.transfer(100)
    assert desk.sell("0.01", 100).result == R.INSUFFICIENT_CASH  # brings 1.00, costs 5.00
    desk.open_account("4.00", account=2)
    desk.transfer(100, account=2)
    assert desk.sell("0.01", 100, account=2).result == R.OK


@pytest.mark.parametrize(
    ("phase", "result"),
    [
        (Phase.CLOSED, R.PHASE_NOT_ACCEPTING),
        (Phase.PRE_OPEN, R.PHASE_NOT_ACCEPTING),
        (Phase.OPEN_CALL_A, R.OK),
        (Phase.OPEN_CALL_B, R.OK),
        (Phase.PRE_CONT, R.PHASE_NOT_ACCEPTING),
        (Phase.CONT_AM, R.OK),
        (Phase.BREAK, R.PHASE_NOT_ACCEPTING),
        (Phase.CONT_PM, R.OK),
        (Phase.CLOSE_CALL, R.OK),
        (Phase.POST_CLOSE, R.PHASE_NOT_ACCEPTING),
        (Phase.AFTER_HOURS, R.PHASE_NOT_ACCEPTING),
    ],
)
def test_phases_that_accept(open_desk, phase, result):
    open_desk.phase(phase)
    assert open_desk.buy("10.00", 100).result == result


@pytest.mark.parametrize(
    ("phase", "result"),
    [
        (Phase.OPEN_CALL_A, R.OK),
        (Phase.OPEN_CALL_B, R.PHASE_NOT_CANCELLABLE),
        (Phase.PRE_CONT, R.PHASE_NOT_CANCELLABLE),
        (Phase.CONT_AM, R.OK),
        (Phase.BREAK, R.PHASE_NOT_CANCELLABLE),
        (Phase.CONT_PM, R.OK),
        (Phase.CLOSE_CALL, R.PHASE_NOT_CANCELLABLE),
        (Phase.CLOSED, R.PHASE_NOT_CANCELLABLE),
    ],
)
def test_phases_that_cancel(open_desk, phase, result):
    order_id = open_desk.buy("10.00", 100).order_id
    open_desk.phase(phase)
    assert open_desk.cancel(order_id).result == result


def test_only_the_own_venue_counts(open_desk):
    open_desk.phase(Phase.CLOSED, Venue.SZSE)
    assert open_desk.buy("10.00", 100).result == R.OK


@pytest.mark.parametrize("kind", [kind for kind in OrderType if kind != OrderType.LIMIT])
def test_other_order_types_wait_for_their_rows(open_desk, kind):
    command = PlaceOrder(ACCOUNT, "x", "600000.SH", Side.BUY, kind, 100_000, 100)
    assert open_desk.do(command).result == R.ORDER_TYPE_NOT_ALLOWED


def test_treasury_bonds_and_indices_do_not_trade(desk, stock):
    desk.open_account("100000")
    desk.open_day(
        stock(symbol="019547.SH", board=Board.BOND, sec_class=SecurityClass.TREASURY_BOND),
        stock(symbol="000001.SH", board=Board.INDEX, sec_class=SecurityClass.INDEX),
    )
    assert desk.buy("10.000", 100, symbol="019547.SH").result == R.ORDER_TYPE_NOT_ALLOWED
    assert desk.buy("10.000", 100, symbol="000001.SH").result == R.UNKNOWN_INSTRUMENT


def test_instrument_checks(desk, stock):
    desk.open_account("100000", permissions=0, investor_sz="")
    desk.open_day(
        stock(suspended=True),
        stock(symbol="688001.SH", board=Board.STAR),
        stock(symbol="000001.SZ", venue=Venue.SZSE),
    )
    assert desk.buy("10.00", 100).result == R.INSTRUMENT_SUSPENDED
    assert desk.buy("10.00", 200, symbol="688001.SH").result == R.NOT_PERMITTED
    assert desk.buy("10.00", 100, symbol="000001.SZ").result == R.NOT_PERMITTED
    assert desk.buy("10.00", 100, symbol="600001.SH").result == R.UNKNOWN_INSTRUMENT


def test_no_limit_day_takes_any_price(desk, stock):
    desk.open_account("100000")
    desk.open_day(stock(list_date=20261120, sessions_since_listing=0))
    assert desk.buy("500.00", 100).result == R.OK


def test_risk_warning_cap_counts_bought_and_resting(desk, stock):
    desk.open_account("100000000")
    desk.open_day(stock("1.00", risk_warning=True))
    first = desk.buy("1.00", 300_000).order_id
    assert desk.buy("1.00", 200_100).result == R.QUANTITY_TOO_LARGE
    assert desk.buy("1.00", 200_000).result == R.OK
    assert desk.buy("1.00", 100).result == R.QUANTITY_TOO_LARGE
    desk.fill(first, 100_000, "1.00")
    desk.cancel(first)
    desk.canceled(first, 200_000)
    assert desk.buy("1.00", 200_000).result == R.OK


def test_halted_account_may_only_cancel(open_desk):
    order_id = open_desk.buy("10.00", 100).order_id
    open_desk.do(ChangeAccount("halt", ACCOUNT, PLAN, 0, True))
    outcome = open_desk.buy("10.00", 100)
    assert (outcome.result, open_desk.order(outcome.order_id).status) == (R.ACCOUNT_HALTED, OrderStatus.REJECTED)
    assert open_desk.cancel(order_id).result == R.OK


@pytest.mark.parametrize("client_id", ["", "x" * 33, "a b", "单号", "a\n"])
def test_malformed_id_leaves_no_trace(open_desk, client_id):
    before = open_desk.counter.state_hash()
    command = PlaceOrder(ACCOUNT, client_id, "600000.SH", Side.BUY, OrderType.LIMIT, 100_000, 100)
    assert open_desk.do(command).result == R.MALFORMED
    assert open_desk.counter.state_hash() == before


@pytest.mark.parametrize(
    ("symbol", "price", "qty"),
    [("600000.SH", 10**15, 100), ("600000.SH", 100_000, 10**13), ("600000.SH", 100_000, -1), ("nonsense", 100_000, 1)],
)
def test_figures_without_sense_leave_no_trace(open_desk, symbol, price, qty):
    before = open_desk.counter.state_hash()
    command = PlaceOrder(ACCOUNT, "x", symbol, Side.BUY, OrderType.LIMIT, price, qty)
    assert open_desk.do(command).result in (R.MALFORMED, R.QUANTITY_TOO_SMALL)
    assert open_desk.counter.state_hash() == before


def test_refused_order_is_remembered(open_desk):
    first = open_desk.buy("11.01", 100, "mine")
    order = open_desk.order(first.order_id)
    assert (order.status, order.result, order.link_seq, order.cxl_qty) == (
        OrderStatus.REJECTED,
        R.PRICE_ABOVE_LIMIT,
        0,
        100,
    )
    again = open_desk.buy("11.01", 100, "mine")
    assert (again.result, again.order_id, again.events) == (first.result, first.order_id, [])
    assert open_desk.buy("10.00", 100, "mine").result == R.REPEATED_ID_DIFFERS


def test_repeat_gives_the_first_answer_whatever_came_after(open_desk):
    first = open_desk.buy("10.00", 100, "mine")
    open_desk.reject(first.order_id)
    before = open_desk.counter.state_hash()
    again = open_desk.buy("10.00", 100, "mine")
    assert (again.result, again.order_id, again.events) == (R.OK, first.order_id, [])
    by_phone = PlaceOrder(ACCOUNT, "mine", "600000.SH", Side.BUY, OrderType.LIMIT, 100_000, 100, Channel.COUNTER)
    assert open_desk.do(by_phone).order_id == first.order_id
    assert open_desk.counter.state_hash() == before


def test_ids_of_the_day_before_are_known_and_older_ones_free(open_desk, stock):
    first = open_desk.buy("10.00", 100, "mine")
    open_desk.finish_day()
    open_desk.open_day(stock(date=20261123), date=20261123)
    again = open_desk.buy("10.00", 100, "mine")
    assert (again.result, again.order_id, again.events) == (R.OK, first.order_id, [])
    assert open_desk.buy("10.01", 100, "mine").result == R.REPEATED_ID_DIFFERS
    open_desk.finish_day()
    open_desk.open_day(stock(date=20261124), date=20261124)
    assert open_desk.buy("10.00", 100, "mine").order_id == first.order_id + 1


def test_no_orders_while_no_day_is_open(desk, stock):
    desk.open_account("100000")
    before = desk.counter.state_hash()
    assert desk.buy("10.00", 100, "mine").result == R.DAY_NOT_OPEN
    assert desk.counter.state_hash() == before
    desk.open_day(stock())
    assert desk.buy("10.00", 100, "mine").result == R.OK


def test_unknown_account(open_desk):
    assert open_desk.buy("10.00", 100, account=5).result == R.UNKNOWN_ACCOUNT
    assert open_desk.cancel(1, account=5).result == R.UNKNOWN_ACCOUNT


def test_cancel_of_an_order_the_venue_has_not_seen(open_desk):
    order_id = open_desk.buy("10.00", 100).order_id
    outcome = open_desk.cancel(order_id)
    (order,) = outcome.events
    assert (order.status, order.link_seq) == (OrderStatus.REPORTED_PENDING_CANCEL, 2)
    assert open_desk.cancel(order_id).result == R.CANCEL_ALREADY_PENDING


def test_cancel_refusals(open_desk):
    order_id = open_desk.buy("10.00", 100).order_id
    open_desk.open_account("0", account=2)
    assert open_desk.cancel(order_id, account=2).result == R.UNKNOWN_ORDER
    assert open_desk.cancel(7).result == R.UNKNOWN_ORDER
    open_desk.fill(order_id, 100, "10.00")
    assert open_desk.cancel(order_id).result == R.ORDER_FINISHED
