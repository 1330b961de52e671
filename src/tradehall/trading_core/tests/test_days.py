"""The trading day: open, close, settle, their order, and what each leaves behind."""

import pytest

from tradehall.contracts.commands import CloseDay, OpenDay, SettleDay
from tradehall.contracts.enums import CashReason, DayStage, OrderStatus, PositionReason
from tradehall.contracts.events import CashChanged, DayChanged, OrderChanged, PositionChanged
from tradehall.contracts.link import LinkEndOfDay, LinkRejected
from tradehall.kernel.results import ResultCode
from tradehall.kernel.units import format_money

R = ResultCode
ACCOUNT = 1_000_000_001
DAY = 20261120
NEXT = 20261123


def test_stages_and_their_refusals(desk, stock):
    counter = desk.counter
    assert desk.do(CloseDay(DAY)).result == R.DAY_WRONG_DATE
    assert desk.do(SettleDay(0)).result == R.DAY_NOT_CLOSED
    assert desk.do(OpenDay(0, ())).result == R.DAY_WRONG_DATE
    assert desk.do(OpenDay(DAY, (stock(),))).result == R.OK
    assert (counter.trading_date, counter.stage) == (DAY, DayStage.OPEN)
    assert desk.do(OpenDay(NEXT, ())).result == R.DAY_ALREADY_OPEN
    assert desk.do(SettleDay(DAY)).result == R.DAY_NOT_CLOSED
    assert desk.do(CloseDay(NEXT)).result == R.DAY_WRONG_DATE
    assert desk.do(CloseDay(DAY)).result == R.DAY_REPORTS_MISSING
    desk.do(LinkEndOfDay(1, NEXT, 0, 0, 0, 0))
    assert desk.do(CloseDay(DAY)).result == R.DAY_REPORTS_MISSING
    desk.do(LinkEndOfDay(2, DAY, 0, 0, 0, 0))
    assert desk.do(CloseDay(DAY)).result == R.OK
    assert desk.do(OpenDay(NEXT, ())).result == R.DAY_NOT_CLOSED
    assert desk.do(SettleDay(NEXT)).result == R.DAY_WRONG_DATE
    assert desk.do(SettleDay(DAY)).result == R.OK
    assert desk.do(OpenDay(DAY, ())).result == R.DAY_WRONG_DATE
    assert desk.do(OpenDay(NEXT, ())).result == R.OK


@pytest.mark.parametrize("date", [19000101, 20261320, 20261145, 10**9])
def test_dates_without_sense(desk, date):
    assert desk.do(OpenDay(date, ())).result == R.DAY_WRONG_DATE


def test_static_file_without_sense(desk, stock):
    assert desk.do(OpenDay(DAY, (stock(), stock()))).result == R.MALFORMED
    assert desk.counter.stage == DayStage.NONE


def test_repeats_give_the_first_answer(desk, stock):
    lines = (stock(),)
    for command in (OpenDay(DAY, lines), LinkEndOfDay(1, DAY, 0, 0, 0, 0), CloseDay(DAY), SettleDay(DAY)):
        assert desk.do(command).result == R.OK
        before = desk.counter.state_hash()
        again = desk.do(command)
        assert (again.result, again.events, desk.counter.state_hash()) == (R.OK, [], before)


def test_close_expires_live_orders(open_desk):
    open_desk.transfer(500)
    resting = open_desk.buy("9.50", 200).order_id
    part = open_desk.buy("10.00", 300).order_id
    open_desk.fill(part, 100, "10.00")
    sale = open_desk.sell("10.50", 400).order_id
    open_desk.end_of_day()
    outcome = open_desk.do(CloseDay(DAY))
    statuses = {event.order_id: event.status for event in outcome.events if type(event) is OrderChanged}
    assert statuses == {
        resting: OrderStatus.CANCELED,
        part: OrderStatus.PART_CANCELED,
        sale: OrderStatus.CANCELED,
    }
    assert type(outcome.events[-1]) is DayChanged
    assert open_desk.cash().frozen_order == 0
    assert open_desk.position().frozen_sell == 0
    assert [event.stream_seq for event in outcome.events[:-1]] == list(range(16, 16 + 6))


