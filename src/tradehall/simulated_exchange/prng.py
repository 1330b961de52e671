"""A pseudo-random generator in integers, so that its state is part of the exchange's state.

xorshift64* (Vigna 2016). The numbers drive demo participants only; they protect nothing.
"""

from typing import Final

_MASK: Final = (1 << 64) - 1
_MULTIPLIER: Final = 0x2545F4914F6CDD1D
_GAUSS_CENTRE: Final = 2 * 65_535
GAUSS_UNIT: Final = 37_837
"""One standard deviation of `gauss`."""


def seed_of(*parts: int | str) -> int:
    """A 64-bit seed from numbers and texts, the same on every machine (FNV-1a over their characters)."""
    value = 0xCBF29CE484222325
    for part in parts:
        for character in f"{part}|":
            value = ((value ^ ord(character)) * 0x100000001B3) & _MASK
    return value or 1


class Prng:
    """xorshift64*; `state` is never 0."""

    __slots__ = ("state",)

    def __init__(self, state: int) -> None:
        self.state = state or 1

    def bits(self) -> int:
        """The next 64 bits."""
        x = self.state
        x ^= x >> 12
        x ^= (x << 25) & _MASK
        x ^= x >> 27
        self.state = x
        return (x * _MULTIPLIER) & _MASK

    def below(self, bound: int) -> int:
        """A number from 0 to `bound - 1`; `bound` is well below 2^32."""
        return ((self.bits() >> 32) * bound) >> 32

    def gauss(self) -> int:
        """A bell-shaped number with mean 0 and standard deviation `GAUSS_UNIT` (sum of four uniforms)."""
        x = self.bits()
        return (x & 0xFFFF) + (x >> 16 & 0xFFFF) + (x >> 32 & 0xFFFF) + (x >> 48) - _GAUSS_CENTRE
