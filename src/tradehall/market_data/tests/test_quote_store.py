"""Every statement of the quotes process against the migrated tables; each test rolls back."""

import asyncpg
import pytest

from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.ids import market_time
from tradehall.market_data import quote_store
from tradehall.market_data.models import BarSource

DATE = 20261123
pytestmark = pytest.mark.django_db


def quote(symbol, last, volume, close=0):
    when = market_time(DATE, 100_000)
    return Quote(
        symbol, when, Phase.CONT_AM, 100, last, last + 1, last - 1, last, close, volume, volume * last, 3, 0, 0, (), ()
    )


def bar(hhmmss, close, symbol="600000.SH"):
    return Bar(symbol, market_time(DATE, hhmmss), 100, 110, 90, close, 10, 1000)


@pytest.fixture
async def connection(market_dsn):
    connection = await asyncpg.connect(market_dsn)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


def test_the_source_of_live_bars_is_the_models():
    assert int(BarSource.MARKET) == quote_store.MARKET


async def test_minutes_are_replaced_and_read_back_in_order(connection):
    await quote_store.save_minutes(connection, [bar(93_200, 101), bar(93_100, 100), bar(93_100, 50, "000001.SZ")])
    await quote_store.save_minutes(connection, [bar(93_200, 105)])
    await quote_store.save_minutes(connection, [])
    assert await quote_store.load_minutes(connection, DATE) == [
        bar(93_100, 50, "000001.SZ"),
        bar(93_100, 100),
        bar(93_200, 105),
    ]
    assert await quote_store.load_minutes(connection, 20261124) == []


async def test_last_quotes_are_replaced_and_belong_to_their_day(connection):
    await quote_store.save_quotes(connection, DATE, [quote("600000.SH", 100, 5), quote("000001.SZ", 50, 5)])
    await quote_store.save_quotes(connection, DATE, [quote("600000.SH", 101, 6)])
    await quote_store.save_quotes(connection, DATE, [])
    found = await quote_store.load_quotes(connection, DATE)
    assert sorted(found, key=lambda q: q.symbol) == [quote("000001.SZ", 50, 5), quote("600000.SH", 101, 6)]
    assert await quote_store.load_quotes(connection, 20261124) == []
    assert await quote_store.latest_date(connection) == DATE


async def test_day_bars_take_the_closing_price_and_leave_out_the_untraded(connection):
    final = [quote("600000.SH", 100, 5, close=99), quote("000001.SZ", 50, 5), quote("688001.SH", 0, 0)]
    await quote_store.save_days(connection, DATE, final)
    await quote_store.save_days(connection, DATE, final)
    rows = await connection.fetch("select * from market_data_daybar where date = $1 order by symbol", DATE)
    assert [(row["symbol"], row["close"], row["pre_close"], row["high"], row["source"]) for row in rows] == [
        ("000001.SZ", 50, 100, 51, 1),
        ("600000.SH", 99, 100, 101, 1),
    ]
    await quote_store.save_days(connection, DATE, [quote("688001.SH", 0, 0)])


async def test_indices_come_with_their_constituents_last_closes(connection):
    await connection.execute(
        "insert into market_data_instrument (symbol, code, name, name_en, pinyin, venue, board, sec_class, list_date,"
        " reference_price, industry, float_shares, own_limit_bp, traded)"
        " select s, left(s, 6), s, '', '', 1, 1, 1, 0, 700, '', 10, 0, true"
        " from unnest(array['600000.SH', '688001.SH', '000001.SH']) s"
    )
    await connection.execute("insert into market_data_indexbase values ('000001.SH', 20261120, 3000, 14000)")
    await connection.execute(
        "insert into market_data_indexconstituent (index_symbol, symbol, shares)"
        " values ('000001.SH', '600000.SH', 10), ('000001.SH', '688001.SH', 20)"
    )
    await quote_store.save_days(connection, 20261119, [quote("600000.SH", 640, 5)])
    await quote_store.save_days(connection, 20261120, [quote("600000.SH", 650, 5), quote("000001.SH", 3100, 5)])
    await quote_store.save_days(connection, DATE, [quote("600000.SH", 660, 5)])
    (spec,) = await quote_store.load_indices(connection, DATE)
    assert (spec.symbol, spec.base_value, spec.base_cap, spec.pre_close) == ("000001.SH", 3000, 14_000, 3100)
    assert spec.shares == {"600000.SH": 10, "688001.SH": 20}
    assert spec.prices == {"600000.SH": 650, "688001.SH": 700}
