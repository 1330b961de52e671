"""The operator's pages."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from tradehall.business.identity.models import SignInRecord, User
from tradehall.clearing import facade as clearing
from tradehall.clearing.contracts import (
    Difference,
    HouseEntryView,
    ProofView,
    RunDetail,
    RunReport,
    RunStatus,
    RunSummary,
    StepStatus,
    StepView,
)
from tradehall.contracts.clock import ClockState
from tradehall.contracts.enums import ClockMode, DayStage, Phase
from tradehall.contracts.shard import ClockReply
from tradehall.kernel.results import ResultCode
from tradehall.ops_monitoring import queries
from tradehall.ops_monitoring.models import DayAction
from tradehall.ops_monitoring.ports import ServiceState
from tradehall.trading_runtime import facade as runtime

PAGES = ("/control/", "/control/clearing/", "/control/clearing/20260105/", "/control/sign-ins/")


def clock(phase: Phase) -> ClockState:
    return ClockState(
        mode=ClockMode.COMPRESSED,
        trading_date=20260105,
        phase=phase,
        stage=DayStage.OPEN,
        market_at=0,
        wall_at=0,
        speed_milli=1000,
        next_phase=Phase(phase + 1),
        next_phase_at=0,
        looping=False,
    )


class Services:
    def states(self):
        return (ServiceState(name="counter", state="FATAL", is_running=False, pid=0, since=None),)


@pytest.fixture(autouse=True)
def services(settings, monkeypatch):
    settings.OPS_SERVICES_PORT = f"{Services.__module__}.Services"
    monkeypatch.setattr(queries, "services", Services)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_operators(firm, client, page):
    assert client.get(page)["Location"].startswith("/accounts/login/")
    for user in (firm.ann, firm.broker):
        assert firm.browser(user).get(page).status_code == 403


def test_control_page_says_what_does_not_answer(firm):
    response = firm.browser(firm.head).get("/control/")
    words = response.content.decode()
    assert response.status_code == 200
    assert "The exchange does not answer." in words
    assert "The counter does not answer." in words
    assert "FATAL" in words


def test_control_page_shows_the_clock_and_renews_its_live_half(firm, monkeypatch):
    monkeypatch.setattr(runtime, "clock", lambda: clock(Phase.CONT_AM))
    browser = firm.browser(firm.head)
    words = browser.get("/control/").content.decode()
    assert "Morning trading" in words
    assert 'value="6"' in words  # BREAK may be jumped to,
    assert 'value="4"' not in words  # PRE_CONT has passed.
    live = browser.get("/control/?part=day").content.decode()
    assert "Morning trading" in live
    assert "<html" not in live


def test_advance_is_done_recorded_and_named(firm, monkeypatch):
    asked = []

    def control(*, to_phase):
        asked.append(to_phase)
        return ClockReply(result=ResultCode.OK, clock=clock(Phase.CONT_PM))

    monkeypatch.setattr(runtime, "control_clock", control)
    response = firm.browser(firm.head).post("/control/day/advance/", {"phase": str(Phase.CONT_PM.value)})
    assert response["Location"] == "/control/"
    assert asked == [Phase.CONT_PM]
    action = DayAction.objects.get()
    assert (action.kind, action.argument, action.status, action.by.username) == ("advance", "CONT_PM", "done", "head")


def test_refused_advance_is_recorded_with_its_words(firm, monkeypatch):
    reply = ClockReply(result=ResultCode.DAY_NOT_OPEN, clock=clock(Phase.CLOSED))
    monkeypatch.setattr(runtime, "control_clock", lambda *, to_phase: reply)
    firm.browser(firm.head).post("/control/day/advance/", {"phase": "5"})
    action = DayAction.objects.get()
    assert (action.status, action.words) == ("failed", "The trading day is not open.")


@pytest.mark.parametrize("phase", ["", "0", "99", "x", "-1", "²", "9" * 5000])
def test_impossible_phase_is_refused(firm, phase):
    assert firm.browser(firm.head).post("/control/day/advance/", {"phase": phase}).status_code == 422
    assert DayAction.objects.count() == 0


@pytest.mark.parametrize("kind", ["advance", "close", "open"])
def test_day_actions_need_back_office_rights_and_a_post(firm, kind):
    path = f"/control/day/{kind}/"
    assert firm.browser(firm.shanghai).post(path, {"phase": "5"}).status_code == 403
    assert firm.browser(firm.ann).post(path, {"phase": "5"}).status_code == 403
    assert firm.browser(firm.head).get(path).status_code == 405
    assert DayAction.objects.count() == 0


def test_only_one_action_runs_at_a_time(firm):
    DayAction.objects.create(kind=DayAction.Kind.CLOSE, by=User.objects.get(username=firm.head))
    response = firm.browser(firm.head).post("/control/day/open/")
    assert response.status_code == 409
    assert DayAction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_close_runs_in_the_background_and_ends_with_words(firm, monkeypatch):
    monkeypatch.setattr(clearing, "close_day_now", lambda *, ports: RunReport(20260105, RunStatus.DONE, 1, (), "", ""))
    started = []

    class Inline:
        """The thread run in place, so that the test sees its end."""

        def __init__(self, *, target, args, name, daemon):  # noqa: ARG002 -- as Thread
            started.append(name)
            self.start = lambda: target(*args)

    monkeypatch.setattr(threading, "Thread", Inline)
    monkeypatch.setattr(connection, "close", lambda: None)
    firm.browser(firm.head).post("/control/day/close/")
    action = DayAction.objects.get()
    assert (started, action.status, action.argument, action.words) == (["day-close"], "done", "20260105", "")
    assert "2026-01-05 is closed and cleared." in firm.browser(firm.head).get("/control/?part=parts").content.decode()


def test_sign_in_log_filters(firm):
    for username, outcome in (("100001", "signed_in"), ("100001", "locked"), ("head", "signed_in")):
        SignInRecord.objects.create(
            username=username, user=User.objects.get(username=username), outcome=outcome, ip_address="10.1.2.3"
        )
    browser = firm.browser(firm.head)
    everything = browser.get("/control/sign-ins/").content.decode()
    assert everything.count("10.1.2.3") == 3
    assert browser.get("/control/sign-ins/?log=client").content.decode().count("10.1.2.3") == 2
    assert browser.get("/control/sign-ins/?outcome=locked").content.decode().count("10.1.2.3") == 1
    assert browser.get("/control/sign-ins/?q=10.9").content.decode().count("10.1.2.3") == 0


def test_a_branch_reads_the_sign_ins_of_its_own_people(firm):
    for username in (firm.ann, firm.cat, firm.broker, firm.head, firm.shanghai):
        user = User.objects.get(username=username)
        SignInRecord.objects.create(username=f"log-{username}", user=user, outcome="signed_in")
    SignInRecord.objects.create(username="log-nobody", outcome="wrong_password")
    words = firm.browser(firm.shanghai).get("/control/sign-ins/").content.decode()
    seen = {name for name in ("100001", "200001", "b1001", "head", "shanghai", "nobody") if f"log-{name}" in words}
    assert seen == {"100001", "shanghai"}


def test_waiting_instructions_are_sent_by_hand(firm, counter):
    firm.browser(firm.head).post("/control/instructions/send/")
    assert len(counter) == 3


def test_missing_run_is_not_found(firm):
    assert firm.browser(firm.head).get("/control/clearing/20260105/").status_code == 404


def test_run_page_shows_steps_proof_and_house_entries(firm, monkeypatch):
    at = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    summary = RunSummary(20260105, RunStatus.BLOCKED, 2, 1, 12, at, None, 0)
    step = StepView(
        4, "trade_check", "Check own fills", True, StepStatus.BLOCKED, 2, "ab" * 32, (("Fills", "3"),), at, None, ""
    )
    proof = ProofView(
        4, "fills", "Own fills are trades", "Journal", "Trade file", 3, 2, "300", "200", False, 1,
        (Difference("600000.SH 7", "100 @ 10.00", "missing"),), at,
    )  # fmt: skip
    entry = HouseEntryView(1, 2, "buy", "settlement_payable", "Settlement payable", "SH", 0, 98_765_400)
    run = RunDetail(summary, "EOD-20260105-2", 0, 77, (step,), (proof,), (entry,))
    monkeypatch.setattr(clearing, "run_detail", lambda date: run)
    words = firm.browser(firm.head).get("/control/clearing/20260105/").content.decode()
    for expected in (
        "EOD-20260105-2",
        "A check found differences.",
        "600000.SH 7",
        "missing",
        "abababababab",
        "9,876.54",
    ):
        assert expected in words
