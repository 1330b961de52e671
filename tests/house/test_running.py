"""Start, stop and be killed: whatever dies, the next start comes up at once with everything that was acknowledged."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tradehall.app import environment
from tradehall.app.servers.process import processes_in
from tradehall.app.supervision import Supervisor
from tradehall.app.temporary_product import TemporaryProduct


def _processes_of(product: TemporaryProduct) -> list[int]:
    """Every process that was started for this product's var folder."""
    mark = f"TRADEHALL_VAR={product.var}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return sorted({*found, *processes_in(product.place.postgres_folder / "data")})


def _journal(product: TemporaryProduct) -> int:
    with psycopg.connect(product.database_url) as connection:
        row = connection.execute("select coalesce(max(first_seq + count - 1), 0) from journal").fetchone()
    assert row is not None
    return row[0]


def _wait(condition, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.mark.kill
@pytest.mark.slow
def test_kill_of_everything_followed_by_a_start_loses_nothing(fresh_stack):
    fresh_stack.advance("morning")
    before = _journal(fresh_stack)

    fresh_stack.kill_all()
    fresh_stack.start()

    assert before > 0
    assert _journal(fresh_stack) >= before
    assert "Both are the same." in fresh_stack.run("replay").stdout
    assert fresh_stack.run("status").returncode == 0


@pytest.mark.kill
@pytest.mark.slow
def test_kill_of_supervisor_leaves_no_orphan_and_the_next_start_works_at_once(fresh_stack):
    os.kill(int((fresh_stack.place.run / "supervisord.pid").read_text()), signal.SIGKILL)

    fresh_stack.start()

    states = Supervisor(fresh_stack.place).states()
    assert [state.state for state in states] == ["RUNNING"] * 9
    fresh_stack.run("down")
    _wait(lambda: not _processes_of(fresh_stack), 10, "processes were left after `down`")


@pytest.fixture(scope="module")
def wounded() -> Iterator[TemporaryProduct]:
    """A product whose processes are killed one after another."""
    made = TemporaryProduct()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["postgres", "nats", "counter", "exchange", "projector", "quotes", "gateway", "web", "day"]
)
def test_a_killed_process_comes_back_by_itself(wounded, name):
    pid = wounded.kill(name)

    _wait(lambda: wounded.process(name).running and wounded.process(name).pid != pid, 20, f"{name} did not come back")
    _wait(lambda: wounded.run("status", check=False).returncode == 0, 40, f"not healthy after the kill of {name}")


@pytest.fixture
def product():
    """A product that has not been started."""
    made = TemporaryProduct()
    yield made
    made.remove()


@pytest.mark.slow
def test_ctrl_c_stops_everything_and_the_exit_code_is_zero(product):
    running = subprocess.Popen(
        [sys.executable, "-m", "tradehall.app.cli", "up"],
        env=product.settings,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    printed = []
    for line in running.stdout:
        printed.append(line.strip())
        if line.startswith("Press Ctrl-C"):
            break

    os.killpg(running.pid, signal.SIGINT)
    rest = running.stdout.read()

    assert running.wait(60) == 0
    assert f"site and terminal   {product.url}/" in printed
    assert any(line.startswith("client    client.zhang") for line in printed)
    assert "Everything is stopped; the data is kept." in rest
    assert _processes_of(product) == []
    assert product.place.demo_logins.stat().st_mode & 0o777 == 0o600


def test_a_busy_port_is_named_with_what_to_set(product):
    with socket.socket() as taken:
        taken.bind((environment.LOOPBACK, product.place.web_port))
        taken.listen()
        result = product.run("up", "--detach", check=False)

    assert result.returncode == 1
    assert f"Port {product.place.web_port} (web pages) was busy" in result.stderr
    assert "TRADEHALL_WEB_PORT" in result.stderr


def test_status_says_that_nothing_runs_and_how_to_start_it(product):
    result = product.run("status", check=False)

    assert result.returncode == 3
    assert "start it with `make run`" in result.stdout
