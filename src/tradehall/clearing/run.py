"""Runs the recipe: resumes at the first unfinished step, records each, and stops at a gate that is shut."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tradehall.clearing import operations, queries
from tradehall.clearing.contracts import RunReport, RunStatus, StepStatus
from tradehall.clearing.errors import DayNotClearedError, WrongDayError
from tradehall.clearing.locks import day_lock
from tradehall.clearing.models import ClearingRun, ClearingStep
from tradehall.clearing.ports import Ports
from tradehall.clearing.step_output import StepContext, StepOutput, StepSpec
from tradehall.clearing.steps import REDO_FROM, STEPS
from tradehall.contracts.enums import DayStage
from tradehall.kernel.errors import TradehallError
from tradehall.kernel.ids import TradingDate


def run_end_of_day(
    date: TradingDate, *, ports: Ports, steps: Sequence[StepSpec] = STEPS, lock_wait_s: float = 0.0
) -> RunReport:
    """Close a day from wherever it stands and report; a day that was done before is left as it is.

    An expected obstacle (a part does not answer, reports are missing) gives a FAILED report, differences at a gate a
    BLOCKED one; both continue at the next call. Raises `WrongDayError`, `DayNotClearedError` and `DayBusyError`
    before anything is done.
    """
    with day_lock(wait_s=lock_wait_s, pause=ports.pause):
        run = _run_of(date, ports)
        if run.status == RunStatus.DONE and run.attempt:
            return RunReport(date, RunStatus.DONE, run.attempt, (), "", "")
        _begin_attempt(run, steps)
        return _attempt(StepContext(run, ports), steps)


def _run_of(date: TradingDate, ports: Ports) -> ClearingRun:
    run = ClearingRun.objects.filter(trading_date=date).first()
    if run is not None:
        return run
    earlier = queries.unfinished_before(date)
    if earlier is not None:
        raise DayNotClearedError(f"{earlier.trading_date} stood at {earlier.status}; close it before {date}")
    status = ports.shard.status()
    if status.trading_date != date or status.stage == DayStage.NONE:
        raise WrongDayError(f"the counter was at {status.trading_date}, {date} was to be closed")
    return ClearingRun.objects.create(trading_date=date, started_at=timezone.now())


def _begin_attempt(run: ClearingRun, steps: Sequence[StepSpec]) -> None:
    with transaction.atomic():
        if run.status == RunStatus.BLOCKED:
            # What an earlier attempt found must not be read as this one's proof.
            run.steps.filter(step_no__gte=REDO_FROM).update(status=StepStatus.PENDING)
            run.results.filter(step_no__gte=REDO_FROM).delete()
        run.status = RunStatus.RUNNING
        run.attempt += 1
        run.finished_at = None
        run.save(update_fields=["status", "attempt", "finished_at"])
        for spec in steps:
            ClearingStep.objects.get_or_create(run=run, step_no=spec.step_no, defaults={"name": spec.name})


def _attempt(context: StepContext, steps: Sequence[StepSpec]) -> RunReport:
    done: list[str] = []
    for spec in steps:
        step = ClearingStep.objects.get(run=context.run, step_no=spec.step_no)
        if step.status == StepStatus.DONE:
            continue
        _mark_started(step)
        try:
            output = spec.perform(context)
            blocked = any(not check.passed for check in output.checks)
            _record(context.run, step, output, blocked=blocked)
        except Exception as reason:
            # Whatever the reason, the page must show the step that failed and why.
            _mark_failed(context.run, step, reason)
            if isinstance(reason, TradehallError):
                return _report(context.run, done, error=f"{reason.code} {reason}")
            raise
        done.append(spec.name)
        if blocked:
            return _report(context.run, done, blocked_by=spec.name)
    context.run.status = RunStatus.DONE
    context.run.finished_at = timezone.now()
    context.run.save(update_fields=["status", "finished_at"])
    return _report(context.run, done)


def _mark_started(step: ClearingStep) -> None:
    step.status = StepStatus.RUNNING
    step.attempts += 1
    step.started_at = timezone.now()
    step.finished_at = None
    step.error = ""
    step.save()


def _record(run: ClearingRun, step: ClearingStep, output: StepOutput, *, blocked: bool) -> None:
    """Write a step's rows and its mark in one transaction; a blocked step writes only what it found."""
    with transaction.atomic():
        operations.replace_results(run, step.step_no, output.checks)
        step.input_hash = output.input_hash
        step.output_totals = dict(output.totals)
        step.finished_at = timezone.now()
        step.status = StepStatus.BLOCKED if blocked else StepStatus.DONE
        if blocked:
            run.status = RunStatus.BLOCKED
            run.save(update_fields=["status"])
        elif output.save is not None:
            output.save()
        step.save()


def _mark_failed(run: ClearingRun, step: ClearingStep, reason: Exception) -> None:
    step.status = StepStatus.FAILED
    step.finished_at = timezone.now()
    step.error = str(reason) or type(reason).__name__
    with transaction.atomic():
        step.save()
        run.status = RunStatus.FAILED
        run.save(update_fields=["status"])


def _report(run: ClearingRun, done: Sequence[str], *, blocked_by: str = "", error: str = "") -> RunReport:
    return RunReport(run.trading_date, RunStatus(run.status), run.attempt, tuple(done), blocked_by, error)
