"""Trading calendar of the mainland exchanges: known sessions, own rows, and what is only expected.

Order of belief: a row of `calendar_override`; then the sessions that exchange-calendars knows (XSHG, 1990-12-19 to its
last year's end); beyond that every weekday, which stays provisional until the exchanges publish their holidays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as civil_date
from datetime import timedelta
from functools import lru_cache

from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import TradingDate

SEARCH_DAYS_MAX = 60
"""Longest closed stretch that a search walks over; the longest so far was 12 days."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Override:
    """What an own row says of a date."""

    is_session: bool
    provisional: bool
    name: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One date as the calendar sees it; `provisional` means that no exchange has confirmed it yet."""

    date: TradingDate
    is_session: bool
    provisional: bool
    name: str


def to_civil(date: TradingDate) -> civil_date:
    """The calendar date of a yyyymmdd number; raises `InvalidInputError` when there is no such day."""
    try:
        return civil_date(date // 10_000, date // 100 % 100, date % 100)
    except ValueError as error:
        raise InvalidInputError(f"{date} is not a date; write it as yyyymmdd") from error


def to_number(day: civil_date) -> TradingDate:
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class TradingCalendar:
    """Sessions by rule. Pure: the rows are handed in."""

    sessions: frozenset[TradingDate]
    known_from: TradingDate
    known_until: TradingDate
    overrides: Mapping[TradingDate, Override] = field(default_factory=dict)

    def day(self, date: TradingDate) -> CalendarDay:
        """Whether the market trades on `date`, and how sure that is."""
        civil = to_civil(date)
        override = self.overrides.get(date)
        if override is not None:
            return CalendarDay(date, override.is_session, override.provisional, override.name)
        if date <= self.known_until:
            return CalendarDay(date, date in self.sessions, provisional=False, name="")
        return CalendarDay(date, civil.weekday() < _SATURDAY, provisional=True, name="")

    def is_session(self, date: TradingDate) -> bool:
        return self.day(date).is_session

    def next_session(self, date: TradingDate) -> TradingDate:
        """The first session strictly after `date`."""
        return self._search(date, step_days=1)

    def previous_session(self, date: TradingDate) -> TradingDate:
        """The last session strictly before `date`."""
        return self._search(date, step_days=-1)

    def between(self, first: TradingDate, last: TradingDate) -> tuple[TradingDate, ...]:
        """Sessions from `first` to `last`, both included."""
        return tuple(day.date for day in self.days(first, last) if day.is_session)

    def days(self, first: TradingDate, last: TradingDate) -> Iterator[CalendarDay]:
        """Every date from `first` to `last`, both included."""
        civil, end = to_civil(first), to_civil(last)
        while civil <= end:
            yield self.day(to_number(civil))
            civil += timedelta(days=1)

    def last_sessions(self, before: TradingDate, count: int) -> tuple[TradingDate, ...]:
        """The last `count` sessions strictly before `before`, oldest first."""
        found: list[TradingDate] = []
        date = before
        while len(found) < count:
            date = self.previous_session(date)
            found.append(date)
        return tuple(reversed(found))

    def _search(self, date: TradingDate, *, step_days: int) -> TradingDate:
        civil = to_civil(date)
        for _ in range(SEARCH_DAYS_MAX):
            civil += timedelta(days=step_days)
            found = to_number(civil)
            if self.is_session(found):
                return found
        raise InvalidInputError(
            f"no trading day was found within {SEARCH_DAYS_MAX} days of {date}; check the calendar's own rows"
        )


@lru_cache(maxsize=1)
def known_sessions() -> tuple[TradingDate, ...]:
    """Sessions that exchange-calendars knows, oldest first."""
    # The import loads pandas, about a second: only processes that ask for the calendar pay for it.
    import exchange_calendars  # noqa: PLC0415

    calendar = exchange_calendars.get_calendar("XSHG", start="1990-12-19")
    return tuple(to_number(session.date()) for session in calendar.sessions)


def calendar_with(overrides: Mapping[TradingDate, Override]) -> TradingCalendar:
    """The real calendar with own rows."""
    sessions = known_sessions()
    last_known_year = sessions[-1] // 10_000
    return TradingCalendar(
        sessions=frozenset(sessions),
        known_from=sessions[0],
        known_until=last_known_year * 10_000 + 1231,
        overrides=overrides,
    )
