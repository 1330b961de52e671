"""The processes of a running product, under supervisor: its configuration, its control socket, start and stop in order.

Nothing starts by itself when supervisor starts: `start_stage` starts a stage and waits until each of its programs is
ready, so X
"""

import contextlib
import http.client
import os
import resource
import shlex
import signal
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from supervisor.xmlrpc import SupervisorTransport

from tradehall.app import environment
from tradehall.app.environment import Environment
from tradehall.app.errors import StartError
from tradehall.app.servers.process import die_with_parent
from tradehall.kernel.errors import UnavailableError

START_RETRIES: Final = 12
_PATIENCE_WITH_FAILURES_S: Final = 12.0
_DESCRIPTORS_WANTED: Final = 20_000
_RPC_DOWN = (OSError, http.client.HTTPException, xmlrpc.client.ProtocolError)


@dataclass(frozen=True, slots=True)
class Program:
    """One supervised process. `stop_s` is how long it may take to stop before it is killed."""

    name: str
    module: tuple[str, ...]
    stop_signal: str = "TERM"
    stop_s: int = 15


def _worker(name: str, *, stop_s: int = 15) -> Program:
    return Program(name, ("tradehall.app.cli", "worker", name), stop_s=stop_s)


SERVERS: Final = (
    Program("postgres", ("tradehall.app.servers.postgres",), stop_signal="INT", stop_s=60),
    Program("nats", ("tradehall.app.servers.nats",)),
)
TRADING: Final = (_worker("exchange", stop_s=30), _worker("counter", stop_s=30))
EDGES: Final = tuple(_worker(name) for name in ("projector", "quotes", "gateway", "web"))
DAY: Final = (_worker("day"),)
_IN_ORDER: Final = (*SERVERS, *TRADING, *EDGES, *DAY)
WORKER_NAMES: Final = tuple(p.name for p in (*TRADING, *EDGES, *DAY))


@dataclass(frozen=True, slots=True)
class ProcessState:
    """How one process stands, as supervisor tells it."""

    name: str
    state: str
    pid: int
    started: int
    """Unix time of its last start."""
    description: str

    @property
    def running(self) -> bool:
        return self.state == "RUNNING"


def programs(place: Environment) -> tuple[Program, ...]:
    """Every program of this product; servers that are used from elsewhere are left out."""
    embedded = {"postgres": place.embedded_postgres, "nats": place.embedded_nats}
    return tuple(p for p in _IN_ORDER if embedded.get(p.name, True))


def configuration(place: Environment) -> str:
    """Text of `supervisord.conf`. It holds no secret: workers read theirs from `var/secrets`."""
    hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    descriptors = _DESCRIPTORS_WANTED if hard_limit == resource.RLIM_INFINITY else min(hard_limit, _DESCRIPTORS_WANTED)
    head = f"""; Written at each `tradehall up`; change tradehall.app.supervision, not this file.
[unix_http_server]
file={_escaped(place.socket_path("supervisor"))}
chmod=0600

[supervisord]
nodaemon=true
silent=true
identifier=tradehall
logfile={_escaped(place.logs / "supervisord.log")}
logfile_maxbytes=5MB
logfile_backups=2
pidfile={_escaped(place.run / "supervisord.pid")}
childlogdir={_escaped(place.logs)}
minfds={descriptors}
minprocs=200
{"user=root" if os.getuid() == 0 else ""}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
    return head + "".join(_section(place, p, priority) for priority, p in enumerate(programs(place), start=1))


def _section(place: Environment, program: Program, priority: int) -> str:
    command = shlex.join([sys.executable, "-m", *program.module])
    return f"""
[program:{program.name}]
command={_escaped(command)}
priority={priority}
autostart=false
autorestart=true
startsecs=1
startretries={START_RETRIES}
stopsignal={program.stop_signal}
stopwaitsecs={program.stop_s}
killasgroup=true
redirect_stderr=true
stdout_logfile={_escaped(place.logs / f"{program.name}.log")}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


def _escaped(value: object) -> str:
    return str(value).replace("%", "%%")


