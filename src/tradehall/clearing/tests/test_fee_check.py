"""Fees a second time (fees-and-clearing 1.3), and the difference to what the depository asks."""

import msgspec
import pytest

from tradehall.clearing.contracts import Subject
from tradehall.clearing.day_facts import gather, plans_of_orders
from tradehall.clearing.errors import DayNotReadyError
from tradehall.clearing.fee_check import expected_by_order, fee_check, rounding_by_market
from tradehall.contracts.commands import OpenDay
from tradehall.contracts.enums import Phase, Side

DAY, BUYER = 20261123, 1_000_000_001


@pytest.fixture
def facts(house):
    """Buy 2,000 @ 35.67 (1.3: commission 17.84, transfer 0.71, handling 2.43, regulatory 1.43) in three fills."""
    house.instruments = [msgspec.structs.replace(house.instruments[0], pre_close=356_700, limit_up=392_400)]
    house.open_account(BUYER, 10_000_000_000)
    house.run(OpenDay(DAY, tuple(house.instruments)))
    house.phases(Phase.CONT_AM)
    order = house.order(BUYER, Side.BUY, "600000.SH", 356_700, 2_000)
    for qty in (300, 300, 1_400):
        house.fill(order, 356_700, qty)
    return gather(house.entries)


def test_the_worked_example_agrees_whatever_the_number_of_fills(facts):
    plans = plans_of_orders(facts, [])
    (items,) = expected_by_order(DAY, facts.fills, plans=plans, instruments=facts.instruments).values()
    assert items == (178_400, 0, 7_100, 24_300, 14_300, 185_500)
    check = fee_check(DAY, facts.fills, plans=plans, instruments=facts.instruments)
    assert (check.passed, check.left_count, check.left_total, check.right_total) == (True, 1, "18.55", "18.55")


def test_one_fen_too_much_in_one_item_is_found(facts):
    plans = plans_of_orders(facts, [])
    wrong = (msgspec.structs.replace(facts.fills[0], handling=facts.fills[0].handling + 100), *facts.fills[1:])
    check = fee_check(DAY, wrong, plans=plans, instruments=facts.instruments)
    assert check.difference_count == 1
    assert check.differences[0].left == "17.84/0.00/0.71/2.44/1.43/18.55"
    assert check.differences[0].right == "17.84/0.00/0.71/2.43/1.43/18.55"


def test_an_order_without_a_plan_or_a_static_file_cannot_be_checked(facts):
    with pytest.raises(DayNotReadyError):
        expected_by_order(DAY, facts.fills, plans={}, instruments=facts.instruments)
    with pytest.raises(DayNotReadyError):
        expected_by_order(DAY, facts.fills, plans=plans_of_orders(facts, []), instruments={})


def test_the_depository_rounds_each_fill(facts):
    """10,701.00 twice and 49,938.00: transfer 0.11+0.11+0.50, handling 0.36+0.36+1.70, regulatory 0.21+0.21+1.00."""
    assert rounding_by_market(DAY, facts.fills, instruments=facts.instruments) == {
        ("SH", Subject.HANDLING_PAYABLE): -100,
        ("SH", Subject.REGULATORY_PAYABLE): -100,
        ("SH", Subject.TRANSFER_PAYABLE): 100,
    }
