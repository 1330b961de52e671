"""Reads of market data. Every function answers with frozen values; rows stay inside the room."""

from collections.abc import Iterable, Sequence

import msgspec
from django.db.models import Max, Q, QuerySet

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.errors import InvalidInputError, NotFoundError
from tradehall.kernel.ids import Symbol, TradingDate, market_time
from tradehall.kernel.units import Price
from tradehall.market_data import bars as bar_rules
from tradehall.market_data.contracts import BarSeries, InstrumentFact
from tradehall.market_data.models import (
    BarSource,
    CalendarOverride,
    DayBar,
    Instrument,
    InstrumentStatus,
    LastQuote,
    MinuteBar,
    StatusKind,
)
from tradehall.market_data.trading_calendar import Override, TradingCalendar, calendar_with

BARS_MAX = 10_000
"""Most bars that one question answers with."""
SEARCH_MAX = 100
_decode_quote = msgspec.msgpack.Decoder(Quote).decode


def fact_of(row: Instrument) -> InstrumentFact:
    return InstrumentFact(
        symbol=row.symbol,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        pinyin=row.pinyin,
        venue=Venue(row.venue),
        board=Board(row.board),
        sec_class=SecurityClass(row.sec_class),
        list_date=row.list_date,
        reference_price=row.reference_price,
        industry=row.industry,
        float_shares=row.float_shares,
        traded=row.traded,
        own_limit_bp=row.own_limit_bp,
    )


def calendar() -> TradingCalendar:
    """The trading calendar with the own rows as they stand now."""
    rows = CalendarOverride.objects.all()
    return calendar_with({row.date: Override(row.is_session, row.provisional, row.name) for row in rows})


def listed_on(date: TradingDate) -> QuerySet[Instrument]:
    """Securities of this market that are listed on `date`."""
    return Instrument.objects.filter(
        Q(delist_date__isnull=True) | Q(delist_date__gt=date), traded=True, list_date__lte=date
    )


def instruments(*, traded_only: bool = True) -> tuple[InstrumentFact, ...]:
    rows = Instrument.objects.all()
    if traded_only:
        rows = rows.filter(traded=True)
    return tuple(fact_of(row) for row in rows.order_by("symbol"))


def instrument(symbol: Symbol) -> InstrumentFact:
    """One security; raises `NotFoundError`."""
    row = Instrument.objects.filter(symbol=symbol.upper()).first()
    if row is None:
        raise NotFoundError(f"there is no security {symbol}; write the code with its exchange, e.g. 600000.SH")
    return fact_of(row)


def search(text: str, limit: int = 20) -> tuple[InstrumentFact, ...]:
    """Securities whose code or symbol begins with `text`, whose name holds it, or whose pinyin initials begin with it.

    Ranked: exact code, then code, pinyin and name beginnings, then the rest; traded ones first.
    """
    wanted = text.strip()
    if not wanted:
        return ()
    upper = wanted.upper()
    found = Instrument.objects.filter(
        Q(code__startswith=upper)
        | Q(symbol__startswith=upper)
        | Q(pinyin__startswith=upper)
        | Q(name__icontains=wanted)
        | Q(name_en__icontains=wanted)
    )

    def rank(row: Instrument) -> tuple[bool, int, str]:
        if upper in (row.code, row.symbol):
            order = 0
        elif row.symbol.startswith(upper):
            order = 1
        elif row.pinyin.startswith(upper):
            order = 2
        else:
            order = 3 if row.name.startswith(wanted) else 4
        return (not row.traded, order, row.symbol)

    ranked = sorted(found[:2000], key=rank)
    return tuple(fact_of(row) for row in ranked[: max(1, min(limit, SEARCH_MAX))])


def pre_closes(date: TradingDate, symbols: Iterable[Symbol]) -> dict[Symbol, Price]:
    """Last close before `date` of each symbol that has one."""
    latest = (
        DayBar.objects.filter(symbol__in=list(symbols), date__lt=date)
        .values("symbol")
        .annotate(latest=Max("date"))
        .values_list("symbol", "latest")
    )
    wanted = dict(latest)
    rows = DayBar.objects.filter(symbol__in=list(wanted), date__in=set(wanted.values()))
    return {row.symbol: row.close for row in rows if wanted[row.symbol] == row.date}


def statuses(date: TradingDate) -> dict[StatusKind, frozenset[Symbol]]:
    """Symbols in each dated state on `date`."""
    rows = InstrumentStatus.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=date), valid_from__lte=date
    ).values_list("kind", "instrument_id")
    found: dict[StatusKind, set[Symbol]] = {kind: set() for kind in StatusKind}
    for kind, symbol in rows:
        found[StatusKind(kind)].add(symbol)
    return {kind: frozenset(symbols) for kind, symbols in found.items()}


