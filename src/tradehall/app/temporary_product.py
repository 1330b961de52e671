"""The whole product in a temporary var folder, with a day that moves only when told: for journeys and kill tests.

It runs exactly what `make run` runs. Nothing of the caller's environment decides where it lives or what it listens on.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tradehall.app import environment
from tradehall.app.environment import Environment
from tradehall.app.servers.process import processes_in, send
from tradehall.app.supervision import ProcessState, Supervisor

_COMMAND_S: Final = 180.0
_FOREIGN: Final = ("DATABASE_URL", "NATS_URL", "DJANGO_SETTINGS_MODULE", "DJANGO_SECRET_KEY")
# A day of 240 minutes stands still for a test; `advance` moves it, and no day follows by itself.
_MANUAL_CLOCK: Final = {"TRADEHALL_CLOCK": "compressed", "TRADEHALL_DAY_MINUTES": "240", "TRADEHALL_LOOP": "0"}


class TemporaryProduct:
    """A product of its own. `start` it, use it, `remove` it."""

    def __init__(self, **settings: str) -> None:
        # A short path: unix sockets have little room.
        self.var = Path(tempfile.mkdtemp(prefix="th-"))
        kept = {k: v for k, v in os.environ.items() if k not in _FOREIGN and not k.startswith("TRADEHALL_")}
        self.place = Environment(self.var, environment.free_port(), environment.free_port())
        self.settings = {
            **kept,
            "TRADEHALL_VAR": str(self.var),
            "TRADEHALL_WEB_PORT": str(self.place.web_port),
            "TRADEHALL_GATEWAY_PORT": str(self.place.gateway_port),
            **_MANUAL_CLOCK,
            **settings,
        }

    @property
    def url(self) -> str:
        """The site, without a slash at its end."""
        return f"http://{environment.LOOPBACK}:{self.place.web_port}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{environment.LOOPBACK}:{self.place.gateway_port}"

    @property
    def database_url(self) -> str:
        """The product's own database; it exists once the product has started."""
        password = self.place.secret("postgres_password")
        port = environment.read_port(self.place.postgres_port_file)
        return f"postgresql://tradehall:{password}@{environment.LOOPBACK}:{port}/{environment.DATABASE_NAME}"

    def start(self) -> None:
        """Start, or start again with the data that is there; returns when a trading day is open."""
        self.run("up", "--detach")

    def run(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command of the command line on this product. Raises `RuntimeError` with its words when it fails."""
        result = subprocess.run(
            [sys.executable, "-m", "tradehall.app.cli", *arguments],
            env=self.settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_COMMAND_S,
            check=False,
        )
        if check and result.returncode:
            raise RuntimeError(f"`tradehall {' '.join(arguments)}` failed:\n{result.stdout}{result.stderr}")
        return result

    def logins(self) -> dict[str, dict[str, Any]]:
        """The demo logins by user name; each has `password`, `role`, `name`, `account_id`."""
        rows = json.loads(self.place.demo_logins.read_text(encoding="utf-8"))
        return {row["user"]: row for row in rows}

    def advance(self, phase: str) -> None:
        """Move the day to the start of a phase, e.g. `morning`."""
        self.run("day", "advance", "--to", phase)

    def close_day(self) -> None:
        """Close the trading day and clear it."""
        self.run("day", "close")

    def open_day(self) -> None:
        """Open the next trading day."""
        self.run("day", "open")

    def process(self, name: str) -> ProcessState:
        """How one process stands."""
        return next(state for state in Supervisor(self.place).states() if state.name == name)

    def kill(self, name: str) -> int:
        """`kill -9` of one process; returns its process number."""
        pid = self.process(name).pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_all(self) -> None:
        """`kill -9` of everything at once, supervisor first so that it restarts nothing."""
        supervisor = int((self.place.run / "supervisord.pid").read_text(encoding="ascii"))
        workers = [state.pid for state in Supervisor(self.place).states() if state.pid]
        send([supervisor, *workers, *processes_in(self.place.postgres_folder / "data")], signal.SIGKILL)

    def remove(self) -> None:
        """Stop everything and delete the var folder."""
        try:
            if Supervisor(self.place).is_up():
                self.run("down")
        finally:
            if self.place.sockets != self.place.run:
                shutil.rmtree(self.place.sockets, ignore_errors=True)
            shutil.rmtree(self.var, ignore_errors=True)
