"""The `day` worker: watches the clock, closes and opens days; and the same moves for the command line.

It keeps nothing in memory that matters: each turn reads what is durable and continues there. An advisory lock
keeps the worker and the command line apart.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from tradehall.clearing.contracts import DayOpened, RunReport, RunStatus
from tradehall.clearing.day_rules import Decision, Move, Situation, decide, earliest_date
from tradehall.clearing.errors import DayBusyError, DayNotReadyError, WrongDayError
from tradehall.clearing.models import ClearingRun
from tradehall.clearing.opening import beijing_now, next_date, open_day
from tradehall.clearing.ports import Ports
from tradehall.clearing.run import run_end_of_day
from tradehall.contracts.enums import DayStage
from tradehall.kernel.errors import TradehallError, UnavailableError
from tradehall.kernel.ids import TradingDate

_LOG = logging.getLogger("tradehall.clearing.day")
_RETRY_FIRST_S: Final = 1.0
_RETRY_MOST_S: Final = 5.0
_CLOSE_WAITS: Final = 480
_LOCK_WAIT_S: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRunnerConfig:
    """`hold_s`: how long a looping day shows its result before the next opens. `seed` is mixed with each date."""

    poll_s: float = 0.5
    hold_s: float = 15.0
    seed: int = 1


def seed_of(date: TradingDate, base: int) -> int:
    """Seed of a date's simulated market: another one each day, the same at every run with the same base."""
    return base * 100_000_000 + date


def run_day_runner(config: DayRunnerConfig, *, ports: Ports, stopping: Callable[[], bool]) -> None:
    """Run until `stopping` says so. A part that does not answer is asked again, after 1 to 5 seconds."""
    retry_s = _RETRY_FIRST_S
    while not stopping():
        delay = config.poll_s
        try:
            close_old_connections()
            turn(config, ports=ports)
            retry_s = _RETRY_FIRST_S
        except DayBusyError:
            delay = 1.0
        except (TradehallError, DatabaseError) as reason:
            # The worker outlives every part it waits for: the database, the counter, the exchange.
            _LOG.warning("the day worker waits %.0f s: %s", retry_s, reason)
            connection.close()
            delay, retry_s = retry_s, min(retry_s * 2, _RETRY_MOST_S)
        ports.pause(delay)


def turn(config: DayRunnerConfig, *, ports: Ports) -> Decision:
    """Look once and make one move. Raises what the move raises; a failed close raises `DayNotReadyError`."""
    decision = decide(_situation(config, ports))
    if decision.move == Move.OPEN:
        _LOG.info("opening %s: %s", decision.date, decision.why)
        open_day(decision.date, seed=seed_of(decision.date, config.seed), ports=ports)
    elif decision.move == Move.CLOSE:
        _LOG.info("closing %s: %s", decision.date, decision.why)
        report = run_end_of_day(decision.date, ports=ports)
        if report.status == RunStatus.BLOCKED:
            _LOG.error("%s is blocked at %s; see its differences", decision.date, report.blocked_by)
        elif report.status == RunStatus.FAILED:
            raise DayNotReadyError(report.error)
    return decision


def _situation(config: DayRunnerConfig, ports: Ports) -> Situation:
    shard = ports.shard.status()
    clock = ports.venue.clock()
    run = ClearingRun.objects.filter(trading_date=shard.trading_date).first()
    finished = run.finished_at if run else None
    beijing = beijing_now()
    not_before = earliest_date(clock.mode, beijing)
    return Situation(
        shard=shard,
        clock=clock,
        run_status=RunStatus(run.status) if run else None,
        next_date=next_date(ports=ports, not_before=not_before) if shard.stage in _NEEDS_NEXT else 0,
        beijing=beijing,
        since_done_s=(timezone.now() - finished).total_seconds() if finished else 0.0,
        hold_s=config.hold_s,
    )


_NEEDS_NEXT: Final = (DayStage.NONE, DayStage.SETTLED)


def close_day_now(*, ports: Ports) -> RunReport:
    """Move the session clock to the close if the market is open, and run the end of day (`day close`).

    Raises `WrongDayError` when no day is open and `DayNotReadyError` when the venue does not come to its close.
    """
    status = ports.shard.status()
    if status.stage == DayStage.NONE:
        raise WrongDayError("no day has been opened yet")
    date = status.trading_date
    if status.stage == DayStage.OPEN and _venue_open(ports, date):
        ports.venue.run_to_close()
        for _ in range(_CLOSE_WAITS):
            if not _venue_open(ports, date):
                break
            ports.pause(0.25)
        else:
            raise DayNotReadyError(f"the venue did not come to the close of {date}; nothing was changed, close again")
    return run_end_of_day(date, ports=ports, lock_wait_s=_LOCK_WAIT_S)


def _venue_open(ports: Ports, date: TradingDate) -> bool:
    clock = ports.venue.clock()
    if clock.trading_date != date:
        raise UnavailableError(
            f"the venue was at {clock.trading_date}, the counter at {date}; finish the opening first"
        )
    return clock.stage == DayStage.OPEN


def open_next_day(*, ports: Ports, seed: int = 1) -> DayOpened:
    """Open the next trading day (`day open`); `seed` is the base of `DayRunnerConfig`. Raises as `open_day` does."""
    not_before = earliest_date(ports.venue.clock().mode, beijing_now())
    date = next_date(ports=ports, not_before=not_before)
    return open_day(date, seed=seed_of(date, seed), ports=ports, lock_wait_s=_LOCK_WAIT_S)
