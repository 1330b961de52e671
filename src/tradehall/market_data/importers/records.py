"""What every reader hands on, and the checks that all of them share."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from tradehall.contracts.enums import Venue
from tradehall.contracts.quotes import Bar
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.kernel.units import PRICE_MAX, PRICE_SCALE, Money, Price, Quantity
from tradehall.market_data.contracts import Refusal

FILE_BYTES_MAX: Final = 512 * 1024 * 1024
"""Largest file, unpacked; the whole Shanghai market is 2 MB, twenty years of minutes of one security 40 MB."""
TURNOVER_MAX: Final = 100_000_000_000_000 * PRICE_SCALE
"""Bound of a turnover: 10^14 yuan, a hundred of the busiest days; it fits eight bytes."""


class DamagedRecordError(ValueError):
    """One record cannot be believed; the text says why."""


class DamagedFileError(ValueError):
    """The file as a whole cannot be believed; the text says why."""


class SnapshotRecord(NamedTuple):
    """One security's closing state in an exchange's quote file. `last` is the closing price where one is given."""

    number: int
    symbol: Symbol
    code: str
    name: str
    venue: Venue
    pre_close: Price
    open: Price
    high: Price
    low: Price
    last: Price
    volume: Quantity
    turnover: Money
    trades: int


class BarRecord(NamedTuple):
    """One bar of a history file; `date` is its day."""

    number: int
    date: TradingDate
    bar: Bar


@dataclass(frozen=True, slots=True)
class ParsedSnapshots:
    trading_date: TradingDate
    read: int
    records: tuple[SnapshotRecord, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class ParsedBars:
    """Bars of a history file; `empty` counts records of minutes in which nothing was traded."""

    symbol: Symbol
    read: int
    empty: int
    records: tuple[BarRecord, ...]
    refusals: tuple[Refusal, ...]


def read_file(path: Path) -> tuple[bytes, str]:
    """Content of a plain or gzip file, and the SHA-256 of the file as it lies there.

    Raises `InvalidInputError` when it cannot be read and `DamagedFileError` when the gzip stream is broken.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise InvalidInputError(f"{path.name} is larger than {FILE_BYTES_MAX} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read: {error.strerror}") from error
    digest = hashlib.sha256(raw).hexdigest()
    if not raw.startswith(b"\x1f\x8b"):
        return raw, digest
    try:
        with gzip.open(path) as stream:
            content = stream.read(FILE_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedFileError(f"the gzip stream is damaged: {error}") from error
    if len(content) > FILE_BYTES_MAX:
        raise InvalidInputError(f"{path.name} unpacks to more than {FILE_BYTES_MAX} bytes")
    return content, digest


def check_bar(bar: Bar) -> None:
    """Raise `DamagedRecordError` unless prices, volume and turnover can stand together."""
    prices = (bar.open, bar.high, bar.low, bar.close)
    if min(prices) <= 0:
        raise DamagedRecordError("a price is not positive although there was trading")
    if max(prices) >= PRICE_MAX:
        raise DamagedRecordError("a price is beyond any real one")
    if bar.high < max(bar.open, bar.close, bar.low):
        raise DamagedRecordError("the high is below another price of the same record")
    if bar.low > min(bar.open, bar.close):
        raise DamagedRecordError("the low is above another price of the same record")
    if bar.volume < 0 or bar.turnover < 0 or bar.turnover >= TURNOVER_MAX:
        raise DamagedRecordError("volume or turnover is out of range")


def check_snapshot(record: SnapshotRecord) -> SnapshotRecord:
    """The record itself; raises `DamagedRecordError` when its figures contradict each other."""
    if record.pre_close < 0 or record.volume < 0 or record.turnover < 0 or record.trades < 0:
        raise DamagedRecordError("a figure is negative")
    if record.volume:
        check_bar(bar_of(record, at=0))
        if record.turnover == 0:
            raise DamagedRecordError("there is volume without turnover")
    return record


def bar_of(record: SnapshotRecord, at: int) -> Bar:
    return Bar(record.symbol, at, record.open, record.high, record.low, record.last, record.volume, record.turnover)


def is_date(date: TradingDate) -> bool:
    """Whether a number is a real date of the exchanges' time, 1990 to 2099."""
    year, month, day = date // 10_000, date // 100 % 100, date % 100
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1990 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]  # noqa: PLR2004 -- the calendar
