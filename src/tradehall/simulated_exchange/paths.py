"""Seeded fair-price paths: where the participants believe a security is worth trading.

A random walk with a slow pull towards the day's target, in fixed point (1/1024 of a price unit), bounded by the day's
limits. Volatility is parts per million a day, by class. The path of a day starts at its previous close.
"""

from math import isqrt
from typing import Final

from tradehall.contracts.enums import Board, SecurityClass
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.units import Price
from tradehall.simulated_exchange.prng import GAUSS_UNIT, Prng

FINE: Final = 1024
"""Fixed-point scale of a fair price."""
_MILLION: Final = 1_000_000
_TRADING_DAY_US: Final = 14_400 * 1_000_000
_ROOT_OF_DAY: Final = isqrt(_TRADING_DAY_US)
_PULL_PER_DAY: Final = 3
"""How many times a day's pull would close the gap to the target."""

_CLASS_VOLATILITY_PPM: Final[dict[SecurityClass, int]] = {
    SecurityClass.STOCK: 17_000,
    SecurityClass.CDR: 20_000,
    SecurityClass.STOCK_ETF: 9_000,
    SecurityClass.CROSS_BORDER_ETF: 11_000,
    SecurityClass.BOND_ETF: 500,
    SecurityClass.MONEY_ETF: 30,
    SecurityClass.GOLD_ETF: 6_000,
    SecurityClass.COMMODITY_ETF: 8_000,
    SecurityClass.LOF: 9_000,
    SecurityClass.REIT: 6_000,
    SecurityClass.CONVERTIBLE_BOND: 12_000,
    SecurityClass.TREASURY_BOND: 300,
    SecurityClass.REPO: 10_000,
    SecurityClass.INDEX: 0,
}
_BOARD_PERCENT: Final[dict[Board, int]] = {Board.CHINEXT: 140, Board.STAR: 150, Board.BSE: 150}


def volatility_ppm(day: InstrumentDay) -> int:
    """Volatility of a day in parts per million of the price, before the security's own character."""
    return _CLASS_VOLATILITY_PPM[day.sec_class] * _BOARD_PERCENT.get(day.board, 100) // 100


def scaled_gauss(prng: Prng, size: int) -> int:
    """A bell-shaped number whose standard deviation is `size`."""
    return prng.gauss() * size // GAUSS_UNIT


class FairPath:
    """The fair price of one security during one day."""

    __slots__ = ("fine", "high", "low", "target", "volatility")

    def __init__(self, fine: int, target: int, volatility: int, low: int, high: int) -> None:
        self.fine = fine
        self.target = target
        self.volatility = volatility
        self.low = low
        self.high = high

    @classmethod
    def opening(cls, day: InstrumentDay, prng: Prng) -> "FairPath":
        """A new day: a gap over night, a target for the close, and bounds at the limits."""
        start = day.pre_close * FINE
        volatility = volatility_ppm(day) * (70 + prng.below(61)) // 100
        low = (day.limit_down or day.pre_close // 2) * FINE
        high = (day.limit_up or day.pre_close * 2) * FINE
        fine = start + scaled_gauss(prng, start * volatility // _MILLION * 3 // 10)
        target = start + scaled_gauss(prng, start * volatility // _MILLION)
        return cls(min(max(fine, low), high), min(max(target, low), high), volatility, low, high)

    def advance(self, elapsed_us: int, prng: Prng) -> None:
        """Move on by `elapsed_us` of market time; the spread grows with its square root."""
        fine = self.fine
        step = fine * self.volatility // _MILLION * isqrt(elapsed_us) // _ROOT_OF_DAY
        fine += scaled_gauss(prng, step) + (self.target - fine) * _PULL_PER_DAY * elapsed_us // _TRADING_DAY_US
        self.fine = min(max(fine, self.low), self.high)

    @property
    def price(self) -> Price:
        return self.fine // FINE
