"""Frozen views of runs, statements and shares for other rooms."""

from collections.abc import Collection

import msgspec
from django.db.models import Count, Q

from tradehall.clearing import queries
from tradehall.clearing.contracts import (
    Difference,
    HouseEntryView,
    ProofView,
    RunDetail,
    RunStatus,
    RunSummary,
    StatementBody,
    StatementSummary,
    StatementView,
    StepStatus,
    StepView,
)
from tradehall.clearing.errors import NoRunError, NoStatementError
from tradehall.clearing.models import ClearingRun, ClearingStep, HouseEntry, ReconciliationResult, Statement
from tradehall.clearing.steps import STEPS
from tradehall.clearing.titles import (
    CHECK_TITLES,
    KIND_TITLES,
    SIDE_TITLES,
    STEP_TITLES,
    SUBJECT_TITLES,
    TOTAL_TITLES,
    title_of,
)
from tradehall.kernel.ids import AccountId, TradingDate

_GATES = frozenset(spec.name for spec in STEPS if spec.is_gate)


def runs(limit: int) -> tuple[RunSummary, ...]:
    """The newest runs, newest first."""
    rows = ClearingRun.objects.annotate(done=Count("steps", filter=Q(steps__status=StepStatus.DONE)))
    return tuple(_summary(run, run.done) for run in rows.order_by("-trading_date")[: max(0, limit)])


def run_detail(date: TradingDate) -> RunDetail:
    """One run with steps, proof and house entries. Raises `NoRunError`."""
    run = ClearingRun.objects.filter(trading_date=date).first()
    if run is None:
        raise NoRunError(f"the end of {date} has not been started")
    steps = list(run.steps.order_by("step_no"))
    return RunDetail(
        summary=_summary(run, sum(step.status == StepStatus.DONE for step in steps)),
        batch_id=f"EOD-{run.trading_date}-{run.attempt}",
        cut_from_seq=run.cut_from_seq,
        cut_seq=run.cut_seq or 0,
        steps=tuple(_step(step) for step in steps),
        proofs=tuple(_proof(result) for result in run.results.order_by("step_no", "id")),
        house_entries=tuple(_house_entry(row) for row in HouseEntry.objects.filter(trading_date=date)),
    )


def statement_list(account_ids: Collection[AccountId], *, limit: int, offset: int) -> tuple[StatementSummary, ...]:
    """The newest version of each statement of these accounts, newest date first."""
    rows = queries.newest_statements(account_ids).defer("body")[max(0, offset) : max(0, offset) + max(0, limit)]
    return tuple(
        StatementSummary(
            statement_id=row.pk,
            account_id=row.account_id,
            trading_date=row.trading_date,
            version=row.version,
            opening_cash=row.opening_cash,
            closing_cash=row.closing_cash,
            market_value=row.market_value,
            total_assets=row.total_assets,
        )
        for row in rows
    )


def statement_view(account_ids: Collection[AccountId], statement_id: int) -> StatementView:
    """One statement. Raises `NoStatementError` when there is none or it is of another account."""
    row = Statement.objects.filter(pk=statement_id, account_id__in=list(account_ids)).first()
    if row is None:
        raise NoStatementError(f"there was no statement {statement_id} for these accounts")
    body = msgspec.convert(row.body, StatementBody)
    return StatementView(statement_id=row.pk, version=row.version, made_at=row.made_at, body=body)


def _summary(run: ClearingRun, done: int) -> RunSummary:
    return RunSummary(
        trading_date=run.trading_date,
        status=RunStatus(run.status),
        attempt=run.attempt,
        steps_done=done,
        steps_total=len(STEPS),
        started_at=run.started_at,
        finished_at=run.finished_at,
        next_date=queries.opened_after(run.trading_date),
    )


def _step(step: ClearingStep) -> StepView:
    return StepView(
        step_no=step.step_no,
        name=step.name,
        title=title_of(STEP_TITLES, step.name),
        is_gate=step.name in _GATES,
        status=StepStatus(step.status),
        attempts=step.attempts,
        input_hash=step.input_hash,
        totals=tuple((title_of(TOTAL_TITLES, key), str(value)) for key, value in step.output_totals.items()),
        started_at=step.started_at,
        finished_at=step.finished_at,
        error=step.error,
    )


def _proof(result: ReconciliationResult) -> ProofView:
    return ProofView(
        step_no=result.step_no,
        name=result.name,
        title=title_of(CHECK_TITLES, result.name),
        left=title_of(SIDE_TITLES, result.left),
        right=title_of(SIDE_TITLES, result.right),
        left_count=result.left_count,
        right_count=result.right_count,
        left_total=result.left_total,
        right_total=result.right_total,
        passed=result.passed,
        difference_count=result.difference_count,
        differences=tuple(msgspec.convert(item, Difference) for item in result.differences),
        checked_at=result.checked_at,
    )


def _house_entry(row: HouseEntry) -> HouseEntryView:
    return HouseEntryView(
        voucher_no=row.voucher_no,
        line_no=row.line_no,
        kind=row.kind,
        subject=row.subject,
        subject_title=title_of(SUBJECT_TITLES, row.subject),
        market=row.market,
        debit=row.debit,
        credit=row.credit,
        kind_title=title_of(KIND_TITLES, row.kind),
    )
