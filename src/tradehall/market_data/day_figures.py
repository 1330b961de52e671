"""The static file of the trading day in force, worked out once for each day and web process."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.market_data import queries
from tradehall.market_data.daily_file import static_file
from tradehall.market_data.trading_calendar import to_number
from tradehall.trading_runtime import facade as runtime

BEIJING: Final = timezone(timedelta(hours=8))
DAYS_HELD: Final = 2
"""The day in force and, while a day rolls, the one before it."""


class DayFigures(NamedTuple):
    """The static file of `date`, by symbol."""

    date: TradingDate
    by_symbol: Mapping[Symbol, InstrumentDay]


def day_figures(date: TradingDate = 0) -> DayFigures:
    """The figures of `date`; 0 is the day in force.

    In force is the newest day that the counter opened; before the first one Beijing's date or the next trading day.
    A day that the counter has opened keeps its figures: later changes of the master file count from the next day, as
    at the counter. Raises `InvalidInputError` when `date` is no trading day.
    """
    opened = {day.trading_date: day.opened_seq for day in runtime.trading_days()}
    wanted = date or _in_force(max(opened, default=0))
    return _held(wanted, opened[wanted]) if wanted in opened else _worked_out(wanted)


def _in_force(newest: TradingDate) -> TradingDate:
    if newest:
        return newest
    today = to_number(datetime.now(BEIJING).date())
    calendar = queries.calendar()
    return today if calendar.is_session(today) else calendar.next_session(today)


@lru_cache(maxsize=DAYS_HELD)
def _held(date: TradingDate, _opened_seq: int) -> DayFigures:
    return _worked_out(date)


def _worked_out(date: TradingDate) -> DayFigures:
    return DayFigures(date, MappingProxyType({day.symbol: day for day in static_file(date)}))


def forget_figures() -> None:
    """Drop what is held; for tests, whose database goes back to what it was."""
    _held.cache_clear()
