"""Texts to integers and back, and the roundings, with exact values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradehall.kernel.rounding import div_down, div_half_up
from tradehall.kernel.units import fee, format_money, format_price, parse_money, parse_percent, parse_price


def test_texts_are_read_exactly():
    assert (parse_price("10.05"), parse_price("0.0001"), parse_price("3")) == (100_500, 1, 30_000)
    assert (parse_money("-1004.01"), parse_percent("0.025"), parse_price("1.50000")) == (-10_040_100, 25_000, 15_000)


@pytest.mark.parametrize("text", ["", "1.", ".5", "1e3", "NaN", "1,000", "0.00001", "１", "--1"])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="the text was"):
        parse_price(text)


def test_figures_are_shown_half_up():
    assert (format_price(100_550), format_price(100_550, 3), format_price(-50, 2)) == ("10.06", "10.055", "-0.01")
    assert format_money(-10_040_150) == "-1004.02"


def test_a_fee_is_rounded_half_up_to_one_fen():
    # fees-and-clearing 1.3: stamp duty of 11,230 yuan at 0.05 % is 5.615, charged 5.62.
    assert fee(parse_money("11230"), parse_percent("0.05")) == parse_money("5.62")


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**9))
def test_roundings_are_the_nearest_and_the_inner_integer(numerator, denominator):
    nearest, inner = div_half_up(numerator, denominator), div_down(numerator, denominator)
    assert abs(2 * (numerator - nearest * denominator)) <= denominator
    assert 0 <= abs(numerator) - abs(inner) * denominator < denominator
    assert div_half_up(-numerator, denominator) == -nearest


@given(st.integers(-(10**15), 10**15))
def test_a_price_survives_its_text(value):
    assert parse_price(format_price(value, 4)) == value
