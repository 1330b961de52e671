"""Import a market file: read it, refuse what is damaged, write the rest in one transaction, keep the report."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction

from tradehall.contracts.enums import Venue
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.market_data.bars import day_label
from tradehall.market_data.code_ranges import Kind, classify
from tradehall.market_data.contracts import ImportReport, Refusal
from tradehall.market_data.importers.records import (
    DamagedFileError,
    ParsedBars,
    ParsedSnapshots,
    SnapshotRecord,
    bar_of,
    read_file,
)
from tradehall.market_data.importers.sse_mktdt import read_sse_mktdt
from tradehall.market_data.importers.szse_dbf import read_szse_dbf
from tradehall.market_data.importers.tdx import kind_of_symbol, read_tdx_day, read_tdx_minutes, symbol_of_file
from tradehall.market_data.models import BarSource, DayBar, ImportRun, Instrument, MinuteBar
from tradehall.market_data.operations import day_bar, minute_bar, save_day_bars, save_minute_bars

_SNAPSHOTS: Final[dict[str, tuple[Callable[[bytes], ParsedSnapshots], BarSource]]] = {
    "szse-dbf": (read_szse_dbf, BarSource.SZSE_FILE),
    "sse-mktdt": (read_sse_mktdt, BarSource.SSE_FILE),
}
_HISTORIES: Final[dict[str, Callable[[bytes, Symbol], ParsedBars]]] = {
    "tdx-day": read_tdx_day,
    "tdx-lc1": read_tdx_minutes,
}
IMPORT_KINDS: Final = (*_SNAPSHOTS, *_HISTORIES)
"""Kinds of files that `import_file` reads."""


class _Outcome(msgspec.Struct):
    """What one file led to, before it is kept as a report."""

    trading_date: TradingDate = 0
    read: int = 0
    written: int = 0
    skipped: int = 0
    refusals: tuple[Refusal, ...] = ()
    imported: bool = False


def import_file(kind: str, path: Path, *, symbol: Symbol = "", skip_refused: bool = False) -> ImportReport:
    """Import one file (plain or gzip) and answer with the report, which is kept as an `ImportRun` too.

    A file with a refused record changes nothing unless `skip_refused` says that its good records should come in.
    Importing a file again gives the same rows; bars that this market traded itself are never replaced. `symbol` names
    the security of a TDX file whose name does not.
    Raises `InvalidInputError` for an unknown kind or a file that cannot be opened.
    """
    if kind not in IMPORT_KINDS:
        raise InvalidInputError(f"the kind was {kind!r}; it is one of {', '.join(IMPORT_KINDS)}")
    digest = ""
    try:
        content, digest = read_file(path)
        outcome = _import(kind, content, path, symbol, skip_refused=skip_refused)
    except DamagedFileError as error:
        outcome = _Outcome(refusals=(Refusal(0, str(error)),))
    run = ImportRun.objects.create(
        kind=kind,
        file_name=path.name[:255],
        sha256=digest,
        imported=outcome.imported,
        trading_date=outcome.trading_date,
        read=outcome.read,
        written=outcome.written,
        skipped=outcome.skipped,
        refused=len(outcome.refusals),
        refusals=[[refusal.number, refusal.reason] for refusal in outcome.refusals],
    )
    return ImportReport(kind=kind, file_name=path.name, run_id=run.id, **msgspec.structs.asdict(outcome))


def _import(kind: str, content: bytes, path: Path, symbol: Symbol, *, skip_refused: bool) -> _Outcome:
    if kind in _SNAPSHOTS:
        reader, source = _SNAPSHOTS[kind]
        snapshots = reader(content)
        outcome = _Outcome(snapshots.trading_date, read=snapshots.read, refusals=snapshots.refusals)
        if not outcome.refusals or skip_refused:
            _save_snapshots(snapshots, source, outcome)
        return outcome
    bars = _HISTORIES[kind](content, symbol or symbol_of_file(path.name))
    last_date = bars.records[-1].date if bars.records else 0
    outcome = _Outcome(last_date, read=bars.read, refusals=bars.refusals)
    if not outcome.refusals or skip_refused:
        _save_history(kind, bars, outcome)
    return outcome


@transaction.atomic
def _save_snapshots(parsed: ParsedSnapshots, source: BarSource, outcome: _Outcome) -> None:
    known = set(
        Instrument.objects.filter(symbol__in=[r.symbol for r in parsed.records]).values_list("symbol", flat=True)
    )
    found = [(record, classify(record.venue, record.code)) for record in parsed.records]
    _add_instruments((record, kind) for record, kind in found if kind and record.symbol not in known)
    date = parsed.trading_date
    own = set(DayBar.objects.filter(date=date, source=BarSource.MARKET).values_list("symbol", flat=True))
    rows = [
        day_bar(
            bar_of(record, day_label(date)), date=date, source=source, pre_close=record.pre_close, trades=record.trades
        )
        for record, kind in found
        if (kind or record.symbol in known) and record.volume and record.last and record.symbol not in own
    ]
    outcome.written = save_day_bars(rows)
    outcome.skipped = len(parsed.records) - outcome.written
    outcome.imported = True


def _add_instruments(found: Iterable[tuple[SnapshotRecord, Kind]]) -> None:
    """Enter securities that the master does not hold; they are known, but not traded in this market."""
    Instrument.objects.bulk_create(
        [
            Instrument(
                symbol=record.symbol,
                code=record.code,
                name=record.name[:64],
                venue=record.venue,
                board=kind[0],
                sec_class=kind[1],
                reference_price=record.last or record.pre_close,
                traded=False,
            )
            for record, kind in found
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )


@transaction.atomic
def _save_history(kind: str, parsed: ParsedBars, outcome: _Outcome) -> None:
    board, sec_class = kind_of_symbol(parsed.symbol)
    code, _, suffix = parsed.symbol.partition(".")
    venue = next(venue for venue in Venue if venue.suffix == suffix)
    defaults = {"code": code, "name": code, "venue": venue, "board": board, "sec_class": sec_class, "traded": False}
    Instrument.objects.get_or_create(symbol=parsed.symbol, defaults=defaults)
    if kind == "tdx-day":
        outcome.written = save_day_bars(_day_rows(parsed))
    else:
        own_bars = MinuteBar.objects.filter(symbol=parsed.symbol, source=BarSource.MARKET)
        own = set(own_bars.values_list("at", flat=True))
        fresh = [record.bar for record in parsed.records if record.bar.at not in own]
        outcome.written = save_minute_bars(minute_bar(bar, source=BarSource.TDX_FILE) for bar in fresh)
    outcome.skipped = parsed.empty + len(parsed.records) - outcome.written
    outcome.imported = True


def _day_rows(parsed: ParsedBars) -> Iterator[DayBar]:
    """Day bars of the file for the days that this market has not traded itself."""
    own_bars = DayBar.objects.filter(symbol=parsed.symbol, source=BarSource.MARKET)
    own = set(own_bars.values_list("date", flat=True))
    pre_close = 0
    for record in parsed.records:
        if record.date not in own:
            yield day_bar(record.bar, date=record.date, source=BarSource.TDX_FILE, pre_close=pre_close)
        pre_close = record.bar.close
