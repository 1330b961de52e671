"""How figures are written for people: grouped digits, yuan with two decimals, Beijing time."""

from datetime import datetime, timedelta

from django.utils.translation import get_language

from tradehall.kernel.ids import MarketTime, TradingDate, time_of_day
from tradehall.kernel.results import RESULT_TEXTS, ResultCode
from tradehall.kernel.units import RATE_SCALE, Money, Price, Quantity, Rate, format_money, format_price, format_scaled

_PERCENT = RATE_SCALE // 100
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 -- market time is Beijing wall time without a zone


def _grouped(text: str) -> str:
    """`-1234567.80` → `-1,234,567.80`."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{fraction}"


def money(value: Money) -> str:
    """Yuan with two decimals and grouped digits."""
    return _grouped(format_money(value))


def signed_money(value: Money) -> str:
    """As `money`, with a plus before gains."""
    return f"+{money(value)}" if value > 0 else money(value)


def price(value: Price) -> str:
    """A price without needless zeros, two decimals at least; a dash for none."""
    if value == 0:
        return "—"
    return _grouped(format_price(value, 2 if value % 100 == 0 else 3 if value % 10 == 0 else 4))


def quantity(value: Quantity) -> str:
    return f"{value:,}"


def percent(value: Rate) -> str:
    """A rate in per cent with as many decimals as it needs, two at least."""
    text = format_scaled(value, _PERCENT, 6).rstrip("0")
    whole, _point, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}%"


def trading_date(value: TradingDate) -> str:
    """`2026-11-20`; a dash for none."""
    return f"{value // 10_000:04}-{value // 100 % 100:02}-{value % 100:02}" if value else "—"


def date_of(at: MarketTime) -> TradingDate:
    """The Beijing date of a market time."""
    return int(f"{_EPOCH + timedelta(microseconds=at):%Y%m%d}")


def market_time(value: MarketTime) -> str:
    """Beijing time of the market clock, `2026-11-20 09:30:00`; a dash for none."""
    if not value:
        return "—"
    clock = time_of_day(value)
    return f"{trading_date(date_of(value))} {clock // 10_000:02}:{clock // 100 % 100:02}:{clock % 100:02}"


def result_words(result: int) -> str:
    """The words of a result code in the reader's language."""
    if result not in ResultCode._value2member_map_:
        return str(result)
    text = RESULT_TEXTS[ResultCode(result)]
    return text.zh if (get_language() or "zh").startswith("zh") else text.en
