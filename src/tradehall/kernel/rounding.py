"""Named roundings of integer quotients. Every rounding in the product is one of these."""


def div_half_up(numerator: int, denominator: int) -> int:
    """Quotient rounded half away from zero; `denominator` > 0 (四舍五入, fees-and-clearing 1.3)."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((2 * -numerator + denominator) // (2 * denominator))


def div_down(numerator: int, denominator: int) -> int:
    """Quotient rounded towards zero; `denominator` > 0."""
    if numerator >= 0:
        return numerator // denominator
    return -(-numerator // denominator)
