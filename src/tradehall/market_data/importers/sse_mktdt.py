"""Shanghai quote file `mktdt00.txt`: pipe-separated lines of fixed width, header, trailer (trading-rules 12.1).

The trailer's check number is not verified: no published rule reproduces it on a genuine file. The header's byte and
line counts are, and every line must have the width of its kind.
"""

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

CODE_LENGTH: Final = 6
HEADER_FIELDS: Final = 9


class _Stream(NamedTuple):
    """One kind of line: its fields, its width in bytes, and how many shares or pieces its volume unit is."""

    fields: int
    width: int
    volume_unit: int


_INDEX = _Stream(fields=13, width=149, volume_unit=100)
STREAMS: Final = {
    "MD001": _INDEX,
    "MD002": _Stream(fields=33, width=399, volume_unit=1),
    "MD003": _Stream(fields=33, width=399, volume_unit=10),
    "MD004": _Stream(fields=35, width=423, volume_unit=1),
    "MD008": _INDEX,
}
"""Index, stock, bond, fund, later indices. Index volume is in lots of 100, bond volume in 手 of ten pieces."""


def _header(lines: list[bytes], size: int) -> TradingDate:
    """The trading day of the header, once its counts are found to fit the file."""
    fields = lines[0].split(b"|") if lines else []
    if len(fields) != HEADER_FIELDS or fields[0] != b"HEADER" or not fields[1].startswith(b"MTP"):
        raise DamagedFileError("the first line is not the header of a mktdt00 file")
    if not fields[2].strip().isdigit() or not fields[3].strip().isdigit():
        raise DamagedFileError("the header's byte and line counts are not numbers")
    announced, count = int(fields[2]), int(fields[3])
    after = size - sum(len(field) + 1 for field in fields[:3])
    if announced != after:
        raise DamagedFileError(f"the header announces {announced} bytes after itself, there are {after}")
    if not lines[-1].startswith(b"TRAILER|"):
        raise DamagedFileError("the last line is not the trailer: the file is cut off")
    if count != len(lines) - 2:
        raise DamagedFileError(f"the header announces {count} lines, there are {len(lines) - 2}")
    date = fields[6][:8]
    if not date.isdigit() or not is_date(int(date)):
        raise DamagedFileError("the header's time does not begin with a date")
    return int(date)


def _number(text: str, scale: int, what: str) -> int:
    try:
        return parse_scaled(text, scale)
    except ValueError as error:
        raise DamagedRecordError(f"the {what} is not a number: {text.strip()!r}") from error


def _turnover(text: str) -> int:
    return _number(text, PRICE_SCALE, "turnover")


def _record(number: int, line: bytes) -> SnapshotRecord:
    try:
        fields = line.decode("gb18030").split("|")
    except UnicodeDecodeError as error:
        raise DamagedRecordError("the line is not GB18030") from error
    stream = STREAMS.get(fields[0])
    if stream is None:
        raise DamagedRecordError(f"{fields[0][:8]!r} is not a known kind of line")
    if len(fields) != stream.fields:
        raise DamagedRecordError(f"{fields[0]} has {stream.fields} fields, this line {len(fields)}")
    if len(line) != stream.width:
        raise DamagedRecordError(f"{fields[0]} is {stream.width} bytes wide, this line {len(line)}")
    code = fields[1]
    if len(code) != CODE_LENGTH or not code.isalnum():
        raise DamagedRecordError(f"{code!r} is not a six-character code")
    close = fields[10].strip()
    last = _number(fields[9], PRICE_SCALE, "last price")
    return check_snapshot(
        SnapshotRecord(
            number=number,
            symbol=f"{code}.SH",
            code=code,
            name=fields[2].strip(),
            venue=Venue.SSE,
            pre_close=_number(fields[5], PRICE_SCALE, "previous close"),
            open=_number(fields[6], PRICE_SCALE, "open"),
            high=_number(fields[7], PRICE_SCALE, "high"),
            low=_number(fields[8], PRICE_SCALE, "low"),
            last=(_number(close, PRICE_SCALE, "close") or last) if close else last,
            volume=_number(fields[3], 1, "volume") * stream.volume_unit,
            turnover=_turnover(fields[4]),
            trades=0,
        )
    )


def read_sse_mktdt(content: bytes) -> ParsedSnapshots:
    """Records of the file, numbered by line from 1. Raises `DamagedFileError` when it is no such file."""
    lines = content.removesuffix(b"\n").split(b"\n")
    date = _header(lines, len(content))
    records: list[SnapshotRecord] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for number, line in enumerate(lines[1:-1], start=2):
        try:
            record = _record(number, line)
            if record.code in seen:
                raise DamagedRecordError(f"{record.code} stands in the file twice")  # noqa: TRY301 -- one refusal path
        except DamagedRecordError as error:
            refusals.append(Refusal(number, str(error)))
        else:
            seen.add(record.code)
            records.append(record)
    return ParsedSnapshots(date, len(lines) - 2, tuple(records), tuple(refusals))
