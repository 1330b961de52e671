"""Limits, lots, sizes, T+0/T+1 and cage by date (trading-rules 1, 3, 4, 5, 9)."""

import pytest

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.units import parse_price
from tradehall.trading_core.rulebook import (
    ex_reference_price,
    instrument_day,
    permission_bits,
    phase_masks,
    price_limit,
    required_permission,
    risk_warning_buy_cap,
)

DAY = 20261120


def line(venue=Venue.SSE, board=Board.MAIN, sec_class=SecurityClass.STOCK, date=DAY, pre_close="10.00", **changes):
    return instrument_day(
        symbol="600000.SH",
        name="样本",
        venue=venue,
        board=board,
        sec_class=sec_class,
        date=date,
        pre_close=parse_price(pre_close),
        **changes,
    )


def limits(**facts):
    day = line(**facts)
    return day.limit_up, day.limit_down


@pytest.mark.parametrize(
    ("pre_close", "percent", "tick", "limit"),
    [
        ("9.99", 1_000, 100, "10.99"),
        ("9.99", -1_000, 100, "8.99"),
        ("10.05", 1_000, 100, "11.06"),  # 11.055 rounds up
        ("10.05", -1_000, 100, "9.05"),  # 9.045 rounds up
        ("0.04", 1_000, 100, "0.05"),  # 0.044 would be the previous close: one tick away
        ("0.04", -1_000, 100, "0.03"),
        ("0.01", -1_000, 100, "0.01"),  # never below one tick
        ("1.234", 1_000, 10, "1.357"),
        ("100", 5_730, 10, "157.3"),
        ("100", -4_330, 10, "56.7"),
    ],
)
def test_price_limit(pre_close, percent, tick, limit):
    assert price_limit(parse_price(pre_close), percent, tick) == parse_price(limit)


@pytest.mark.parametrize(
    ("facts", "up", "down"),
    [
        ({}, "11", "9"),
        ({"board": Board.CHINEXT, "venue": Venue.SZSE}, "12", "8"),
        ({"board": Board.CHINEXT, "venue": Venue.SZSE, "date": 20200821}, "11", "9"),
        ({"board": Board.CHINEXT, "venue": Venue.SZSE, "date": 20200824}, "12", "8"),
        ({"board": Board.STAR, "date": 20190722}, "12", "8"),
        ({"board": Board.BSE, "venue": Venue.BSE}, "13", "7"),
        ({"risk_warning": True}, "11", "9"),
        ({"risk_warning": True, "date": 20260703}, "10.5", "9.5"),
        ({"risk_warning": True, "date": 20260706}, "11", "9"),
        ({"risk_warning": True, "board": Board.STAR}, "12", "8"),
        ({"board": Board.FUND, "sec_class": SecurityClass.STOCK_ETF}, "11", "9"),
        ({"board": Board.FUND, "sec_class": SecurityClass.STOCK_ETF, "own_limit_bp": 2_000}, "12", "8"),
        ({"board": Board.BOND, "sec_class": SecurityClass.CONVERTIBLE_BOND}, "12", "8"),
        ({"board": Board.FUND, "sec_class": SecurityClass.REIT, "sessions_since_listing": 0}, "13", "7"),
        ({"board": Board.FUND, "sec_class": SecurityClass.REIT, "sessions_since_listing": 1}, "11", "9"),
        ({"date": 20230407, "list_date": 20230407, "sessions_since_listing": 0}, "14.4", "6.4"),
        ({"date": 20230410, "list_date": 20230407, "sessions_since_listing": 1}, "11", "9"),
    ],
)
def test_limits_of_board_and_date(facts, up, down):
    assert limits(**facts) == (parse_price(up), parse_price(down))


