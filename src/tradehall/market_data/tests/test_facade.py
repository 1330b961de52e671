from itertools import pairwise

import msgspec
import pytest

from tradehall.contracts.enums import Board, Phase
from tradehall.contracts.quotes import Quote
from tradehall.kernel.errors import InvalidInputError, NotFoundError
from tradehall.kernel.ids import market_time
from tradehall.market_data import facade
from tradehall.market_data.models import (
    BarSource,
    CalendarOverride,
    DayBar,
    IndexBase,
    Instrument,
    InstrumentStatus,
    LastQuote,
    MinuteBar,
    StatusKind,
)

FIRST_DAY = 20261123
pytestmark = pytest.mark.django_db


def quote(symbol, last, volume, *, close=0, date=FIRST_DAY):
    return Quote(
        symbol,
        market_time(date, 150_000),
        Phase.POST_CLOSE,
        100_500,
        100_400,
        last + 100,
        last - 100,
        last,
        close,
        volume,
        volume * last,
        9,
        110_600,
        90_500,
        (),
        (),
    )


def keep(*quotes, date=FIRST_DAY):
    for found in quotes:
        LastQuote.objects.create(
            symbol=found.symbol, trading_date=date, at=found.at, body=msgspec.msgpack.encode(found)
        )


def test_demo_history_ends_at_the_reference_price_and_stays_within_limits(market):
    assert (market.instruments, market.indices) == (9, 2)
    assert (market.first_date, market.last_date) == (20250825, 20261120)
    for fact in facade.instruments():
        bars = facade.day_bars(fact.symbol, limit=400)
        assert len(bars) == (2 if fact.symbol == "301999.SZ" else 300)
        assert bars[-1].close == fact.reference_price
        for bar in bars:
            assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
            assert bar.volume > 0
            assert bar.turnover > 0
        if fact.board == Board.MAIN:
            for before, after in pairwise(bars):
                assert abs(after.close - before.close) * 10 <= before.close + 1000
    assert set(DayBar.objects.values_list("source", flat=True)) == {BarSource.SIMULATED}


def test_demo_load_is_repeatable_and_depends_on_its_seed(market, demo_csv):
    before = facade.day_bars("600000.SH", limit=300)
    assert facade.load_demo(demo_csv, FIRST_DAY, 7) == market
    assert facade.day_bars("600000.SH", limit=300) == before
    facade.load_demo(demo_csv, FIRST_DAY, 8)
    assert facade.day_bars("600000.SH", limit=300) != before


@pytest.mark.usefixtures("market")
def test_demo_load_keeps_what_this_market_traded(demo_csv):
    keep(quote("600000.SH", 101_000, 500, close=101_000))
    facade.close_day(FIRST_DAY)
    report = facade.load_demo(demo_csv, 20261202, 7)
    assert report.last_date == 20261120
    assert facade.day_bars("600000.SH", limit=1)[0].close == 101_000


