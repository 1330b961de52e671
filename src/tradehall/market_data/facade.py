"""The one door to market data for rooms that run with Django. Worker processes use `quotes_worker` instead.

Prices and amounts are integers in 1/10,000 yuan (index points 1/10,000), dates yyyymmdd integers, times market time.
"""

from tradehall.kernel.ids import TradingDate
from tradehall.market_data import queries
from tradehall.market_data.bars import date_of
from tradehall.market_data.contracts import (
    BarSeries,
    CloseReport,
    DemoReport,
    ImportReport,
    InstrumentFact,
    Refusal,
)
from tradehall.market_data.daily_file import static_file
from tradehall.market_data.day_figures import DayFigures, day_figures
from tradehall.market_data.demo import load_demo
from tradehall.market_data.import_runs import IMPORT_KINDS, import_file
from tradehall.market_data.operations import close_day
from tradehall.market_data.queries import (
    bar_series,
    day_bars,
    instrument,
    instruments,
    last_quotes,
    minute_bars,
    search,
)
from tradehall.market_data.trading_calendar import CalendarDay

__all__ = [
    "IMPORT_KINDS",
    "BarSeries",
    "CalendarDay",
    "CloseReport",
    "DayFigures",
    "DemoReport",
    "ImportReport",
    "InstrumentFact",
    "Refusal",
    "bar_series",
    "calendar_days",
    "close_day",
    "date_of",
    "day_bars",
    "day_figures",
    "import_file",
    "instrument",
    "instruments",
    "is_trading_date",
    "last_quotes",
    "load_demo",
    "minute_bars",
    "next_trading_date",
    "previous_trading_date",
    "search",
    "sessions_between",
    "static_file",
]


def next_trading_date(date: TradingDate) -> TradingDate:
    """The first trading day strictly after `date`."""
    return queries.calendar().next_session(date)


def previous_trading_date(date: TradingDate) -> TradingDate:
    """The last trading day strictly before `date`."""
    return queries.calendar().previous_session(date)


def is_trading_date(date: TradingDate) -> bool:
    """Whether the exchanges trade on `date`."""
    return queries.calendar().is_session(date)


def sessions_between(first: TradingDate, last: TradingDate) -> tuple[TradingDate, ...]:
    """Trading days from `first` to `last`, both included."""
    return queries.calendar().between(first, last)


def calendar_days(first: TradingDate, last: TradingDate) -> tuple[CalendarDay, ...]:
    """Every date from `first` to `last` with whether it is a trading day and whether that is only expected."""
    return tuple(queries.calendar().days(first, last))
