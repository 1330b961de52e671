"""Facts come from events, once, in the journal's order; an order keeps the plan under which it was placed."""

from tradehall.clearing.day_facts import PlanChange, gather, plans_of_orders
from tradehall.clearing.entries import CashMove, ShareMove
from tradehall.contracts.commands import ChangeAccount, CommissionPlan, Deposit, OpenDay, TransferShares, Withdraw
from tradehall.contracts.enums import Phase, Side

BUYER = 1_000_000_001
OLD = CommissionPlan(stock_rate=25_000, stock_minimum=50_000, fund_rate=10_000, fund_minimum=1_000)
NEW = CommissionPlan(stock_rate=10_000, stock_minimum=0, fund_rate=10_000, fund_minimum=0)


def test_a_repeated_command_counts_once(house):
    house.open_account(BUYER, 1_000_000)
    for command in (
        Deposit("in", BUYER, 500),
        Deposit("in", BUYER, 500),
        Withdraw("out", BUYER, 200),
        TransferShares("shares", BUYER, "600000.SH", 300, 90_000),
        TransferShares("shares", BUYER, "600000.SH", 300, 90_000),
    ):
        assert house.run(command).result == 0
    refused = house.run(Withdraw("too-much", BUYER, 2_000_000))
    assert refused.result == 303
    facts = gather(house.entries)
    assert facts.cash_moves == (
        CashMove(BUYER, 1_000_000, f"cash-{BUYER}"),
        CashMove(BUYER, 500, "in"),
        CashMove(BUYER, -200, "out"),
    )
    assert facts.share_moves == (ShareMove(BUYER, "600000.SH", 300, "shares"),)
    assert facts.commands == 8


def test_an_order_keeps_the_plan_of_the_moment_it_was_placed(house):
    house.open_account(BUYER, 1_000_000_000)
    house.run(OpenDay(20261123, tuple(house.instruments)))
    house.phases(Phase.CONT_AM)
    before = house.order(BUYER, Side.BUY, "600000.SH", 100_000, 100)
    house.run(ChangeAccount("plan", BUYER, NEW, 0, halted=False))
    after = house.order(BUYER, Side.BUY, "600000.SH", 100_000, 100)
    house.fill(before, 100_000, 100)
    house.fill(after, 100_000, 100)
    facts = gather(house.entries)
    assert plans_of_orders(facts, []) == {before: OLD, after: NEW}
    assert [fill.commission for fill in facts.fills] == [50_000, 1_000]
    assert list(facts.instruments) == ["600000.SH", "000001.SZ", "510300.SH"]
    # The account was opened before the range: its plan comes from the records of earlier days.
    later = gather(house.entries[2:])
    assert plans_of_orders(later, []) == {after: NEW}
    assert plans_of_orders(later, [PlanChange(BUYER, 1, OLD)]) == {before: OLD, after: NEW}
