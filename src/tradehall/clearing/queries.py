"""Reads of the end of day's own tables."""

from collections.abc import Collection

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from tradehall.clearing.contracts import RunStatus, Subject
from tradehall.clearing.day_facts import PlanChange
from tradehall.clearing.models import (
    CashBalance,
    ClearingRun,
    CommissionShare,
    DayOpening,
    HoldingBalance,
    HouseEntry,
    PlanRecord,
    Statement,
)
from tradehall.contracts.commands import CommissionPlan
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import Money, Quantity


def last_run() -> ClearingRun | None:
    """The newest run."""
    return ClearingRun.objects.order_by("-trading_date").first()


def run_before(date: TradingDate) -> ClearingRun | None:
    """The newest run of an earlier date."""
    return ClearingRun.objects.filter(trading_date__lt=date).order_by("-trading_date").first()


def last_opening() -> DayOpening | None:
    return DayOpening.objects.order_by("-trading_date").first()


def opened_after(date: TradingDate) -> TradingDate:
    """The first date that was opened after `date`; 0 while none is."""
    found = (
        DayOpening.objects.filter(trading_date__gt=date, finished_at__isnull=False)
        .order_by("trading_date")
        .values_list("trading_date", flat=True)
        .first()
    )
    return found or 0


def cut_before(date: TradingDate) -> int:
    """Journal sequence at which the date before was cut; 0 for the first date."""
    run = run_before(date)
    return 0 if run is None else run.cut_seq or 0


def cut_of(date: TradingDate) -> int:
    """Journal sequence at which the date was cut."""
    return ClearingRun.objects.get(trading_date=date).cut_seq or 0


def plans_until(seq: int) -> list[PlanChange]:
    """Every commission plan that was in force at some time up to `seq`."""
    return [
        PlanChange(
            row.account_id,
            row.seq,
            CommissionPlan(
                stock_rate=row.stock_rate,
                stock_minimum=row.stock_minimum,
                fund_rate=row.fund_rate,
                fund_minimum=row.fund_minimum,
                includes_statutory=row.includes_statutory,
            ),
        )
        for row in PlanRecord.objects.filter(seq__lte=seq)
    ]


def closing_cash(date: TradingDate) -> dict[AccountId, Money]:
    return dict(CashBalance.objects.filter(trading_date=date).values_list("account_id", "closing"))


def closing_cash_before(date: TradingDate) -> dict[AccountId, Money]:
    """Closing cash of the newest date before `date`."""
    run = run_before(date)
    return {} if run is None else closing_cash(run.trading_date)


def opening_and_clients(date: TradingDate) -> tuple[dict[AccountId, Money], dict[AccountId, str]]:
    """Opening cash and client number of every account of a date."""
    rows = list(CashBalance.objects.filter(trading_date=date).values_list("account_id", "opening", "client_no"))
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def holdings_at(date: TradingDate) -> dict[tuple[AccountId, Symbol], Quantity]:
    rows = HoldingBalance.objects.filter(trading_date=date).values_list("account_id", "symbol", "qty")
    return {(account_id, symbol): qty for account_id, symbol, qty in rows}


def closing_holdings_before(date: TradingDate) -> dict[tuple[AccountId, Symbol], Quantity]:
    """Closing holdings of the newest date before `date`."""
    run = run_before(date)
    return {} if run is None else holdings_at(run.trading_date)


def outstanding_settlement(date: TradingDate) -> dict[str, Money]:
    """Settlement payable (+) or receivable (−) by market that days before `date` have left open."""
    rows = (
        HouseEntry.objects.filter(trading_date__lt=date, subject=Subject.SETTLEMENT_PAYABLE)
        .values("market")
        .annotate(open=Sum(F("credit") - F("debit")))
        .order_by("market")
    )
    return {row["market"]: int(row["open"]) for row in rows if row["open"]}


def sub_ledger(date: TradingDate) -> tuple[int, Money]:
    """Number of accounts and sum of their closing balances."""
    balances = closing_cash(date)
    return len(balances), sum(balances.values())


def client_payable(date: TradingDate) -> Money:
    """Balance of the house ledger's client cash payable at the close of `date`."""
    sums = HouseEntry.objects.filter(trading_date__lte=date, subject=Subject.CLIENT_PAYABLE).aggregate(
        credit=Sum("credit"), debit=Sum("debit")
    )
    return int((sums["credit"] or 0) - (sums["debit"] or 0))


def unfinished_before(date: TradingDate) -> ClearingRun | None:
    """An earlier run that did not come to its end."""
    return (
        ClearingRun.objects.filter(trading_date__lt=date)
        .exclude(status=RunStatus.DONE)
        .order_by("trading_date")
        .first()
    )


def newest_shares(
    date: TradingDate, broker_no: str | None, account_ids: Collection[AccountId] | None
) -> QuerySet[CommissionShare]:
    """The newest version of each commission share of a date, within the scope that was given."""
    newest = (
        CommissionShare.objects.filter(
            trading_date=OuterRef("trading_date"), account_id=OuterRef("account_id"), broker_no=OuterRef("broker_no")
        )
        .order_by("-version")
        .values("version")[:1]
    )
    chosen = Q(trading_date=date)
    if broker_no is not None:
        chosen &= Q(broker_no=broker_no)
    if account_ids is not None:
        chosen &= Q(account_id__in=list(account_ids))
    return CommissionShare.objects.filter(chosen, version=Subquery(newest)).order_by("broker_no", "account_id")


def newest_statements(account_ids: Collection[AccountId]) -> QuerySet[Statement]:
    """The newest version of each statement of these accounts, newest date first."""
    newest = (
        Statement.objects.filter(account_id=OuterRef("account_id"), trading_date=OuterRef("trading_date"))
        .order_by("-version")
        .values("version")[:1]
    )
    return Statement.objects.filter(account_id__in=list(account_ids), version=Subquery(newest)).order_by(
        "-trading_date", "account_id"
    )
