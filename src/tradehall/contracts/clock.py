"""The session clock as everyone sees it (`clock`)."""

import msgspec

from tradehall.contracts.enums import ClockMode, DayStage, Phase
from tradehall.kernel.ids import MarketTime, TradingDate


class ClockState(msgspec.Struct, frozen=True, array_like=True):
    """Where the market's day stands, anchored to the machine's clock.

    Market time now = `market_at + (wall_now - wall_at) × speed_milli // 1000` until the next `ClockState`.
    `speed_milli` is 1000 in real time and 0 when the clock stands. `looping` says that the next day opens by itself.
    """

    mode: ClockMode
    trading_date: TradingDate
    phase: Phase
    stage: DayStage
    market_at: MarketTime
    wall_at: int
    """Microseconds since the Unix epoch."""
    speed_milli: int
    next_phase: Phase
    next_phase_at: MarketTime
    looping: bool
    seed: int = 0
