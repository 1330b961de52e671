"""Promises of the runtime that need real processes: fences, halts, refusals, snapshots, the clock after a crash."""

import datetime as dt
import socket
import subprocess
import time

import psycopg
import pytest
from tests.runtime import proofs
from tests.runtime.market import ACCOUNTS, DATE, DEPOSIT, INSTRUMENTS, Flow, open_accounts, open_market

from tradehall.contracts.codec import decode_answers, encode
from tradehall.contracts.commands import Deposit, OpenDay
from tradehall.contracts.enums import ClockMode, DayStage, Phase, Venue
from tradehall.contracts.exchange import ExchangeOpenDay
from tradehall.contracts.link import LinkFilled
from tradehall.contracts.shard import StatusQuery
from tradehall.kernel.errors import UnavailableError
from tradehall.kernel.ids import market_time
from tradehall.kernel.results import ResultCode
from tradehall.simulated_exchange.facade import phase_starts
from tradehall.trading_runtime.framing import FrameSplitter, frame

OK = ResultCode.OK


def deposit(number: int) -> Deposit:
    return Deposit(f"more-{number}", ACCOUNTS[0], 100)


def test_a_stale_leader_halts_and_answers_nothing(make_stack) -> None:
    first, second = make_stack(), make_stack()
    first.start("exchange", "counter")
    open_market(first)
    open_accounts(first)
    second.settings["counter"] |= {"link_socket": "", "control_socket": ""}
    second.start("counter")
    assert second.counter.status().fence == first.counter.status().fence + 1

    with pytest.raises(UnavailableError):
        first.counter.submit(deposit(1))

    assert first.wait_exit("counter") == 3
    assert second.counter.submit(deposit(1)).result == OK
    assert second.counter.account_snapshot(ACCOUNTS[0]).cash.balance == DEPOSIT + 100
    proofs.prove_conservation(proofs.read_books(first.dsn))


def test_a_lost_database_line_halts_at_once(make_stack) -> None:
    stack = make_stack().start("exchange", "counter")
    open_market(stack)
    assert stack.cut_database_lines("tradehall counter") == 1
    assert stack.wait_exit("counter") == 3
    stack.start("counter")
    assert stack.counter.status().trading_date == DATE


def test_reports_do_not_come_in_by_the_socket(make_stack) -> None:
    stack = make_stack().start("exchange", "counter")
    open_market(stack)
    forged = LinkFilled(1, 1, 1, 100_000, 100, 0)
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(stack.counter_socket)
        line.sendall(frame(encode([(1, forged), (2, StatusQuery())])))
        answers, splitter = {}, FrameSplitter()
        while len(answers) < 2:
            for body in splitter.feed(line.recv(65536)):
                answers |= dict(decode_answers(body))
    assert answers[1].result == ResultCode.MALFORMED
    assert answers[2].trading_date == DATE
    assert "LinkFilled" not in {type(command).__name__ for _, command, _ in proofs.read_books(stack.dsn).commands}


def test_a_frame_that_is_not_understood_ends_only_its_line(make_stack) -> None:
    stack = make_stack().start("exchange", "counter")
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(stack.counter_socket)
        line.sendall(frame(b"\xc1 nonsense"))
        assert line.recv(100) == b""
    assert stack.counter.status().fence == 1


def test_beyond_the_queue_the_answer_is_too_busy_and_nothing_is_taken(make_stack) -> None:
    stack = make_stack(counter={"queue_limit": 40}).start("exchange", "counter")
    open_market(stack)
    open_accounts_slowly(stack)
    seq = stack.counter.status().seq
    answers = stack.counter.submit_many([deposit(number) for number in range(41)])
    assert {answer.result for answer in answers} == {ResultCode.TOO_BUSY}
    assert stack.counter.status().seq == seq
    assert {answer.result for answer in stack.counter.submit_many([deposit(n) for n in range(40)])} == {OK}


def open_accounts_slowly(stack) -> None:
    class OneByOne:
        counter = stack.counter

    class Slow:
        def submit_many(self, commands):
            return [stack.counter.submit(command) for command in commands]

    OneByOne.counter = Slow()
    open_accounts(OneByOne)


def test_recovery_from_a_snapshot_equals_replay_from_the_start(make_stack) -> None:
    policy = {"every_commands": 50, "every_s": 60.0, "keep": 2}
    stack = make_stack(counter={"policy": policy}).start("exchange", "counter")
    open_market(stack)
    open_accounts(stack)
    stack.jump(Phase.CONT_AM)
    flow = Flow(5)
    for _ in range(2_000):  # one is made at a time, so a slow disk needs more orders until the second is there
        stack.counter.submit_many([flow.order() for _ in range(10)])
        if snapshots(stack) == 2:
            break
    stack.control.control(to_phase=Phase.PRE_OPEN, speed_milli=0)
    assert snapshots(stack) == 2
    stack.kill("counter")
    stack.start("counter")
    stack.kill("exchange")
    stack.until(lambda: not stack.counter.status().link_up, "the link is down")
    books = proofs.read_books(stack.dsn)
    assert len(books.commands) >= 100  # fifty before each of the two snapshots
    proofs.prove_replay(books, stack.counter)


