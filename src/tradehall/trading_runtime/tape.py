"""What the exchange shows the world: changed quotes, trades, and the state of its clock."""

from collections.abc import Iterable, Sequence
from typing import Final

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import encode
from tradehall.contracts.enums import DayStage, Phase, Venue
from tradehall.contracts.quotes import ExchangeTicks, Quote, TradeTick
from tradehall.kernel.ids import MarketTime
from tradehall.simulated_exchange.facade import Exchange
from tradehall.trading_runtime.session_clock import SessionClock, WallTime

QUOTES_MAX: Final = 1_500
TRADES_MAX: Final = 5_000
TRADES_HELD_MAX: Final = 200_000
"""Trades that may wait for publication; beyond it the oldest are dropped (quotes carry the totals)."""


class Tape:
    """Gathers durable trades and changed quotes until they are published."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._trades: list[TradeTick] = []
        self._quotes: dict[str, Quote] = {}
        self._seq = 0
        self._all_wanted = False
        self._phases = self._phases_now()

    def want_all(self) -> None:
        """Somebody starts anew (`x.refresh`): the next publication carries every quote."""
        self._all_wanted = True

    def add(self, trades: Sequence[TradeTick]) -> None:
        self._trades += trades
        if len(self._trades) > TRADES_HELD_MAX:
            del self._trades[:-TRADES_HELD_MAX]

    def gather(self) -> None:
        """Take the changed quotes, or all when asked; called while the books are exactly what is durable."""
        changed = self._exchange.take_quotes()
        for quote in self._exchange.quotes() if self._all_wanted else changed:
            self._quotes[quote.symbol] = quote
        self._all_wanted = False

    def take(self, at: MarketTime) -> Iterable[bytes]:
        """Encoded `ExchangeTicks` of everything gathered, in messages of bounded size."""
        quotes, self._quotes = list(self._quotes.values()), {}
        trades, self._trades = self._trades, []
        while quotes or trades:
            self._seq += 1
            part = ExchangeTicks(
                self._exchange.trading_date, at, self._seq, tuple(quotes[:QUOTES_MAX]), tuple(trades[:TRADES_MAX])
            )
            del quotes[:QUOTES_MAX]
            del trades[:TRADES_MAX]
            yield encode(part)

    def phase_changed(self) -> bool:
        """Whether a venue's phase or the day differs from the last call."""
        before, self._phases = self._phases, self._phases_now()
        return before != self._phases

    def _phases_now(self) -> tuple[int, ...]:
        return (self._exchange.trading_date, *(self._exchange.phase(venue) for venue in Venue))


def clock_state(clock: SessionClock, exchange: Exchange, *, looping: bool, wall: WallTime) -> ClockState:
    """The session clock as everyone sees it; the phase is the venue's own, not what the time alone would say."""
    at = clock.now(wall)
    phase = exchange.phase(Venue.SSE)
    next_phase, next_at = clock.next_phase(at)
    stage = DayStage.NONE
    if exchange.trading_date:
        over = phase == Phase.CLOSED and exchange.last_tick_at >= clock.segments[-1].starts_at
        stage = DayStage.CLOSED if over else DayStage.OPEN
    return ClockState(
        mode=clock.mode,
        trading_date=exchange.trading_date,
        phase=phase,
        stage=stage,
        market_at=at,
        wall_at=wall,
        speed_milli=clock.speed_milli(wall),
        next_phase=next_phase,
        next_phase_at=next_at,
        looping=looping,
    )
