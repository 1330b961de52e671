"""TDX history files: `.day` (day bars) and `.lc1` (minute bars), 32-byte little-endian records of one security.

Day: date, open, high, low, close (hundredths; thousandths for funds and bonds), amount (float32), volume, reserve.
Minute: packed date and minute (two 16-bit words), open, high, low, close, amount (float32), volume, reserve.
Floats leave this module as exact whole numbers: a price must be the float32 image of a price in thousandths.
"""

import re
import struct
from collections.abc import Callable
from typing import Final

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.contracts.quotes import Bar
from tradehall.kernel.ids import Symbol, market_time
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import PRICE_SCALE, Money, Price, Quantity
from tradehall.market_data.bars import day_label
from tradehall.market_data.code_ranges import Kind, classify
from tradehall.market_data.contracts import Refusal
from tradehall.market_data.importers.records import (
    BarRecord,
    DamagedFileError,
    DamagedRecordError,
    ParsedBars,
    check_bar,
    is_date,
)

RECORD_BYTES: Final = 32
LOT: Final = 100
_DAY: Final = struct.Struct("<IIIIIfII")
_MINUTE: Final = struct.Struct("<HHfffffII")
_FILE_NAME = re.compile(r"(sh|sz|bj)(\d{6})\.(day|lc1)(\.gz)?", re.IGNORECASE)
_VENUES: Final = {venue.suffix: venue for venue in Venue}
_MINUTE_LABELS: Final = frozenset((*range(571, 691), *range(781, 901)))
"""Minutes since midnight that may label a bar: 09:31 to 11:30 and 13:01 to 15:00."""


def symbol_of_file(name: str) -> Symbol:
    """Symbol in a TDX file name such as `sz000001.day`; raises `DamagedFileError` when it is not such a name."""
    match = _FILE_NAME.fullmatch(name)
    if match is None:
        raise DamagedFileError(f"{name!r} is not a TDX file name such as sh600000.day; name the symbol yourself")
    return f"{match.group(2)}.{match.group(1).upper()}"


def kind_of_symbol(symbol: Symbol) -> Kind:
    """Board and class by code; raises `DamagedFileError` for a code that does not say its class."""
    code, _, suffix = symbol.partition(".")
    kind = classify(_VENUES[suffix], code) if suffix in _VENUES else None
    if kind is None:
        raise DamagedFileError(f"the class of {symbol} is not known, so its price unit is not either")
    return kind


def scaled_float32(value: float, scale: int) -> int:
    """A float32 as an exact multiple of 1/`scale`, half up; raises `DamagedRecordError` for nan and infinity."""
    try:
        numerator, denominator = value.as_integer_ratio()
    except (OverflowError, ValueError) as error:
        raise DamagedRecordError("a figure is not a finite number") from error
    return div_half_up(numerator * scale, denominator)


