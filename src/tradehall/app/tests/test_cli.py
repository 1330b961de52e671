"""The command line: help for strangers, errors with codes and advice, exit codes."""

import pytest
from click.testing import CliRunner

from tradehall.app.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEHALL_VAR", str(tmp_path / "var"))
    return lambda *arguments: CliRunner().invoke(main, arguments)


COMMANDS = [
    ("up",), ("down",), ("status",), ("worker",), ("reset",), ("doctor",), ("replay",), ("generate",), ("new-room",),
    ("demo", "load"), ("day", "status"), ("day", "advance"), ("day", "close"), ("day", "open"), ("exchange", "replay"),
    ("import", "szse-dbf"), ("import", "sse-text"), ("import", "tdx-day"), ("import", "tdx-minute"),
    ("user", "create"), ("user", "password"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(run, command):
    result = run(*command, "--help")

    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {' '.join(command)}")
    assert len(result.output.split("\n\n")[1].strip()) > 20


def test_the_list_of_commands_is_whole(run):
    listed = run("--help").output.partition("Commands:")[2]
    assert [name for name in {command[0] for command in COMMANDS} if f"  {name} " not in listed] == []


def test_an_unknown_worker_is_a_wrong_call(run):
    result = run("worker", "cashier")
    assert result.exit_code == 2
    assert "'cashier' is not one of" in result.output


def test_down_is_content_when_nothing_runs(run):
    result = run("down")
    assert (result.exit_code, result.output) == (0, "The product was not running.\n")


def test_status_has_its_own_code_when_nothing_runs(run):
    assert run("status").exit_code == 3


def test_the_demo_asks_for_a_running_product(run):
    result = run("demo", "load")
    assert result.exit_code == 3
    assert result.output.startswith("TH-0005: The demo needs the counter: start the product first")


def test_reset_leaves_a_folder_that_is_not_ours(run, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/letters.txt").write_text("mine", encoding="utf-8")

    result = run("reset", "--yes")

    assert result.exit_code == 1
    assert "does not look like a var folder of ours" in result.output
    assert (tmp_path / "var/letters.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lin", "--role", "broker"), "needs --broker-no"),
        (("lin", "--role", "client", "--client-no", "1", "--broker-no", "2"), "--broker-no does not belong"),
        (("lin", "--role", "broker", "--broker-no", "B1", "--staff"), "--staff does not belong"),
    ],
)
def test_a_user_gets_exactly_what_its_role_needs(run, arguments, words):
    result = run("user", "create", *arguments)
    assert result.exit_code == 1
    assert words in result.output


def test_a_missing_flow_file_is_named(run, tmp_path):
    result = run("exchange", "replay", str(tmp_path / "no.csv"), "--venue", "SSE", "--trades", str(tmp_path / "t.csv"))
    assert result.exit_code == 1
    assert "no.csv" in result.output
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.parametrize("command", [("day", "status"), ("day", "open"), ("replay",), ("user", "password", "lin")])
def test_what_needs_the_product_says_how_to_start_it(run, command, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    result = run(*command)
    assert result.exit_code == 3
    assert "start it with `tradehall up --detach`" in result.output


def test_the_trades_never_replace_the_flow(run, tmp_path):
    flow = tmp_path / "flow.csv"
    flow.write_text("seq\n", encoding="utf-8")
    result = run("exchange", "replay", str(flow), "--venue", "SSE", "--trades", str(flow))
    assert (result.exit_code, flow.read_text(encoding="utf-8")) == (1, "seq\n")
    assert "is an input of this replay" in result.output


def test_the_columns_of_a_replay_stand_on_their_lines(run):
    assert "  FLOW.csv         seq,time,security_id" in run("exchange", "replay", "--help").output


@pytest.mark.parametrize(
    ("variable", "address", "server"),
    [
        ("DATABASE_URL", "postgresql://me@127.0.0.1:1/house", "PostgreSQL"),
        ("NATS_URL", "nats://127.0.0.1:1,nats://localhost:1", "NATS"),
    ],
)
def test_an_outside_server_that_does_not_answer_is_named_before_anything_starts(
    run, monkeypatch, variable, address, server
):
    monkeypatch.setenv(variable, address)
    result = run("up", "--detach")
    assert result.exit_code == 1
    assert f"{server} of {variable} does not answer: start that server, or correct the variable." in result.output
    assert "Starting" not in result.output
