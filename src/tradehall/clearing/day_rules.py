"""What the day worker does next, as a pure function of what is durable."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from tradehall.clearing.contracts import RunStatus
from tradehall.contracts.clock import ClockState
from tradehall.contracts.enums import ClockMode, DayStage
from tradehall.contracts.shard import ShardStatus
from tradehall.kernel.ids import TradingDate

OPEN_BEFORE_HHMM: Final = 830
"""In Beijing mode a day is opened from 08:30 on, half an hour before clients expect it."""


MARKET_OVER_HHMM: Final = 1500
"""From 15:00 on a date has nothing left to trade: the next one is opened instead."""


def earliest_date(mode: ClockMode, beijing: datetime) -> TradingDate:
    """The first date that may be opened: in Beijing mode today, from the close on tomorrow; else any (0)."""
    if mode != ClockMode.BEIJING:
        return 0
    over = beijing.hour * 100 + beijing.minute >= MARKET_OVER_HHMM
    return as_date(beijing + timedelta(days=1) if over else beijing)


def as_date(at: datetime) -> TradingDate:
    """The date of a moment as yyyymmdd."""
    return at.year * 10_000 + at.month * 100 + at.day


class Move(Enum):
    """What to do now."""

    WAIT = "wait"
    OPEN = "open"
    CLOSE = "close"


class Situation(NamedTuple):
    """Everything the decision reads. `run_status` is that of the counter's trading date, None when there is no run.

    `next_date` is the date that would be opened; `beijing` is wall time in Beijing.
    """

    shard: ShardStatus
    clock: ClockState
    run_status: RunStatus | None
    next_date: TradingDate
    beijing: datetime
    since_done_s: float
    hold_s: float


class Decision(NamedTuple):
    move: Move
    date: TradingDate
    why: str


def decide(now: Situation) -> Decision:  # noqa: PLR0911 -- one line for each situation reads best
    """The next move.

    A first day is opened at once, an opening or a close that was begun is finished in every mode, and only a looping or
    a Beijing clock starts a close or an opening by itself. A blocked day waits for people.
    """
    date = now.shard.trading_date
    if now.shard.stage == DayStage.NONE:
        return _when_due(now, "no day has been opened yet")
    if now.run_status == RunStatus.BLOCKED:
        return Decision(Move.WAIT, date, "a gate is shut")
    if now.shard.stage == DayStage.OPEN:
        return _open_counter(now, date)
    if now.run_status != RunStatus.DONE:
        return Decision(Move.CLOSE, date, "a close was begun")
    if not _by_itself(now.clock):
        return Decision(Move.WAIT, date, "the next day is opened by command")
    if now.clock.mode != ClockMode.BEIJING and now.since_done_s < now.hold_s:
        return Decision(Move.WAIT, date, "the result of the day is held for readers")
    return _when_due(now, "the day before is done")


def _open_counter(now: Situation, date: TradingDate) -> Decision:
    if now.clock.trading_date < date:
        return Decision(Move.OPEN, date, "an opening was begun")
    if now.clock.trading_date > date or now.clock.stage == DayStage.OPEN:
        return Decision(Move.WAIT, date, "the market is open")
    if now.run_status is not None:
        return Decision(Move.CLOSE, date, "a close was begun")
    if _by_itself(now.clock):
        return Decision(Move.CLOSE, date, "the venue has closed")
    return Decision(Move.WAIT, date, "the day is closed by command")


def _when_due(now: Situation, why: str) -> Decision:
    if now.clock.mode == ClockMode.BEIJING and not _may_open_now(now.next_date, now.beijing):
        return Decision(Move.WAIT, now.next_date, "the next trading day has not come")
    return Decision(Move.OPEN, now.next_date, why)


def _may_open_now(date: TradingDate, beijing: datetime) -> bool:
    today = as_date(beijing)
    return date < today or (date == today and beijing.hour * 100 + beijing.minute >= OPEN_BEFORE_HHMM)


def _by_itself(clock: ClockState) -> bool:
    return clock.looping or clock.mode == ClockMode.BEIJING
