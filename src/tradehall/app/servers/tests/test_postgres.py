"""The embedded PostgreSQL under its launcher: never root, and up at once after any kill."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tradehall.app import environment
from tradehall.app.environment import Environment
from tradehall.app.servers.process import processes_in
from tradehall.app.servers.readiness import ensure_database, maintenance_url, postgres_answers

# Stands for supervisor: its child is the launcher, which becomes the server.
PARENT = (
    "import subprocess, sys;"
    "child = subprocess.Popen([sys.executable, '-m', 'tradehall.app.servers.postgres']);"
    "print(child.pid, flush=True); child.wait()"
)


class Server:
    """The launcher under a parent that can be killed."""

    def __init__(self, place):
        self.place = place
        self.parent = None
        self.pid = 0

    @property
    def url(self):
        password = self.place.secret("postgres_password")
        port = environment.read_port(self.place.postgres_port_file)
        return f"postgresql://tradehall:{password}@127.0.0.1:{port}/house"

    def start(self):
        self.parent = subprocess.Popen(
            [sys.executable, "-c", PARENT],
            env={**os.environ, "TRADEHALL_VAR": str(self.place.var)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.parent.stdout is not None
        self.pid = int(self.parent.stdout.readline())
        deadline = time.monotonic() + 30
        while not (environment.read_port(self.place.postgres_port_file) and postgres_answers(self.url)):
            assert time.monotonic() < deadline, "PostgreSQL did not come up"
            time.sleep(0.02)
        ensure_database(self.url)

    def stop(self):
        if self.parent is None:
            return
        self.parent.kill()
        self.parent.wait()
        self.parent.stdout.close()
        deadline = time.monotonic() + 20
        while processes_in(self.place.postgres_folder / "data"):
            assert time.monotonic() < deadline, "PostgreSQL outlived its parent"
            time.sleep(0.02)

    def query(self, text):
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(text)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def closed_folder(tmp_path):
    """A folder that only its owner may enter, as a clone below a home folder is."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def server(closed_folder):
    place = Environment(closed_folder / "var", 0, 0)
    place.prepare()
    found = Server(place)
    found.start()
    yield found
    found.stop()


def test_the_server_is_what_was_asked_for(server):
    ((encoding, provider, locale, collation),) = server.query(
        "select pg_encoding_to_char(encoding), datlocprovider, datlocale, 'ä' < 'z' from pg_database"
        " where datname = 'house'"
    )
    assert (encoding, provider, locale, collation) == ("UTF8", "b", "C.UTF-8", False)
    settings = dict(server.query("select name, setting from pg_settings where name in ('fsync', 'max_connections')"))
    assert settings == {"fsync": "on", "max_connections": "200"}
    assert server.query("select setting::int / 1000 from pg_settings where name = 'server_version_num'") == [(180,)]


def test_it_is_a_direct_child_and_never_root(server):
    lines = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8").splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)

    assert status["Name"] == "postgres"
    assert int(status["PPid"]) == server.parent.pid
    assert "0" not in status["Uid"].split()


def test_no_folder_above_its_own_changes_its_mode(server, closed_folder, tmp_path):
    assert stat.S_IMODE(closed_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.place.postgres_folder.stat().st_mode) == 0o700
    assert tmp_path.stat().st_uid == os.getuid()
    assert server.place.var.stat().st_uid == os.getuid()


@pytest.mark.kill
@pytest.mark.parametrize("victims", ["server", "parent", "both", "parent of a server that hangs"])
def test_a_kill_loses_nothing_and_the_next_start_is_at_once(server, victims):
    server.query("create table kept (n int)")
    server.query("insert into kept values (1), (2), (3)")

    if victims == "parent of a server that hangs":
        os.kill(server.pid, signal.SIGSTOP)
    if victims in {"server", "both"}:
        os.kill(server.pid, signal.SIGKILL)
    if victims != "server":
        server.parent.kill()
    if victims == "parent of a server that hangs":
        os.kill(server.pid, signal.SIGCONT)
    server.parent.wait()
    server.parent.stdout.close()
    server.start()

    assert server.query("select n from kept order by n") == [(1,), (2,), (3,)]


@pytest.mark.kill
def test_a_stale_pid_file_that_names_another_process_is_no_obstacle(server):
    server.query("create table kept (n int)")
    server.stop()
    stale = server.place.postgres_folder / "data/postmaster.pid"
    stale.write_text(f"{os.getpid()}\n", encoding="ascii")

    server.start()

    assert server.query("select count(*) from kept") == [(0,)]


def test_an_interrupted_initialisation_is_begun_anew(closed_folder):
    place = Environment(closed_folder / "var", 0, 0)
    place.prepare()
    half = place.postgres_folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18", encoding="ascii")
    server = Server(place)
    server.start()
    try:
        assert server.query("select 1") == [(1,)]
        assert not half.exists()
    finally:
        server.stop()


def test_the_maintenance_address_keeps_the_rest():
    assert maintenance_url("postgresql://u:p@h:1/house") == "postgresql://u:p@h:1/postgres"
