"""The one rule of who may see which client and who may trade for which account.

A client sees itself. A broker sees the clients attributed to it today, to look only. An operator sees the clients of
its branch and of every branch under it. Every list, page, API operation, export and gateway ticket asks here.
"""

from django.db.models import Q, QuerySet

from tradehall.business.customers.errors import AccountNotFoundError
from tradehall.business.customers.market_day import trading_date_now
from tradehall.business.customers.models import OPEN_END, Branch, CashAccountRecord, Client
from tradehall.business.identity.facade import Actor, Role
from tradehall.kernel.ids import AccountId


def visible_clients(actor: Actor) -> QuerySet[Client]:
    """The clients that `actor` may see today."""
    clients = Client.objects.all()
    match actor.role:
        case Role.CLIENT:
            return clients.filter(client_no=actor.client_no)
        case Role.BROKER:
            return clients.filter(pk__in=_attributed_today(actor.broker_no))
        case Role.OPERATOR:
            # An empty path would be the head of every path; it means nobody here.
            return clients.filter(branch__path__startswith=actor.branch_path) if actor.branch_path else clients.none()


def visible_branches(actor: Actor) -> QuerySet[Branch]:
    """An operator's own branch and every branch under it; nobody else is given any."""
    if actor.role is not Role.OPERATOR or not actor.branch_path:
        return Branch.objects.none()
    return Branch.objects.filter(path__startswith=actor.branch_path)


def visible_accounts(actor: Actor) -> QuerySet[CashAccountRecord]:
    """The cash accounts that `actor` may see today."""
    return CashAccountRecord.objects.filter(client__in=visible_clients(actor))


def visible_account_ids(actor: Actor) -> tuple[AccountId, ...]:
    return tuple(visible_accounts(actor).order_by("account_id").values_list("account_id", flat=True))


def tradable_account_ids(actor: Actor) -> tuple[AccountId, ...]:
    """The accounts that `actor` may place orders for: a client's own, nobody else's."""
    if actor.role is not Role.CLIENT:
        return ()
    own = visible_accounts(actor).filter(client__status=Client.Status.NORMAL)
    return tuple(own.order_by("account_id").values_list("account_id", flat=True))


def may_see(actor: Actor, account_id: AccountId) -> bool:
    return visible_accounts(actor).filter(account_id=account_id).exists()


def may_trade(actor: Actor, account_id: AccountId) -> bool:
    return account_id in tradable_account_ids(actor)


def visible_account(actor: Actor, account_id: AccountId) -> CashAccountRecord:
    """The account, or `AccountNotFoundError`: an account out of sight answers like one that does not exist."""
    account = visible_accounts(actor).select_related("client__branch").filter(account_id=account_id).first()
    if account is None:
        raise AccountNotFoundError
    return account


def _attributed_today(broker_no: str) -> QuerySet[Client, str]:
    if not broker_no:
        return Client.objects.none().values_list("client_no", flat=True)
    today = trading_date_now()
    return Client.objects.filter(
        Q(attributions__until_date=OPEN_END) | Q(attributions__until_date__gte=today),
        attributions__broker_no=broker_no,
        attributions__from_date__lte=today,
    ).values_list("client_no", flat=True)
