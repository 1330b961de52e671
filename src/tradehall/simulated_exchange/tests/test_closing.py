from tradehall.contracts.enums import Venue
from tradehall.simulated_exchange.closing import MINUTE, LastMinute, closing_price

TICK = 100


def close(venue: Venue, call_price: int, last: int, minute: LastMinute) -> int:
    return closing_price(venue=venue, call_price=call_price, last=last, last_minute=minute, tick=TICK, pre_close=99_900)


def minute_of(*trades: tuple[int, int, int]) -> LastMinute:
    minute = LastMinute()
    for at, price, qty in trades:
        minute.add(at, qty, price * qty)
    return minute


def test_closing_call_price_comes_first():
    assert close(Venue.SSE, 100_500, 100_500, minute_of((0, 100_000, 100))) == 100_500


def test_average_of_the_last_minute_weighted_and_rounded_half_up():
    minute = minute_of((0, 90_000, 5_000), (MINUTE, 100_000, 100), (MINUTE + 1, 100_100, 100))
    assert len(minute.trades) == 2
    assert close(Venue.SZSE, 0, 100_100, minute) == 100_100


def test_trade_exactly_a_minute_before_the_last_counts():
    assert close(Venue.SSE, 0, 100_200, minute_of((0, 100_000, 100), (MINUTE, 100_200, 100))) == 100_100


def test_beijing_takes_the_last_price():
    assert close(Venue.BSE, 0, 100_200, minute_of((0, 100_000, 100), (MINUTE, 100_200, 100))) == 100_200


def test_no_trade_keeps_the_previous_close():
    assert close(Venue.SSE, 0, 0, LastMinute()) == 99_900
