"""Every vector of fees-and-clearing 1.3, 3, 13 and 13a that concerns fees, worked by the functions alone."""

import pytest

from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Board, SecurityClass, Side, Venue
from tradehall.kernel.units import FEN, fee, format_money, parse_money, parse_percent
from tradehall.trading_core.facade import instrument_day
from tradehall.trading_core.fees import (
    FeeRates,
    _fee,
    commission_target,
    depository_fees,
    estimate,
    fees_of,
    preview,
)

DAY = 20261120
PLAN = CommissionPlan(parse_percent("0.025"), parse_money("5"), parse_percent("0.025"), parse_money("5"))
A_SHARE = FeeRates(Venue.SSE, Board.MAIN, SecurityClass.STOCK, DAY)


def words(*amounts: int) -> list[str]:
    return [format_money(amount) for amount in amounts]


def test_sale_of_1000_at_11_23():
    fees = fees_of(PLAN, A_SHARE, buy=False, amount_before=0, amount_after=parse_money("11230"))
    assert words(fees.commission, fees.stamp_duty, fees.transfer, fees.total) == ["5.00", "5.62", "0.11", "10.73"]


def test_purchase_of_2000_at_35_67():
    fees = fees_of(PLAN, A_SHARE, buy=True, amount_before=0, amount_after=parse_money("71340"))
    assert words(fees.commission, fees.stamp_duty, fees.transfer, fees.total) == ["17.84", "0.00", "0.71", "18.55"]
    assert words(fees.handling, fees.regulatory) == ["2.43", "1.43"]
    assert fees.statutory_inside


def test_statutory_outside_is_added():
    net = CommissionPlan(25_000, 50_000, 25_000, 50_000, includes_statutory=False)
    fees = fees_of(net, A_SHARE, buy=True, amount_before=0, amount_after=parse_money("71340"))
    assert words(fees.commission, fees.total) == ["17.84", "22.41"]
    assert not fees.statutory_inside


def test_freeze_of_1000_at_10_50():
    assert format_money(estimate(PLAN, A_SHARE, buy=True, amount=parse_money("10500"))) == "5.11"


def test_second_fill_pays_no_minimum_again():
    first = fees_of(PLAN, A_SHARE, buy=True, amount_before=0, amount_after=parse_money("4200"))
    second = fees_of(PLAN, A_SHARE, buy=True, amount_before=parse_money("4200"), amount_after=parse_money("10494"))
    assert words(first.commission, first.transfer, first.total) == ["5.00", "0.04", "5.04"]
    assert words(second.commission, second.transfer, second.total) == ["0.00", "0.06", "0.06"]


@pytest.mark.parametrize("pieces", [1, 3, 7, 100])
def test_fills_cost_what_the_whole_costs(pieces):
    """Five hundred yuan a fill rounds 0.005 up each time when rounded alone; by the order's sum it does not."""
    step = parse_money("500")
    total = sum(
        fees_of(PLAN, A_SHARE, buy=True, amount_before=step * k, amount_after=step * (k + 1)).total
        for k in range(pieces)
    )
    assert total == estimate(PLAN, A_SHARE, buy=True, amount=step * pieces)


def test_depository_rounds_each_fill():
    fill = depository_fees(
        venue=Venue.SSE,
        board=Board.MAIN,
        sec_class=SecurityClass.STOCK,
        date=DAY,
        side=Side.SELL,
        amount=parse_money("500"),
    )
    assert words(fill.stamp_duty, fill.transfer, fill.handling, fill.regulatory) == ["0.25", "0.01", "0.02", "0.01"]
    assert fill.commission == 0


def test_commission_cap_rounds_down_and_minimum_wins():
    dear = CommissionPlan(parse_percent("0.5"), 0, 0, 0)
    assert format_money(commission_target(dear, A_SHARE, parse_money("9999"))) == "29.99"
    with_minimum = CommissionPlan(parse_percent("0.5"), parse_money("5"), 0, 0)
    assert format_money(commission_target(with_minimum, A_SHARE, parse_money("1000"))) == "5.00"