def _limited(limit: int) -> int:
    if limit < 1 or limit > BARS_MAX:
        raise InvalidInputError(f"limit was {limit}; ask for 1 to {BARS_MAX} bars")
    return limit


def _bar_of_day(row: DayBar) -> Bar:
    at = bar_rules.day_label(row.date)
    return Bar(row.symbol, at, row.open, row.high, row.low, row.close, row.volume, row.turnover)


def _bar_of_minute(row: MinuteBar) -> Bar:
    return Bar(row.symbol, row.at, row.open, row.high, row.low, row.close, row.volume, row.turnover)


def _day_rows(symbol: Symbol, date_from: TradingDate, date_to: TradingDate, limit: int) -> list[DayBar]:
    rows = DayBar.objects.filter(symbol=symbol, date__gte=date_from)
    if date_to:
        rows = rows.filter(date__lte=date_to)
    return list(rows.order_by("-date")[:limit])[::-1]


def day_bars(
    symbol: Symbol, *, date_from: TradingDate = 0, date_to: TradingDate = 0, limit: int = 500
) -> tuple[Bar, ...]:
    """The newest `limit` day bars between two dates (both included, 0 = open), oldest first."""
    return tuple(_bar_of_day(row) for row in _day_rows(symbol, date_from, date_to, _limited(limit)))


def minute_bars(symbol: Symbol, date: TradingDate) -> tuple[Bar, ...]:
    """Finished one-minute bars of a day, oldest first; the growing one is only on `md.bars`."""
    rows = MinuteBar.objects.filter(
        symbol=symbol, at__gt=market_time(date, 0), at__lte=market_time(date, 235_959)
    ).order_by("at")
    return tuple(_bar_of_minute(row) for row in rows)


def bar_series(
    symbol: Symbol, period: str, *, date_from: TradingDate = 0, date_to: TradingDate = 0, limit: int = 500
) -> BarSeries:
    """The newest `limit` bars of `period` (1m 5m 15m 30m 60m day week month); raises `InvalidInputError`."""
    _limited(limit)
    if period in bar_rules.MINUTE_PERIODS:
        bars, sources = _minute_series(symbol, bar_rules.MINUTE_PERIODS[period], date_from, date_to, limit)
    elif period in bar_rules.DAY_PERIODS:
        bars, sources = _day_series(symbol, period, date_from, date_to, limit)
    else:
        known = ", ".join([*bar_rules.MINUTE_PERIODS, *bar_rules.DAY_PERIODS])
        raise InvalidInputError(f"the period was {period!r}; it is one of {known}")
    return BarSeries(symbol=symbol, period=period, bars=bars[-limit:], simulated=BarSource.SIMULATED in sources)


def _minute_series(
    symbol: Symbol, minutes: int, date_from: TradingDate, date_to: TradingDate, limit: int
) -> tuple[tuple[Bar, ...], set[int]]:
    rows = MinuteBar.objects.filter(symbol=symbol)
    if date_from:
        rows = rows.filter(at__gte=market_time(date_from, 0))
    if date_to:
        rows = rows.filter(at__lte=market_time(date_to, 235_959))
    # The first longer bar could be cut by the limit: one more bar's worth of minutes is read and dropped.
    newest = list(rows.order_by("-at")[: limit * minutes + minutes])[::-1]
    bars = tuple(_bar_of_minute(row) for row in newest)
    return bar_rules.longer_minutes(bars, minutes) if minutes > 1 else bars, {row.source for row in newest}


_DAYS_IN = {"day": 1, "week": 5, "month": 23}


def _day_series(
    symbol: Symbol, period: str, date_from: TradingDate, date_to: TradingDate, limit: int
) -> tuple[tuple[Bar, ...], set[int]]:
    rows = _day_rows(symbol, date_from, date_to, (limit + 1) * _DAYS_IN[period])
    bars = tuple(_bar_of_day(row) for row in rows)
    if period == "week":
        bars = bar_rules.weekly(bars)
    elif period == "month":
        bars = bar_rules.monthly(bars)
    return bars, {row.source for row in rows}


def last_quotes(symbols: Sequence[Symbol] | None = None) -> tuple[Quote, ...]:
    """Last published quotes, at most a few seconds old while the quotes worker runs; all of them without `symbols`."""
    rows = LastQuote.objects.all()
    if symbols is not None:
        rows = rows.filter(symbol__in=list(symbols))
    return tuple(_decode_quote(bytes(row.body)) for row in rows.order_by("symbol"))
