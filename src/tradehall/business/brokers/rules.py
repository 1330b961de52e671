"""Pure decisions of brokers."""

from collections.abc import Mapping

from tradehall.kernel.ids import TradingDate
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import FEN, RATE_SCALE, Money, Rate


def rate_on(rates: Mapping[TradingDate, Rate], date: TradingDate) -> Rate:
    """The share rate that holds on `date`: the newest that started by then; 0 before the first."""
    started = [start for start in rates if start <= date]
    return rates[max(started)] if started else 0


def provisional_share(*, net: Money, attribution: Rate, share_rate: Rate) -> Money:
    """What a broker may expect of today's net commission, to the fen; clearing decides (fees-and-clearing 12)."""
    return div_half_up(net * attribution * share_rate, RATE_SCALE * RATE_SCALE * FEN) * FEN