def _float_price(value: float) -> Price:
    """The price in thousandths that a float32 stands for."""
    thousandths = scaled_float32(value, 1000)
    (image,) = struct.unpack("<f", struct.pack("<f", thousandths / 1000))
    if image != value:
        raise DamagedRecordError("a price is not the image of a price in thousandths")
    return thousandths * (PRICE_SCALE // 1000)


def _unit(raws: list[tuple[Price, Quantity, Money]], kind: Kind) -> int:
    """Shares in one unit of volume of this file: indices count lots, others shares or lots, which the amounts tell."""
    if kind[1] == SecurityClass.INDEX:
        return LOT
    amounts = sum(amount for _high, _volume, amount in raws)
    worth_as_shares = sum(high * volume for high, volume, _amount in raws)
    return 1 if amounts <= 10 * worth_as_shares else LOT


def _counted(bar: Bar, unit: int, kind: Kind) -> Bar:
    """The bar with its volume in shares; raises `DamagedRecordError` when the amount does not fit it.

    Volumes are rounded to lots and amounts to 24 bits: a lot either way and one part in fifty are allowed.
    """
    shares = bar.volume * unit
    least, most = bar.low * max(shares - LOT, 0) * 49, bar.high * (shares + LOT) * 51
    if kind[1] != SecurityClass.INDEX and not least <= bar.turnover * 50 <= most:
        raise DamagedRecordError("the amount does not fit price and volume")
    return Bar(bar.symbol, bar.at, bar.open, bar.high, bar.low, bar.close, shares, bar.turnover)


def _day_record(number: int, raw: bytes, symbol: Symbol, kind: Kind) -> BarRecord | None:
    date, opened, high, low, close, amount, volume, _reserve = _DAY.unpack(raw)
    if not is_date(date):
        raise DamagedRecordError(f"{date} is not a date")
    turnover = scaled_float32(amount, PRICE_SCALE)
    if volume == 0 and turnover == 0:
        return None
    unit = PRICE_SCALE // (1000 if kind[0] in (Board.FUND, Board.BOND) else 100)
    bar = Bar(symbol, day_label(date), opened * unit, high * unit, low * unit, close * unit, volume, turnover)
    check_bar(bar)
    return BarRecord(number, date, bar)


def _minute_record(number: int, raw: bytes, symbol: Symbol, _kind: Kind) -> BarRecord | None:
    packed, minute, opened, high, low, close, amount, volume, _reserve = _MINUTE.unpack(raw)
    date = (packed // 2048 + 2004) * 10_000 + packed % 2048
    if not is_date(date):
        raise DamagedRecordError(f"{packed} is not a packed date")
    if minute not in _MINUTE_LABELS:
        raise DamagedRecordError(f"{minute // 60:02d}:{minute % 60:02d} is no minute of a trading day")
    turnover = scaled_float32(amount, PRICE_SCALE)
    if volume == 0 and turnover == 0:
        return None
    at = market_time(date, minute // 60 * 10_000 + minute % 60 * 100)
    prices = [_float_price(price) for price in (opened, high, low, close)]
    bar = Bar(symbol, at, prices[0], prices[1], prices[2], prices[3], volume, turnover)
    check_bar(bar)
    return BarRecord(number, date, bar)


_Reader = Callable[[int, bytes, Symbol, Kind], BarRecord | None]


def _order_key(raw: bytes, *, minutes: bool) -> int:
    """A number that must rise from record to record."""
    if minutes:
        packed, minute = struct.unpack_from("<HH", raw)
        return int(packed) * 10_000 + int(minute)
    return int(struct.unpack_from("<I", raw)[0])


def _read(content: bytes, symbol: Symbol, reader: _Reader, *, minutes: bool) -> ParsedBars:
    kind = kind_of_symbol(symbol)
    count, rest = divmod(len(content), RECORD_BYTES)
    found: list[BarRecord] = []
    refusals: list[Refusal] = []
    empty = 0
    previous = 0
    for number in range(1, count + 1):
        raw = content[(number - 1) * RECORD_BYTES : number * RECORD_BYTES]
        key = _order_key(raw, minutes=minutes)
        try:
            record = reader(number, raw, symbol, kind)
        except DamagedRecordError as error:
            refusals.append(Refusal(number, str(error)))
            continue
        if key <= previous:
            refusals.append(Refusal(number, "it is not later than the record before it"))
            continue
        previous = key
        if record is None:
            empty += 1
        else:
            found.append(record)
    records = _with_shares(found, kind, refusals)
    if rest:
        refusals.append(Refusal(count + 1, f"the file ends after {rest} of {RECORD_BYTES} bytes of this record"))
    refusals.sort(key=lambda refusal: refusal.number)
    return ParsedBars(symbol, count + (1 if rest else 0), empty, tuple(records), tuple(refusals))


def _with_shares(found: list[BarRecord], kind: Kind, refusals: list[Refusal]) -> list[BarRecord]:
    """The records with volumes in shares; those whose amount does not fit join `refusals`."""
    unit = _unit([(record.bar.high, record.bar.volume, record.bar.turnover) for record in found], kind)
    records = []
    for record in found:
        try:
            records.append(record._replace(bar=_counted(record.bar, unit, kind)))
        except DamagedRecordError as error:
            refusals.append(Refusal(record.number, str(error)))
    return records


def read_tdx_day(content: bytes, symbol: Symbol) -> ParsedBars:
    """Day bars, records numbered from 1. Raises `DamagedFileError` when the symbol's class is not known."""
    return _read(content, symbol, _day_record, minutes=False)


def read_tdx_minutes(content: bytes, symbol: Symbol) -> ParsedBars:
    """One-minute bars, records numbered from 1; minutes without a trade are counted, not kept."""
    return _read(content, symbol, _minute_record, minutes=True)
