"""Enumerations that cross rooms. Numbers are stable; names follow `docs/glossary.md`."""

from enum import IntEnum


class Venue(IntEnum):
    """Exchange 交易所."""

    SSE = 1
    SZSE = 2
    BSE = 3

    @property
    def suffix(self) -> str:
        """Suffix of a symbol: SH, SZ or BJ."""
        return _SUFFIXES[self]


_SUFFIXES = {Venue.SSE: "SH", Venue.SZSE: "SZ", Venue.BSE: "BJ"}


class Board(IntEnum):
    """Board 板块."""

    MAIN = 1
    CHINEXT = 2
    STAR = 3
    BSE = 4
    FUND = 5
    BOND = 6
    INDEX = 7


class SecurityClass(IntEnum):
    """Class of a security; fees, T+0 and ticks follow it."""

    STOCK = 1
    CDR = 2
    STOCK_ETF = 10
    CROSS_BORDER_ETF = 11
    BOND_ETF = 12
    MONEY_ETF = 13
    GOLD_ETF = 14
    COMMODITY_ETF = 15
    LOF = 16
    REIT = 17
    CONVERTIBLE_BOND = 20
    TREASURY_BOND = 21
    REPO = 22
    INDEX = 30


class Side(IntEnum):
    BUY = 1
    SELL = 2


class OrderType(IntEnum):
    """Order types of trading-rules 8."""

    LIMIT = 1
    BEST5_OR_CANCEL = 2
    BEST5_OR_LIMIT = 3
    OWN_BEST = 4
    OPP_BEST = 5
    IOC = 6
    FOK = 7


class OrderStatus(IntEnum):
    """Order states with their customary numbers (trading-rules 10)."""

    NOT_REPORTED = 48
    TO_REPORT = 49
    REPORTED = 50
    REPORTED_PENDING_CANCEL = 51
    PART_PENDING_CANCEL = 52
    PART_CANCELED = 53
    CANCELED = 54
    PART_FILLED = 55
    FILLED = 56
    REJECTED = 57


FINAL_STATUSES = frozenset({OrderStatus.PART_CANCELED, OrderStatus.CANCELED, OrderStatus.FILLED, OrderStatus.REJECTED})


class Phase(IntEnum):
    """Phase of a venue's day (trading-rules 6)."""

    CLOSED = 0
    PRE_OPEN = 1
    OPEN_CALL_A = 2
    OPEN_CALL_B = 3
    PRE_CONT = 4
    CONT_AM = 5
    BREAK = 6
    CONT_PM = 7
    CLOSE_CALL = 8
    POST_CLOSE = 9
    AFTER_HOURS = 10


class DayStage(IntEnum):
    """Stage of the firm's trading day, from the counter's point of view."""

    NONE = 0
    OPEN = 1
    CLOSED = 2
    SETTLED = 3


class CashReason(IntEnum):
    """Why the cash of an account changed."""

    OPENED = 0
    DEPOSIT = 1
    WITHDRAW = 2
    ORDER_FREEZE = 3
    ORDER_RELEASE = 4
    FILL = 5
    SETTLE = 6
    DAY_OPEN = 7


class PositionReason(IntEnum):
    """Why a position changed."""

    TRANSFER = 1
    ORDER_FREEZE = 2
    ORDER_RELEASE = 3
    FILL = 4
    SETTLE = 5


class Channel(IntEnum):
    """Where a request came from."""

    TERMINAL = 1
    API = 2
    FIX = 3
    COUNTER = 4
    SYSTEM = 9


class ClockMode(IntEnum):
    """Mode of the session clock."""

    BEIJING = 1
    COMPRESSED = 2
    REPLAY = 3
