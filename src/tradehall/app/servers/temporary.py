"""Servers that live as long as a test run or a bench: in a temporary folder, on a free port, gone afterwards."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradehall.app import environment
from tradehall.app.servers.readiness import ensure_database, postgres_answers, wait_until

_START_S = 30.0
_STOP_S = 20.0


class TemporaryServers:
    """A folder of its own with PostgreSQL, and NATS when asked for. Call `stop` when done."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tradehall-servers-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        self.place = environment.Environment(var=self.folder, web_port=0, gateway_port=0)
        self.place.prepare()

    def start_postgres(self) -> str:
        """Start PostgreSQL; returns the address of an empty database of a new name."""
        password = self.place.secret("postgres_password")
        self._start("postgres")
        port_file = self.place.postgres_port_file
        wait_until(lambda: self._alive() and environment.read_port(port_file) > 0, "PostgreSQL", _START_S)
        port, name = environment.read_port(port_file), f"tradehall_{secrets.token_hex(4)}"
        url = f"postgresql://tradehall:{password}@{environment.LOOPBACK}:{port}/{name}"
        wait_until(lambda: self._alive() and postgres_answers(url), "PostgreSQL", _START_S)
        ensure_database(url)
        return url

    def start_nats(self) -> str:
        """Start NATS; returns its address."""
        self._start("nats")
        port_file = self.place.nats_port_file
        wait_until(lambda: environment.port_answers(environment.read_port(port_file)), "NATS", _START_S)
        return self.place.nats_url()

    def stop(self) -> None:
        """Stop what was started and remove the folder."""
        for process in reversed(self._processes):
            process.send_signal(signal.SIGINT)  # For PostgreSQL the fast shutdown: it does not wait for clients.
        for process in reversed(self._processes):
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, server: str) -> None:
        # Nothing survives a test run, so it need not wait for the disk; the product itself always does.
        options = ["--set", "fsync=off", "--set", "full_page_writes=off"] if server == "postgres" else []
        process = subprocess.Popen(
            [sys.executable, "-m", f"tradehall.app.servers.{server}", *options],
            env={**os.environ, "TRADEHALL_VAR": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / f"{server}.log").open("wb"),
            start_new_session=True,  # Ctrl-C reaches the test run first, which then stops its servers.
        )
        self._processes.append(process)

    def _alive(self) -> bool:
        for process in self._processes:
            if process.poll() is not None:
                log = (self.folder / "postgres.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"a server ended at its start with code {process.returncode}:\n{log}")
        return True


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    servers = TemporaryServers()
    try:
        yield servers.start_postgres()
    finally:
        servers.stop()


@contextmanager
def temporary_nats() -> Iterator[str]:
    """The address of a NATS server that is gone afterwards."""
    servers = TemporaryServers()
    try:
        yield servers.start_nats()
    finally:
        servers.stop()
