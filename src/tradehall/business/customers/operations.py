"""Writes of customers. Whatever concerns money or trading goes to the counter as an instruction."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from tradehall.business.customers import instructions
from tradehall.business.customers.errors import AccountTakenError
from tradehall.business.customers.market_day import trading_date_now
from tradehall.business.customers.models import (
    OPEN_END,
    Branch,
    CashAccountRecord,
    Client,
    ClientAttribution,
    CommissionTerm,
    SecuritiesAccount,
)
from tradehall.business.customers.rules import (
    Span,
    check_attribution_shares,
    check_attribution_starts,
    check_securities_account,
)
from tradehall.contracts.commands import (
    ChangeAccount,
    CommissionPlan,
    Deposit,
    OpenAccount,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import Venue
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import RATE_SCALE, Money, Price, Quantity, Rate


def create_branch(*, code: str, name: str, name_en: str, parent: Branch | None = None) -> Branch:
    """A branch below `parent`; its path never changes, because operators' scope hangs on it."""
    path = f"{parent.path if parent else ''}{code}/"
    return Branch.objects.create(code=code, name=name, name_en=name_en, parent=parent, path=path)


def create_client(*, client_no: str, name: str, branch: Branch) -> Client:
    return Client.objects.create(client_no=client_no, name=name, branch=branch)


@transaction.atomic
def attribute_client(
    *, client: Client, broker_no: str, share: Rate = RATE_SCALE, from_date: TradingDate, first: bool = False
) -> ClientAttribution:
    """Relate a client to a broker from a date on, beside those that it has.

    `first` is for the opening of an account, which may start today; every later change starts after today.
    Raises `AttributionRefusedError` when the date is too early or the shares would pass 100 %.
    """
    if not first:
        check_attribution_starts(from_date, trading_date_now())
    spans = [
        Span(row.broker_no, row.share, row.from_date, row.until_date) for row in client.attributions.select_for_update()
    ]
    check_attribution_shares([*spans, Span(broker_no, share, from_date, OPEN_END)])
    return client.attributions.create(broker_no=broker_no, share=share, from_date=from_date)


@transaction.atomic
def end_attribution(*, attribution: ClientAttribution, last_date: TradingDate) -> None:
    """Let an attribution end with `last_date`, today at the earliest."""
    check_attribution_starts(last_date + 1, trading_date_now())
    attribution.until_date = max(last_date, attribution.from_date)
    attribution.save()


@transaction.atomic
def open_account(
    *,
    client: Client,
    account_id: AccountId,
    securities: Mapping[Venue, str],
    commission: CommissionPlan,
    permissions: int = 0,
    made_by: int | None = None,
) -> CashAccountRecord:
    """Record a cash account with its securities accounts and tell the counter to open it.

    Raises `AccountTakenError` when a number is in use, `SecuritiesAccountRefusedError` when one is malformed.
    """
    for venue, number in securities.items():
        check_securities_account(venue, number)
    try:
        with transaction.atomic():
            account = CashAccountRecord.objects.create(account_id=account_id, client=client, permissions=permissions)
            for venue, number in securities.items():
                SecuritiesAccount.objects.create(account=account, venue=venue.value, number=number)
            _add_term(account, trading_date_now(), commission)
    except IntegrityError as error:
        raise AccountTakenError(f"account {account_id} or one of its securities accounts exists") from error
    instructions.give(
        account,
        OpenAccount(
            request_id=f"open-{account_id}",
            account_id=account_id,
            client_no=client.client_no,
            investor_sh=securities.get(Venue.SSE, ""),
            investor_sz=securities.get(Venue.SZSE, ""),
            investor_bj=securities.get(Venue.BSE, ""),
            commission=commission,
            permissions=permissions,
        ),
        made_by=made_by,
    )
    return account


@transaction.atomic
def change_commission(
    *, account: CashAccountRecord, plan: CommissionPlan, from_date: TradingDate, made_by: int | None = None
) -> None:
    """Give an account another commission plan from a date on; the counter is told when that day comes."""
    _add_term(account, from_date, plan)
    apply_due_terms(trading_date_now(), accounts=[account], made_by=made_by)


