"""Commands of the trading day: day status|advance|close|open, and replay, the proof of the journal."""

import time
from typing import TYPE_CHECKING, Final

import click

from tradehall.app import environment
from tradehall.app.django_setup import load_django
from tradehall.contracts.enums import DayStage, Phase
from tradehall.kernel.errors import BrokenInvariantError, ConflictError, UnavailableError
from tradehall.kernel.results import RESULT_TEXTS, ResultCode

if TYPE_CHECKING:
    from tradehall.clearing.facade import Ports

_PHASE_NAMES: Final = {
    "open-call": Phase.OPEN_CALL_A,
    "open-call-no-cancel": Phase.OPEN_CALL_B,
    "pre-continuous": Phase.PRE_CONT,
    "morning": Phase.CONT_AM,
    "break": Phase.BREAK,
    "afternoon": Phase.CONT_PM,
    "close-call": Phase.CLOSE_CALL,
    "post-close": Phase.POST_CLOSE,
}
_ADVANCE_S: Final = 60.0


@click.group()
def day() -> None:
    """Look at the trading day and move it: through its phases, to its close, to the next one."""


@day.command("status")
def day_status() -> None:
    """Show the trading date, its stage and the session clock."""
    from tradehall.app.status_report import clock_line, clock_of, shard_of

    place = environment.current()
    shard = shard_of(place)
    if shard.stage == DayStage.NONE:
        click.echo("No trading day has been opened yet; `tradehall day open` opens the first one.")
    else:
        click.echo(f"trading date {shard.trading_date}, {shard.stage.name.lower()}")
    click.echo(clock_line(clock_of(place)))


@day.command()
@click.option("--to", "phase", type=click.Choice(list(_PHASE_NAMES)), help="Phase to jump to; default: the next one.")
@click.option("--speed", type=click.FloatRange(0, 100), help="Pace from then on: 1 as designed, 2 twice, 0 stands.")
def advance(*, phase: str | None, speed: float | None) -> None:
    """Jump forward to the start of a phase of the day, and wait until the exchange is there.

    Time never goes back: a phase that has passed is refused. In Beijing time the clock cannot be moved.
    """
    load_django()
    from tradehall.trading_runtime import facade as runtime

    clock = runtime.clock()
    target = _PHASE_NAMES[phase] if phase else clock.next_phase
    if target < clock.phase and target != Phase.CLOSED:
        raise ConflictError(f"{target.name} has passed: the day stands at {clock.phase.name}. Open the next day first.")
    pace = None if speed is None else round(speed * 1000)
    reply = runtime.control_clock(to_phase=target, speed_milli=pace)
    if reply.result != ResultCode.OK:
        raise ConflictError(f"The clock was not moved: {RESULT_TEXTS[ResultCode(reply.result)].en}")
    deadline = time.monotonic() + _ADVANCE_S
    while (clock := runtime.clock()).phase < target:
        if time.monotonic() > deadline:
            raise UnavailableError(f"The exchange did not reach {target.name} within {_ADVANCE_S:.0f} seconds.")
        time.sleep(0.1)
    click.echo(f"The day is at {clock.phase.name}.")


@day.command("close")
def close_day() -> None:
    """Close the trading day: run the market to its close, then every step of the end of day.

    Runs again safely: steps that are done are not repeated. Exit code 1 when a gate found differences.
    """
    ports = _ports()
    from tradehall.clearing.facade import RunStatus, close_day_now

    report = close_day_now(ports=ports)
    done = ", ".join(report.steps_run) if report.steps_run else "none, the day had been closed before"
    click.echo(f"trading date {report.trading_date}, attempt {report.attempt}; steps run: {done}")
    if report.status == RunStatus.BLOCKED:
        raise ConflictError(
            f"The gate {report.blocked_by} found differences, so the day is not switched. Look at the run in the back "
            "office, mend the cause, and close again."
        )
    if report.status != RunStatus.DONE:
        raise UnavailableError(f"The end of day stopped: {report.error} Close again; it continues there.")
    click.echo("The day is closed and settled.")


@day.command("open")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the simulated market.")
def open_day(*, seed: int) -> None:
    """Open the next trading day; the day before must be closed."""
    ports = _ports()
    from tradehall.clearing.facade import open_next_day

    opened = open_next_day(ports=ports, seed=seed)
    click.echo(f"trading date {opened.trading_date} is open with {opened.instruments} instruments")


def _ports() -> "Ports":
    load_django()
    from tradehall.app.wiring import day_ports

    return day_ports()


@click.command()
@click.option("--until", type=click.IntRange(1), help="Stop at this journal sequence; default: the live one.")
def replay(*, until: int | None) -> None:
    """Rebuild the counter from its journal alone and compare its state hash with the live counter's.

    Changes nothing. Without --until the live counter is asked for its hash; with it the rebuilt hash is shown only.
    """
    load_django()
    from tradehall.trading_runtime import facade as runtime

    if until is not None:
        proof = runtime.replay_hash(until)
        click.echo(f"journal sequence {proof.seq}: state hash {proof.state_hash}")
        return
    live = runtime.shard_status(with_hash=True)
    begun = time.monotonic()
    proof = runtime.replay_hash(live.seq)
    took = time.monotonic() - begun
    click.echo(f"live counter at journal sequence {live.seq}: {live.state_hash}")
    click.echo(f"replay of {proof.seq} commands in {took:.1f} s:   {proof.state_hash}")
    if proof.state_hash != live.state_hash:
        raise BrokenInvariantError(
            "The replayed state differs from the live one. Stop trading (`tradehall down`), keep the var folder, and "
            "report both hashes."
        )
    click.echo("Both are the same.")
