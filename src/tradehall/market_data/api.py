"""HTTP interface of market data; the app mounts `router` under `/api/v1/market/` and says who may call it.

Every price is an integer in 1/10,000 yuan (index values in 1/10,000 point), every turnover in 1/10,000 yuan, every
volume in shares or fund units, every date a yyyymmdd integer, every time microseconds of Beijing market time.
"""

# ARG001 is off below: ninja hands the request to every operation, needed or not.
from datetime import datetime, timedelta, timezone
from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tradehall.contracts.codec import encode_json
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import TradingDate
from tradehall.market_data import facade
from tradehall.market_data.trading_calendar import CalendarDay, to_civil, to_number

CALENDAR_DAYS_MAX: Final = 800
QUOTES_MAX: Final = 1000
PRICE = "integer, 1/10,000 yuan (index: 1/10,000 point)"
MONEY = "integer, 1/10,000 yuan"
TIME = "integer, microseconds since 1970-01-01T00:00 Beijing wall time of the market clock"
BEIJING: Final = timezone(timedelta(hours=8))

router = Router(tags=["market"])


class InstrumentsQuery(Schema):
    q: str = Field("", description="code, Chinese name or pinyin initials; empty lists all traded securities")
    limit: int = Field(20, ge=1, le=100, description="most results of a search; a list is whole")
    date: int = Field(0, description="trading date of the day's figures, yyyymmdd; 0 is the day in force")


class InstrumentQuery(Schema):
    date: int = Field(0, description="trading date of the day's figures, yyyymmdd; 0 is the day in force")


class BarsQuery(Schema):
    period: str = Field("day", description="1m, 5m, 15m, 30m, 60m, day, week or month")
    date_from: int = Field(0, alias="from", description="yyyymmdd, included; 0 leaves it open")
    date_to: int = Field(0, alias="to", description="yyyymmdd, included; 0 leaves it open")
    limit: int = Field(500, ge=1, le=5000)


class QuotesQuery(Schema):
    symbols: str = Field("", description="symbols separated by commas; empty answers with every quote")


class CalendarQuery(Schema):
    date_from: int = Field(..., alias="from", description="yyyymmdd, included")
    date_to: int = Field(..., alias="to", description="yyyymmdd, included")


class SessionQuery(Schema):
    date: int = Field(0, description="yyyymmdd; 0 is today in Beijing")


class DayFiguresOut(Schema):
    """What holds for a security on one trading day: its line of the daily static file."""

    date: int = Field(description="yyyymmdd")
    tick: int = Field(description="price step; " + PRICE)
    pre_close: int = Field(description=PRICE)
    limit_up: int = Field(description=PRICE + ", 0 without a limit")
    limit_down: int = Field(description=PRICE + ", 0 without a limit")
    min_qty: int = Field(description="least quantity of a buy")
    step_qty: int = Field(description="a buy is a multiple of it")
    max_limit_qty: int = Field(description="largest quantity of a limit order")
    settle_days: int = Field(description="1 where what is bought today cannot be sold today, else 0")
    suspended: bool


class InstrumentOut(Schema):
    """One security of the master file."""

    symbol: str = Field(description="code and exchange, e.g. 600000.SH")
    code: str
    name: str
    name_en: str
    pinyin: str = Field(description="pinyin initials of the Chinese name")
    venue: str = Field(description="SSE, SZSE or BSE")
    board: str
    sec_class: str
    list_date: int = Field(description="yyyymmdd, 0 when not known")
    reference_price: int = Field(description=PRICE)
    industry: str
    float_shares: int
    traded: bool = Field(description="false for securities that are only known from imported files")
    day: DayFiguresOut | None = Field(description="null for a security that does not trade on that day")


class BarOut(Schema):
    """One bar, named by its end: minute bars by their end minute, day bars by 15:00 of their (last) day."""

    at: int = Field(description=TIME)
    date: int = Field(description="yyyymmdd of `at`")
    open: int = Field(description=PRICE)
    high: int = Field(description=PRICE)
    low: int = Field(description=PRICE)
    close: int = Field(description=PRICE)
    volume: int = Field(description="shares or fund units")
    turnover: int = Field(description=MONEY)


class BarsOut(Schema):
    symbol: str
    period: str
    simulated: bool = Field(description="true when the answer holds made-up demo history")
    bars: list[BarOut] = Field(description="oldest first")


class QuoteOut(Schema):
    """The last Level-1 quote of a security."""

    symbol: str
    at: int = Field(description=TIME)
    phase: str
    pre_close: int = Field(description=PRICE)
    open: int = Field(description=PRICE + ", 0 before the first trade")
    high: int = Field(description=PRICE)
    low: int = Field(description=PRICE)
    last: int = Field(description=PRICE + ", 0 before the first trade")
    close: int = Field(description=PRICE + ", 0 until the closing price is known")
    volume: int
    turnover: int = Field(description=MONEY)
    trades: int
    limit_up: int = Field(description=PRICE + ", 0 without a limit")
    limit_down: int = Field(description=PRICE)
    bids: list[tuple[int, int]] = Field(description="up to five (price, quantity), best first")
    asks: list[tuple[int, int]]


class CalendarDayOut(Schema):
    """One date. `provisional` dates are expected, not yet confirmed by the exchanges."""

    date: int
    is_session: bool
    provisional: bool
    name: str = Field(description="holiday, where one is entered")


class SessionDatesOut(Schema):
    """A date with the trading days around it."""

    date: int
    is_session: bool
    provisional: bool
    previous: int
    next: int


