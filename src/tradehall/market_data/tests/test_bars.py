import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Bar, Quote, TradeTick
from tradehall.kernel.ids import market_time
from tradehall.market_data.bars import MinuteBook, date_of, longer_minutes, minute_label, monthly, weekly

DATE = 20261120
SYMBOL = "600000.SH"


def at(hhmmss, micros=0):
    return market_time(DATE, hhmmss, micros)


def quote(volume, last, when, turnover=None):
    return Quote(
        SYMBOL, when, Phase.CONT_AM, 100_000, 0, 0, 0, last, 0, volume, turnover or volume * last, 0, 0, 0, (), ()
    )


def trade(price, qty, when, number=1):
    return TradeTick(SYMBOL, when, number, price, qty, 1)


@pytest.mark.parametrize(
    ("traded_at", "label"),
    [
        (at(92_459), 0),
        (at(92_500), at(93_100)),
        (at(93_000), at(93_100)),
        (at(93_059, 999_999), at(93_100)),
        (at(93_100), at(93_200)),
        (at(112_959), at(113_000)),
        (at(113_000), at(113_000)),
        (at(125_959), at(113_000)),
        (at(130_000), at(130_100)),
        (at(145_659), at(145_700)),
        (at(150_000), at(150_000)),
        (at(150_459), at(150_000)),
        (at(150_500), 0),
    ],
)
def test_minute_labels(traded_at, label):
    assert minute_label(traded_at) == label


def test_a_day_has_240_labels():
    labels = {minute_label(at(9_0000) + second * 1_000_000) for second in range(7 * 3600)} - {0}
    assert len(labels) == 240
    assert (min(labels), max(labels)) == (at(93_100), at(150_000))


def test_first_bar_holds_the_opening_call_and_last_bar_the_closing_call():
    book = MinuteBook()
    book.apply([quote(300, 101_000, at(92_500), 30_300_000)], [trade(101_000, 300, at(92_500))])
    book.apply([quote(400, 102_000, at(93_030), 40_500_000)], [trade(102_000, 100, at(93_030), 2)])
    book.apply([quote(900, 103_000, at(150_000), 92_000_000)], [trade(103_000, 500, at(150_000), 3)])
    assert book.take_changed() == (
        Bar(SYMBOL, at(93_100), 101_000, 102_000, 101_000, 102_000, 400, 40_500_000),
        Bar(SYMBOL, at(150_000), 103_000, 103_000, 103_000, 103_000, 500, 51_500_000),
    )
    assert book.take_changed() == ()


def test_lost_trades_are_made_up_from_the_quote():
    book = MinuteBook()
    book.apply([quote(1000, 100_500, at(93_010), 100_400_000)], [trade(100_400, 200, at(93_005))])
    (bar,) = book.take_changed()
    assert (bar.volume, bar.turnover, bar.low, bar.close) == (1000, 100_400_000, 100_400, 100_500)


def test_trades_that_came_twice_are_counted_once():
    book = MinuteBook()
    book.apply([quote(200, 100_400, at(93_005))], [trade(100_400, 200, at(93_005))])
    book.apply([quote(200, 100_400, at(93_005))], [trade(100_400, 200, at(93_005))])
    (bar,) = book.take_changed()
    assert bar.volume == 200


def test_trades_before_their_quote_move_prices_and_the_volume_follows():
    book = MinuteBook()
    book.apply([], [trade(100_700, 200, at(93_005)), trade(100_400, 100, at(93_006), 2)])
    book.apply([quote(300, 100_400, at(93_006), 30_180_000)], [])
    (bar,) = book.take_changed()
    assert (bar.high, bar.close, bar.volume, bar.turnover) == (100_700, 100_400, 300, 30_180_000)


def test_after_hours_volume_stays_out_of_the_minutes():
    book = MinuteBook()
    book.apply([quote(100, 100_000, at(145_600))], [trade(100_000, 100, at(145_600))])
    book.apply([quote(400, 100_000, at(150_600))], [trade(100_000, 300, at(150_600), 2)])
    assert sum(bar.volume for bar in book.unsaved(at(235_959))) == 100


def test_unsaved_bars_are_those_whose_minute_has_ended():
    book = MinuteBook()
    book.apply([quote(100, 100_000, at(93_010))], [trade(100_000, 100, at(93_010))])
    book.apply([quote(200, 100_000, at(93_110))], [trade(100_000, 100, at(93_110), 2)])
    first = book.unsaved(at(93_115))
    assert [bar.at for bar in first] == [at(93_100)]
    book.mark_saved(first)
    assert book.unsaved(at(93_115)) == ()
    assert [bar.at for bar in book.unsaved(at(93_200))] == [at(93_200)]


def test_a_restored_book_counts_on_from_what_was_saved():
    book = MinuteBook()
    book.restore([Bar(SYMBOL, at(93_100), 100_000, 100_300, 99_900, 100_100, 500, 50_000_000)])
    book.apply([quote(800, 100_200, at(93_130), 80_060_000)], [trade(100_200, 100, at(93_130))])
    (bar,) = book.take_changed()
    assert (bar.at, bar.volume, bar.turnover) == (at(93_200), 300, 30_060_000)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(90_000, 110_000), st.booleans()), min_size=1, max_size=40))
def test_law_minute_volumes_sum_to_the_quote_whatever_is_lost(steps):
    book, volume, turnover = MinuteBook(), 0, 0
    for number, (qty, price, lost) in enumerate(steps):
        when = at(93_000) + number * 7_000_000
        volume, turnover = volume + qty, turnover + qty * price
        book.apply([quote(volume, price, when, turnover)], [] if lost else [trade(price, qty, when, number)])
    bars = book.unsaved(at(235_959))
    assert sum(bar.volume for bar in bars) == volume
    assert sum(bar.turnover for bar in bars) == turnover


def minute(hhmmss, price, volume=100):
    return Bar(SYMBOL, at(hhmmss), price, price + 50, price - 50, price + 10, volume, price * volume)


def test_longer_minutes_end_where_the_terminal_ends_them():
    ones = [
        minute(93_100, 1000),
        minute(93_500, 1010),
        minute(93_600, 1020),
        minute(113_000, 900),
        minute(130_100, 905),
    ]
    fives = longer_minutes(ones, 5)
    assert [bar.at for bar in fives] == [at(93_500), at(94_000), at(113_000), at(130_500)]
    assert fives[0] == Bar(SYMBOL, at(93_500), 1000, 1060, 950, 1020, 200, 201_000)
    assert [bar.at for bar in longer_minutes(ones, 60)] == [at(103_000), at(113_000), at(140_000)]


def day(date, opened, close, volume=10):
    high, low = max(opened, close) + 5, min(opened, close) - 5
    return Bar(SYMBOL, market_time(date, 150_000), opened, high, low, close, volume, volume * close)


def test_weeks_and_months_carry_their_last_session():
    days = [day(20261127, 100, 110), day(20261130, 111, 120), day(20261201, 121, 90), day(20261204, 91, 95)]
    weeks = weekly(days)
    assert [date_of(bar.at) for bar in weeks] == [20261127, 20261204]
    assert weeks[1] == Bar(SYMBOL, market_time(20261204, 150_000), 111, 126, 85, 95, 30, 3050)
    assert [date_of(bar.at) for bar in monthly(days)] == [20261130, 20261204]


def test_a_week_over_new_year_is_one_week():
    assert len(weekly([day(20261230, 100, 100), day(20261231, 100, 101), day(20270101, 101, 102)])) == 1