@pytest.mark.usefixtures("market")
def test_index_base_is_its_constituents_at_reference():
    base = IndexBase.objects.get(symbol="000001.SH")
    assert base.base_value == 39_001_200
    assert base.base_cap == 100_500 * 29_000_000_000 + 305_000 * 400_000_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("600010.SH,x,x,X,SSE,MAIN,STOCK,10.00001,19991110,x,1", "line 2: at most 4 decimals are allowed"),
        ("600010.SZ,x,x,X,SSE,MAIN,STOCK,10.05,19991110,x,1", "line 2: 600010.SZ does not belong to SSE"),
        ("600010.SH,x,x,X,SSE,MOON,STOCK,10.05,19991110,x,1", "line 2: 'MOON'"),
        ("600010.SH,x,x,X,SSE,MAIN,STOCK,10.05,19991310,x,1", "line 2: 19991310 is not a date"),
    ],
)
def test_demo_file_faults_name_their_line(tmp_path, line, reason):
    path = tmp_path / "bad.csv"
    head = "symbol,name,name_en,pinyin,venue,board,sec_class,reference_price,list_date,industry,float_shares"
    path.write_text(f"{head}\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=reason):
        facade.load_demo(path, FIRST_DAY, 7)
    assert Instrument.objects.count() == 0


@pytest.mark.usefixtures("market")
def test_static_file():
    days = {day.symbol: day for day in facade.static_file(FIRST_DAY)}
    assert list(days) == sorted(days)
    assert len(days) == 9
    bank = days["600000.SH"]
    assert (bank.pre_close, bank.limit_up, bank.limit_down, bank.min_qty) == (100_500, 110_600, 90_500, 100)
    assert (days["588000.SH"].limit_up, days["588000.SH"].tick) == (12_140, 10)
    assert days["301999.SZ"].limit_up == 0
    assert days["000002.SZ"].risk_warning is True
    assert days["000001.SH"].tradable is False


@pytest.mark.usefixtures("market")
def test_static_file_follows_listing_status_and_last_close():
    Instrument.objects.filter(symbol="301999.SZ").update(list_date=20261124)
    Instrument.objects.filter(symbol="688001.SH").update(delist_date=FIRST_DAY)
    Instrument.objects.filter(symbol="300750.SZ").update(traded=False)
    InstrumentStatus.objects.create(
        instrument_id="000001.SZ", kind=StatusKind.SUSPENDED, valid_from=20261120, valid_to=FIRST_DAY
    )
    DayBar.objects.filter(symbol="600000.SH", date=20261120).update(close=99_900)
    days = {day.symbol: day for day in facade.static_file(FIRST_DAY)}
    assert not days.keys() & {"301999.SZ", "688001.SH", "300750.SZ"}
    assert days["000001.SZ"].suspended is True
    assert days["600000.SH"].pre_close == 99_900
    assert {day.symbol: day.suspended for day in facade.static_file(20261124)}["000001.SZ"] is False


@pytest.mark.usefixtures("market")
def test_static_file_of_a_closed_day_is_refused():
    with pytest.raises(InvalidInputError, match="the next one is 20261123"):
        facade.static_file(20261122)


@pytest.mark.usefixtures("market")
def test_no_limit_on_the_first_five_days():
    limits = [
        {day.symbol: day.limit_up for day in facade.static_file(date)}["301999.SZ"]
        for date in facade.sessions_between(20261119, 20261127)
    ]
    assert [limit == 0 for limit in limits] == [True] * 5 + [False] * 2


@pytest.mark.usefixtures("market")
def test_close_day_writes_each_traded_security_once():
    keep(quote("600000.SH", 101_000, 500, close=100_900), quote("000001.SZ", 112_300, 10), quote("688001.SH", 0, 0))
    first = facade.close_day(FIRST_DAY, wait_s=0)
    assert (first.bars, first.untraded, first.unclosed) == (2, ("688001.SH",), ("000001.SZ",))
    assert facade.close_day(FIRST_DAY, wait_s=0) == first
    rows = DayBar.objects.filter(date=FIRST_DAY).order_by("symbol")
    assert [(row.symbol, row.close, row.volume, row.trades, row.source) for row in rows] == [
        ("000001.SZ", 112_300, 10, 9, BarSource.MARKET),
        ("600000.SH", 100_900, 500, 9, BarSource.MARKET),
    ]
    assert {day.symbol: day.pre_close for day in facade.static_file(20261124)}["600000.SH"] == 100_900


@pytest.mark.usefixtures("market")
@pytest.mark.usefixtures("market")
def test_close_day_waits_for_the_closing_price(monkeypatch):
    keep(quote("600000.SH", 101_000, 500))

    def close_meanwhile(_seconds):
        LastQuote.objects.all().delete()
        keep(quote("600000.SH", 101_000, 500, close=100_800))

    monkeypatch.setattr("tradehall.market_data.operations.time.sleep", close_meanwhile)
    report = facade.close_day(FIRST_DAY)
    assert (report.bars, report.unclosed) == (1, ())
    assert facade.day_bars("600000.SH", limit=1)[0].close == 100_800


def test_close_day_leaves_other_days_alone():
    keep(quote("600000.SH", 101_000, 500), date=20261120)
    assert facade.close_day(FIRST_DAY).bars == 0


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("600000", ["600000.SH"]),
        ("000001", ["000001.SH", "000001.SZ"]),
        ("000001.sz", ["000001.SZ"]),
        ("pf", ["600000.SH"]),
        ("PAYH", ["000001.SZ"]),
        ("银行", ["000001.SZ", "600000.SH"]),
        ("万科", ["000002.SZ"]),
        ("ping an", ["000001.SZ"]),
        ("  ", []),
        ("no such", []),
    ],
)
@pytest.mark.usefixtures("market")
def test_search(text, symbols):
    assert [fact.symbol for fact in facade.search(text)] == symbols


