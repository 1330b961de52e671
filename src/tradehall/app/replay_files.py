"""Files of `tradehall exchange replay`: read the flow, drive the replay, write the trades. All or nothing."""

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tradehall.contracts.enums import Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.results import RESULT_TEXTS, ResultCode
from tradehall.simulated_exchange.replay import (
    FLOW_COLUMNS,
    INSTRUMENT_COLUMNS,
    TRADE_COLUMNS,
    FlowReplay,
    FlowTrade,
    parse_flow_row,
    parse_instrument_row,
    trade_cells,
)

ERRORS_SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """What a replay did. `refused` counts orders and cancels that the venue's rules refused, by result code."""

    rows: int
    orders: int
    cancels: int
    trades: int
    refused: dict[ResultCode, int]

    def lines(self) -> list[str]:
        """The summary in words, for a person."""
        counts = f"rows {self.rows:,}, orders {self.orders:,}, cancels {self.cancels:,}, trades {self.trades:,}"
        refusals = [
            f"refused {count:,} × {code.name}: {RESULT_TEXTS[code].en}" for code, count in sorted(self.refused.items())
        ]
        return [counts, *refusals]


class _RowWriter(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...


class _Faults:
    """Bad lines of one file; the first few are kept, all are counted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0
        self._shown: list[str] = []

    def add(self, line: int, fault: Exception | str) -> None:
        self._count += 1
        if len(self._shown) < ERRORS_SHOWN_MAX:
            self._shown.append(f"{self._path.name}, line {line}: {fault}")

    def stop_if_any(self) -> None:
        if self._count:
            hidden = self._count - len(self._shown)
            more = [f"and {hidden:,} more lines with errors"] if hidden else []
            raise InvalidInputError(
                "\n".join([*self._shown, *more, "Nothing was written; correct the file and retry."])
            )


def replay_exchange_files(*, flow: Path, venue: str, trades: Path, instruments: Path | None = None) -> ReplaySummary:
    """Replay FLOW.csv through the exchange's books and write its trades to `trades`.

    `venue` is SSE, SZSE or BSE. With `instruments` (INSTR.csv) price limits and the price cage apply, without it
    neither does. Raises `InvalidInputError` with one line for each bad row; `trades` is then left as it was.
    """
    if venue.upper() not in Venue.__members__:
        raise InvalidInputError(f"venue must be SSE, SZSE or BSE, it was {venue!r}")
    if trades.resolve() in {file.resolve() for file in (flow, instruments) if file is not None}:
        raise InvalidInputError(f"{trades} is an input of this replay; name another file for the trades.")
    if not trades.parent.is_dir():
        raise InvalidInputError(f"The folder {trades.parent} does not exist; make it, or name another for the trades.")
    market = Venue[venue.upper()]
    replay = FlowReplay(market, _read_instruments(instruments, market) if instruments else None)
    unfinished = trades.with_name(f".{trades.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(TRADE_COLUMNS)
            rows = 0
            faults = _Faults(flow)
            for line, cells in _csv_rows(flow, FLOW_COLUMNS, faults):
                rows += 1
                try:
                    made = replay.feed(parse_flow_row(cells))
                except ValueError as error:
                    faults.add(line, error)
                    continue
                _write(writer, made, market)
            faults.stop_if_any()
            _write(writer, replay.finish(), market)
        unfinished.replace(trades)
    except OSError as error:
        raise InvalidInputError(f"{error.filename}: {error.strerror}. Nothing was written.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return ReplaySummary(rows, replay.orders, replay.cancels, replay.trades, replay.refused)


def _write(writer: "_RowWriter", made: list[FlowTrade], venue: Venue) -> None:
    for trade in made:
        writer.writerow(trade_cells(trade, venue))


def _read_instruments(path: Path, venue: Venue) -> dict[str, InstrumentDay]:
    instruments: dict[str, InstrumentDay] = {}
    faults = _Faults(path)
    try:
        for line, cells in _csv_rows(path, INSTRUMENT_COLUMNS, faults):
            try:
                day = parse_instrument_row(cells, venue)
            except ValueError as error:
                faults.add(line, error)
                continue
            if day.symbol in instruments:
                faults.add(line, f"security_id {day.symbol!r} stands here twice")
            instruments[day.symbol] = day
    except OSError as error:
        raise InvalidInputError(f"{error.filename}: {error.strerror}. Nothing was written.") from error
    faults.stop_if_any()
    return instruments


def _csv_rows(path: Path, columns: tuple[str, ...], faults: _Faults) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Rows by column with their line numbers; a byte-order mark is skipped, more columns than asked for are allowed."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        reader = csv.reader(source, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            missing = [column for column in columns if column not in header]
            if missing:
                faults.add(1, f"the header lacks the column {', '.join(missing)}")
                faults.stop_if_any()
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    faults.add(reader.line_num, f"{len(header)} cells were expected, the row had {len(cells)}")
                    continue
                yield reader.line_num, dict(zip(header, cells, strict=True))
        except csv.Error as error:
            faults.add(reader.line_num, error)
        except UnicodeDecodeError as error:
            raise InvalidInputError(f"{path.name} is not UTF-8 text: {error.reason}. Nothing was written.") from error
    faults.stop_if_any()