def test_settlement_moves_the_sums(open_desk):
    open_desk.transfer(500)
    open_desk.fill(open_desk.buy("10.00", 300).order_id, 300, "10.00")
    open_desk.fill(open_desk.sell("10.00", 100).order_id, 100, "10.00")
    open_desk.end_of_day()
    open_desk.do(CloseDay(DAY))
    cash, position, day = open_desk.do(SettleDay(DAY)).events
    assert (type(cash), cash.reason, cash.ref) == (CashChanged, CashReason.SETTLE, "20261120")
    assert [format_money(value) for value in (cash.amount, cash.balance)] == ["-2010.54", "997989.46"]
    assert (cash.bought_today, cash.sold_today) == (0, 0)
    assert (type(position), position.reason) == (PositionChanged, PositionReason.SETTLE)
    assert (position.qty_last, position.buy_today, position.sell_today) == (700, 0, 0)
    assert (day.stage, open_desk.counter.stage) == (DayStage.SETTLED, DayStage.SETTLED)


def test_empty_positions_end_with_the_settlement(open_desk):
    open_desk.transfer(100)
    open_desk.fill(open_desk.sell("10.00", 100).order_id, 100, "10.00")
    open_desk.transfer(200, symbol="600001.SH")
    open_desk.transfer(-200, symbol="600001.SH")
    open_desk.end_of_day()
    open_desk.do(CloseDay(DAY))
    last = [event for event in open_desk.do(SettleDay(DAY)).events if type(event) is PositionChanged]
    assert [(event.symbol, event.qty_last, event.holding_cost, event.diluted_cost) for event in last] == [
        ("600000.SH", 0, 0, 0),
        ("600001.SH", 0, 0, 0),
    ]
    assert open_desk.counter.snapshot(ACCOUNT).positions == ()


def test_untouched_accounts_are_left_alone(open_desk):
    open_desk.open_account("5", account=2)
    open_desk.transfer(100, account=2)
    before = open_desk.counter.snapshot(2)
    open_desk.end_of_day()
    open_desk.do(CloseDay(DAY))
    open_desk.do(SettleDay(DAY))
    assert open_desk.counter.snapshot(2) == before


def test_open_clears_the_day(open_desk, stock):
    open_desk.buy("10.00", 100)
    open_desk.finish_day()
    assert open_desk.cash().deposit_today == 0
    open_desk.open_account("77", account=2)
    outcome = open_desk.do(OpenDay(NEXT, (stock(date=NEXT),)))
    day, cash = outcome.events
    assert (day.stage, day.trading_date) == (DayStage.OPEN, NEXT)
    assert (cash.account_id, cash.reason, cash.deposit_today, cash.balance) == (2, CashReason.DAY_OPEN, 0, 770_000)
    snapshot = open_desk.counter.snapshot(ACCOUNT)
    assert (snapshot.orders, snapshot.fills, open_desk.counter.order_count) == ((), (), 0)
    assert open_desk.counter.own_totals == (0, 0, 0)


def test_totals_of_both_sides(open_desk):
    open_desk.fill(open_desk.buy("10.00", 300).order_id, 300, "9.99")
    assert open_desk.counter.own_totals == (1, 300, 29_970_000)
    open_desk.do(LinkEndOfDay(open_desk.report(), DAY, 1, 300, 29_970_000, 5))
    done = open_desk.counter.venue_totals
    assert (done.fills, done.fill_qty, done.fill_amount, done.trading_date) == (1, 300, 29_970_000, DAY)


def test_request_past_the_last_report_ends_with_the_day(open_desk, stock):
    """The venue never took it: it is answered after the close, and must not enter the next day's book."""
    late = open_desk.buy("10.00", 100).order_id
    open_desk.finish_day()
    (request,) = open_desk.counter.pending_requests(0)
    assert type(request).__name__ == "LinkCancel"
    open_desk.open_day(stock(date=NEXT), date=NEXT)
    fresh = open_desk.buy("10.00", 100).order_id
    kinds = [(type(item).__name__, item.link_seq) for item in open_desk.counter.pending_requests(0)]
    assert kinds == [("LinkCancel", 1), ("LinkNewOrder", 2)]
    outcome = open_desk.do(LinkRejected(open_desk.report(), 1, late, 209, 0))
    assert (outcome.result, outcome.events) == (0, [])
    assert [item.order_id for item in open_desk.counter.pending_requests(0)] == [fresh]
