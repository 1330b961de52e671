"""The end of day against the real counter: one day, restarts at every step, gates, the next day."""

import dataclasses

import msgspec
import pytest
from django.utils import translation

from tradehall.clearing import facade
from tradehall.clearing.contracts import RunStatus, StepStatus
from tradehall.clearing.errors import (
    DayBlockedError,
    DayNotClearedError,
    NoRunError,
    NoStatementError,
    OpeningMismatchError,
    WrongDayError,
)
from tradehall.clearing.models import (
    CashBalance,
    CashEntryLine,
    ClearingRun,
    ClearingStep,
    CommissionShare,
    HoldingBalance,
    HoldingEntryLine,
    HouseEntry,
    ReconciliationResult,
    Statement,
)
from tradehall.clearing.opening import next_date, open_day
from tradehall.clearing.run import run_end_of_day
from tradehall.clearing.step_output import StepSpec
from tradehall.clearing.steps import STEPS
from tradehall.contracts.commands import ChangeAccount, CommissionPlan, Deposit, TransferShares, Withdraw
from tradehall.contracts.enums import DayStage, Phase, Side

pytestmark = pytest.mark.django_db

DAY, NEXT = 20261123, 20261124
BUYER, FUND_BUYER = 1_000_000_001, 1_000_000_002


class Crash(BaseException):
    """The process dies here."""


def contents():
    """Every row that a run leaves, without ids and wall times."""
    tables = (CashBalance, CashEntryLine, HoldingBalance, HoldingEntryLine, HouseEntry, CommissionShare)
    rows: dict[str, object] = {t.__name__: sorted(map(str, t.objects.values_list(*_columns(t)))) for t in tables}
    rows["Statement"] = sorted(Statement.objects.values_list("account_id", "version", "digest"))
    rows["Step"] = list(ClearingStep.objects.values_list("step_no", "status", "input_hash", "output_totals"))
    rows["Result"] = sorted(ReconciliationResult.objects.values_list("name", "passed", "left_total", "right_total"))
    return rows


def _columns(table):
    return [field.name for field in table._meta.fields if field.name != "id"]


def test_a_day_is_closed_and_every_row_follows_from_its_fills(traded_day):
    house = traded_day()
    report = run_end_of_day(DAY, ports=house.ports())
    assert report.status == RunStatus.DONE, report
    assert report.steps_run == tuple(spec.name for spec in STEPS)
    lines = CashEntryLine.objects.filter(trading_date=DAY, account_id=BUYER)
    assert list(lines.values_list("kind", "amount")) == [
        ("deposit", 1_000_000_000),
        ("buy", -104_940_000),
        ("commission", -50_000),
        ("transfer_fee", -1_000),
    ]
    balance = CashBalance.objects.get(trading_date=DAY, account_id=BUYER)
    assert (balance.opening, balance.movements, balance.closing) == (0, 895_009_000, 895_009_000)
    assert house.cash_rows[BUYER].balance == 895_009_000
    assert list(HoldingBalance.objects.values_list("account_id", "symbol", "qty")) == [
        (BUYER, "600000.SH", 1_000),
        (FUND_BUYER, "510300.SH", 4_000),
    ]


def test_house_entries_of_the_worked_example(traded_day):
    house = traded_day()
    run_end_of_day(DAY, ports=house.ports())
    detail = facade.run_detail(DAY)
    buys = [e for e in detail.house_entries if e.kind == "buy" and e.market == "SH"]
    # The buy of 13a and the fund buy (4,000 @ 4.01: commission 1.60) together.
    assert [(e.subject, e.debit, e.credit) for e in buys] == [
        ("client_cash_payable", 104_991_000 + 160_416_000, 0),
        ("settlement_payable", 0, 104_940_000 + 160_400_000),
        ("commission_income", 0, 50_000 + 16_000),
        ("transfer_fee_payable", 0, 1_000),
    ]
    assert sum(e.debit for e in detail.house_entries) == sum(e.credit for e in detail.house_entries)


