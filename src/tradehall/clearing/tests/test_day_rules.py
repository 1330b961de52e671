"""What the day worker does next: every situation once."""

from datetime import datetime

import pytest

from tradehall.clearing.contracts import RunStatus
from tradehall.clearing.day_rules import Move, Situation, decide, earliest_date
from tradehall.contracts.clock import ClockState
from tradehall.contracts.enums import ClockMode, DayStage, Phase
from tradehall.contracts.shard import ShardStatus

DAY, NEXT = 20261123, 20261124
EVENING = datetime(2026, 11, 23, 18, 0)  # noqa: DTZ001 -- Beijing wall time without a zone


def situation(
    stage, *, date=DAY, venue=DayStage.OPEN, venue_date=None, mode=ClockMode.COMPRESSED, looping=True, **more
):
    shard = ShardStatus("leader", 1, 1, 5, date, stage, Phase.CLOSED, 1, 1, True, 1, "")
    venue_date = date if venue_date is None else venue_date
    clock = ClockState(mode, venue_date, Phase.CLOSED, venue, 0, 0, 0, Phase.CLOSED, 0, looping)
    given = {"run_status": None, "next_date": NEXT, "beijing": EVENING, "since_done_s": 0.0, "hold_s": 15.0} | more
    return Situation(shard=shard, clock=clock, **given)


NONE, OPEN, CLOSED, SETTLED = DayStage.NONE, DayStage.OPEN, DayStage.CLOSED, DayStage.SETTLED
BEIJING = {"mode": ClockMode.BEIJING, "looping": False}
MANUAL = {"looping": False}
BEFORE = datetime(2026, 11, 24, 8, 29)  # noqa: DTZ001
DUE = datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "move", "date"),
    [
        (situation(NONE, date=0, venue=NONE), Move.OPEN, NEXT),
        (situation(NONE, date=0, venue=NONE, **MANUAL), Move.OPEN, NEXT),
        (situation(NONE, date=0, venue=NONE, **BEIJING), Move.WAIT, NEXT),
        (situation(NONE, date=0, venue=NONE, beijing=DUE, **BEIJING), Move.OPEN, NEXT),
        (situation(OPEN), Move.WAIT, DAY),
        (situation(OPEN, venue=CLOSED), Move.CLOSE, DAY),
        (situation(OPEN, venue=CLOSED, **BEIJING), Move.CLOSE, DAY),
        (situation(OPEN, venue=CLOSED, **MANUAL), Move.WAIT, DAY),
        (situation(OPEN, venue=CLOSED, run_status=RunStatus.FAILED, **MANUAL), Move.CLOSE, DAY),
        (situation(OPEN, venue=CLOSED, venue_date=20261120), Move.OPEN, DAY),
        (situation(OPEN, venue=NONE, venue_date=0, **MANUAL), Move.OPEN, DAY),
        (situation(CLOSED, venue=CLOSED, run_status=RunStatus.RUNNING, **MANUAL), Move.CLOSE, DAY),
        (situation(CLOSED, venue=CLOSED, run_status=RunStatus.BLOCKED), Move.WAIT, DAY),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.BLOCKED), Move.WAIT, DAY),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.FAILED), Move.CLOSE, DAY),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.DONE, since_done_s=14.9), Move.WAIT, DAY),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.DONE, since_done_s=15.0), Move.OPEN, NEXT),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.DONE, since_done_s=99.0, **MANUAL), Move.WAIT, DAY),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.DONE, beijing=BEFORE, **BEIJING), Move.WAIT, NEXT),
        (situation(SETTLED, venue=CLOSED, run_status=RunStatus.DONE, beijing=DUE, **BEIJING), Move.OPEN, NEXT),
    ],
)
def test_next_move(now, move, date):
    decision = decide(now)
    assert (decision.move, decision.date) == (move, date), decision.why


@pytest.mark.parametrize(
    ("mode", "hour", "date"),
    [(ClockMode.BEIJING, 14, 20261130), (ClockMode.BEIJING, 15, 20261201), (ClockMode.COMPRESSED, 15, 0)],
)
def test_after_the_close_in_beijing_the_next_date_is_the_first_to_open(mode, hour, date):
    assert earliest_date(mode, datetime(2026, 11, 30, hour, 0)) == date  # noqa: DTZ001
