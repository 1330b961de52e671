"""Running one worker process: it dies with its supervisor, is the only one of its name, and loads only its room."""

import os
import signal
import threading
from collections.abc import Callable
from typing import Final

from tradehall.app import environment, wiring
from tradehall.app.environment import Environment
from tradehall.app.servers.process import die_with_parent, sole_owner
from tradehall.kernel.errors import NotFoundError

WEB_WORKERS: Final = 2


def _counter(place: Environment) -> None:
    from tradehall.trading_runtime.counter_host import run_counter

    run_counter(wiring.counter_config(place))


def _exchange(place: Environment) -> None:
    from tradehall.trading_runtime.exchange_host import run_exchange

    run_exchange(wiring.exchange_config(place))


def _projector(place: Environment) -> None:
    from tradehall.trading_runtime.projector import run_projector

    run_projector(wiring.projector_config(place))


def _quotes(place: Environment) -> None:
    import uvloop

    from tradehall.market_data.quotes_worker import run_quotes

    uvloop.run(run_quotes(wiring.quotes_config(place)))


def _day(place: Environment) -> None:
    from tradehall.app.django_setup import load_django

    load_django(place)
    from tradehall.clearing.facade import run_day_runner

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_day_runner(wiring.day_runner_config(), ports=wiring.day_ports(), stopping=stop.is_set)


def _gateway(place: Environment) -> None:
    from tradehall.push_gateway.facade import run_gateway

    run_gateway(wiring.gateway_config(place))


def _web(place: Environment) -> None:
    """Granian with `WEB_WORKERS` processes; each has one thread, which measured best for Django."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from tradehall.app.django_setup import export_settings

    export_settings(place)
    server = Server(
        "tradehall.app.web_process:application",
        address=place.host,
        port=place.web_port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("TRADEHALL_WEB_WORKERS") or WEB_WORKERS),
        blocking_threads=1,
        backpressure=256,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.info,
    )
    server.serve()


_RUNNERS: Final[dict[str, Callable[[Environment], None]]] = {
    "counter": _counter,
    "exchange": _exchange,
    "projector": _projector,
    "quotes": _quotes,
    "gateway": _gateway,
    "web": _web,
    "day": _day,
}


def run_worker(name: str) -> None:
    """Run a worker in the foreground until it is told to stop.

    Raises `NotFoundError` for an unknown name and `ConflictError` when the worker runs already in this var folder.
    """
    if name not in _RUNNERS:
        raise NotFoundError(f"There is no worker {name!r}; the workers are {', '.join(_RUNNERS)}.")
    die_with_parent()
    place = environment.current()
    place.prepare()
    with sole_owner(place.run / f"{name}.lock", f"The worker {name}"):
        _RUNNERS[name](place)
