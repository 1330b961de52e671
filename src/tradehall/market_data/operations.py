"""Writes of market data: bars, the close of a day, instruments that imports bring along."""

from collections.abc import Iterable

from django.db import transaction

from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.ids import TradingDate
from tradehall.market_data import queries
from tradehall.market_data.contracts import CloseReport
from tradehall.market_data.models import BarSource, DayBar, LastQuote, MinuteBar

BATCH_ROWS = 2000
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


@transaction.atomic
def close_day(date: TradingDate) -> CloseReport:
    """Write the day bars of `date` from the last quotes. Idempotent: a second call writes the same rows.

    A security without a trade has no bar, so that its last close stays its last traded one.
    """
    quotes = {row.symbol: row for row in LastQuote.objects.filter(trading_date=date).order_by("symbol")}
    found = queries.last_quotes(list(quotes))
    traded = [quote for quote in found if quote.last > 0]
    save_day_bars(day_bar_of_quote(quote, date) for quote in traded)
    return CloseReport(
        date=date,
        bars=len(traded),
        untraded=tuple(quote.symbol for quote in found if quote.last == 0),
        unclosed=tuple(quote.symbol for quote in traded if quote.close == 0),
    )