@pytest.mark.usefixtures("market")
def test_search_ranks_traded_securities_first_and_is_limited():
    Instrument.objects.filter(symbol="000001.SH").update(traded=False)
    assert [fact.symbol for fact in facade.search("000001")] == ["000001.SZ", "000001.SH"]
    assert [fact.symbol for fact in facade.search("0000", limit=1)] == ["000001.SZ"]


@pytest.mark.usefixtures("market")
def test_an_unknown_security_is_named():
    assert facade.instrument("600000.sh").name == "浦发银行"
    with pytest.raises(NotFoundError, match=r"no security 600001\.SH"):
        facade.instrument("600001.SH")


@pytest.mark.usefixtures("market")
def test_bar_series_by_period():
    for minute in range(1, 13):
        MinuteBar.objects.create(
            symbol="600000.SH",
            at=market_time(FIRST_DAY, 93_000) + minute * 60_000_000,
            open=100 + minute,
            high=200,
            low=50,
            close=100 + minute,
            volume=10,
            turnover=1000,
            source=BarSource.MARKET,
        )
    ones = facade.minute_bars("600000.SH", FIRST_DAY)
    assert len(ones) == 12
    assert facade.minute_bars("600000.SH", 20261120) == ()
    fives = facade.bar_series("600000.SH", "5m", date_from=FIRST_DAY, date_to=FIRST_DAY)
    assert [(bar.open, bar.close, bar.volume) for bar in fives.bars] == [(101, 105, 50), (106, 110, 50), (111, 112, 20)]
    assert fives.simulated is False
    weeks = facade.bar_series("600000.SH", "week", limit=2)
    assert [facade.date_of(bar.at) for bar in weeks.bars] == [20261113, 20261120]
    assert weeks.simulated is True
    days = facade.day_bars("600000.SH", date_from=20261116, date_to=20261118)
    assert [facade.date_of(bar.at) for bar in days] == [20261116, 20261117, 20261118]
    with pytest.raises(InvalidInputError, match="the period was '2m'"):
        facade.bar_series("600000.SH", "2m")
    with pytest.raises(InvalidInputError, match="limit was 0"):
        facade.day_bars("600000.SH", limit=0)


@pytest.mark.usefixtures("market")
def test_last_quotes():
    keep(quote("600000.SH", 101_000, 500), quote("000001.SZ", 112_300, 10))
    assert [found.symbol for found in facade.last_quotes()] == ["000001.SZ", "600000.SH"]
    assert facade.last_quotes(["600000.SH", "1.SH"]) == (quote("600000.SH", 101_000, 500),)


def test_calendar_rows_are_used_at_once():
    assert facade.is_trading_date(FIRST_DAY)
    CalendarOverride.objects.create(date=FIRST_DAY, is_session=False, name="closed by notice")
    assert not facade.is_trading_date(FIRST_DAY)
    assert facade.next_trading_date(20261120) == 20261124
    assert facade.previous_trading_date(20261124) == 20261120
    assert facade.sessions_between(20261120, 20261124) == (20261120, 20261124)
    (day,) = facade.calendar_days(FIRST_DAY, FIRST_DAY)
    assert (day.is_session, day.provisional, day.name) == (False, False, "closed by notice")
