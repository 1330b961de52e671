"""SQL of the quotes process: the room's own tables over asyncpg, without Django.

Column names follow `models.py`; `tests/test_quote_store.py` runs every statement against the migrated tables.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import asyncpg
import msgspec

from tradehall.contracts.codec import encode
from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.ids import Symbol, TradingDate, market_time
from tradehall.market_data.indices import IndexSpec

MARKET: Final = 1
"""`models.BarSource.MARKET`: trades of this market."""
_decode_quote = msgspec.msgpack.Decoder(Quote).decode

_LAST_CLOSES: Final = """
select i.symbol,
       coalesce((select d.close from market_data_daybar d where d.symbol = i.symbol and d.date < $2
                 order by d.date desc limit 1), i.reference_price) as close
from market_data_instrument i where i.symbol = any($1::text[])
"""
_SAVE_MINUTES: Final = """
insert into market_data_minutebar (symbol, at, open, high, low, close, volume, turnover, source)
select u.*, $9 from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                           $7::bigint[], $8::bigint[]) u
on conflict (symbol, at) do update set open = excluded.open, high = excluded.high, low = excluded.low,
    close = excluded.close, volume = excluded.volume, turnover = excluded.turnover, source = excluded.source
"""
_SAVE_QUOTES: Final = """
insert into market_data_lastquote (symbol, trading_date, at, body)
select u.symbol, $2, u.at, u.body from unnest($1::text[], $3::bigint[], $4::bytea[]) u(symbol, at, body)
on conflict (symbol) do update set trading_date = excluded.trading_date, at = excluded.at, body = excluded.body
"""
_SAVE_DAYS: Final = """
insert into market_data_daybar
    (symbol, date, pre_close, open, high, low, close, volume, turnover, trades, source)
select u.symbol, $11, u.pre_close, u.open, u.high, u.low, u.close, u.volume, u.turnover, u.trades, $10
from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[])
     u(symbol, pre_close, open, high, low, close, volume, turnover, trades)
on conflict (symbol, date) do update set pre_close = excluded.pre_close, open = excluded.open, high = excluded.high,
    low = excluded.low, close = excluded.close, volume = excluded.volume, turnover = excluded.turnover,
    trades = excluded.trades, source = excluded.source
"""

Connection = asyncpg.Connection


async def load_indices(connection: Any, date: TradingDate) -> list[IndexSpec]:
    """Computed indices of `date` with their constituents' last closes before it."""
    bases = await connection.fetch("select symbol, base_value, base_cap from market_data_indexbase order by symbol")
    members = await connection.fetch("select index_symbol, symbol, shares from market_data_indexconstituent")
    shares: dict[Symbol, dict[Symbol, int]] = defaultdict(dict)
    for row in members:
        shares[row["index_symbol"]][row["symbol"]] = row["shares"]
    symbols = {base["symbol"] for base in bases} | {row["symbol"] for row in members}
    closes = {row["symbol"]: row["close"] for row in await connection.fetch(_LAST_CLOSES, sorted(symbols), date)}
    return [
        IndexSpec(
            symbol=base["symbol"],
            base_value=base["base_value"],
            base_cap=int(base["base_cap"]),
            pre_close=closes.get(base["symbol"], base["base_value"]),
            shares=shares[base["symbol"]],
            prices={symbol: closes.get(symbol, 0) for symbol in shares[base["symbol"]]},
        )
        for base in bases
    ]


async def latest_date(connection: Any) -> TradingDate:
    """The newest day with saved quotes; 0 when there is none."""
    return await connection.fetchval("select coalesce(max(trading_date), 0) from market_data_lastquote") or 0


async def load_quotes(connection: Any, date: TradingDate) -> list[Quote]:
    """Last quotes that were saved on `date`."""
    rows = await connection.fetch("select body from market_data_lastquote where trading_date = $1", date)
    return [_decode_quote(row["body"]) for row in rows]


async def load_minutes(connection: Any, date: TradingDate) -> list[Bar]:
    """Minute bars that were saved on `date`, oldest first."""
    rows = await connection.fetch(
        "select symbol, at, open, high, low, close, volume, turnover from market_data_minutebar"
        " where at > $1 and at <= $2 and source = $3 order by symbol, at",
        market_time(date, 0),
        market_time(date, 235_959),
        MARKET,
    )
    return [Bar(*row) for row in rows]


async def save_minutes(connection: Any, bars: Sequence[Bar]) -> None:
    columns = list(zip(*(msgspec.structs.astuple(bar) for bar in bars), strict=True))
    if columns:
        await connection.execute(_SAVE_MINUTES, *columns, MARKET)


async def save_quotes(connection: Any, date: TradingDate, quotes: Sequence[Quote]) -> None:
    """Replace the last quote of each symbol."""
    if quotes:
        symbols = [quote.symbol for quote in quotes]
        times = [quote.at for quote in quotes]
        await connection.execute(_SAVE_QUOTES, symbols, date, times, [encode(quote) for quote in quotes])


async def save_days(connection: Any, date: TradingDate, quotes: Sequence[Quote]) -> None:
    """Write the day bars of final quotes; those without a trade have none, as in `operations.close_day`."""
    rows = [
        (q.symbol, q.pre_close, q.open, q.high, q.low, q.close or q.last, q.volume, q.turnover, q.trades)
        for q in quotes
        if q.last > 0
    ]
    if rows:
        await connection.execute(_SAVE_DAYS, *zip(*rows, strict=True), MARKET, date)
