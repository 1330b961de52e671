"""The session clock in its three modes, with wall time from outside."""

import pytest

from tradehall.contracts.enums import ClockMode, Phase, Venue
from tradehall.kernel.ids import market_time, time_of_day
from tradehall.simulated_exchange.facade import phase_starts
from tradehall.trading_runtime.session_clock import (
    COMPRESSED_US,
    PACE_AS_DESIGNED,
    SessionClock,
    compressed_day,
    even_day,
)

DATE = 20261123
S = 1_000_000
WALL = 1_795_000_000 * S
STARTS = phase_starts(Venue.SSE, DATE)


def compressed(scale_milli: int = 1000) -> SessionClock:
    empty = SessionClock(mode=ClockMode.COMPRESSED, trading_date=0, segments=(), market_at=0, wall_at=0)
    return empty.opened(DATE, compressed_day(STARTS, DATE, scale_milli), WALL)


@pytest.mark.parametrize(
    ("seconds", "hhmmss"),
    [
        (0, 91000),
        (5, 91500),
        (17.5, 92000),
        (30, 92500),
        (35, 93000),
        (35 + 117.5, 103000),
        (270, 113000),
        (280, 130000),
        (515, 145700),
        (535, 150000),
        (540, 150500),
        (550, 153000),
        (9_999, 153000),
    ],
)
def test_a_compressed_day_takes_nine_minutes_and_ten_seconds(seconds: float, hhmmss: int) -> None:
    assert compressed().now(WALL + int(seconds * S)) == market_time(DATE, hhmmss)


def test_half_the_scale_is_half_the_wall_time() -> None:
    assert compressed(500).now(WALL + 275 * S) == market_time(DATE, 153000)
    assert sum(COMPRESSED_US.values()) == 550 * S


def test_speed_follows_the_phase_and_is_zero_after_the_close() -> None:
    clock = compressed()
    assert clock.speed_milli(WALL + 100 * S) == 7_200_000 // 235
    assert clock.speed_milli(WALL + 275 * S) == 5_400_000 // 10
    assert clock.speed_milli(WALL + 600 * S) == 0


def test_standing_still_and_going_on_never_jumps() -> None:
    clock = compressed()
    standing = clock.paced(0, WALL + 100 * S)
    at = clock.now(WALL + 100 * S)
    assert standing.now(WALL + 9_000 * S) == at
    going = standing.paced(PACE_AS_DESIGNED, WALL + 9_000 * S)
    assert going.now(WALL + 9_000 * S) == at
    # A new anchor is a whole microsecond; what it cut off is the only difference.
    assert clock.now(WALL + 110 * S) - going.now(WALL + 9_010 * S) in {0, 1}
    fast = standing.paced(2 * PACE_AS_DESIGNED, WALL + 9_000 * S)
    assert clock.now(WALL + 120 * S) - fast.now(WALL + 9_010 * S) in {0, 1}


def test_a_jump_goes_forward_only() -> None:
    clock = compressed().jumped(Phase.CONT_PM, WALL + 40 * S)
    assert time_of_day(clock.now(WALL + 40 * S)) == 130000
    assert clock.jumped(Phase.CONT_AM, WALL + 41 * S) is clock
    assert clock.jumped(Phase.CLOSED, WALL + 41 * S).day_over(WALL + 41 * S)


def test_the_next_phase_is_named_with_its_start() -> None:
    clock = compressed()
    assert clock.next_phase(market_time(DATE, 93000)) == (Phase.BREAK, market_time(DATE, 113000))
    assert clock.next_phase(market_time(DATE, 153000)) == (Phase.CLOSED, market_time(DATE, 153000))


def test_beijing_mode_is_the_time_in_beijing() -> None:
    clock = SessionClock(
        mode=ClockMode.BEIJING,
        trading_date=DATE,
        segments=even_day(STARTS, DATE, 1000),
        market_at=0,
        wall_at=0,
        pace_milli=0,
    )
    # 2026-11-23 01:30:00 UTC is 09:30 in Beijing.
    assert clock.now(1_795_397_400 * S) == market_time(DATE, 93000)
    assert clock.speed_milli(1_795_397_400 * S) == 1000
    assert clock.day_over(1_795_397_400 * S + 6 * 3600 * S)


def test_before_the_first_day_every_mode_shows_the_real_time() -> None:
    clock = SessionClock(mode=ClockMode.COMPRESSED, trading_date=0, segments=(), market_at=0, wall_at=0)
    assert clock.now(1_795_397_400 * S) == market_time(DATE, 93000)
    assert clock.day_over(1_795_397_400 * S)


def test_replay_starts_where_it_is_told_and_runs_evenly() -> None:
    empty = SessionClock(mode=ClockMode.REPLAY, trading_date=0, segments=(), market_at=0, wall_at=0)
    clock = empty.opened(DATE, even_day(STARTS, DATE, 4000), WALL, begin=market_time(DATE, 91500))
    assert clock.now(WALL) == market_time(DATE, 91500)
    assert clock.now(WALL + 75 * S) == market_time(DATE, 92000)
    assert clock.now(WALL + 600 * S) == market_time(DATE, 95500)
    assert clock.speed_milli(WALL + 600 * S) == 4000