def test_commission_shares_of_the_day(traded_day):
    house = traded_day()
    run_end_of_day(DAY, ports=house.ports())
    lines = facade.commission_shares(DAY)
    # 13a order: commission 5.00, handling 0.36, regulatory 0.21 inside; fund order: 1.60, handling 0.64, regulatory 0.
    assert [(x.broker_no, x.account_id, x.gross, x.passthrough, x.net, x.share) for x in lines] == [
        ("B1", BUYER, 50_000, 5_700, 44_300, 17_700),
        ("B1", FUND_BUYER, 16_000, 6_400, 9_600, 1_400),
        ("B2", FUND_BUYER, 16_000, 6_400, 9_600, 1_000),
    ]
    assert facade.commission_shares(DAY, broker_no="B2") == (lines[2],)
    assert facade.commission_shares(DAY, account_ids=[BUYER]) == (lines[0],)
    assert facade.commission_shares(DAY, account_ids=[]) == ()


def test_statement_adds_up_and_is_shown_only_within_the_scope(traded_day):
    house = traded_day()
    run_end_of_day(DAY, ports=house.ports())
    (summary,) = facade.statements([BUYER])
    body = facade.statement([BUYER], summary.statement_id).body
    assert body.closing_cash == body.opening_cash + sum(m.amount for m in body.movements) == 895_009_000
    (holding,) = body.holdings
    assert (holding.symbol, holding.name, holding.qty, holding.close) == ("600000.SH", "浦发银行", 1_000, 104_900)
    assert (holding.holding_cost, holding.market_value) == (104_991_000, 104_900_000)
    assert body.total_assets == 895_009_000 + 104_900_000
    assert [(f.qty, f.price, f.commission) for f in body.fills] == [(400, 105_000, 50_000), (600, 104_900, 0)]
    with pytest.raises(NoStatementError):
        facade.statement([FUND_BUYER], summary.statement_id)
    assert facade.statements([]) == ()


def test_run_detail_shows_steps_and_proof(traded_day):
    house = traded_day()
    run_end_of_day(DAY, ports=house.ports())
    detail = facade.run_detail(DAY)
    assert [(s.step_no, s.name, s.status) for s in detail.steps] == [
        (spec.step_no, spec.name, StepStatus.DONE) for spec in STEPS
    ]
    assert [(p.name, p.passed) for p in detail.proofs] == [
        ("trade_file_totals", True),
        ("fills_equal_trade_file", True),
        ("fills_equal_projection", True),
        ("fees_equal_tables", True),
        ("cash_projection_equals_counter", True),
        ("positions_projection_equals_counter", True),
        ("entries_explain_cash", True),
        ("entries_explain_holdings", True),
        ("sub_ledger_equals_general_ledger", True),
        ("replay_equals_live", True),
        ("journal_unchanged", True),
    ]
    assert [(p.left_count, p.right_count, p.left_total) for p in detail.proofs[:2]] == [
        (3, 3, "5000 / 26534.00"),
        (3, 3, "5000 / 26534.00"),
    ]
    assert facade.runs(5) == (detail.summary,)
    with pytest.raises(NoRunError):
        facade.run_detail(NEXT)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step_no", [spec.step_no for spec in STEPS])
def test_a_crash_at_any_step_changes_nothing_in_the_end(traded_day, step_no, when):
    house = traded_day()
    ports = house.ports()
    with pytest.raises(Crash):
        run_end_of_day(DAY, ports=ports, steps=crashing(step_no, when=when))
    report = run_end_of_day(DAY, ports=ports)
    assert report.status == RunStatus.DONE
    assert report.attempt == 2
    assert report.steps_run == tuple(spec.name for spec in STEPS[step_no - 1 :])
    crashed = contents()
    assert house.counter.stage == DayStage.SETTLED
    # Everything again from the first step gives the same rows.
    ClearingStep.objects.update(status=StepStatus.PENDING)
    ClearingRun.objects.update(status=RunStatus.FAILED)
    again = run_end_of_day(DAY, ports=ports)
    assert again.status == RunStatus.DONE
    assert contents() == crashed
    assert set(Statement.objects.values_list("version", flat=True)) == {1}
    assert set(CommissionShare.objects.values_list("version", flat=True)) == {1}


