"""Bringing the whole product up and down: servers, schema, trading plane, edges, demo, in that order."""

import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from tradehall.app import environment, supervision
from tradehall.app.database import prepare_database
from tradehall.app.environment import Environment
from tradehall.app.errors import StartError
from tradehall.app.servers.readiness import nats_answers, postgres_answers
from tradehall.app.supervision import Supervisor
from tradehall.kernel.errors import ConflictError, TradehallError, UnavailableError

Say = Callable[[str], None]

_PORT_PATIENCE_S = 15.0
_SERVER_START_S = 90.0
_WATCH_S = 0.5
_SETTLED_AFTER_S = 1.0
_SILENT = "{} of {} does not answer: start that server, or correct the variable."


def is_ready(place: Environment, name: str) -> bool:
    """Whether a process does its work: its server answers, or it has been up for a moment when it serves nobody."""
    looks: dict[str, Callable[[], bool]] = {
        "postgres": lambda: _postgres_answers(place),
        "nats": lambda: environment.port_answers(environment.read_port(place.nats_port_file)),
        "counter": lambda: _socket_answers(place.socket_path("counter")),
        "exchange": lambda: _socket_answers(place.socket_path("exchange-control")),
        "gateway": lambda: environment.port_answers(place.gateway_port),
        "web": lambda: _page_answers(place.web_port),
    }
    return looks[name]() if name in looks else _settled(place, name)


def bring_up(place: Environment, supervisor: Supervisor, say: Say, after_start: Callable[[], None]) -> None:
    """Start every process; `after_start` runs when the trading plane is up and before the days begin.

    Raises `TradehallError` with words that say what to do; what was started is then still running.
    """

    def ready(name: str) -> bool:
        return is_ready(place, name)

    own = [name for name, ours in (("PostgreSQL", place.embedded_postgres), ("NATS", place.embedded_nats)) if ours]
    if own:
        say(f"Starting {' and '.join(own)} …")
    supervisor.start_stage(supervision.SERVERS, ready, timeout_s=_SERVER_START_S)
    if prepare_database(place):
        say("Brought the database schema up to date.")
    say("Starting the exchange and the counter …")
    supervisor.start_stage(supervision.TRADING, ready)
    say("Starting the gateway, the web server and the other workers …")
    supervisor.start_stage(supervision.EDGES, ready)
    after_start()
    supervisor.start_stage(supervision.DAY, ready)


def check_ports(place: Environment) -> None:
    """Raise `PortBusyError` unless our ports are free, or become so while an earlier run lets go of them."""
    environment.require_port(place.web_port, "TRADEHALL_WEB_PORT", "web pages", _PORT_PATIENCE_S)
    environment.require_port(place.gateway_port, "TRADEHALL_GATEWAY_PORT", "push gateway", _PORT_PATIENCE_S)


def check_outside_servers(place: Environment) -> None:
    """Raise `UnavailableError` when a server that a variable names does not answer; ours are started later."""
    if not place.embedded_postgres and not postgres_answers(place.database_url()):
        raise UnavailableError(_SILENT.format("PostgreSQL", "DATABASE_URL"))
    if not place.embedded_nats and not nats_answers(place.nats_url()):
        raise UnavailableError(_SILENT.format("NATS", "NATS_URL"))


class StopAsked(Exception):  # noqa: N818 -- a request, not an error
    """Somebody asked this process to stop: Ctrl-C, a closed terminal, or `kill`."""


def run_product(
    place: Environment, say: Say, after_start: Callable[[], None], announce: Callable[[], None], *, detach: bool
) -> None:
    """Start everything and announce it; without `detach` stay until asked to stop, then stop everything.

    Raises `ConflictError` when the product runs already, `StartError` when a process does not start or supervisor ends.
    """
    place.prepare()
    supervisor = Supervisor(place)
    if supervisor.is_up():
        raise ConflictError("The product runs already in this var folder; `tradehall status` shows it.")
    check_outside_servers(place)
    check_ports(place)
    _listen_for_stop()
    process = supervisor.launch(with_caller=not detach)
    try:
        bring_up(place, supervisor, say, after_start)
        announce()
    except StopAsked:
        _take_down(supervisor, process, say)
        return
    except BaseException:
        _take_down(supervisor, process, say)
        raise
    if not detach:
        _stay(place, supervisor, process, say)


def _stay(place: Environment, supervisor: Supervisor, process: "subprocess.Popen[bytes]", say: Say) -> None:
    try:
        while process.poll() is None:
            time.sleep(_WATCH_S)
    except StopAsked:
        _take_down(supervisor, process, say)
        return
    if process.returncode:
        raise StartError(f"Supervisor ended with code {process.returncode}; see {place.logs / 'supervisord.log'}.")


def _take_down(supervisor: Supervisor, process: "subprocess.Popen[bytes]", say: Say) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("Stopping …")
    try:
        supervisor.stop_all()
    except (OSError, http.client.HTTPException, TradehallError):  # Supervisor itself has gone: its children follow it.
        process.terminate()
    process.wait(60)
    say("Everything is stopped; the data is kept.")


def _listen_for_stop() -> None:
    def ask(_number: int, _frame: FrameType | None) -> None:
        raise StopAsked

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)


def _postgres_answers(place: Environment) -> bool:
    return bool(environment.read_port(place.postgres_port_file)) and postgres_answers(place.database_url())


def _settled(place: Environment, name: str) -> bool:
    states = {state.name: state for state in Supervisor(place).states()}
    return states[name].running and time.time() - states[name].started > _SETTLED_AFTER_S


def _socket_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
        except OSError:
            return False
        return True


def _page_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(environment.LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
