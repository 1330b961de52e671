"""Load the demo market: instruments from a file of facts, a simulated history, the bases of the indices."""

import csv
from collections.abc import Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import Min

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import Symbol, TradingDate, is_symbol
from tradehall.kernel.units import parse_price
from tradehall.market_data import demo_history, queries
from tradehall.market_data.contracts import DemoReport, InstrumentFact
from tradehall.market_data.index_rules import constituents
from tradehall.market_data.models import (
    BarSource,
    DayBar,
    IndexBase,
    IndexConstituent,
    Instrument,
    InstrumentStatus,
    StatusKind,
)
from tradehall.market_data.operations import save_day_bars
from tradehall.market_data.trading_calendar import to_civil

HISTORY_SESSIONS = 300
COLUMNS = (
    "symbol",
    "name",
    "name_en",
    "pinyin",
    "venue",
    "board",
    "sec_class",
    "reference_price",
    "list_date",
    "industry",
    "float_shares",
)
_Member = TypeVar("_Member", bound=IntEnum)


def _member(kind: type[_Member], text: str) -> _Member:
    """A member by its name or number."""
    wanted = text.strip()
    return kind(int(wanted)) if wanted.isdigit() else kind[wanted.upper()]


def _fact(row: Mapping[str, str]) -> InstrumentFact:
    symbol = row["symbol"].strip()
    if not is_symbol(symbol):
        raise ValueError(f"{symbol!r} is not a symbol such as 600000.SH")
    venue = _member(Venue, row["venue"])
    if not symbol.endswith("." + venue.suffix):
        raise ValueError(f"{symbol} does not belong to {venue.name}")
    list_date = int(row["list_date"].replace("-", "") or "0")
    if list_date:
        to_civil(list_date)
    price = parse_price(row["reference_price"])
    if price <= 0:
        raise ValueError("the reference price must be positive")
    return InstrumentFact(
        symbol=symbol,
        code=symbol.partition(".")[0],
        name=row["name"].strip(),
        name_en=row["name_en"].strip(),
        pinyin=row["pinyin"].strip().upper(),
        venue=venue,
        board=_member(Board, row["board"]),
        sec_class=_member(SecurityClass, row["sec_class"]),
        list_date=list_date,
        reference_price=price,
        industry=row["industry"].strip(),
        float_shares=int(row["float_shares"] or "0"),
        traded=True,
        own_limit_bp=int(row.get("own_limit_bp") or "0"),
    )


def read_instruments(path: Path) -> tuple[InstrumentFact, ...]:
    """Facts of `demo/instruments.csv`; raises `InvalidInputError` with the line and what was wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInputError(f"{path.name} lacks the columns {', '.join(missing)}")
        facts = []
        for row in reader:
            try:
                facts.append(_fact(row))
            except (ValueError, KeyError, AttributeError, InvalidInputError) as error:
                raise InvalidInputError(f"{path.name} line {reader.line_num}: {error}") from error
    symbols = [fact.symbol for fact in facts]
    if len(set(symbols)) != len(symbols):
        raise InvalidInputError(f"{path.name} names a symbol twice")
    return tuple(facts)


def _save_instruments(facts: tuple[InstrumentFact, ...]) -> None:
    names = [field for field in InstrumentFact.__struct_fields__ if field != "symbol"]
    Instrument.objects.bulk_create(
        [Instrument(symbol=fact.symbol, **{name: getattr(fact, name) for name in names}) for fact in facts],
        update_conflicts=True,
        unique_fields=["symbol"],
        update_fields=names,
    )
    for fact in facts:
        if fact.name.lstrip("*").startswith("ST"):
            InstrumentStatus.objects.get_or_create(
                instrument_id=fact.symbol, kind=StatusKind.RISK_WARNING, valid_from=fact.list_date
            )


def _rows(symbol: Symbol, days: list[demo_history.HistoryDay]) -> Iterator[DayBar]:
    for day in days:
        yield DayBar(symbol=symbol, source=BarSource.SIMULATED, **day._asdict())


@transaction.atomic
def load_demo(instruments_csv: Path, until: TradingDate, seed: int) -> DemoReport:
    """Load the demo's instruments and about 300 sessions of simulated day bars, the last one before `until`.

    Repeatable: the same file, date and seed give the same rows. Days that this market has really traded are never
    overwritten: if there are any, the simulated history ends before the first of them.
    """
    facts = read_instruments(instruments_csv)
    _save_instruments(facts)
    first_traded = DayBar.objects.filter(source=BarSource.MARKET).aggregate(first=Min("date"))["first"]
    end = min(until, first_traded) if first_traded else until
    dates = queries.calendar().last_sessions(end, HISTORY_SESSIONS)
    stocks = [fact for fact in facts if fact.sec_class != SecurityClass.INDEX]
    indices = [fact for fact in facts if fact.sec_class == SecurityClass.INDEX]
    histories = {
        fact.symbol: demo_history.walk(fact, [date for date in dates if date >= fact.list_date], seed)
        for fact in stocks
    }
    references = {fact.symbol: fact.reference_price for fact in stocks}
    DayBar.objects.filter(source=BarSource.SIMULATED, symbol__in=[fact.symbol for fact in facts]).delete()
    written = sum(save_day_bars(_rows(symbol, days)) for symbol, days in histories.items())
    for index in indices:
        members = constituents(index.symbol, stocks)
        if not members:
            raise InvalidInputError(f"the index {index.symbol} has no constituents; give them float shares")
        days = demo_history.index_days(index.reference_price, members, histories, references, dates)
        written += save_day_bars(_rows(index.symbol, days))
        _save_index(index, members, references, base_date=dates[-1])
    return DemoReport(
        instruments=len(facts), day_bars=written, indices=len(indices), first_date=dates[0], last_date=dates[-1]
    )


def _save_index(
    index: InstrumentFact, members: Mapping[Symbol, int], references: Mapping[Symbol, int], base_date: TradingDate
) -> None:
    base_cap = sum(references[symbol] * shares for symbol, shares in members.items())
    IndexBase.objects.update_or_create(
        symbol=index.symbol,
        defaults={"base_date": base_date, "base_value": index.reference_price, "base_cap": base_cap},
    )
    IndexConstituent.objects.filter(index_symbol=index.symbol).delete()
    IndexConstituent.objects.bulk_create(
        IndexConstituent(index_symbol=index.symbol, symbol=symbol, shares=shares) for symbol, shares in members.items()
    )
