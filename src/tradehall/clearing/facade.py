"""The door of clearing. Callers pass the accounts that a reader may see; clearing shows no others.

Money is in 1/10,000 yuan, dates are yyyymmdd. Errors are those of `errors`.
"""

from collections.abc import Collection

from tradehall.clearing import queries, reports
from tradehall.clearing.contracts import (
    Attribution,
    DayOpened,
    Difference,
    HouseEntryView,
    ProofView,
    RunDetail,
    RunReport,
    RunStatus,
    RunSummary,
    ShareLine,
    StatementBody,
    StatementSummary,
    StatementView,
    StepStatus,
    StepView,
)
from tradehall.clearing.day_runner import DayRunnerConfig, close_day_now, open_next_day, run_day_runner
from tradehall.clearing.opening import next_date, open_day
from tradehall.clearing.operations import share_line
from tradehall.clearing.ports import Ports
from tradehall.clearing.run import run_end_of_day
from tradehall.clearing.runtime_ports import runtime_ports
from tradehall.kernel.ids import AccountId, TradingDate

__all__ = [
    "Attribution",
    "DayOpened",
    "DayRunnerConfig",
    "Difference",
    "HouseEntryView",
    "Ports",
    "ProofView",
    "RunDetail",
    "RunReport",
    "RunStatus",
    "RunSummary",
    "ShareLine",
    "StatementBody",
    "StatementSummary",
    "StatementView",
    "StepStatus",
    "StepView",
    "close_day_now",
    "commission_shares",
    "next_date",
    "open_day",
    "open_next_day",
    "run_day_runner",
    "run_detail",
    "run_end_of_day",
    "runs",
    "runtime_ports",
    "statement",
    "statements",
]


def runs(limit: int = 50) -> tuple[RunSummary, ...]:
    """The newest runs of the end of day, newest first."""
    return reports.runs(limit)


def run_detail(date: TradingDate) -> RunDetail:
    """One run, step by step, with its proof table and the house entries. Raises `NoRunError`."""
    return reports.run_detail(date)


def commission_shares(
    date: TradingDate, *, broker_no: str | None = None, account_ids: Collection[AccountId] | None = None
) -> tuple[ShareLine, ...]:
    """Commission shares of a cleared date, newest version of each, by broker and account.

    None means no restriction: only an operator's page may pass neither. Empty before the date was cleared.
    """
    return tuple(share_line(row) for row in queries.newest_shares(date, broker_no, account_ids))


def statements(
    account_ids: Collection[AccountId], *, limit: int = 100, offset: int = 0
) -> tuple[StatementSummary, ...]:
    """Daily statements of these accounts, newest date first, newest version of each."""
    return reports.statement_list(account_ids, limit=limit, offset=offset)


def statement(account_ids: Collection[AccountId], statement_id: int) -> StatementView:
    """One statement of one of these accounts. Raises `NoStatementError`, also when it is another account's."""
    return reports.statement_view(account_ids, statement_id)
