from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import ExchangeTicks, Quote, TradeTick
from tradehall.kernel.ids import market_time
from tradehall.market_data.day_board import DayBoard
from tradehall.market_data.indices import IndexSpec

DATE = 20261120


def quote(symbol, last, volume, hhmmss=93_000):
    when = market_time(DATE, hhmmss)
    return Quote(
        symbol, when, Phase.CONT_AM, 100_000, last, last, last, last, 0, volume, volume * last, 1, 0, 0, (), ()
    )


def ticks(quotes, trades=(), hhmmss=93_000):
    return ExchangeTicks(DATE, market_time(DATE, hhmmss), 1, tuple(quotes), tuple(trades))


def board():
    return DayBoard(DATE, [IndexSpec("000001.SH", 1000, 100_000, 1000, {"600000.SH": 1}, {"600000.SH": 100_000})])


def test_only_changed_quotes_are_taken_and_indices_are_among_them():
    day = board()
    day.apply(ticks([quote("600000.SH", 110_000, 5), quote("000001.SZ", 90_000, 7)]))
    assert [(q.symbol, q.last) for q in day.take_changed()] == [
        ("000001.SH", 1100),
        ("000001.SZ", 90_000),
        ("600000.SH", 110_000),
    ]
    day.apply(ticks([quote("600000.SH", 110_000, 5), quote("000001.SZ", 91_000, 8)]))
    assert [q.symbol for q in day.take_changed()] == ["000001.SZ"]
    assert [q.symbol for q in day.everything(9).quotes] == ["000001.SH", "000001.SZ", "600000.SH"]


def test_a_quote_of_a_computed_index_is_passed_over():
    day = board()
    day.apply(ticks([quote("000001.SH", 7, 7)]))
    assert day.quotes() == ()


def test_index_minutes_sum_to_the_index_volume():
    day = board()
    trade = TradeTick("600000.SH", market_time(DATE, 93_000), 1, 110_000, 5, 1)
    day.apply(ticks([quote("600000.SH", 110_000, 5)], [trade]))
    day.apply(ticks([quote("600000.SH", 120_000, 9, 93_105)], hhmmss=93_105))
    bars = [bar for bar in day.minutes.take_changed() if bar.symbol == "000001.SH"]
    assert [(bar.close, bar.volume) for bar in bars] == [(1100, 5), (1200, 4)]


def test_unsaved_quotes_can_be_put_back():
    day = board()
    day.apply(ticks([quote("000001.SZ", 90_000, 7)]))
    taken = day.take_unsaved()
    assert day.take_unsaved() == ()
    day.put_back(taken)
    assert day.take_unsaved() == taken


def test_restored_state_is_not_changed_state():
    day = board()
    day.restore([quote("600000.SH", 110_000, 5), quote("000001.SH", 1100, 5)], [])
    assert day.take_changed() == ()
    day.apply(ticks([quote("600000.SH", 105_000, 6, 93_010)]))
    index = day.take_changed()[0]
    assert (index.symbol, index.open, index.low, index.last) == ("000001.SH", 1100, 1050, 1050)
