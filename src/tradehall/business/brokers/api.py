"""REST: a broker's clients and commission."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tradehall.business.brokers import queries
from tradehall.business.customers import facade as customers
from tradehall.business.identity.facade import Actor, Role, WrongRoleError

router = Router(tags=["broker"])


class ClientOut(Schema):
    """A client with its assets. Money in 1/10,000 yuan."""

    client_no: str
    name: str
    branch: str
    status: str
    account_ids: list[int]
    cash: int
    market_value: int
    total_assets: int


class ShareOut(Schema):
    """Commission of one account and the broker's share of it. Money in 1/10,000 yuan, rate in 1/100,000,000."""

    account_id: int
    client_no: str
    client_name: str
    fills: int
    gross: int
    passthrough: int
    net: int
    share_rate: int
    share: int


class CommissionOut(Schema):
    """A broker's commission of a date; `is_final` once the date has been cleared."""

    trading_date: int
    is_final: bool
    rows: list[ShareOut]


@router.get("/clients", response=list[ClientOut])
def clients(request: HttpRequest, q: str = "") -> list[Any]:
    """The clients that a broker or an operator may see, with their assets."""
    actor = _actor(request, Role.BROKER, Role.OPERATOR)
    return list(customers.client_assets(actor, word=q))


@router.get("/commission", response=CommissionOut)
def commission(request: HttpRequest, date: int = 0) -> Any:
    """The broker's commission of a cleared date, or of today without a date."""
    actor = _actor(request, Role.BROKER)
    chosen = date if date in queries.cleared_dates() else customers.trading_date_now()
    return queries.commission_day(actor.broker_no, chosen)


def _actor(request: HttpRequest, *roles: Role) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if actor.role not in roles:
        raise WrongRoleError
    return actor
