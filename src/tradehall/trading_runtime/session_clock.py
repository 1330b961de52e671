"""The session clock: market time as a pure function of wall time, in three modes.

Beijing: market time is the real time in Beijing. Compressed: a whole day in about ten minutes, each phase with its own
share of them. Replay: a day from a given time on at a constant pace. Wall time is microseconds since the Unix epoch and
always comes from outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tradehall.contracts.enums import ClockMode, Phase
from tradehall.kernel.ids import MarketTime, TradingDate, market_time

WallTime = int
BEIJING_OFFSET_US: Final = 8 * 3_600_000_000
PACE_AS_DESIGNED: Final = 1000
PACE_MAX: Final = 100_000
_SECOND: Final = 1_000_000
_COMPRESSED_START: Final = 91_000
"""The compressed day begins five minutes before the opening call."""

COMPRESSED_US: Final[Mapping[Phase, int]] = {
    Phase.PRE_OPEN: 5 * _SECOND,
    Phase.OPEN_CALL_A: 12 * _SECOND + 500_000,
    Phase.OPEN_CALL_B: 12 * _SECOND + 500_000,
    Phase.PRE_CONT: 5 * _SECOND,
    Phase.CONT_AM: 235 * _SECOND,
    Phase.BREAK: 10 * _SECOND,
    Phase.CONT_PM: 235 * _SECOND,
    Phase.CLOSE_CALL: 20 * _SECOND,
    Phase.POST_CLOSE: 5 * _SECOND,
    Phase.AFTER_HOURS: 10 * _SECOND,
}
"""Wall time of each phase of a compressed day at scale 1000: 9 minutes 10 seconds in all."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the day that runs evenly: from `starts_at` on it takes `wall_us` in all; the last takes none."""

    phase: Phase
    starts_at: MarketTime
    wall_us: int


PhaseStart = tuple[Phase, int]


def compressed_day(starts: Sequence[PhaseStart], date: TradingDate, scale_milli: int) -> tuple[Segment, ...]:
    """Segments of a compressed day. `scale_milli` multiplies every duration: 1000 is the designed day."""
    found = []
    for phase, hhmmss in starts:
        begin = max(hhmmss, _COMPRESSED_START)
        found.append(Segment(phase, market_time(date, begin), COMPRESSED_US.get(phase, 0) * scale_milli // 1000))
    return tuple(found)


def even_day(
    starts: Sequence[PhaseStart], date: TradingDate, speed_milli: int, *, begin: int = 0
) -> tuple[Segment, ...]:
    """Segments of a day that runs at `speed_milli` thousandths of real time, from `begin` (hhmmss) at the earliest."""
    times = [market_time(date, max(hhmmss, begin)) for _, hhmmss in starts]
    ends = [*times[1:], times[-1]]
    return tuple(
        Segment(phase, start, (end - start) * 1000 // speed_milli)
        for (phase, _), start, end in zip(starts, times, ends, strict=True)
    )


@dataclass(frozen=True, slots=True)
class SessionClock:
    """A clock anchored at one instant: at wall time `wall_at` it showed `market_at`. `pace_milli` 0 stands still.

    `trading_date` 0 means that no day was opened yet: the clock then shows the real time. In Beijing mode anchors and
    pace do not matter.
    """

    mode: ClockMode
    trading_date: TradingDate
    segments: tuple[Segment, ...]
    market_at: MarketTime
    wall_at: WallTime
    pace_milli: int = PACE_AS_DESIGNED

    def now(self, wall: WallTime) -> MarketTime:
        """Market time at `wall`: real time before the first day; a compressed or replayed day stands at its close."""
        if self.mode == ClockMode.BEIJING or not self.segments:
            return wall + BEIJING_OFFSET_US
        elapsed = max(0, wall - self.wall_at) * self.pace_milli // 1000
        at = self.market_at
        for segment, following in zip(self.segments, self.segments[1:], strict=False):
            span = following.starts_at - segment.starts_at
            if at >= following.starts_at or span <= 0:
                continue
            if segment.wall_us <= 0:
                at = following.starts_at
                continue
            at = max(at, segment.starts_at)
            needed = (following.starts_at - at) * segment.wall_us // span
            if elapsed < needed:
                return at + elapsed * span // segment.wall_us
            elapsed -= needed
            at = following.starts_at
        return at

    def segment_index(self, at: MarketTime) -> int:
        """Index of the segment that holds `at`; -1 before the first."""
        index = -1
        for number, segment in enumerate(self.segments):
            if segment.starts_at <= at:
                index = number
        return index

    def speed_milli(self, wall: WallTime) -> int:
        """Market time per wall time just now, in thousandths."""
        if self.mode == ClockMode.BEIJING or not self.segments:
            return 1000
        at = self.now(wall)
        index = self.segment_index(at)
        if index < 0 or index + 1 >= len(self.segments):
            return 0
        segment = self.segments[index]
        span = self.segments[index + 1].starts_at - segment.starts_at
        return span * self.pace_milli // segment.wall_us if segment.wall_us > 0 else 0

    def next_phase(self, at: MarketTime) -> tuple[Phase, MarketTime]:
        """The next phase of the open day and its start; CLOSED and `at` itself when nothing follows."""
        for segment in self.segments:
            if segment.starts_at > at:
                return segment.phase, segment.starts_at
        return Phase.CLOSED, at

    def day_over(self, wall: WallTime) -> bool:
        """Whether the open day has come to its close (true when none was opened)."""
        return not self.segments or self.now(wall) >= self.segments[-1].starts_at

    def opened(
        self, date: TradingDate, segments: tuple[Segment, ...], wall: WallTime, *, begin: MarketTime | None = None
    ) -> "SessionClock":
        """The clock with a new day that starts now, at its first segment or at `begin`."""
        first = segments[0].starts_at if begin is None else begin
        return replace(self, trading_date=date, segments=segments, market_at=first, wall_at=wall)

    def jumped(self, phase: Phase, wall: WallTime) -> "SessionClock":
        """The clock moved forward to the start of `phase`; unchanged when that has passed."""
        starts_at = next((segment.starts_at for segment in self.segments if segment.phase == phase), 0)
        now = self.now(wall)
        return replace(self, market_at=starts_at, wall_at=wall) if starts_at > now else self

    def paced(self, pace_milli: int, wall: WallTime) -> "SessionClock":
        """The clock at another pace from now on; the time it shows does not jump."""
        return replace(self, market_at=self.now(wall), wall_at=wall, pace_milli=min(pace_milli, PACE_MAX))