def crashing(step_no, *, when):
    """The recipe with a death in one step: before it does anything, or after its effects and before its rows."""

    def wrapped(spec):
        def perform(context):
            if when == "after":
                spec.perform(context)
            raise Crash

        return StepSpec(spec.step_no, spec.name, perform, spec.is_gate)

    return [wrapped(spec) if spec.step_no == step_no else spec for spec in STEPS]


def test_a_second_run_of_a_done_day_does_nothing(traded_day):
    house = traded_day()
    run_end_of_day(DAY, ports=house.ports())
    before = contents()
    report = run_end_of_day(DAY, ports=house.ports())
    assert (report.status, report.attempt, report.steps_run) == (RunStatus.DONE, 1, ())
    assert contents() == before


def test_a_fill_that_was_changed_in_the_projection_shuts_the_gate_until_it_is_repaired(traded_day):
    house = traded_day()
    key = next(iter(house.fill_rows))
    good = house.fill_rows[key]
    house.fill_rows[key] = dataclasses.replace(good, qty=good.qty + 100)
    report = run_end_of_day(DAY, ports=house.ports())
    assert (report.status, report.blocked_by) == (RunStatus.BLOCKED, "trade_check")
    proof = next(p for p in facade.run_detail(DAY).proofs if p.name == "fills_equal_projection")
    assert (proof.passed, proof.difference_count) == (False, 1)
    assert proof.differences[0].key == f"{key[0]} {key[1]}"
    assert CashEntryLine.objects.count() == 0
    with pytest.raises(DayBlockedError):
        open_day(NEXT, seed=1, ports=house.ports())
    house.fill_rows[key] = good
    assert run_end_of_day(DAY, ports=house.ports()).status == RunStatus.DONE
    assert open_day(NEXT, seed=1, ports=house.ports()).accounts_checked == 2


def test_a_trade_that_the_venue_does_not_know_shuts_the_gate(traded_day):
    house = traded_day()
    missing = house.trade_file[DAY].pop()
    report = run_end_of_day(DAY, ports=house.ports())
    assert (report.status, report.blocked_by) == (RunStatus.BLOCKED, "receive_trade_file")
    house.trade_file[DAY].append(msgspec.structs.replace(missing, price=missing.price + 100))
    assert run_end_of_day(DAY, ports=house.ports()).blocked_by == "receive_trade_file"
    house.trade_file[DAY][-1] = msgspec.structs.replace(missing, order_id=1)
    report = run_end_of_day(DAY, ports=house.ports())
    assert report.blocked_by == "trade_check"
    proof = next(p for p in facade.run_detail(DAY).proofs if p.name == "fills_equal_trade_file")
    assert proof.difference_count == 2
    house.trade_file[DAY][-1] = missing
    assert run_end_of_day(DAY, ports=house.ports()).status == RunStatus.DONE


def test_fees_that_the_tables_do_not_give_shut_the_gate(traded_day):
    house = traded_day()
    index, entry = next((i, e) for i, e in enumerate(house.entries) if any(hasattr(x, "fill_no") for x in e.events))
    wrong = tuple(
        msgspec.structs.replace(event, transfer=event.transfer + 100) if hasattr(event, "fill_no") else event
        for event in entry.events
    )
    house.entries[index] = dataclasses.replace(entry, events=wrong)
    key = next(iter(house.fill_rows))
    row = house.fill_rows[key]
    house.fill_rows[key] = dataclasses.replace(row, transfer=row.transfer + 100)
    report = run_end_of_day(DAY, ports=house.ports())
    assert (report.status, report.blocked_by) == (RunStatus.BLOCKED, "fees")
    proof = next(p for p in facade.run_detail(DAY).proofs if p.name == "fees_equal_tables")
    assert (proof.left_total, proof.right_total) == ("6.71", "6.70")