def test_cap_leaves_room_for_statutory_fees_outside():
    dear = CommissionPlan(parse_percent("0.3"), 0, 0, 0, includes_statutory=False)
    assert format_money(commission_target(dear, A_SHARE, parse_money("100000"))) == "294.59"


@pytest.mark.parametrize(
    ("date", "stamp_buy", "stamp_sell", "transfer", "handling"),
    [
        (20080918, 100_000, 100_000, 0, 4_870),
        (20080919, 0, 100_000, 0, 4_870),
        (20150801, 0, 100_000, 2_000, 4_870),
        (20220428, 0, 100_000, 2_000, 4_870),
        (20220429, 0, 100_000, 1_000, 4_870),
        (20230827, 0, 100_000, 1_000, 4_870),
        (20230828, 0, 50_000, 1_000, 3_410),
    ],
)
def test_rates_of_the_day(date, stamp_buy, stamp_sell, transfer, handling):
    rates = FeeRates(Venue.SZSE, Board.MAIN, SecurityClass.STOCK, date)
    assert (rates.stamp_buy, rates.stamp_sell, rates.transfer, rates.handling) == (
        stamp_buy,
        stamp_sell,
        transfer,
        handling,
    )


def test_beijing_handling_fee():
    assert FeeRates(Venue.BSE, Board.BSE, SecurityClass.STOCK, DAY).handling == 12_500
    assert FeeRates(Venue.BSE, Board.BSE, SecurityClass.STOCK, 20230827).handling == 25_000


def test_etf_pays_commission_and_handling_only():
    rates = FeeRates(Venue.SSE, Board.FUND, SecurityClass.STOCK_ETF, DAY)
    plan = CommissionPlan(25_000, 50_000, 5_000, 1_000)
    fees = fees_of(plan, rates, buy=False, amount_before=0, amount_after=parse_money("40000"))
    assert words(fees.commission, fees.stamp_duty, fees.transfer, fees.handling, fees.regulatory) == [
        "2.00",
        "0.00",
        "0.00",
        "1.60",
        "0.00",
    ]


def test_money_etf_is_free():
    rates = FeeRates(Venue.SSE, Board.FUND, SecurityClass.MONEY_ETF, DAY)
    fees = fees_of(PLAN, rates, buy=True, amount_before=0, amount_after=parse_money("100000"))
    assert (fees.total, fees.handling) == (0, 0)


def test_convertible_bond_has_its_own_cap_and_minimum():
    rates = FeeRates(Venue.SSE, Board.BOND, SecurityClass.CONVERTIBLE_BOND, DAY)
    assert format_money(commission_target(PLAN, rates, parse_money("100000"))) == "20.00"
    assert format_money(commission_target(PLAN, rates, parse_money("1000"))) == "1.00"


def test_preview_equals_a_single_fill():
    line = instrument_day(
        symbol="600000.SH",
        name="样本银行",
        venue=Venue.SSE,
        board=Board.MAIN,
        sec_class=SecurityClass.STOCK,
        date=DAY,
        pre_close=100_000,
    )
    bought = preview(PLAN, line, Side.BUY, 99_900, 100, DAY)
    assert words(bought.amount, bought.fees.total, bought.net, bought.freeze) == [
        "999.00",
        "5.01",
        "1004.01",
        "1004.01",
    ]
    sold = preview(PLAN, line, Side.SELL, 100_000, 100, DAY)
    assert words(sold.net, sold.freeze) == ["994.49", "0.00"]
    assert sold.fees.total % FEN == 0


@pytest.mark.parametrize("amount", [0, 1, 49_999, 50_000, 50_001, parse_money("11230"), parse_money("99999999.99")])
@pytest.mark.parametrize("rate", [0, 1, 1_000, 3_410, 50_000, 300_000])
def test_fast_fee_is_the_kernel_fee(amount, rate):
    assert _fee(amount, rate) == fee(amount, rate)