def snapshots(stack) -> int:
    with psycopg.connect(stack.dsn) as connection:
        (count,) = connection.execute("SELECT count(*) FROM snapshot WHERE machine = 'counter'").fetchone()
    return count


def test_a_clean_stop_leaves_a_snapshot_and_exit_code_zero(make_stack) -> None:
    stack = make_stack().start("exchange", "counter", "projector")
    open_market(stack)
    assert [stack.stop(kind) for kind in ("projector", "counter", "exchange")] == [0, 0, 0]
    assert snapshots(stack) == 1


def test_the_clock_goes_on_where_durable_state_stood(make_stack) -> None:
    stack = make_stack().start("exchange", "counter")
    open_market(stack)
    stack.jump(Phase.CONT_AM)
    stack.kill("exchange")
    with psycopg.connect(stack.dsn) as connection:
        (durable,) = connection.execute("SELECT max(market_at) FROM venue_journal").fetchone()
    time.sleep(1.0)
    begun = time.monotonic()
    stack.start("exchange")
    after = stack.control.clock()
    alive = time.monotonic() - begun
    assert (after.trading_date, after.phase, after.stage) == (DATE, Phase.CONT_AM, DayStage.OPEN)
    # None of the market's time passed while the venue was dead.
    assert durable <= after.market_at <= durable + alive * after.speed_milli * 1000


def test_the_clock_jumps_stands_and_goes_on(make_stack) -> None:
    stack = make_stack().start("exchange", "counter")
    assert stack.control.control(to_phase=Phase.CONT_AM, speed_milli=-1).result == ResultCode.DAY_NOT_OPEN
    open_market(stack)
    assert stack.control.open_day(ExchangeOpenDay(DATE, INSTRUMENTS, 1)).result == ResultCode.DAY_ALREADY_OPEN
    assert stack.control.open_day(ExchangeOpenDay(DATE + 1, INSTRUMENTS, 1)).result == ResultCode.DAY_NOT_CLOSED
    assert stack.counter.submit(OpenDay(DATE + 1, INSTRUMENTS)).result != OK
    stack.jump(Phase.CONT_AM)
    standing = stack.control.control(to_phase=Phase.OPEN_CALL_A, speed_milli=0).clock
    assert standing.speed_milli == 0
    time.sleep(0.3)
    assert stack.control.clock().market_at == standing.market_at
    going = stack.control.control(to_phase=Phase.PRE_OPEN, speed_milli=1000).clock
    assert going.speed_milli == 7_200_000 // 235
    stack.jump(Phase.CLOSED)
    assert stack.control.clock().stage == DayStage.CLOSED


def test_in_beijing_mode_a_late_start_goes_through_the_phases_up_to_now(make_stack) -> None:
    stack = make_stack(exchange={"mode": int(ClockMode.BEIJING)}).start("exchange", "counter")
    today = int(dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).strftime("%Y%m%d"))
    open_market(stack, today)
    clock = stack.control.clock()
    at = clock.wall_at + 8 * 3_600_000_000
    assert abs(clock.market_at - at) < 1_000_000
    starts = [(phase, market_time(today, hhmmss)) for phase, hhmmss in phase_starts(Venue.SSE, today)]
    assert stack.control.control(to_phase=Phase.CLOSED, speed_milli=-1).result == ResultCode.CLOCK_FOLLOWS_BEIJING

    def phase_now() -> Phase:
        now = stack.control.clock().market_at
        return [phase for phase, start in starts if start <= now][-1]

    stack.until(lambda: stack.control.clock().phase == phase_now(), "the venue is in the phase of the time of day")
    # The venue reports changes of phase; before the first one of the day the counter's market is closed.
    if phase_now() != Phase.PRE_OPEN:
        stack.until(lambda: stack.counter.status().phase == phase_now(), "the counter has heard of it")


def test_a_second_projector_does_no_harm(make_stack) -> None:
    stack = make_stack().start("exchange", "counter", "projector")
    command = [*stack._processes["projector"].args]
    second = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        open_market(stack)
        open_accounts(stack)
        stack.until(lambda: projected(stack) == stack.counter.status().seq, "the projections have caught up")
        proofs.prove_projection(stack.dsn, proofs.read_books(stack.dsn), stack.counter)
    finally:
        second.kill()
        second.wait()


def projected(stack) -> int:
    with psycopg.connect(stack.dsn) as connection:
        row = connection.execute("SELECT seq FROM projector_position WHERE name = 'projections'").fetchone()
    return row[0] if row else 0
