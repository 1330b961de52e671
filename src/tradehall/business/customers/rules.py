"""Pure decisions of customers."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tradehall.business.customers.errors import (
    AttributionRefusedError,
    PeriodRefusedError,
    SecuritiesAccountRefusedError,
)
from tradehall.contracts.enums import Venue
from tradehall.kernel.ids import TradingDate, days_from_civil
from tradehall.kernel.units import RATE_SCALE, Rate

_SHANGHAI = re.compile(r"A\d{9}")
_TEN_DIGITS = re.compile(r"\d{10}")
PERIOD_DAYS_MAX = 366
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Span(NamedTuple):
    """Dates on which an attribution holds; `until` 0 means that it has no end."""

    broker_no: str
    share: Rate
    start: TradingDate
    until: TradingDate

    def holds_on(self, date: TradingDate) -> bool:
        return self.start <= date and (self.until == 0 or date <= self.until)


def check_securities_account(venue: Venue, number: str) -> None:
    """Glossary 3: Shanghai A and nine digits, Shenzhen and Beijing ten digits."""
    form = _SHANGHAI if venue is Venue.SSE else _TEN_DIGITS
    if form.fullmatch(number) is None:
        raise SecuritiesAccountRefusedError(f"{number!r} is no securities account of {venue.name}")


def check_attribution_shares(spans: Iterable[Span]) -> None:
    """On every day the brokers of a client share at most 100 % of it (fees-and-clearing 12)."""
    spans = tuple(spans)
    for edge in {span.start for span in spans}:
        total = sum(span.share for span in spans if span.holds_on(edge))
        if total > RATE_SCALE:
            raise AttributionRefusedError(f"shares on {edge} would pass 100 %")


def check_attribution_starts(start: TradingDate, today: TradingDate) -> None:
    """A change of attribution applies from the next day (fees-and-clearing 12)."""
    if start <= today:
        raise AttributionRefusedError(f"the change must start after {today}")


def is_date(value: int) -> bool:
    """Whether yyyymmdd could be a day."""
    year, month, day = value // 10_000, value // 100 % 100, value % 100
    return 1990 <= year <= 2200 and 1 <= month <= len(_MONTH_DAYS) and 1 <= day <= _MONTH_DAYS[month - 1]  # noqa: PLR2004


def check_period(start: TradingDate, until: TradingDate) -> None:
    """A period of a query: real dates, in order, at most 366 days."""
    if not is_date(start) or not is_date(until) or start > until:
        raise PeriodRefusedError
    if days_from_civil(until) - days_from_civil(start) >= PERIOD_DAYS_MAX:
        raise PeriodRefusedError