def _figures_row(date: TradingDate, day: InstrumentDay | None) -> dict[str, int | bool] | None:
    if day is None:
        return None
    return {
        "date": date,
        "tick": day.tick,
        "pre_close": day.pre_close,
        "limit_up": day.limit_up,
        "limit_down": day.limit_down,
        "min_qty": day.min_qty,
        "step_qty": day.step_qty,
        "max_limit_qty": day.max_limit_qty,
        "settle_days": day.settle_days,
        "suspended": day.suspended,
    }


def _instrument_row(fact: facade.InstrumentFact, figures: facade.DayFigures) -> dict[str, object]:
    """A row in the words of `InstrumentOut`."""
    return {
        "symbol": fact.symbol,
        "code": fact.code,
        "name": fact.name,
        "name_en": fact.name_en,
        "pinyin": fact.pinyin,
        "venue": fact.venue.name,
        "board": fact.board.name,
        "sec_class": fact.sec_class.name,
        "list_date": fact.list_date,
        "reference_price": fact.reference_price,
        "industry": fact.industry,
        "float_shares": fact.float_shares,
        "traded": fact.traded,
        "day": _figures_row(figures.date, figures.by_symbol.get(fact.symbol)),
    }


def _bar_out(bar: Bar) -> BarOut:
    return BarOut(
        at=bar.at,
        date=facade.date_of(bar.at),
        open=bar.open,
        high=bar.high,
        low=bar.low,
        close=bar.close,
        volume=bar.volume,
        turnover=bar.turnover,
    )


def _quote_out(quote: Quote) -> QuoteOut:
    names = set(QuoteOut.model_fields) - {"phase", "bids", "asks"}
    return QuoteOut(
        **{name: getattr(quote, name) for name in names},
        phase=quote.phase.name,
        bids=list(quote.bids),
        asks=list(quote.asks),
    )


def _day_out(day: CalendarDay) -> CalendarDayOut:
    return CalendarDayOut(date=day.date, is_session=day.is_session, provisional=day.provisional, name=day.name)


@router.get("/instruments", response=list[InstrumentOut], summary="List or search securities")
def list_instruments(request: HttpRequest, params: Query[InstrumentsQuery]) -> HttpResponse:  # noqa: ARG001
    """Search by code, Chinese name or pinyin initials, best match first; without `q` every traded security."""
    found = facade.search(params.q, params.limit) if params.q.strip() else facade.instruments()
    figures = facade.day_figures(params.date)
    rows = [_instrument_row(fact, figures) for fact in found]
    # Written at once: a schema object for each of 5,500 rows costs most of a second.
    return HttpResponse(encode_json(rows), content_type="application/json; charset=utf-8")


@router.get("/instruments/{symbol}", response=InstrumentOut, summary="One security")
def get_instrument(request: HttpRequest, symbol: str, params: Query[InstrumentQuery]) -> dict[str, object]:  # noqa: ARG001
    return _instrument_row(facade.instrument(symbol), facade.day_figures(params.date))


@router.get("/bars/{symbol}", response=BarsOut, summary="History of one security")
def get_bars(request: HttpRequest, symbol: str, params: Query[BarsQuery]) -> BarsOut:  # noqa: ARG001
    """The newest `limit` bars in the range, oldest first. The growing minute is on the stream only."""
    for date in (params.date_from, params.date_to):
        if date:
            to_civil(date)
    fact = facade.instrument(symbol)
    series = facade.bar_series(
        fact.symbol, params.period, date_from=params.date_from, date_to=params.date_to, limit=params.limit
    )
    bars = [_bar_out(bar) for bar in series.bars]
    return BarsOut(symbol=fact.symbol, period=params.period, simulated=series.simulated, bars=bars)


@router.get("/quotes", response=list[QuoteOut], summary="Last quotes")
def get_quotes(request: HttpRequest, params: Query[QuotesQuery]) -> list[QuoteOut]:  # noqa: ARG001
    """Last quotes, at most a few seconds old while the market is open. Unknown symbols are left out."""
    wanted = [symbol.strip().upper() for symbol in params.symbols.split(",") if symbol.strip()]
    if len(wanted) > QUOTES_MAX:
        raise InvalidInputError(f"{len(wanted)} symbols were asked for; ask for at most {QUOTES_MAX} at once")
    return [_quote_out(quote) for quote in facade.last_quotes(wanted or None)]


@router.get("/calendar", response=list[CalendarDayOut], summary="Trading calendar")
def get_calendar(request: HttpRequest, params: Query[CalendarQuery]) -> list[CalendarDayOut]:  # noqa: ARG001
    """Every date of the range. Dates beyond the published calendar are marked provisional."""
    days = (to_civil(params.date_to) - to_civil(params.date_from)).days + 1
    if not 1 <= days <= CALENDAR_DAYS_MAX:
        raise InvalidInputError(f"the range holds {days} days; ask for 1 to {CALENDAR_DAYS_MAX}")
    return [_day_out(day) for day in facade.calendar_days(params.date_from, params.date_to)]


@router.get("/session", response=SessionDatesOut, summary="Trading days around a date")
def get_session(request: HttpRequest, params: Query[SessionQuery]) -> SessionDatesOut:  # noqa: ARG001
    wanted = params.date or to_number(datetime.now(BEIJING).date())
    (day,) = facade.calendar_days(wanted, wanted)
    return SessionDatesOut(
        date=wanted,
        is_session=day.is_session,
        provisional=day.provisional,
        previous=facade.previous_trading_date(wanted),
        next=facade.next_trading_date(wanted),
    )