def test_cash_that_nobody_can_explain_shuts_the_last_gate(traded_day):
    house = traded_day()
    ports = house.ports()
    with pytest.raises(Crash):
        run_end_of_day(DAY, ports=ports, steps=crashing(9, when="before"))
    good = house.cash_rows[BUYER]
    house.cash_rows[BUYER] = dataclasses.replace(good, balance=good.balance + 1)
    report = run_end_of_day(DAY, ports=ports)
    assert (report.status, report.blocked_by) == (RunStatus.BLOCKED, "reconcile")
    failed = {p.name for p in facade.run_detail(DAY).proofs if not p.passed}
    assert failed == {"cash_projection_equals_counter", "entries_explain_cash"}
    assert Statement.objects.count() == 0
    key = next(iter(house.fill_rows))
    fill = house.fill_rows.pop(key)
    assert run_end_of_day(DAY, ports=ports).blocked_by == "trade_check"
    assert {p.step_no for p in facade.run_detail(DAY).proofs} == {3, 4}
    house.fill_rows[key] = fill
    house.cash_rows[BUYER] = good
    assert run_end_of_day(DAY, ports=ports).status == RunStatus.DONE


def test_a_counter_that_replay_does_not_give_shuts_the_last_gate(traded_day):
    house = traded_day()
    house.live_hash = "0" * 64
    report = run_end_of_day(DAY, ports=house.ports())
    assert (report.status, report.blocked_by) == (RunStatus.BLOCKED, "reconcile")
    failed = [p.name for p in facade.run_detail(DAY).proofs if not p.passed]
    assert failed == ["replay_equals_live"]


def test_missing_reports_fail_the_run_and_a_later_one_continues(house):
    house.open_account(BUYER, 1_000_000)
    open_day(DAY, seed=1, ports=house.ports())
    report = run_end_of_day(DAY, ports=house.ports())
    assert report.status == RunStatus.FAILED
    assert report.error.startswith("TH-3006 the venue's end-of-day report was not ready")
    with pytest.raises(DayNotClearedError):
        open_day(NEXT, seed=1, ports=house.ports())
    house.end_of_venue_day()
    assert run_end_of_day(DAY, ports=house.ports()).status == RunStatus.DONE


def test_the_wrong_day_is_refused_before_anything_is_written(traded_day):
    house = traded_day()
    with pytest.raises(WrongDayError):
        run_end_of_day(NEXT, ports=house.ports())
    with pytest.raises(WrongDayError):
        open_day(20261121, seed=1, ports=SettledHouse(house).ports())
    assert not ClearingRun.objects.filter(trading_date=NEXT).exists()


class SettledHouse:
    """The house after its first day was closed."""

    def __init__(self, house):
        run_end_of_day(DAY, ports=house.ports())
        self.ports = house.ports


def test_bank_moves_after_the_cut_belong_to_the_next_day(traded_day):
    house = traded_day()
    ports = house.ports()
    with pytest.raises(Crash):
        run_end_of_day(DAY, ports=ports, steps=crashing(8, when="after"))
    assert house.run(Deposit(request_id="late", account_id=BUYER, amount=70_000)).result == 0
    assert run_end_of_day(DAY, ports=ports).status == RunStatus.DONE
    house.run(Withdraw(request_id="later", account_id=BUYER, amount=20_000))
    house.open_account(1_000_000_003, 30_000)
    assert CashBalance.objects.get(trading_date=DAY, account_id=BUYER).closing == 895_009_000
    assert open_day(NEXT, seed=2, ports=ports).accounts_checked == 3
    house.end_of_venue_day()
    assert run_end_of_day(NEXT, ports=ports).status == RunStatus.DONE
    balance = CashBalance.objects.get(trading_date=NEXT, account_id=BUYER)
    assert (balance.opening, balance.movements, balance.closing) == (895_009_000, 50_000, 895_059_000)
    assert CashBalance.objects.get(trading_date=NEXT, account_id=1_000_000_003).closing == 30_000


