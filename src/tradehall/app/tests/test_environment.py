"""Places, ports, sockets and secrets of one var folder."""

import os
import socket
import stat

import pytest

from tradehall.app import environment
from tradehall.app.environment import Environment
from tradehall.app.errors import PortBusyError, SettingError
from tradehall.kernel.errors import UnavailableError


@pytest.fixture
def place(tmp_path):
    found = Environment(tmp_path / "var", 8000, 8001)
    found.prepare()
    return found


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind((environment.LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_variables_name_the_folder_and_the_ports(monkeypatch, tmp_path):
    monkeypatch.setenv("TRADEHALL_VAR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TRADEHALL_WEB_PORT", "8100")
    monkeypatch.delenv("TRADEHALL_GATEWAY_PORT", raising=False)

    assert environment.current() == Environment(tmp_path / "elsewhere", 8100, 8001)


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv("TRADEHALL_WEB_PORT", text)
    with pytest.raises(SettingError, match=f"TRADEHALL_WEB_PORT must be a port number .* it was '{text}'"):
        environment.current()


def test_a_secret_is_made_once_and_is_the_owners(place):
    first = place.secret("key")

    assert place.secret("key") == first
    assert len(first) == 43
    assert stat.S_IMODE((place.secrets / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.secrets.stat().st_mode) == 0o700


def test_sockets_stand_in_var_while_their_paths_are_short(place):
    if len(os.fsencode(place.run / "exchange-control.sock")) > environment.SOCKET_PATH_MAX:
        pytest.skip("the temporary folder of this machine has a long path itself")
    assert place.socket_path("counter") == place.run / "counter.sock"


def test_a_long_path_moves_the_sockets_to_a_private_folder(tmp_path):
    deep = Environment(tmp_path / ("x" * 90) / "var", 8000, 8001)
    deep.prepare()
    try:
        assert deep.sockets != deep.run
        assert len(os.fsencode(deep.socket_path("exchange-control"))) <= environment.SOCKET_PATH_MAX
        assert stat.S_IMODE(deep.sockets.stat().st_mode) == 0o700
        deep.sockets.chmod(0o755)
        with pytest.raises(SettingError, match="must be a folder of your own with mode 0700"):
            deep.prepare()
    finally:
        deep.sockets.rmdir()


def test_a_busy_port_is_named_with_the_variable(taken_port):
    with pytest.raises(PortBusyError, match=f"Port {taken_port} .web pages. was busy.*TRADEHALL_WEB_PORT"):
        environment.require_port(taken_port, "TRADEHALL_WEB_PORT", "web pages")


def test_a_stored_port_is_kept_while_it_is_free(tmp_path, taken_port):
    file = tmp_path / "port"

    kept = environment.stored_port(file)
    assert environment.stored_port(file) == kept

    environment.write_text(file, str(taken_port))
    moved = environment.stored_port(file)
    assert moved != taken_port
    assert environment.read_port(file) == moved


def test_the_database_of_the_caller_wins(monkeypatch, place):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example/house")
    assert place.database_url() == "postgresql://me@db.example/house"
    assert not place.embedded_postgres


def test_the_embedded_address_needs_a_started_server(monkeypatch, place):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(UnavailableError, match="PostgreSQL server has not been started yet"):
        place.database_url()

    environment.write_text(place.postgres_port_file, "5555\n")
    password = place.secret("postgres_password")
    assert place.database_url() == f"postgresql://tradehall:{password}@127.0.0.1:5555/tradehall"


def test_the_embedded_bus_asks_for_its_own_secret(monkeypatch, place):
    monkeypatch.delenv("NATS_URL", raising=False)
    environment.write_text(place.nats_port_file, "4555\n")
    assert place.nats_url() == f"nats://tradehall:{place.secret('nats_password')}@127.0.0.1:4555"
