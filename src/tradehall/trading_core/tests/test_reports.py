"""Reports of the venue: the vectors of fees-and-clearing 3, 4, 13 and 13a, the order states of trading-rules 10."""

import pytest

from tradehall.contracts.commands import ChangeAccount, CommissionPlan
from tradehall.contracts.enums import Board, CashReason, OrderStatus, Phase, PositionReason, SecurityClass, Venue
from tradehall.contracts.link import LinkAccepted, LinkCanceled, LinkFilled, LinkPhase, LinkRejected
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.units import format_money, parse_money
from tradehall.trading_core.facade import FeeRates, break_even_price, unit_cost
from tradehall.trading_core.rules import available_cash, withdrawable_cash

ACCOUNT = 1_000_000_001


def money(*amounts):
    return [format_money(amount) for amount in amounts]


def test_vector_1_buy_100_at_9_99(open_desk):
    """Section 13, 1."""
    order_id = open_desk.buy("9.99", 100).order_id
    assert money(open_desk.order(order_id).frozen) == ["1004.01"]
    open_desk.accept(order_id)
    fill = open_desk.fill(order_id, 100, "9.99").events[0]
    assert money(fill.amount, fill.commission, fill.transfer) == ["999.00", "5.00", "0.01"]
    assert money(open_desk.cash().bought_today, open_desk.cash().frozen_order) == ["1004.01", "0.00"]


def test_vector_2_part_fill_then_cancel(desk, stock):
    """Section 13, 2."""
    desk.open_account("80020.80")
    desk.open_day(stock("8.00"))
    order_id = desk.buy("8.00", 10_000).order_id
    assert money(desk.cash().frozen_order, available_cash(desk.cash())) == ["80020.80", "0.00"]
    desk.accept(order_id)
    desk.fill(order_id, 4_000, "7.98")
    assert money(desk.cash().bought_today) == ["31928.30"]
    desk.cancel(order_id)
    desk.canceled(order_id, 6_000)
    assert money(desk.cash().bought_today, desk.cash().frozen_order) == ["31928.30", "0.00"]
    assert money(available_cash(desk.cash())) == ["48092.50"]


def test_vector_3_sell_100_at_10(open_desk):
    """Section 13, 3."""
    open_desk.transfer(100)
    order_id = open_desk.sell("10.00", 100).order_id
    fill = open_desk.fill(order_id, 100, "10.00").events[0]
    assert money(fill.commission, fill.stamp_duty, fill.transfer) == ["5.00", "0.50", "0.01"]
    assert money(open_desk.cash().sold_today) == ["994.49"]
    assert (open_desk.position().frozen_sell, open_desk.position().sell_today) == (0, 100)


def test_journal_of_a_week(desk, stock):
    """Section 13a: deposit, buy in two fills, settle, sell next week at 11.23."""
    desk.open_account("20000")
    desk.open_day(stock("10.50"))
    order_id = desk.buy("10.50", 1_000).order_id
    assert money(desk.cash().frozen_order, desk.cash().balance) == ["10505.11", "20000.00"]

    desk.fill(order_id, 400, "10.50")
    assert money(desk.cash().bought_today, desk.cash().frozen_order) == ["4205.04", "6300.07"]
    assert desk.order(order_id).status == OrderStatus.PART_FILLED

    second = desk.fill(order_id, 600, "10.49")
    assert money(second.events[2].amount) == ["-6294.06"]
    assert money(desk.cash().bought_today, desk.cash().frozen_order) == ["10499.10", "0.00"]
    assert money(desk.order(order_id).fees, desk.order(order_id).frozen) == ["5.10", "0.00"]
    assert [fill.fill_no for fill in desk.counter.snapshot(ACCOUNT).fills] == [1, 2]
    assert [format_money(fill.commission) for fill in desk.counter.snapshot(ACCOUNT).fills] == ["5.00", "0.00"]

    desk.finish_day()
    assert money(desk.cash().balance, desk.cash().amount) == ["9500.90", "-10499.10"]
    assert (desk.position().qty_last, desk.position().buy_today) == (1_000, 0)

    desk.open_day(stock("11.00", date=20261127), date=20261127)
    order_id = desk.sell("11.23", 1_000).order_id
    desk.fill(order_id, 1_000, "11.23")
    assert money(desk.cash().sold_today, withdrawable_cash(desk.cash())) == ["11219.27", "9500.90"]
    assert money(available_cash(desk.cash())) == ["20720.17"]
    desk.finish_day()
    assert money(desk.cash().balance, withdrawable_cash(desk.cash())) == ["20720.17", "20720.17"]
    assert desk.position() is None


