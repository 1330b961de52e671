"""Vectors of trading-rules 7, both venues, and the conditions of a call price written out."""

import pytest

from tradehall.contracts.enums import Venue
from tradehall.simulated_exchange.call_auction import CallResult, call_auction

TICK = 100
Levels = dict[int, int]


def price_of(buys: Levels, sells: Levels, reference: int, venue: Venue) -> CallResult | None:
    """Prices in fen here, in 1/10,000 yuan below."""
    return call_auction(
        [(price * TICK, qty) for price, qty in buys.items()],
        [(price * TICK, qty) for price, qty in sells.items()],
        tick=TICK,
        reference=reference * TICK,
        venue=venue,
    )


@pytest.mark.parametrize(
    ("buys", "sells", "reference", "sse", "szse", "volume"),
    [
        ({1005: 200}, {1000: 100}, 1000, 1005, 1005, 100),
        ({1005: 100}, {1000: 100}, 1000, 1003, 1000, 100),
        ({1005: 100}, {1000: 300}, 1004, 1000, 1000, 100),
        ({1010: 500, 1002: 300}, {1000: 400, 1005: 600}, 1000, 1005, 1005, 500),
        ({1003: 300, 1001: 200}, {998: 300, 1004: 400}, 990, 1003, 1002, 300),
    ],
    ids=["vector 1", "vector 2", "vector 3", "vector 4", "vector 5"],
)
def test_vectors(buys: Levels, sells: Levels, reference: int, sse: int, szse: int, volume: int):
    for venue, price in ((Venue.SSE, sse), (Venue.SZSE, szse), (Venue.BSE, szse)):
        result = price_of(buys, sells, reference, venue)
        assert result is not None
        assert (result.price, result.volume) == (price * TICK, volume)


@pytest.mark.parametrize("venue", list(Venue))
def test_vector_6_nothing_crosses(venue: Venue):
    assert price_of({990: 100}, {1000: 100}, 1000, venue) is None


def test_one_sided_book_has_no_price():
    assert price_of({1000: 100}, {}, 1000, Venue.SSE) is None
    assert price_of({}, {1000: 100}, 1000, Venue.SZSE) is None


def test_unmatched_names_its_side():
    assert price_of({1005: 200}, {1000: 100}, 1000, Venue.SSE) == CallResult(100_500, 100, 100)
    assert price_of({1005: 100}, {1000: 300}, 1004, Venue.SSE) == CallResult(100_000, 100, -200)


def test_without_a_reference_the_middle_is_taken():
    result = price_of({1005: 100}, {1000: 100}, 0, Venue.SZSE)
    assert result is not None
    assert result.price == 1003 * TICK


def test_fund_tick_of_a_thousandth():
    result = call_auction([(30_100, 100)], [(30_050, 100)], tick=10, reference=30_070, venue=Venue.SSE)
    assert result == CallResult(30_080, 100, 0)
