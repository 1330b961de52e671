"""The day worker over several days, its retries, and the command line's moves."""

from dataclasses import replace
from datetime import datetime

import psycopg
import pytest
from django.db import connection

from tradehall.clearing.contracts import RunStatus
from tradehall.clearing.day_rules import Move
from tradehall.clearing.day_runner import DayRunnerConfig, close_day_now, open_next_day, run_day_runner, seed_of, turn
from tradehall.clearing.errors import DayBusyError, DayNotReadyError, WrongDayError
from tradehall.clearing.locks import day_lock
from tradehall.clearing.models import ClearingRun, DayOpening
from tradehall.contracts.enums import ClockMode, DayStage
from tradehall.kernel.errors import UnavailableError

pytestmark = pytest.mark.django_db

NOW = DayRunnerConfig(hold_s=0.0, seed=3)
FIRST, SECOND = 20261123, 20261124


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    """Beijing shows the first trading date of the small house."""
    morning = datetime(2026, 11, 23, 8, 0)  # noqa: DTZ001 -- Beijing wall time
    monkeypatch.setattr("tradehall.clearing.opening.beijing_now", lambda: morning)
    monkeypatch.setattr("tradehall.clearing.day_runner.beijing_now", lambda: morning)


def test_a_looping_worker_opens_closes_and_opens_again(house):
    house.open_account(1_000_000_001, 1_000_000)
    ports = house.ports()
    assert turn(NOW, ports=ports).move == Move.OPEN
    assert (house.counter.trading_date, house.opened.seed) == (FIRST, seed_of(FIRST, 3))
    assert turn(NOW, ports=ports).move == Move.WAIT
    house.end_of_venue_day()
    assert turn(NOW, ports=ports).move == Move.CLOSE
    assert ClearingRun.objects.get().status == RunStatus.DONE
    assert turn(NOW, ports=ports).move == Move.OPEN
    assert (house.counter.trading_date, house.venue_date) == (SECOND, SECOND)
    assert list(DayOpening.objects.values_list("trading_date", flat=True)) == [SECOND, FIRST]


def test_in_beijing_mode_it_waits_for_half_past_eight(house):
    house.mode = ClockMode.BEIJING
    assert turn(NOW, ports=house.ports()).move == Move.WAIT
    assert house.counter.stage == DayStage.NONE


def test_a_failed_close_is_tried_again_and_a_blocked_one_is_not(house):
    house.open_account(1_000_000_001, 1_000_000)
    ports = house.ports()
    turn(NOW, ports=ports)
    house.venue_stage = DayStage.CLOSED  # The venue has closed, its reports are on their way.
    with pytest.raises(DayNotReadyError):
        turn(NOW, ports=ports)
    house.end_of_venue_day()
    house.live_hash = "f" * 64
    assert turn(NOW, ports=ports).move == Move.CLOSE
    assert turn(NOW, ports=ports).move == Move.WAIT
    run = ClearingRun.objects.get()
    assert (run.status, run.attempt) == (RunStatus.BLOCKED, 2)
    house.live_hash = None
    assert close_day_now(ports=ports).status == RunStatus.DONE


def test_the_worker_outlives_parts_that_do_not_answer(house, monkeypatch):
    pauses: list[float] = []
    ports = house.ports()

    class Away:
        def status(self):
            raise UnavailableError("away")

    away = replace(ports, shard=Away(), pause=pauses.append)
    monkeypatch.setattr("tradehall.clearing.day_runner.connection.close", lambda: None)
    monkeypatch.setattr("tradehall.clearing.day_runner.close_old_connections", lambda: None)
    run_day_runner(DayRunnerConfig(), ports=away, stopping=lambda: len(pauses) == 7)
    assert pauses == [1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0]


def test_the_command_line_closes_an_open_market_and_opens_the_next_day(house):
    house.looping = False
    house.open_account(1_000_000_001, 1_000_000)
    ports = house.ports()
    with pytest.raises(WrongDayError):
        close_day_now(ports=ports)
    turn(NOW, ports=ports)
    assert close_day_now(ports=ports).status == RunStatus.DONE
    assert turn(NOW, ports=ports).move == Move.WAIT
    assert open_next_day(ports=ports, seed=4).trading_date == SECOND
    assert house.opened.seed == seed_of(SECOND, 4)


def test_dated_terms_are_told_before_the_counter_opens(house):
    told = []
    ports = replace(house.ports(), prepare_day=lambda date: told.append((date, house.counter.stage)))
    turn(NOW, ports=ports)
    turn(NOW, ports=ports)
    assert told == [(FIRST, DayStage.NONE)]


@pytest.fixture
def other_hand():
    """Another process's connection to the same database."""
    known = connection.get_connection_params()
    address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if name in known}
    with psycopg.connect(**address, autocommit=True) as other:
        yield other


def test_only_one_hand_moves_the_day(house, other_hand):
    key = 0x7EADE_0DA1
    assert other_hand.execute("select pg_try_advisory_lock(%s)", [key]).fetchone() == (True,)
    with pytest.raises(DayBusyError):
        turn(NOW, ports=house.ports())
    assert (house.counter.stage, DayOpening.objects.count()) == (DayStage.NONE, 0)
    other_hand.execute("select pg_advisory_unlock(%s)", [key])
    assert turn(NOW, ports=house.ports()).move == Move.OPEN
    assert other_hand.execute("select pg_try_advisory_lock(%s)", [key]).fetchone() == (True,)


def test_waiting_for_the_lock_ends_when_the_other_gives_it_back(other_hand):
    key = 0x7EADE_0DA1
    other_hand.execute("select pg_advisory_lock(%s)", [key])
    waits = []

    def pause(seconds):
        waits.append(seconds)
        if len(waits) == 3:
            other_hand.execute("select pg_advisory_unlock(%s)", [key])

    with day_lock(wait_s=10, pause=pause):
        assert waits == [0.25, 0.25, 0.25]


def test_a_hand_that_keeps_the_lock_is_not_waited_for_without_end(other_hand):
    other_hand.execute("select pg_advisory_lock(%s)", [0x7EADE_0DA1])
    with pytest.raises(DayBusyError), day_lock(wait_s=0.5, pause=lambda _: None):
        pytest.fail("the lock was held twice")