@transaction.atomic
def change_trading(*, account: CashAccountRecord, permissions: int, halted: bool, made_by: int | None = None) -> None:
    """Replace board permissions and the halt switch."""
    account.permissions, account.halted = permissions, halted
    account.save()
    _tell_settings(account, trading_date_now(), made_by=made_by)


def apply_due_terms(
    date: TradingDate, *, accounts: list[CashAccountRecord] | None = None, made_by: int | None = None
) -> int:
    """Tell the counter the commission terms that start by `date` and that it does not know yet; returns how many.

    A repeat sends nothing new: only settings that differ from the last ones sent are told.
    """
    due = CommissionTerm.objects.filter(from_date__lte=date).select_related("account")
    if accounts is not None:
        due = due.filter(account__in=accounts)
    newest = due.order_by("account_id", "-from_date").distinct("account_id")
    return sum(_tell_settings(term.account, date, made_by=made_by) for term in newest)


def prepare_day(date: TradingDate) -> int:
    """What must reach the counter before it opens a date: commission terms that start, and whatever still waits.

    Returns how many accounts have new terms. Raises `UnavailableError`: the date waits until all of it has been told.
    """
    changed = apply_due_terms(date)
    instructions.deliver()
    return changed


def deposit(*, account: CashAccountRecord, amount: Money, request_id: str, made_by: int | None = None) -> None:
    """Credit cash that has arrived; `request_id` makes a repeat harmless."""
    instructions.give(
        account, Deposit(request_id=request_id, account_id=account.account_id, amount=amount), made_by=made_by
    )


def withdraw(*, account: CashAccountRecord, amount: Money, request_id: str, made_by: int | None = None) -> None:
    """Debit cash that leaves the firm; the counter refuses what may not be withdrawn."""
    instructions.give(
        account, Withdraw(request_id=request_id, account_id=account.account_id, amount=amount), made_by=made_by
    )


def transfer_shares(
    *,
    account: CashAccountRecord,
    symbol: Symbol,
    qty: Quantity,
    unit_cost: Price,
    request_id: str,
    made_by: int | None = None,
) -> None:
    """Move settled shares into custody (`qty` > 0) or out of it 转托管."""
    instructions.give(
        account,
        TransferShares(
            request_id=request_id, account_id=account.account_id, symbol=symbol, qty=qty, unit_cost=unit_cost
        ),
        made_by=made_by,
    )


def _add_term(account: CashAccountRecord, from_date: TradingDate, plan: CommissionPlan) -> None:
    CommissionTerm.objects.update_or_create(
        account=account,
        from_date=from_date,
        defaults={
            "stock_rate": plan.stock_rate,
            "stock_minimum": plan.stock_minimum,
            "fund_rate": plan.fund_rate,
            "fund_minimum": plan.fund_minimum,
            "includes_statutory": plan.includes_statutory,
        },
    )


def plan_on(account: CashAccountRecord, date: TradingDate) -> CommissionPlan:
    """The commission plan of an account on a date; the first one when the date is before all."""
    terms = account.commission_terms.order_by("-from_date")
    term = terms.filter(from_date__lte=date).first() or terms.last()
    if term is None:
        # Opening an account makes its first term in the same transaction.
        raise AccountTakenError(f"account {account.account_id} has no commission term")
    return CommissionPlan(
        stock_rate=term.stock_rate,
        stock_minimum=term.stock_minimum,
        fund_rate=term.fund_rate,
        fund_minimum=term.fund_minimum,
        includes_statutory=term.includes_statutory,
    )


def _tell_settings(account: CashAccountRecord, date: TradingDate, *, made_by: int | None) -> bool:
    """Send the account's settings unless the last ones sent were the same; returns whether they were sent."""
    plan = plan_on(account, date)
    sent = instructions.last_settings(account)
    if sent == (plan, account.permissions, account.halted):
        return False
    instructions.give(
        account,
        ChangeAccount(
            request_id=instructions.next_id("change", account.account_id),
            account_id=account.account_id,
            commission=plan,
            permissions=account.permissions,
            halted=account.halted,
        ),
        made_by=made_by,
    )
    return True
