"""The daily static file: every security of this market with the figures of one day."""

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import TradingDate
from tradehall.market_data import queries
from tradehall.market_data.models import StatusKind
from tradehall.trading_core.facade import instrument_day

NEW_LISTING_SESSIONS = 60
"""Sessions after which no rule asks any more how long ago a security was listed; the count stops there."""


def static_file(date: TradingDate) -> tuple[InstrumentDay, ...]:
    """Every active security on `date`, by symbol. `pre_close` is the last close before it, else the reference price.

    Raises `InvalidInputError` when `date` is no trading day.
    """
    calendar = queries.calendar()
    if not calendar.is_session(date):
        raise InvalidInputError(f"{date} is not a trading day; the next one is {calendar.next_session(date)}")
    listed = list(queries.listed_on(date).order_by("symbol"))
    closes = queries.pre_closes(date, [row.symbol for row in listed])
    states = queries.statuses(date)
    recent = calendar.last_sessions(date, NEW_LISTING_SESSIONS)
    days = []
    for row in listed:
        sessions_since = sum(1 for session in recent if session >= row.list_date)
        days.append(
            instrument_day(
                symbol=row.symbol,
                name=row.name,
                venue=Venue(row.venue),
                board=Board(row.board),
                sec_class=SecurityClass(row.sec_class),
                date=date,
                pre_close=closes.get(row.symbol, row.reference_price),
                list_date=row.list_date,
                sessions_since_listing=sessions_since,
                risk_warning=row.symbol in states[StatusKind.RISK_WARNING],
                suspended=row.symbol in states[StatusKind.SUSPENDED],
                own_limit_bp=row.own_limit_bp,
            )
        )
    return tuple(days)
