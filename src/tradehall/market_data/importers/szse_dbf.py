"""Shenzhen quote file `sjshq.dbf`: a dBase III table whose record 0 holds the date and time (GB18030 text)."""

import struct
from typing import Final, NamedTuple

from tradehall.contracts.enums import Venue
from tradehall.kernel.ids import TradingDate
from tradehall.kernel.units import PRICE_SCALE, parse_scaled
from tradehall.market_data.contracts import Refusal
from tradehall.market_data.importers.records import (
    DamagedFileError,
    DamagedRecordError,
    ParsedSnapshots,
    SnapshotRecord,
    check_snapshot,
    is_date,
)

_HEADER_BYTES: Final = 32
_FIELD_END: Final = 0x0D
_FILE_END: Final = 0x1A
_DBASE_3: Final = 3
_KEPT: Final = 0x20
CODE_LENGTH: Final = 6
STATISTICS: Final = "395"
"""Codes 395xxx are totals of a market segment: volume and turnover without a price."""

COLUMNS: Final = {
    "HQZQDM": "C",
    "HQZQJC": "C",
    "HQZRSP": "N",
    "HQJRKP": "N",
    "HQZJCJ": "N",
    "HQCJSL": "N",
    "HQCJJE": "N",
    "HQCJBS": "N",
    "HQZGCJ": "N",
    "HQZDCJ": "N",
}
"""Columns that are read: code, name, previous close, open, last, volume, turnover, trades, high, low."""


class _Field(NamedTuple):
    kind: str
    start: int
    end: int


class _Table(NamedTuple):
    records: int
    first: int
    width: int
    fields: dict[str, _Field]


def _table(content: bytes) -> _Table:
    """Layout of the table; raises `DamagedFileError` when header and size contradict each other."""
    if len(content) < _HEADER_BYTES or content[0] != _DBASE_3:
        raise DamagedFileError("this is not a dBase III file")
    count, first, width = struct.unpack_from("<IHH", content, 4)
    fields: dict[str, _Field] = {}
    start, offset = 1, _HEADER_BYTES
    while offset < min(first, len(content)) and content[offset] != _FIELD_END:
        descriptor = content[offset : offset + _HEADER_BYTES]
        if len(descriptor) < _HEADER_BYTES:
            raise DamagedFileError("the list of fields is cut off")
        name = descriptor[:11].split(b"\0")[0].decode("ascii", "replace")
        fields[name] = _Field(chr(descriptor[11]), start, start + descriptor[16])
        start += descriptor[16]
        offset += _HEADER_BYTES
    if start != width:
        raise DamagedFileError(f"the fields are {start} bytes wide, the header says {width}")
    for name, kind in COLUMNS.items():
        if name not in fields or fields[name].kind != kind:
            raise DamagedFileError(f"the column {name} is missing or of another type")
    tail = content[first + count * width :]
    if first + count * width > len(content):
        held = (len(content) - first) // width
        raise DamagedFileError(f"the header announces {count} records, the file holds {max(held, 0)} whole ones")
    if tail not in (b"", bytes([_FILE_END])):
        raise DamagedFileError(f"{len(tail)} bytes follow the last record")
    return _Table(count, first, width, fields)


def _text(row: bytes, field: _Field) -> str:
    try:
        return row[field.start : field.end].decode("gb18030").strip()
    except UnicodeDecodeError as error:
        raise DamagedRecordError("the text is not GB18030") from error


def _number(row: bytes, fields: dict[str, _Field], name: str, scale: int) -> int:
    text = _text(row, fields[name])
    try:
        return parse_scaled(text, scale)
    except ValueError as error:
        raise DamagedRecordError(f"{name} is not a number: {text!r}") from error


def _date(row: bytes, fields: dict[str, _Field]) -> TradingDate:
    """The trading day of the header record."""
    try:
        code, date = _text(row, fields["HQZQDM"]), _text(row, fields["HQZQJC"])
    except DamagedRecordError as error:
        raise DamagedFileError(f"record 0: {error}") from error
    if code != "000000" or not date.isdigit() or not is_date(int(date)):
        raise DamagedFileError(f"record 0 must hold 000000 and the date; it holds {code!r} and {date!r}")
    return int(date)


def _record(number: int, row: bytes, fields: dict[str, _Field]) -> SnapshotRecord:
    if row[0] != _KEPT:
        raise DamagedRecordError("the record is marked deleted")
    code = _text(row, fields["HQZQDM"])
    if len(code) != CODE_LENGTH or not code.isdigit():
        raise DamagedRecordError(f"{code!r} is not a six-digit code")
    record = SnapshotRecord(
        number=number,
        symbol=f"{code}.SZ",
        code=code,
        name=_text(row, fields["HQZQJC"]).replace(" ", ""),
        venue=Venue.SZSE,
        pre_close=_number(row, fields, "HQZRSP", PRICE_SCALE),
        open=_number(row, fields, "HQJRKP", PRICE_SCALE),
        high=_number(row, fields, "HQZGCJ", PRICE_SCALE),
        low=_number(row, fields, "HQZDCJ", PRICE_SCALE),
        last=_number(row, fields, "HQZJCJ", PRICE_SCALE),
        volume=_number(row, fields, "HQCJSL", 1),
        turnover=_number(row, fields, "HQCJJE", PRICE_SCALE),
        trades=_number(row, fields, "HQCJBS", 1),
    )
    return record if code.startswith(STATISTICS) else check_snapshot(record)


def read_szse_dbf(content: bytes) -> ParsedSnapshots:
    """Records of the file, numbered from 0 as the file does. Raises `DamagedFileError` when it is no such file."""
    table = _table(content)
    if table.records == 0:
        raise DamagedFileError("the table has no record, not even the one with the date")
    date = _date(content[table.first : table.first + table.width], table.fields)
    records: list[SnapshotRecord] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for number in range(1, table.records):
        start = table.first + number * table.width
        try:
            record = _record(number, content[start : start + table.width], table.fields)
            if record.code in seen:
                raise DamagedRecordError(f"{record.code} stands in the file twice")  # noqa: TRY301 -- one refusal path
        except DamagedRecordError as error:
            refusals.append(Refusal(number, str(error)))
        else:
            seen.add(record.code)
            records.append(record)
    return ParsedSnapshots(date, table.records - 1, tuple(records), tuple(refusals))
