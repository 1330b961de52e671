"""Writes of market data: bars, the close of a day, instruments that imports bring along."""

import time
from collections.abc import Iterable

from django.db import transaction

from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.market_data import queries
from tradehall.market_data.contracts import CloseReport
from tradehall.market_data.models import BarSource, DayBar, LastQuote, MinuteBar

BATCH_ROWS = 2000
CLOSE_WAIT_S = 5.0
"""Longest wait of the end of day for the closing quotes."""
CLOSE_POLL_S = 0.1
_BAR_FIELDS = ["open", "high", "low", "close", "volume", "turnover", "source"]


def day_bar(bar: Bar, *, date: TradingDate, source: BarSource, pre_close: int = 0, trades: int = 0) -> DayBar:
    """An unsaved row of a day bar."""
    return DayBar(
        symbol=bar.symbol,
        date=date,
        pre_close=pre_close,
        open=bar.open,
        high=bar.high,
        low=bar.low,
        close=bar.close,
        volume=bar.volume,
        turnover=bar.turnover,
        trades=trades,
        source=source,
    )


def minute_bar(bar: Bar, *, source: BarSource) -> MinuteBar:
    """An unsaved row of a minute bar."""
    return MinuteBar(
        symbol=bar.symbol,
        at=bar.at,
        open=bar.open,
        high=bar.high,
        low=bar.low,
        close=bar.close,
        volume=bar.volume,
        turnover=bar.turnover,
        source=source,
    )


def save_day_bars(rows: Iterable[DayBar]) -> int:
    """Write day bars; a row of the same symbol and date is replaced. Answers how many were written."""
    found = list(rows)
    DayBar.objects.bulk_create(
        found,
        batch_size=BATCH_ROWS,
        update_conflicts=True,
        unique_fields=["symbol", "date"],
        update_fields=["pre_close", "trades", *_BAR_FIELDS],
    )
    return len(found)


def save_minute_bars(rows: Iterable[MinuteBar]) -> int:
    """Write minute bars; a row of the same symbol and minute is replaced."""
    found = list(rows)
    MinuteBar.objects.bulk_create(
        found, batch_size=BATCH_ROWS, update_conflicts=True, unique_fields=["symbol", "at"], update_fields=_BAR_FIELDS
    )
    return len(found)


def day_bar_of_quote(quote: Quote, date: TradingDate) -> DayBar:
    """The day bar of a final quote: the closing price where the venue gave one, else the last price."""
    return DayBar(
        symbol=quote.symbol,
        date=date,
        pre_close=quote.pre_close,
        open=quote.open,
        high=quote.high,
        low=quote.low,
        close=quote.close or quote.last,
        volume=quote.volume,
        turnover=quote.turnover,
        trades=quote.trades,
        source=BarSource.MARKET,
    )


def close_day(date: TradingDate, *, wait_s: float = CLOSE_WAIT_S) -> CloseReport:
    """Write the day bars of `date` from the last quotes. Idempotent: a second call writes the same rows.

    The quotes process saves the closing quotes within a second of the close; up to `wait_s` seconds are waited for
    those that are still missing. A security without a trade has no bar, so that its last close stays its last traded
    one; one that traded but never closed takes its last price and is named in the report.
    """
    found = _quotes_of(date)
    deadline = time.monotonic() + wait_s
    while _unclosed(found) and time.monotonic() < deadline:
        time.sleep(CLOSE_POLL_S)
        found = _quotes_of(date)
    traded = [quote for quote in found if quote.last > 0]
    with transaction.atomic():
        save_day_bars(day_bar_of_quote(quote, date) for quote in traded)
    return CloseReport(
        date=date,
        bars=len(traded),
        untraded=tuple(quote.symbol for quote in found if quote.last == 0),
        unclosed=_unclosed(found),
    )


def _quotes_of(date: TradingDate) -> tuple[Quote, ...]:
    symbols = LastQuote.objects.filter(trading_date=date).values_list("symbol", flat=True)
    return queries.last_quotes(list(symbols))


def _unclosed(quotes: Iterable[Quote]) -> tuple[Symbol, ...]:
    return tuple(quote.symbol for quote in quotes if quote.last > 0 and quote.close == 0)
