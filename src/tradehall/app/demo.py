"""Loading the demo: the market's instruments and history, then the people, once for each database."""

import time
from typing import Final

from tradehall.app.database import read_marks, write_mark
from tradehall.app.django_setup import load_django
from tradehall.app.environment import REPOSITORY, Environment
from tradehall.app.launch import Say
from tradehall.contracts.enums import ClockMode, DayStage
from tradehall.kernel.errors import UnavailableError

DEMO_VERSION: Final = "1"
"""Raised when the demo's facts change so that databases with the older ones should load them again."""
SEED: Final = 20_260_101
_DAY_OPENS_S: Final = 60.0


def load_demo_once(place: Environment, say: Say) -> None:
    """Load the demo unless this database has it and this var folder knows the logins."""
    if read_marks(place.database_url()).get("demo") == DEMO_VERSION and place.demo_logins.exists():
        return
    load_demo(place, say)


def load_demo(place: Environment, say: Say) -> None:
    """Load the demo's market and people; what is there already stays. The trading plane must be up."""
    load_django(place)
    from tradehall.app.demo_people import load_people
    from tradehall.app.wiring import day_ports
    from tradehall.clearing.facade import next_date
    from tradehall.market_data.facade import load_demo as load_market

    report = load_market(REPOSITORY / "demo/instruments.csv", next_date(ports=day_ports()), SEED)
    say(f"Loaded the demo market: {report.instruments} instruments, {report.day_bars:,} day bars.")
    made = load_people(place, REPOSITORY / "demo/people.toml")
    say(f"Loaded the demo people: {made} logins.")
    write_mark(place.database_url(), "demo", DEMO_VERSION)


def wait_for_day(place: Environment) -> None:
    """Wait until a trading day is open or settled. Raises `UnavailableError` when none is opened in time.

    Real Beijing time has nights and holidays: there is nothing to wait for.
    """
    from tradehall.app.status_report import shard_of
    from tradehall.app.wiring import clock_mode

    if clock_mode() == ClockMode.BEIJING:
        return
    deadline = time.monotonic() + _DAY_OPENS_S
    while shard_of(place).stage == DayStage.NONE:
        if time.monotonic() > deadline:
            raise UnavailableError(
                f"No trading day was opened within {_DAY_OPENS_S:.0f} seconds; {place.logs / 'day.log'} says why."
            )
        time.sleep(0.1)
