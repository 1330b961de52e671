"""The configuration that supervisor is given."""

import configparser

import pytest

from tradehall.app import supervision
from tradehall.app.environment import Environment
from tradehall.app.supervision import ProcessState, Supervisor
from tradehall.kernel.errors import UnavailableError


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("NATS_URL", raising=False)
    return Environment(tmp_path / "100%", 8000, 8001)


def _parsed(place):
    found = configparser.RawConfigParser()
    found.read_string(supervision.configuration(place))
    return found


def test_every_program_is_there_in_the_order_of_start(place):
    programs = [name.removeprefix("program:") for name in _parsed(place).sections() if name.startswith("program:")]

    assert programs == ["postgres", "nats", "exchange", "counter", "projector", "quotes", "gateway", "web", "day"]


def test_servers_that_are_used_from_elsewhere_are_left_out(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/house")
    monkeypatch.setenv("NATS_URL", "nats://elsewhere:4222")

    programs = [program.name for program in supervision.programs(place)]

    assert programs == ["exchange", "counter", "projector", "quotes", "gateway", "web", "day"]


def test_programs_wait_for_their_stage_and_stop_as_they_need(place):
    parsed = _parsed(place)

    assert parsed["program:postgres"]["stopsignal"] == "INT"
    assert parsed["program:postgres"]["stopwaitsecs"] == "60"
    assert parsed["program:counter"]["autostart"] == "false"
    assert parsed["program:counter"]["autorestart"] == "true"
    assert parsed["program:counter"]["startretries"] == str(supervision.START_RETRIES)
    assert parsed["unix_http_server"]["chmod"] == "0600"


def test_a_percent_sign_in_a_path_is_escaped(place):
    assert "/100%%/log/web.log" in _parsed(place)["program:web"]["stdout_logfile"]


def test_the_configuration_holds_no_secret(place):
    place.prepare()
    password = place.secret("postgres_password")

    assert password not in supervision.configuration(place)


def test_without_supervisor_the_words_say_how_to_start(place):
    supervisor = Supervisor(place)

    assert not supervisor.is_up()
    with pytest.raises(UnavailableError, match="start it with `make run`"):
        supervisor.states()


def test_only_a_running_process_counts_as_running():
    assert ProcessState("web", "RUNNING", 1, 0, "").running
    assert not ProcessState("web", "BACKOFF", 0, 0, "").running
