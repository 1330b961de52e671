"""A running trading plane for tests: its own database, its workers as processes that can be killed and come back."""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psycopg

from tradehall.contracts.enums import Phase
from tradehall.kernel.errors import UnavailableError
from tradehall.trading_runtime.client import ControlConnection, CounterConnection

ROOT = Path(__file__).resolve().parents[2]
READY_S = 20.0

_WORKER = """
import sys
import msgspec
from tradehall.trading_runtime import facade
from tradehall.trading_runtime.contracts import SnapshotPolicy
kind, settings = sys.argv[1], msgspec.json.decode(sys.argv[2])
policy = settings.pop("policy", None)
if policy is not None:
    settings["snapshots"] = SnapshotPolicy(**policy)
if kind == "counter":
    facade.run_counter(facade.CounterConfig(**settings))
elif kind == "exchange":
    facade.run_exchange(facade.ExchangeConfig(**settings))
else:
    facade.run_projector(facade.ProjectorConfig(**settings))
"""


def make_database(server: str) -> str:
    """A fresh database with the runtime's tables on the server of `server`; returns its address."""
    name = f"runtime_{secrets.token_hex(5)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    dsn = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v", "0"],
        env={
            **os.environ,
            "DATABASE_URL": dsn,
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": str(Path(__file__).parent),
        },
        check=True,
        cwd=ROOT,
    )
    return dsn


def drop_database(server: str, dsn: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{urlsplit(dsn).path.lstrip("/")}" WITH (FORCE)')


def empty_database(dsn: str) -> None:
    """Forget everything in a database of `make_database`."""
    tables = (
        "fence, journal, venue_journal, snapshot, projector_position, trading_account, trading_cash, trading_position, "
        "trading_order, trading_fill, cash_entry, account_event, trading_day, venue_trade"
    )
    with psycopg.connect(dsn) as connection:
        connection.execute(f"TRUNCATE {tables}")


class Stack:
    """Counter, exchange and projector of one database; those in `keep_alive` are started again when they end."""

    def __init__(self, dsn: str, folder: Path, **settings: dict[str, object]) -> None:
        self.dsn = dsn
        self.folder = folder
        self.counter_socket = str(folder / "counter.sock")
        self.link_socket = str(folder / "link.sock")
        self.control_socket = str(folder / "control.sock")
        self.settings = {
            "counter": {
                "dsn": dsn,
                "socket_path": self.counter_socket,
                "link_socket": self.link_socket,
                "control_socket": self.control_socket,
            },
            "exchange": {"dsn": dsn, "link_socket": self.link_socket, "control_socket": self.control_socket},
            "projector": {"dsn": dsn, "poll_s": 0.05},
        }
        for kind, more in settings.items():
            self.settings[kind] |= more
        self.counter = CounterConnection(self.counter_socket)
        self.control = ControlConnection(self.control_socket)
        self.keep_alive: set[str] = set()
        self.exit_codes: list[tuple[str, int]] = []
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.RLock()
        self._watching = threading.Event()
        self._watcher: threading.Thread | None = None

    # Processes -------------------------------------------------------------------------------------

    def start(self, *kinds: str) -> "Stack":
        with self._lock:
            for kind in kinds:
                self._spawn(kind)
        for kind in kinds:
            self.wait_ready(kind)
        return self

    def _spawn(self, kind: str) -> None:
        log = (self.folder / f"{kind}.log").open("ab")
        self._processes[kind] = subprocess.Popen(
            [sys.executable, "-c", _WORKER, kind, msgspec.json.encode(self.settings[kind]).decode()],
            stderr=log,
            stdout=log,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
        )
        log.close()

    def wait_ready(self, kind: str) -> None:
        if kind == "counter":
            self.until(lambda: self.counter.status().fence > 0, "the counter is ready")
        elif kind == "exchange":
            self.until(lambda: self.control.clock().wall_at > 0, "the exchange is ready")
        elif kind == "projector":
            self.until(self._projector_connected, "the projector is ready")

    def _projector_connected(self) -> bool:
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tradehall projector' "
                "AND datname = current_database()"
            ).fetchone()
        return row is not None and row[0] > 0

    def kill(self, *kinds: str, how: int = signal.SIGKILL) -> None:
        """Send a signal to workers at once; with SIGKILL nothing of them runs any more when this returns."""
        with self._lock:
            chosen = [self._processes[kind] for kind in kinds]
            for process in chosen:
                process.send_signal(how)
            if how == signal.SIGKILL:
                for process in chosen:
                    process.wait()

    def stop(self, kind: str) -> int:
        """A clean stop; returns the exit code."""
        with self._lock:
            self.keep_alive.discard(kind)
            process = self._processes.pop(kind)
        process.terminate()
        return process.wait(15)

    def wait_exit(self, kind: str, timeout_s: float = 10.0) -> int:
        return self._processes[kind].wait(timeout_s)

    def watch(self, *kinds: str) -> None:
        """Start workers again when they end, as their supervisor does."""
        self.keep_alive |= set(kinds)
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        while not self._watching.wait(0.05):
            with self._lock:
                for kind in self.keep_alive:
                    code = self._processes[kind].poll()
                    if code is not None:
                        self.exit_codes.append((kind, code))
                        self._spawn(kind)

    def close(self) -> None:
        self._watching.set()
        if self._watcher is not None:
            self._watcher.join()
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()
        self.counter.close()
        self.control.close()

    def cut_database_lines(self, application: str) -> int:
        """End the server's side of connections of `application`; returns how many there were."""
        with psycopg.connect(self.dsn) as connection:
            return len(
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = %s AND datname = current_database()",
                    (application,),
                ).fetchall()
            )

    # Waiting ---------------------------------------------------------------------------------------

    def until(self, condition, words: str, timeout_s: float = READY_S) -> None:
        """Wait for a condition; a part that does not answer yet counts as false."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except UnavailableError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"within {timeout_s} s it did not come true that {words}\n{self.logs()}")

    def logs(self) -> str:
        return "\n".join(f"{file.name}:\n{file.read_text()[-3000:]}" for file in sorted(self.folder.glob("*.log")))

    def jump(self, phase: Phase) -> None:
        """Move the clock to a phase and wait until the counter has heard of it."""
        assert self.control.control(to_phase=phase, speed_milli=-1).result == 0
        self.until(lambda: self.counter.status().phase == phase, f"the counter is in {phase.name}")
