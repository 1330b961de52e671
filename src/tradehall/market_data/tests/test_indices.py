from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Quote
from tradehall.kernel.ids import market_time
from tradehall.market_data.indices import IndexBoard, IndexSpec, index_value

DATE = 20261120
INDEX = "000001.SH"


def quote(symbol, last, volume, hhmmss, *, phase=Phase.CONT_AM, close=0):
    when = market_time(DATE, hhmmss)
    return Quote(symbol, when, phase, 100_000, last, last, last, last, close, volume, volume * last, 3, 0, 0, (), ())


def board():
    shares = {"600000.SH": 3_000, "600519.SH": 1_000}
    prices = {"600000.SH": 100_000, "600519.SH": 200_000}
    return IndexBoard([IndexSpec(INDEX, 30_000_000, 500_000_000, 30_000_000, shares, prices)])


def test_value_is_exact_and_rounds_half_up():
    assert index_value(30_000_000, 500_000_000, 500_000_000) == 30_000_000
    assert index_value(1_0000, 3, 1) == 3333
    assert index_value(1, 2, 3) == 2


def test_nothing_is_quoted_before_a_constituent_has_traded():
    (index,) = board().apply([quote("600000.SH", 0, 0, 91_800, phase=Phase.OPEN_CALL_A)])
    assert (index.last, index.open, index.volume, index.pre_close) == (0, 0, 0, 30_000_000)
    assert (index.bids, index.asks, index.limit_up) == ((), (), 0)


def test_opens_after_the_call_and_follows_its_constituents():
    indices = board()
    (opened,) = indices.apply([quote("600000.SH", 110_000, 100, 92_500), quote("600519.SH", 200_000, 50, 92_500)])
    assert (opened.open, opened.last) == (31_800_000, 31_800_000)
    assert (opened.volume, opened.turnover, opened.trades) == (150, 21_000_000, 6)
    (lower,) = indices.apply([quote("600519.SH", 190_000, 60, 93_100)])
    assert (lower.open, lower.high, lower.low, lower.last) == (31_800_000, 31_800_000, 31_200_000, 31_200_000)


def test_closes_with_its_constituents_closing_prices():
    indices = board()
    indices.apply([quote("600000.SH", 110_000, 100, 93_000)])
    (closed,) = indices.apply([quote("600000.SH", 110_000, 100, 150_000, phase=Phase.POST_CLOSE, close=105_000)])
    assert (closed.last, closed.close) == (30_900_000, 30_900_000)


def test_a_quote_of_no_constituent_touches_no_index():
    assert board().apply([quote("000001.SZ", 1, 1, 93_000)]) == ()


def test_a_restored_index_keeps_its_open_and_extremes():
    indices = board()
    indices.apply([quote("600000.SH", 110_000, 100, 93_000)])
    indices.restore([quote(INDEX, 29_000_000, 100, 93_000)])
    (index,) = indices.apply([quote("600000.SH", 100_000, 100, 93_100)])
    assert (index.open, index.high, index.low, index.last) == (29_000_000, 30_000_000, 29_000_000, 30_000_000)