def test_the_next_day_sells_settles_and_pays_the_depository(traded_day):
    house = traded_day()
    ports = house.ports()
    run_end_of_day(DAY, ports=ports)
    assert next_date(ports=ports) == NEXT
    open_day(NEXT, seed=2, ports=ports)
    house.phases(Phase.CONT_AM)
    house.run(ChangeAccount("plan", BUYER, CommissionPlan(300_000, 0, 0, 0, includes_statutory=False), 0, halted=False))
    house.run(TransferShares("in", FUND_BUYER, "000001.SZ", 300, 90_000))
    sale = house.order(BUYER, Side.SELL, "600000.SH", 109_000, 1_000)
    house.fill(sale, 109_000, 300)
    house.fill(sale, 109_100, 700)
    house.end_of_venue_day()
    report = run_end_of_day(NEXT, ports=ports)
    assert report.status == RunStatus.DONE, facade.run_detail(NEXT)
    kinds = CashEntryLine.objects.filter(trading_date=NEXT, account_id=BUYER).values_list("kind", "amount")
    # Amount 10,907.00; commission 0.3 % less 0.00541 % statutory (the cap), which the client pays beside it.
    assert dict(kinds) == {
        "sell": 109_070_000,
        "commission": -321_300,
        "stamp_duty": -54_500,
        "transfer_fee": -1_100,
        "handling_fee": -3_700,
        "regulatory_fee": -2_200,
    }
    settled = HouseEntry.objects.filter(trading_date=NEXT, kind="settle").values_list("subject", "debit", "credit")
    assert list(settled) == [
        ("settlement_payable", 265_340_000, 0),
        ("clearing_reserve", 0, 265_340_000),
    ]
    holdings = HoldingBalance.objects.filter(trading_date=NEXT).values_list("account_id", "symbol", "qty")
    assert sorted(holdings) == [(FUND_BUYER, "000001.SZ", 300), (FUND_BUYER, "510300.SH", 4_000)]


def test_opening_refuses_balances_that_changed_overnight(traded_day):
    house = traded_day()
    run_end_of_day(DAY, ports=house.ports())
    good = house.cash_rows[FUND_BUYER]
    house.cash_rows[FUND_BUYER] = dataclasses.replace(good, balance=good.balance - 1)
    with pytest.raises(OpeningMismatchError):
        open_day(NEXT, seed=1, ports=house.ports())
    assert house.counter.stage == DayStage.SETTLED


def test_an_opening_that_was_cut_short_is_finished_with_its_first_seed(house):
    house.open_account(BUYER, 1_000_000)
    ports = house.ports()
    died = dataclasses.replace(ports, venue=DeadVenue(house))
    with pytest.raises(Crash):
        open_day(DAY, seed=11, ports=died)
    assert (house.counter.stage, house.venue_date) == (DayStage.OPEN, 0)
    assert next_date(ports=ports) == DAY
    opened = open_day(DAY, seed=12, ports=ports)
    assert (opened.seed, house.opened.seed, house.venue_date) == (11, 11, DAY)
    assert open_day(DAY, seed=13, ports=ports).seed == 11
    with pytest.raises(DayNotClearedError):
        open_day(NEXT, seed=1, ports=ports)


class DeadVenue:
    """A venue that dies at the opening."""

    def __init__(self, house):
        self.clock = house.clock

    def open_day(self, _):
        raise Crash


def test_pages_read_in_both_languages(traded_day):
    run_end_of_day(DAY, ports=traded_day().ports())
    with translation.override("en"):
        english = facade.run_detail(DAY)
    with translation.override("zh-hans"):
        chinese = facade.run_detail(DAY)
    assert english.steps[7].title == "Settle and roll to T+1"
    words = [(s.title, *(label for label, _ in s.totals)) for s in chinese.steps]
    words += [(p.title, p.left, p.right) for p in chinese.proofs]
    words += [(e.kind_title, e.subject_title) for e in chinese.house_entries]
    untranslated = [word for group in words for word in group if word.isascii()]
    assert untranslated == []