@pytest.mark.parametrize(
    ("facts", "free"),
    [
        ({"list_date": 20261116, "sessions_since_listing": 4}, True),
        ({"list_date": 20261113, "sessions_since_listing": 5}, False),
        ({"board": Board.BSE, "venue": Venue.BSE, "list_date": DAY, "sessions_since_listing": 0}, True),
        ({"board": Board.BSE, "venue": Venue.BSE, "list_date": 20261119, "sessions_since_listing": 1}, False),
        ({"no_limit": True}, True),
        ({"board": Board.BOND, "sec_class": SecurityClass.TREASURY_BOND}, True),
        ({"board": Board.BOND, "sec_class": SecurityClass.CONVERTIBLE_BOND, "date": 20220729}, True),
        ({"board": Board.INDEX, "sec_class": SecurityClass.INDEX}, True),
        # Listed under the old rules: the reform does not give it free days.
        (
            {
                "board": Board.CHINEXT,
                "venue": Venue.SZSE,
                "date": 20200825,
                "list_date": 20200820,
                "sessions_since_listing": 3,
            },
            False,
        ),
    ],
)
def test_days_without_a_limit(facts, free):
    assert (limits(**facts) == (0, 0)) is free


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (100, 100, 100, 1_000_000, 1_000_000)),
        ({"board": Board.CHINEXT, "venue": Venue.SZSE}, (100, 100, 100, 300_000, 150_000)),
        ({"board": Board.STAR}, (100, 200, 1, 100_000, 50_000)),
        ({"board": Board.BSE, "venue": Venue.BSE}, (100, 100, 1, 1_000_000, 1_000_000)),
        ({"board": Board.FUND, "sec_class": SecurityClass.LOF}, (10, 100, 100, 1_000_000, 1_000_000)),
        ({"board": Board.BOND, "sec_class": SecurityClass.CONVERTIBLE_BOND}, (10, 10, 10, 1_000_000, 0)),
        ({"board": Board.BOND, "sec_class": SecurityClass.REPO}, (50, 10, 10, 1_000_000, 0)),
    ],
)
def test_tick_lots_and_sizes(facts, expected):
    day = line(**facts)
    assert (day.tick, day.min_qty, day.step_qty, day.max_limit_qty, day.max_market_qty) == expected


@pytest.mark.parametrize(
    ("facts", "cage"),
    [
        ({}, (200, 1_000)),
        ({"date": 20230407}, (0, 0)),
        ({"board": Board.STAR}, (200, 0)),
        ({"board": Board.CHINEXT, "venue": Venue.SZSE, "date": 20220104}, (200, 0)),
        ({"board": Board.CHINEXT, "venue": Venue.SZSE}, (200, 1_000)),
        ({"board": Board.BSE, "venue": Venue.BSE}, (500, 1_000)),
        ({"board": Board.FUND, "sec_class": SecurityClass.STOCK_ETF}, (0, 0)),
    ],
)
def test_cage(facts, cage):
    day = line(**facts)
    assert (day.cage_bp, day.cage_min) == cage


def test_same_day_sale_by_class():
    sellable_today = {
        sec_class.name
        for sec_class in SecurityClass
        if line(board=Board.BOND if 20 <= sec_class < 30 else Board.FUND, sec_class=sec_class).settle_days == 0
    }
    assert sellable_today == {
        "CROSS_BORDER_ETF",
        "BOND_ETF",
        "MONEY_ETF",
        "GOLD_ETF",
        "COMMODITY_ETF",
        "CONVERTIBLE_BOND",
        "TREASURY_BOND",
        "REPO",
    }


def test_star_did_not_exist_before_it_opened():
    with pytest.raises(BrokenInvariantError):
        line(board=Board.STAR, date=20190719)


def test_permissions():
    assert permission_bits(Board.CHINEXT, Board.STAR) == 0b110
    assert required_permission(line(), DAY) == 0
    assert required_permission(line(board=Board.STAR), DAY) == permission_bits(Board.STAR)
    assert required_permission(line(board=Board.FUND, sec_class=SecurityClass.STOCK_ETF), DAY) == 0


def test_risk_warning_cap():
    assert risk_warning_buy_cap(line(), DAY) == 0
    assert risk_warning_buy_cap(line(risk_warning=True), DAY) == 500_000
    beijing = line(venue=Venue.BSE, board=Board.BSE, risk_warning=True)
    assert [risk_warning_buy_cap(beijing, date) for date in (20260828, 20260831)] == [0, 200_000]


def test_cancel_ban_of_the_closing_call_by_date():
    fund = line(board=Board.FUND, sec_class=SecurityClass.STOCK_ETF)
    close_call = 1 << 8
    assert [bool(phase_masks(fund, date)[1] & close_call) for date in (20260703, 20260706)] == [True, False]


def test_ex_reference_price():
    assert ex_reference_price(120_000, 100, cash=4_000, bonus_bp=2_000) == parse_price("9.67")
    assert ex_reference_price(
        200_000, 100, cash=3_000, bonus_bp=2_000, rights_bp=3_000, rights_price=80_000
    ) == parse_price("14.73")
