"""What `tradehall status` and the banner of `tradehall up` say about a running product."""

from tradehall.app.environment import Environment
from tradehall.app.supervision import Supervisor
from tradehall.contracts.clock import ClockState
from tradehall.contracts.enums import ClockMode, Phase
from tradehall.contracts.shard import ShardStatus
from tradehall.kernel.errors import UnavailableError
from tradehall.kernel.ids import time_of_day
from tradehall.trading_runtime.client import ControlConnection, CounterConnection

_MODES = {
    ClockMode.BEIJING: "Beijing time",
    ClockMode.COMPRESSED: "compressed day",
    ClockMode.REPLAY: "replay of a recorded day",
}
_PHASES = {
    Phase.CLOSED: "closed",
    Phase.PRE_OPEN: "before the opening",
    Phase.OPEN_CALL_A: "opening call auction",
    Phase.OPEN_CALL_B: "opening call auction, no cancels",
    Phase.PRE_CONT: "before continuous trading",
    Phase.CONT_AM: "continuous trading, morning",
    Phase.BREAK: "midday break",
    Phase.CONT_PM: "continuous trading, afternoon",
    Phase.CLOSE_CALL: "closing call auction",
    Phase.POST_CLOSE: "after the close",
    Phase.AFTER_HOURS: "after-hours fixed-price trading",
}
_ANSWER_S = 3.0


def clock_of(place: Environment) -> ClockState:
    """The session clock. Raises `UnavailableError` when the exchange does not answer."""
    return ControlConnection(str(place.socket_path("exchange-control")), timeout_s=_ANSWER_S).clock()


def shard_of(place: Environment) -> ShardStatus:
    """How the counter stands. Raises `UnavailableError` when it does not answer."""
    return CounterConnection(str(place.socket_path("counter")), timeout_s=_ANSWER_S).status()


def clock_line(clock: ClockState) -> str:
    """One line: the mode, the trading date, the time and the phase."""
    if not clock.trading_date:
        return f"{_MODES[clock.mode]}, no trading day has been opened yet"
    loop = ", the next day opens by itself" if clock.looping else ""
    return (
        f"{_MODES[clock.mode]}, trading date {_date(clock.trading_date)}, {_time(time_of_day(clock.market_at))}, "
        f"{_PHASES[clock.phase]}{loop}"
    )


def status_lines(place: Environment, supervisor: Supervisor) -> tuple[list[str], bool]:
    """The whole report, and whether everything is well."""
    lines, healthy = ["process     state      since"], True
    for state in supervisor.states():
        lines.append(f"{state.name:<11} {state.state:<10} {state.description}")
        healthy = healthy and state.running
    try:
        shard = shard_of(place)
        link = "connected" if shard.link_up else "NOT connected"
        date = _date(shard.trading_date) if shard.trading_date else "none yet"
        lines += [
            f"counter     journal sequence {shard.seq}, {shard.accounts} accounts, {shard.orders} orders today",
            f"            exchange link {link}, fence {shard.fence}",
            f"day         {date}, {shard.stage.name.lower()}",
        ]
        healthy = healthy and shard.link_up
    except UnavailableError as error:
        lines.append(f"counter     does not answer: {error}")
        healthy = False
    try:
        lines.append(f"clock       {clock_line(clock_of(place))}")
    except UnavailableError as error:
        lines.append(f"clock       does not answer: {error}")
        healthy = False
    return lines, healthy


def _date(date: int) -> str:
    return f"{date // 10_000}-{date // 100 % 100:02}-{date % 100:02}"


def _time(hhmmss: int) -> str:
    return f"{hhmmss // 10_000:02}:{hhmmss // 100 % 100:02}:{hhmmss % 100:02}"