def test_costs_by_both_methods(desk, stock):
    """Section 4: 1,000 @ 10.00 and 500 @ 12.00, then 600 @ 13.00 sold."""
    desk.open_account("100000")
    desk.open_day(stock("11.00"))
    desk.fill(desk.buy("10.00", 1_000).order_id, 1_000, "10.00")
    desk.fill(desk.buy("12.00", 500).order_id, 500, "12.00")
    position = desk.position()
    assert money(position.holding_cost, position.diluted_cost) == ["16010.16", "16010.16"]
    assert unit_cost(position.holding_cost, 1_500) == 106_734
    desk.finish_day()

    desk.open_day(stock("12.00", date=20261123), date=20261123)
    order_id = desk.sell("13.00", 600).order_id
    fill = desk.fill(order_id, 600, "13.00").events[0]
    assert money(fill.commission + fill.stamp_duty + fill.transfer) == ["8.98"]
    assert money(desk.cash().sold_today) == ["7791.02"]
    position = desk.position()
    assert money(position.holding_cost) == ["9606.10"]
    realised = desk.cash().sold_today - (parse_money("16010.16") - position.holding_cost)
    assert money(realised) == ["1386.96"]
    assert unit_cost(position.diluted_cost, 900) == 91_324
    rates = FeeRates(Venue.SSE, Board.MAIN, SecurityClass.STOCK, 20261123)
    plan = CommissionPlan(25_000, 50_000, 25_000, 50_000)
    assert break_even_price(plan, rates, cost=position.diluted_cost, qty=900) == 91_426
    assert unit_cost(position.diluted_cost - parse_money("0.5") * 900, 900) == 86_324


def test_cleared_position_starts_again_at_zero(desk, stock):
    desk.open_account("100000")
    desk.open_day(stock())
    desk.transfer(100, "10")
    desk.fill(desk.sell("10.00", 100).order_id, 100, "10.00")
    assert (desk.position().holding_cost, desk.position().diluted_cost) == (0, 0)
    desk.fill(desk.buy("9.50", 100).order_id, 100, "9.50")
    assert money(desk.position().holding_cost, desk.position().diluted_cost) == ["955.01", "955.01"]


