"""The session table 交易时段: which phase starts when, by venue, class and date (trading-rules 6 and 1).

Dated rows, newest last; a change of the rules adds a row. Times are Beijing time as hhmmss.
"""

from typing import Final, NamedTuple

from tradehall.contracts.enums import Phase, SecurityClass, Venue
from tradehall.kernel.ids import TradingDate


class PhaseRule(NamedTuple):
    """What a phase accepts and how it matches. `call` and `continuous` are never both true."""

    entry: bool
    cancel: bool
    call: bool
    continuous: bool


PHASE_RULES: Final[dict[Phase, PhaseRule]] = {
    Phase.CLOSED: PhaseRule(entry=False, cancel=False, call=False, continuous=False),
    Phase.PRE_OPEN: PhaseRule(entry=False, cancel=False, call=False, continuous=False),
    Phase.OPEN_CALL_A: PhaseRule(entry=True, cancel=True, call=True, continuous=False),
    Phase.OPEN_CALL_B: PhaseRule(entry=True, cancel=False, call=True, continuous=False),
    Phase.PRE_CONT: PhaseRule(entry=False, cancel=False, call=False, continuous=False),
    Phase.CONT_AM: PhaseRule(entry=True, cancel=True, call=False, continuous=True),
    Phase.BREAK: PhaseRule(entry=False, cancel=False, call=False, continuous=False),
    Phase.CONT_PM: PhaseRule(entry=True, cancel=True, call=False, continuous=True),
    Phase.CLOSE_CALL: PhaseRule(entry=True, cancel=False, call=True, continuous=False),
    Phase.POST_CLOSE: PhaseRule(entry=False, cancel=False, call=False, continuous=False),
    Phase.AFTER_HOURS: PhaseRule(entry=False, cancel=False, call=False, continuous=False),
}
"""Auction orders only: the fixed-price orders of the after-hours window are another kind of order."""

PhaseStart = tuple[Phase, int]
"""A phase and the time of day at which it starts, as hhmmss."""

_MORNING: Final[tuple[PhaseStart, ...]] = (
    (Phase.PRE_OPEN, 0),
    (Phase.OPEN_CALL_A, 91500),
    (Phase.OPEN_CALL_B, 92000),
    (Phase.PRE_CONT, 92500),
    (Phase.CONT_AM, 93000),
    (Phase.BREAK, 113000),
    (Phase.CONT_PM, 130000),
)
_CLOSING_CALL: Final[tuple[PhaseStart, ...]] = ((Phase.CLOSE_CALL, 145700),)
_EVENING: Final[tuple[PhaseStart, ...]] = (
    (Phase.POST_CLOSE, 150000),
    (Phase.AFTER_HOURS, 150500),
    (Phase.CLOSED, 153000),
)
_EVENING_BSE: Final[tuple[PhaseStart, ...]] = ((Phase.POST_CLOSE, 150000), (Phase.CLOSED, 153000))

_TO_THE_END: Final = _MORNING + _EVENING
_WITH_CLOSING_CALL: Final = _MORNING + _CLOSING_CALL + _EVENING
_BSE_DAY: Final = _MORNING + _CLOSING_CALL + _EVENING_BSE

_STOCKS: Final = frozenset({SecurityClass.STOCK, SecurityClass.CDR})
_FUNDS: Final = frozenset(
    {
        SecurityClass.STOCK_ETF,
        SecurityClass.CROSS_BORDER_ETF,
        SecurityClass.BOND_ETF,
        SecurityClass.MONEY_ETF,
        SecurityClass.GOLD_ETF,
        SecurityClass.COMMODITY_ETF,
        SecurityClass.LOF,
        SecurityClass.REIT,
    }
)
_ALL: Final = frozenset(SecurityClass)


class SessionRow(NamedTuple):
    """From `valid_from` on, these classes of this venue follow this schedule."""

    venue: Venue
    classes: frozenset[SecurityClass]
    valid_from: TradingDate
    schedule: tuple[PhaseStart, ...]


SESSION_ROWS: Final = (
    SessionRow(Venue.SSE, _ALL, 0, _TO_THE_END),
    SessionRow(Venue.SSE, _STOCKS, 20180820, _WITH_CLOSING_CALL),
    SessionRow(Venue.SSE, _FUNDS, 20260706, _WITH_CLOSING_CALL),
    SessionRow(Venue.SZSE, _ALL, 0, _WITH_CLOSING_CALL),
    SessionRow(Venue.BSE, _ALL, 0, _BSE_DAY),
)


def phase_starts(
    venue: Venue, date: TradingDate, sec_class: SecurityClass = SecurityClass.STOCK
) -> tuple[PhaseStart, ...]:
    """The day's phases with their starts, from PRE_OPEN (0) to CLOSED. A venue's own phase is that of its stocks."""
    return next(
        row.schedule
        for row in reversed(SESSION_ROWS)
        if row.venue == venue and sec_class in row.classes and row.valid_from <= date
    )
