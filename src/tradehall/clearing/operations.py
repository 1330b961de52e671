"""Writes of the end of day: rows of a date are replaced, versions are added, nothing else is changed."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec
from django.db.models import Max
from django.utils import timezone

from tradehall.clearing.contracts import CheckResult, ShareLine, StatementBody
from tradehall.clearing.day_facts import PlanChange
from tradehall.clearing.entries import CashLine, HoldingLine, HouseLine
from tradehall.clearing.models import (
    CashBalance,
    CashEntryLine,
    ClearingRun,
    CommissionShare,
    HoldingBalance,
    HoldingEntryLine,
    HouseEntry,
    PlanRecord,
    ReconciliationResult,
    Statement,
)
from tradehall.clearing.step_output import digest
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import Money, Quantity

_BATCH = 2_000
Key = TypeVar("Key", bound=Hashable)


def replace_cash_lines(date: TradingDate, lines: Iterable[CashLine]) -> None:
    """Make the client cash lines of a date exactly these; they are numbered from 1 in each account."""
    CashEntryLine.objects.filter(trading_date=date).delete()
    numbers: dict[AccountId, int] = {}
    CashEntryLine.objects.bulk_create(
        (
            CashEntryLine(
                trading_date=date,
                account_id=line.account_id,
                line_no=_next(numbers, line.account_id),
                kind=line.kind.value,
                order_id=line.order_id,
                symbol=line.symbol,
                amount=line.amount,
                ref=line.ref,
            )
            for line in lines
        ),
        batch_size=_BATCH,
    )


def replace_holding_lines(date: TradingDate, lines: Iterable[HoldingLine]) -> None:
    """Make the client holding lines of a date exactly these."""
    HoldingEntryLine.objects.filter(trading_date=date).delete()
    numbers: dict[AccountId, int] = {}
    HoldingEntryLine.objects.bulk_create(
        (
            HoldingEntryLine(
                trading_date=date,
                account_id=line.account_id,
                line_no=_next(numbers, line.account_id),
                kind=line.kind.value,
                order_id=line.order_id,
                symbol=line.symbol,
                qty=line.qty,
                amount=line.amount,
                ref=line.ref,
            )
            for line in lines
        ),
        batch_size=_BATCH,
    )


def replace_balances(
    date: TradingDate,
    *,
    clients: dict[AccountId, str],
    opening: dict[AccountId, Money],
    movements: dict[AccountId, Money],
    holdings: dict[tuple[AccountId, Symbol], Quantity],
) -> None:
    """Make the balances of a date exactly these; one cash row for each account of `clients`."""
    CashBalance.objects.filter(trading_date=date).delete()
    CashBalance.objects.bulk_create(
        (
            CashBalance(
                trading_date=date,
                account_id=account_id,
                client_no=client_no,
                opening=opening.get(account_id, 0),
                movements=movements.get(account_id, 0),
                closing=opening.get(account_id, 0) + movements.get(account_id, 0),
            )
            for account_id, client_no in sorted(clients.items())
        ),
        batch_size=_BATCH,
    )
    HoldingBalance.objects.filter(trading_date=date).delete()
    HoldingBalance.objects.bulk_create(
        (
            HoldingBalance(trading_date=date, account_id=account_id, symbol=symbol, qty=qty)
            for (account_id, symbol), qty in sorted(holdings.items())
        ),
        batch_size=_BATCH,
    )


def replace_plans(after_seq: int, until_seq: int, changes: Iterable[PlanChange]) -> None:
    """Make the plan records of a range of the journal exactly these."""
    PlanRecord.objects.filter(seq__gt=after_seq, seq__lte=until_seq).delete()
    PlanRecord.objects.bulk_create(
        (
            PlanRecord(account_id=change.account_id, seq=change.seq, **msgspec.structs.asdict(change.plan))
            for change in changes
        ),
        batch_size=_BATCH,
    )


def replace_house_lines(date: TradingDate, step_no: int, lines: Iterable[HouseLine]) -> None:
    """Make the house lines that a step posted on a date exactly these; vouchers follow those of earlier steps."""
    HouseEntry.objects.filter(trading_date=date, step_no__gte=step_no).delete()
    last = HouseEntry.objects.filter(trading_date=date).aggregate(last=Max("voucher_no"))["last"] or 0
    numbers: dict[int, int] = {}
    HouseEntry.objects.bulk_create(
        HouseEntry(
            trading_date=date,
            voucher_no=last + line.voucher_no,
            line_no=_next(numbers, line.voucher_no),
            step_no=step_no,
            kind=line.kind,
            subject=line.subject.value,
            market=line.market,
            debit=line.debit,
            credit=line.credit,
        )
        for line in lines
    )


def replace_results(run: ClearingRun, step_no: int, checks: Sequence[CheckResult]) -> None:
    """Make the results of a step exactly these."""
    ReconciliationResult.objects.filter(run=run, step_no=step_no).delete()
    now = timezone.now()
    ReconciliationResult.objects.bulk_create(
        ReconciliationResult(
            run=run,
            step_no=step_no,
            name=check.name,
            left=check.left,
            right=check.right,
            left_count=check.left_count,
            right_count=check.right_count,
            left_total=check.left_total,
            right_total=check.right_total,
            passed=check.passed,
            difference_count=check.difference_count,
            differences=msgspec.to_builtins(check.differences),
            checked_at=now,
        )
        for check in checks
    )


def add_share_versions(date: TradingDate, lines: Iterable[ShareLine]) -> None:
    """Store the commission shares of a date; a line that changed becomes a new version, one that is gone a zero one."""
    newest: dict[tuple[AccountId, str], CommissionShare] = {}
    for row in CommissionShare.objects.filter(trading_date=date).order_by("version"):
        newest[row.account_id, row.broker_no] = row
    wanted = {(line.account_id, line.broker_no): line for line in lines}
    for key, row in newest.items():
        if key not in wanted:
            wanted[key] = msgspec.structs.replace(share_line(row), gross=0, passthrough=0, net=0, share=0)
    rows = []
    for key, line in sorted(wanted.items()):
        old = newest.get(key)
        if old is not None and msgspec.structs.replace(share_line(old), version=line.version) == line:
            continue
        fields = msgspec.structs.asdict(line) | {"version": 1 if old is None else old.version + 1}
        rows.append(CommissionShare(**fields))
    CommissionShare.objects.bulk_create(rows, batch_size=_BATCH)


def share_line(row: CommissionShare) -> ShareLine:
    """The frozen value of a stored commission share."""
    return ShareLine(
        trading_date=row.trading_date,
        account_id=row.account_id,
        client_no=row.client_no,
        broker_no=row.broker_no,
        gross=row.gross,
        passthrough=row.passthrough,
        net=row.net,
        attribution=row.attribution,
        share_rate=row.share_rate,
        share=row.share,
        version=row.version,
    )


def add_statement_versions(date: TradingDate, bodies: Iterable[StatementBody]) -> None:
    """Store the statements of a date; one whose content changed becomes a new version, the old one stays."""
    newest: dict[AccountId, tuple[int, str]] = {}
    stored = Statement.objects.filter(trading_date=date).order_by("version")
    for account_id, version, old_digest in stored.values_list("account_id", "version", "digest"):
        newest[account_id] = (version, old_digest)
    now = timezone.now()
    rows = []
    for body in bodies:
        version, old_digest = newest.get(body.account_id, (0, ""))
        new_digest = digest(body)
        if new_digest == old_digest:
            continue
        rows.append(
            Statement(
                account_id=body.account_id,
                trading_date=date,
                version=version + 1,
                opening_cash=body.opening_cash,
                closing_cash=body.closing_cash,
                market_value=body.market_value,
                total_assets=body.total_assets,
                body=msgspec.to_builtins(body),
                digest=new_digest,
                made_at=now,
            )
        )
    Statement.objects.bulk_create(rows, batch_size=_BATCH)


def _next(numbers: dict[Key, int], key: Key) -> int:
    numbers[key] = numbers.get(key, 0) + 1
    return numbers[key]
