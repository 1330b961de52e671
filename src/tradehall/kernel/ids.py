"""Identifiers: instrument symbols, account numbers, client ids.

A symbol is the exchange's six-character code with its venue suffix: `600000.SH`, `000001.SZ`, `920001.BJ`.
Codes alone collide between venues (000001 is an index in Shanghai and a bank in Shenzhen).
"""

import re
from typing import Annotated, Final

AccountId = Annotated[int, "cash account number 资金账号, ten digits"]
OrderId = Annotated[int, "order number 委托编号, unique in its shard for ever"]
Symbol = Annotated[str, "code.venue suffix"]
TradingDate = Annotated[int, "yyyymmdd"]
MarketTime = Annotated[int, "microseconds since 1970-01-01T00:00 Beijing wall time of the market clock"]

CLIENT_ID_MAX: Final = 32
_CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,32}")
_SYMBOL = re.compile(r"[0-9A-Z]{4,8}\.(SH|SZ|BJ)")

MICROSECONDS_A_DAY: Final = 86_400_000_000


def is_client_id(text: str) -> bool:
    """Whether `text` may name a client's request: 1 to 32 of letters, digits and `._:-`."""
    return _CLIENT_ID.fullmatch(text) is not None


def is_symbol(text: str) -> bool:
    return _SYMBOL.fullmatch(text) is not None


def days_from_civil(date: TradingDate) -> int:
    """Days since 1970-01-01 of a yyyymmdd date (proleptic Gregorian), without a calendar module."""
    year, month, day = date // 10_000, date // 100 % 100, date % 100
    year -= month <= 2  # noqa: PLR2004 -- March starts the year in this count
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1  # noqa: PLR2004
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def market_time(date: TradingDate, hhmmss: int, micros: int = 0) -> MarketTime:
    """Market time of `date` at `hhmmss` Beijing time, e.g. `market_time(20261120, 93000)`."""
    seconds = hhmmss // 10_000 * 3600 + hhmmss // 100 % 100 * 60 + hhmmss % 100
    return days_from_civil(date) * MICROSECONDS_A_DAY + seconds * 1_000_000 + micros


def time_of_day(at: MarketTime) -> int:
    """Beijing time of day as hhmmss of a market time."""
    seconds = at % MICROSECONDS_A_DAY // 1_000_000
    return seconds // 3600 * 10_000 + seconds // 60 % 60 * 100 + seconds % 60
