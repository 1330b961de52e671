"""Comparisons count every difference and show the first ones."""

from tradehall.clearing.checks import (
    DIFFERENCES_SHOWN,
    MISSING,
    control_totals_check,
    holdings_check,
    money_check,
    same_value,
)
from tradehall.contracts.exchange import VenueTrade

SIDES = ("left", "right")


def test_equal_sides_pass_with_counts_and_totals():
    result = money_check("m", SIDES, {1: 10_000, 2: 50}, {2: 50, 1: 10_000})
    assert (result.passed, result.left_count, result.right_count, result.left_total) == (True, 2, 2, "1.01")


def test_each_kind_of_difference_is_listed_with_both_sides():
    result = money_check("m", SIDES, {1: 10_000, 2: 500}, {1: 20_000, 3: 700})
    assert (result.passed, result.difference_count) == (False, 3)
    assert [(d.key, d.left, d.right) for d in result.differences] == [
        ("1", "1.00", "2.00"),
        ("2", "0.05", MISSING),
        ("3", MISSING, "0.07"),
    ]


def test_differences_are_counted_beyond_those_shown():
    left = {(account, "600000.SH"): 1 for account in range(DIFFERENCES_SHOWN + 7)}
    result = holdings_check("h", SIDES, left, {})
    assert result.difference_count == DIFFERENCES_SHOWN + 7
    assert len(result.differences) == DIFFERENCES_SHOWN


def test_hashes_that_differ_are_one_difference():
    assert same_value("s", SIDES, "a", "a", counts=(1, 1)).passed
    result = same_value("s", SIDES, "a", "b", counts=(1, 1))
    assert (result.difference_count, result.differences[0].left, result.differences[0].right) == (1, "a", "b")
    assert not same_value("s", SIDES, "a", "a", counts=(1, 2)).passed


def test_control_totals_compare_lines_quantity_and_amount():
    trades = [VenueTrade(1, "600000.SH", 1, 1, 105_000, 400, 0), VenueTrade(2, "600000.SH", 1, 1, 104_900, 600, 0)]
    assert control_totals_check(trades, fills=2, qty=1_000, amount=104_940_000).passed
    assert not control_totals_check(trades, fills=2, qty=1_000, amount=104_940_100).passed
    assert not control_totals_check(trades, fills=2, qty=1_100, amount=104_940_000).passed
    assert not control_totals_check(trades, fills=3, qty=1_000, amount=104_940_000).passed