def test_states_of_an_order_that_fills(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    seen = [open_desk.order(order_id).status]
    open_desk.accept(order_id)
    seen.append(open_desk.order(order_id).status)
    open_desk.fill(order_id, 100, "10.00")
    seen.append(open_desk.order(order_id).status)
    open_desk.fill(order_id, 200, "9.99")
    seen.append(open_desk.order(order_id).status)
    assert seen == [OrderStatus.TO_REPORT, OrderStatus.REPORTED, OrderStatus.PART_FILLED, OrderStatus.FILLED]
    order = open_desk.order(order_id)
    assert (order.cum_qty, order.cum_amount, order.exch_order_no) == (300, 29_980_000, order_id % 10_000)


def test_fill_while_a_cancel_is_pending(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    open_desk.accept(order_id)
    open_desk.cancel(order_id)
    assert open_desk.order(order_id).status == OrderStatus.REPORTED_PENDING_CANCEL
    open_desk.fill(order_id, 100, "10.00")
    assert open_desk.order(order_id).status == OrderStatus.PART_PENDING_CANCEL
    open_desk.canceled(order_id, 200)
    order = open_desk.order(order_id)
    assert (order.status, order.cum_qty, order.cxl_qty, order.frozen) == (OrderStatus.PART_CANCELED, 100, 200, 0)
    assert open_desk.cash().frozen_order == 0


def test_cancel_overtaken_by_the_last_fill(open_desk):
    order_id = open_desk.buy("10.00", 100).order_id
    open_desk.accept(order_id)
    open_desk.cancel(order_id)
    open_desk.fill(order_id, 100, "10.00")
    assert open_desk.order(order_id).status == OrderStatus.FILLED
    assert len(open_desk.counter.pending_requests(0)) == 1
    outcome = open_desk.cancel_rejected(order_id)
    assert (outcome.result, outcome.events) == (0, [])
    assert open_desk.counter.pending_requests(0) == []


@pytest.mark.parametrize("filled", [0, 100])
def test_refused_cancel_goes_back(open_desk, filled):
    order_id = open_desk.buy("10.00", 300).order_id
    open_desk.accept(order_id)
    if filled:
        open_desk.fill(order_id, filled, "10.00")
    open_desk.cancel(order_id)
    open_desk.cancel_rejected(order_id)
    expected = OrderStatus.PART_FILLED if filled else OrderStatus.REPORTED
    assert open_desk.order(order_id).status == expected
    assert open_desk.cancel(order_id).result == 0


def test_acceptance_behind_a_pending_cancel(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    open_desk.cancel(order_id)
    open_desk.do(LinkAccepted(open_desk.report(), 1, order_id, 77, 0))
    order = open_desk.order(order_id)
    assert (order.status, order.exch_order_no) == (OrderStatus.REPORTED_PENDING_CANCEL, 77)


def test_refusal_by_the_venue_releases_cash(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    outcome = open_desk.reject(order_id)
    order, cash = outcome.events
    assert (order.status, order.result, order.cxl_qty, order.frozen) == (OrderStatus.REJECTED, 501, 300, 0)
    assert (cash.reason, cash.frozen_order) == (CashReason.ORDER_RELEASE, 0)
    assert money(cash.amount) == ["-3005.03"]


def test_refusal_by_the_venue_releases_shares(open_desk):
    open_desk.transfer(300)
    order_id = open_desk.sell("10.00", 300).order_id
    _, position = open_desk.reject(order_id).events
    assert (position.reason, position.frozen_sell, position.qty_last) == (PositionReason.ORDER_RELEASE, 0, 300)


def test_removal_by_the_venue_itself(open_desk):
    open_desk.transfer(300)
    order_id = open_desk.sell("10.00", 300).order_id
    open_desk.accept(order_id)
    open_desk.canceled(order_id, 300, by_venue=True)
    assert (open_desk.order(order_id).status, open_desk.position().frozen_sell) == (OrderStatus.CANCELED, 0)


def test_order_keeps_the_plan_it_froze_with(open_desk):
    order_id = open_desk.buy("10.00", 10_000).order_id
    dear = CommissionPlan(300_000, 50_000, 25_000, 50_000)
    open_desk.do(ChangeAccount("dear", ACCOUNT, dear, 0, False))
    fill = open_desk.fill(order_id, 10_000, "10.00").events[0]
    assert money(fill.commission) == ["25.00"]
    later = open_desk.buy("10.00", 10_000).order_id
    assert money(open_desk.fill(later, 10_000, "10.00").events[0].commission) == ["300.00"]


def test_repeated_report_changes_nothing(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    report = LinkFilled(open_desk.report(), order_id, 1, 100_000, 100, 0)
    open_desk.do(report)
    before = open_desk.counter.state_hash()
    outcome = open_desk.do(report)
    assert (outcome.result, outcome.events) == (0, [])
    assert open_desk.counter.state_hash() == before


def test_fill_beyond_what_is_left_stops_the_shard(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    with pytest.raises(BrokenInvariantError):
        open_desk.fill(order_id, 301, "10.00")


def test_fill_worse_than_the_limit_stops_the_shard(open_desk):
    order_id = open_desk.buy("10.00", 300).order_id
    with pytest.raises(BrokenInvariantError):
        open_desk.fill(order_id, 300, "10.01")


def test_report_of_an_unknown_order_stops_the_shard(open_desk):
    for report in (
        LinkAccepted(100, 1, 5, 1, 0),
        LinkFilled(100, 5, 1, 100_000, 100, 0),
        LinkCanceled(100, 1, 5, 100, 0),
        LinkRejected(100, 1, 5, 501, 0),
    ):
        with pytest.raises(BrokenInvariantError):
            open_desk.do(report)


def test_report_of_a_finished_order_stops_the_shard(open_desk):
    order_id = open_desk.buy("10.00", 100).order_id
    open_desk.fill(order_id, 100, "10.00")
    with pytest.raises(BrokenInvariantError):
        open_desk.fill(order_id, 100, "10.00")


def test_wrong_quantity_of_a_cancel_stops_the_shard(open_desk):
    order_id = open_desk.buy("10.00", 100).order_id
    with pytest.raises(BrokenInvariantError):
        open_desk.canceled(order_id, 99)


def test_phase_of_another_date_does_not_count(open_desk):
    open_desk.do(LinkPhase(open_desk.report(), Venue.SSE, Phase.CONT_AM, 20261123, 0))
    assert open_desk.counter.phase(Venue.SSE) == Phase.CLOSED
