import msgspec
import pytest

from tradehall.contracts.enums import OrderType, Phase, Venue
from tradehall.kernel.results import ResultCode
from tradehall.simulated_exchange.checks import (
    Touch,
    cage_bounds,
    cage_refusal,
    phase_refusal,
    price_refusal,
    quantity_refusal,
)
from tradehall.simulated_exchange.sessions import PHASE_RULES
from tradehall.simulated_exchange.tests.securities import fund, share


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (110_000, ResultCode.OK),
        (110_100, ResultCode.PRICE_ABOVE_LIMIT),
        (90_000, ResultCode.OK),
        (89_900, ResultCode.PRICE_BELOW_LIMIT),
        (100_050, ResultCode.PRICE_OFF_TICK),
        (0, ResultCode.PRICE_NOT_POSITIVE),
    ],
)
def test_tick_and_limits(price: int, expected: ResultCode):
    assert price_refusal(share(), price) == expected


def test_a_day_without_limits_takes_any_price_on_the_tick():
    free = msgspec.structs.replace(share(), limit_up=0, limit_down=0)
    assert price_refusal(free, 900_000) == ResultCode.OK


@pytest.mark.parametrize(
    ("buy", "qty", "expected"),
    [
        (True, 100, ResultCode.OK),
        (True, 150, ResultCode.QUANTITY_NOT_IN_LOTS),
        (True, 50, ResultCode.QUANTITY_TOO_SMALL),
        (True, 1_000_100, ResultCode.QUANTITY_TOO_LARGE),
        (False, 50, ResultCode.OK),
        (False, 250, ResultCode.OK),
        (False, 0, ResultCode.QUANTITY_TOO_SMALL),
    ],
)
def test_lots(buy: bool, qty: int, expected: ResultCode):
    assert quantity_refusal(share(), buy=buy, qty=qty) == expected


def test_star_lots_start_at_200_in_steps_of_one():
    star = msgspec.structs.replace(share(), min_qty=200, step_qty=1)
    assert quantity_refusal(star, buy=True, qty=199) == ResultCode.QUANTITY_TOO_SMALL
    assert quantity_refusal(star, buy=True, qty=201) == ResultCode.OK


@pytest.mark.parametrize(
    ("buy", "price", "touch", "expected"),
    [
        (True, 102_000, Touch(99_000, 100_000, 98_000), ResultCode.OK),
        (True, 102_100, Touch(99_000, 100_000, 98_000), ResultCode.PRICE_OUTSIDE_CAGE),
        (False, 96_900, Touch(99_000, 100_000, 98_000), ResultCode.PRICE_OUTSIDE_CAGE),
        (False, 97_000, Touch(99_000, 100_000, 98_000), ResultCode.OK),
        (True, 101_100, Touch(99_000, 0, 100_000), ResultCode.PRICE_OUTSIDE_CAGE),
        (True, 101_100, Touch(0, 0, 99_100), ResultCode.OK),
        (True, 102_100, Touch(0, 0, 0), ResultCode.PRICE_OUTSIDE_CAGE),
        (False, 98_000, Touch(0, 0, 0), ResultCode.OK),
        (True, 90_000, Touch(99_000, 100_000, 98_000), ResultCode.OK),
    ],
    ids=[
        "buy at 102 % of the best ask",
        "buy a tick beyond",
        "sell below 98 % of the best bid",
        "sell at the bound, 9.702 rounded to the tick",
        "no ask: the best bid counts",
        "empty book: the last price counts",
        "no trade: the previous close counts",
        "sell from the previous close",
        "a buy below the reference is free",
    ],
)
def test_cage(buy: bool, price: int, touch: Touch, expected: ResultCode):
    assert cage_refusal(share(), buy=buy, price=price, touch=touch) == expected


def test_cage_of_a_cheap_share_is_ten_ticks_wide():
    assert cage_bounds(share(pre_close=20_000), 20_000) == (19_000, 21_000)


def test_cage_of_star_has_no_least_width():
    star = msgspec.structs.replace(share(), cage_min=0)
    assert cage_bounds(star, 20_000) == (19_600, 20_400)


def test_beijing_cage_is_five_per_cent():
    beijing = msgspec.structs.replace(share(), cage_bp=500)
    assert cage_bounds(beijing, 100_000) == (95_000, 105_000)


def test_funds_have_no_cage():
    assert cage_refusal(fund(), buy=True, price=51_920, touch=Touch(40_000, 40_010, 40_000)) == ResultCode.OK


def test_phases_and_order_types():
    continuous, pause = PHASE_RULES[Phase.CONT_AM], PHASE_RULES[Phase.PRE_CONT]
    assert phase_refusal(continuous, Venue.SSE, OrderType.LIMIT) == ResultCode.OK
    assert phase_refusal(pause, Venue.SSE, OrderType.LIMIT) == ResultCode.PHASE_NOT_ACCEPTING
    assert phase_refusal(continuous, Venue.SSE, OrderType.FOK) == ResultCode.ORDER_TYPE_NOT_ALLOWED
