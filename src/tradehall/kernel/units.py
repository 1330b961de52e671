"""Units: integers with a fixed scale, and their text forms.

`Money` and `Price` count 1/10,000 yuan, so `price * quantity` is money without a conversion.
`Quantity` counts shares (or fund units, or bond pieces). `Rate` counts 1/100,000,000 of one:
0.025 % is 25,000. Plain aliases, not wrappers: the counter multiplies millions of them a second.
"""

import re
from typing import Annotated, Final

from tradehall.kernel.rounding import div_half_up

Money = Annotated[int, "1/10,000 yuan"]
Price = Annotated[int, "1/10,000 yuan a share"]
Quantity = Annotated[int, "shares"]
Rate = Annotated[int, "1/100,000,000"]

PRICE_SCALE: Final = 10_000
RATE_SCALE: Final = 100_000_000
FEN: Final = 100
"""One fen (0.01 yuan) in `Money`."""

PRICE_MAX: Final = 10_000_000 * PRICE_SCALE
"""Bound of a price at the edge: 10 million yuan."""
QUANTITY_MAX: Final = 1_000_000_000_000
"""Bound of a quantity at the edge."""
MONEY_MAX: Final = 1_000_000_000_000 * PRICE_SCALE
"""Bound of an amount at the edge: 10^12 yuan."""

_DECIMAL = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]{1,18}))?")


def parse_scaled(text: str, scale: int) -> int:
    """Read a decimal text exactly, e.g. `parse_scaled("10.05", 10_000) == 100_500`.

    Raises `ValueError` when the text is not a plain decimal or has more decimals than `scale` holds.
    """
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"a plain decimal number was expected, the text was {text!r}")
    sign, whole, fraction = match.group(1), match.group(2), (match.group(3) or "").rstrip("0")
    digits = len(str(scale)) - 1
    if len(fraction) > digits:
        raise ValueError(f"at most {digits} decimals are allowed, the text was {text!r}")
    value = int(whole) * scale + int(fraction.ljust(digits, "0") or "0")
    return -value if sign == "-" else value


def parse_price(text: str) -> Price:
    """Read a price in yuan, e.g. "10.05"."""
    return parse_scaled(text, PRICE_SCALE)


def parse_money(text: str) -> Money:
    """Read an amount in yuan, e.g. "1004.01"."""
    return parse_scaled(text, PRICE_SCALE)


def parse_percent(text: str) -> Rate:
    """Read a percentage, e.g. "0.025" (per cent) is 25,000."""
    return parse_scaled(text, RATE_SCALE // 100)


def format_scaled(value: int, scale: int, decimals: int) -> str:
    """Decimal text with exactly `decimals` places; digits beyond them are rounded half up."""
    shown = div_half_up(value * 10**decimals, scale)
    sign, shown = ("-", -shown) if shown < 0 else ("", shown)
    whole, fraction = divmod(shown, 10**decimals)
    return f"{sign}{whole}.{fraction:0{decimals}d}" if decimals else f"{sign}{whole}"


def format_price(value: Price, decimals: int = 2) -> str:
    """Price in yuan; funds and bonds show three decimals."""
    return format_scaled(value, PRICE_SCALE, decimals)


def format_money(value: Money) -> str:
    """Amount in yuan with two decimals."""
    return format_scaled(value, PRICE_SCALE, 2)


def fee(amount: Money, rate: Rate) -> Money:
    """`amount × rate` rounded half up to one fen (fees-and-clearing 1.3, item 1)."""
    return div_half_up(amount * rate, RATE_SCALE * FEN) * FEN