class Supervisor:
    """Control of the supervisor of one var folder, over its unix socket."""

    def __init__(self, place: Environment) -> None:
        self.place = place

    @property
    def _rpc(self) -> Any:
        address = f"unix://{self.place.socket_path('supervisor')}"
        transport = SupervisorTransport(None, None, serverurl=address)
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def is_up(self) -> bool:
        """Whether supervisor answers on its socket."""
        try:
            return bool(self._rpc.getState()["statename"] in {"RUNNING", "RESTARTING"})
        except _RPC_DOWN:
            return False

    def states(self) -> list[ProcessState]:
        """Every process, in the order of start. Raises `UnavailableError` when supervisor does not answer."""
        try:
            found = self._rpc.getAllProcessInfo()
        except _RPC_DOWN as error:
            raise UnavailableError(
                "The product is not running in this var folder; start it with `make run`."
            ) from error
        states = {
            row["name"]: ProcessState(row["name"], row["statename"], row["pid"], row["start"], row["description"])
            for row in found
        }
        return [states[p.name] for p in _IN_ORDER if p.name in states]

    def _known(self, stage: Iterable[Program]) -> list[str]:
        """Names of a stage that this supervisor runs: servers that are used from elsewhere are not among them."""
        names = {row["name"] for row in self._rpc.getAllProcessInfo()}
        return [p.name for p in stage if p.name in names]

    def launch(self, *, with_caller: bool) -> "subprocess.Popen[bytes]":
        """Start supervisor itself. With `with_caller` it ends when the caller's process ends, however that happens."""
        file = self.place.var / "supervisord.conf"
        environment.write_text(file, configuration(self.place))
        self.place.socket_path("supervisor").unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(file)],
            cwd=self.place.var,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.place.logs / "supervisord.err").open("wb"),
            start_new_session=True,  # Ctrl-C is for us: we stop the processes in order.
            preexec_fn=(lambda: die_with_parent(signal.SIGTERM)) if with_caller else None,  # noqa: PLW1509 -- no threads
        )
        deadline = time.monotonic() + 15
        while not self.is_up():
            if process.poll() is not None or time.monotonic() > deadline:
                words = (self.place.logs / "supervisord.err").read_text(encoding="utf-8", errors="replace")
                raise StartError(f"supervisor did not start: {words.strip() or 'see ' + str(self.place.logs)}")
            time.sleep(0.05)
        return process

    def start_stage(self, stage: Iterable[Program], ready: Callable[[str], bool], *, timeout_s: float = 60.0) -> None:
        """Start the programs of a stage at once and wait until all are ready. Raises `StartError`."""
        waiting = self._known(stage)
        for name in waiting:
            with contextlib.suppress(xmlrpc.client.Fault):  # Running already.
                self._rpc.startProcess(name, False)
        begun = time.monotonic()
        while waiting := [name for name in waiting if not self._is_ready(name, ready, time.monotonic() - begun)]:
            if time.monotonic() - begun > timeout_s:
                raise StartError(
                    f"{waiting[0]} was not ready after {timeout_s:.0f} seconds.\n{self.last_lines(waiting[0])}"
                )
            time.sleep(0.05)

    def _is_ready(self, name: str, ready: Callable[[str], bool], waited_s: float) -> bool:
        state = self._rpc.getProcessInfo(name)["statename"]
        if state in {"FATAL", "EXITED", "STOPPED"} or (state == "BACKOFF" and waited_s > _PATIENCE_WITH_FAILURES_S):
            raise StartError(f"{name} did not start.\n{self.last_lines(name)}")
        return state in {"STARTING", "RUNNING"} and ready(name)

    def stop_all(self) -> None:
        """Stop every process, edges first and servers last, then supervisor itself. Returns when all are gone."""
        self.stop_stages(DAY, EDGES, TRADING, SERVERS[1:], SERVERS[:1])
        pid = self._rpc.getPID()
        with contextlib.suppress(*_RPC_DOWN):
            self._rpc.shutdown()
        deadline = time.monotonic() + 15
        while _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)

    def stop_stages(self, *stages: Iterable[Program]) -> None:
        """Stop stage after stage, the programs of each at once. Returns when all of them are gone."""
        for stage in stages:
            names = self._known(stage)
            for name in names:
                with contextlib.suppress(xmlrpc.client.Fault):  # Not running.
                    self._rpc.stopProcess(name, False)
            while any(self._rpc.getProcessInfo(n)["statename"] in {"STOPPING", "STARTING", "RUNNING"} for n in names):
                time.sleep(0.05)

    def start(self, name: str) -> None:
        """Start one process. Raises `UnavailableError` with supervisor's words."""
        self._change("startProcess", name)

    def stop(self, name: str) -> None:
        """Stop one process and wait for it. Raises `UnavailableError` with supervisor's words."""
        self._change("stopProcess", name)

    def _change(self, method: str, name: str) -> None:
        try:
            getattr(self._rpc, method)(name)
        except xmlrpc.client.Fault as fault:
            raise UnavailableError(f"{name}: {fault.faultString}") from fault
        except _RPC_DOWN as error:
            raise UnavailableError("Supervisor does not answer; is the product running?") from error

    def last_lines(self, name: str, lines: int = 15) -> str:
        """The end of a process's log, with the path of the whole."""
        file = self.place.logs / f"{name}.log"
        return f"Last lines of {file}:\n" + "\n".join(_tail(file, lines))


def _tail(file: Path, lines: int) -> list[str]:
    if not file.exists():
        return ["(empty)"]
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - 16_384))
        return stream.read().decode("utf-8", "replace").splitlines()[-lines:]


def _alive(pid: int) -> bool:
    """Whether a process runs still; one that has ended and waits for its parent counts as gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}
