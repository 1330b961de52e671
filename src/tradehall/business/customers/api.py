"""REST: the session, its gateway ticket, and what an account holds. Every account goes through `scope`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from tradehall.business.customers import queries, schemas, scope
from tradehall.business.customers.errors import AccountNotFoundError
from tradehall.business.customers.rules import check_period
from tradehall.business.customers.tables import CashEntryTable, FillTable, OrderTable
from tradehall.business.export import csv_answer
from tradehall.business.identity.facade import Actor, check_rate, gateway_url
from tradehall.clearing import facade as clearing
from tradehall.contracts.codec import encode_json
from tradehall.contracts.enums import Side
from tradehall.kernel.errors import NotFoundError
from tradehall.kernel.units import PRICE_MAX, QUANTITY_MAX
from tradehall.market_data import facade as market
from tradehall.push_gateway import facade as gateway
from tradehall.trading_runtime import facade as runtime

router = Router(tags=["session"])
account_router = Router(tags=["accounts"])

TICKETS_A_MINUTE = 30
EXPORT_ROWS_MAX = 10_000
ROWS_MAX = 500


class PeriodQuery(Schema):
    """Which rows: trading dates from and to (both included), and which page of them."""

    date_from: int | None = None
    date_to: int | None = None
    offset: int = 0
    limit: int = 100

    def checked(self) -> dict[str, Any]:
        """Keyword arguments of the runtime's reads. Raises `PeriodRefusedError`."""
        if self.date_from is not None and self.date_to is not None:
            check_period(self.date_from, self.date_to)
        return {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "offset": max(0, self.offset),
            "limit": min(max(1, self.limit), ROWS_MAX),
        }


@router.get("/session", response=schemas.SessionOut, url_name="session")
def session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, as what, in which language, and the accounts that the session may see."""
    actor = _actor(request)
    tradable = set(scope.tradable_account_ids(actor))
    accounts = [
        {
            "id": facts.account_id,
            "name": facts.client_name,
            "client_no": facts.client_no,
            "can_trade": facts.account_id in tradable,
        }
        for facts in queries.account_facts(actor)
    ]
    return {
        "user": actor.user_name,
        "name": actor.display_name,
        "role": actor.role.value,
        "language": get_language(),
        "accounts": accounts,
    }


@router.post("/session/ticket", response=schemas.TicketOut, url_name="session_ticket")
def session_ticket(request: HttpRequest) -> dict[str, str]:
    """A one-time ticket for the push gateway: it may see what the session may see and trade for what it may trade."""
    actor = _actor(request)
    check_rate(action="ticket", key=str(actor.user_id), limit=TICKETS_A_MINUTE, seconds=60)
    ticket = gateway.issue_ticket(
        user_name=actor.user_name,
        account_ids=scope.visible_account_ids(actor),
        tradable_ids=scope.tradable_account_ids(actor),
    )
    return {"ticket": ticket, "url": gateway_url(request)}


class FeeQuery(Schema):
    """An order as it is being written: price in 1/10,000 yuan, side 1 buy or 2 sell."""

    account: int
    symbol: str
    side: Side
    price: int = Field(gt=0, le=PRICE_MAX)
    qty: int = Field(gt=0, le=QUANTITY_MAX)


@router.get("/fee-preview", response=schemas.FeesOut, url_name="fee_preview")
def fee_preview(request: HttpRequest, order: Query[FeeQuery]) -> Any:
    """What an order would be charged if it filled whole at its price, by the account's own plan."""
    scope.visible_account(_actor(request), order.account)
    figures = market.day_figures()
    instrument = figures.by_symbol.get(order.symbol)
    if instrument is None:
        raise NotFoundError(order.symbol)
    found = runtime.fee_preview(
        order.account, instrument, side=order.side, price=order.price, qty=order.qty, date=figures.date
    )
    fees = found.fees
    return {
        "amount": found.amount,
        "commission": fees.commission,
        "stamp_duty": fees.stamp_duty,
        "transfer": fees.transfer,
        "handling": fees.handling,
        "regulatory": fees.regulatory,
        "total": fees.total,
        "net": found.net,
        "freeze": found.freeze,
    }


@account_router.get("/{int:account_id}/cash", response=schemas.CashOut)
def cash(request: HttpRequest, account_id: int) -> dict[str, Any]:
    """Cash of an account. 404 until the counter has opened it."""
    scope.visible_account(_actor(request), account_id)
    views = queries.cash_views([account_id])
    if not views:
        raise AccountNotFoundError
    return {**asdict(views[0]), "total_assets": views[0].total_assets}


@account_router.get("/{int:account_id}/positions", response=list[schemas.PositionOut])
def positions(request: HttpRequest, account_id: int) -> list[Any]:
    """Positions of an account."""
    scope.visible_account(_actor(request), account_id)
    return list(queries.position_views([account_id]))


@account_router.get("/{int:account_id}/orders", response=schemas.PageOut[schemas.OrderOut])
def orders(request: HttpRequest, account_id: int, period: Query[PeriodQuery]) -> Any:
    """Orders of an account, newest first."""
    return _page(request, account_id, period, runtime.orders)


@account_router.get("/{int:account_id}/fills", response=schemas.PageOut[schemas.FillOut])
def fills(request: HttpRequest, account_id: int, period: Query[PeriodQuery]) -> Any:
    """Fills of an account, newest first."""
    return _page(request, account_id, period, runtime.fills)


@account_router.get("/{int:account_id}/cash-entries", response=schemas.PageOut[schemas.CashEntryOut])
def cash_entries(request: HttpRequest, account_id: int, period: Query[PeriodQuery]) -> Any:
    """The cash ledger of an account, newest first."""
    return _page(request, account_id, period, runtime.cash_entries)


@account_router.get("/{int:account_id}/orders.csv", url_name="orders_csv")
def orders_csv(request: HttpRequest, account_id: int, period: Query[PeriodQuery]) -> HttpResponse:
    """Orders as a file, at most 10,000 rows."""
    return _file(request, account_id, period, runtime.orders, OrderTable, "orders")


@account_router.get("/{int:account_id}/fills.csv", url_name="fills_csv")
def fills_csv(request: HttpRequest, account_id: int, period: Query[PeriodQuery]) -> HttpResponse:
    """Fills as a file, at most 10,000 rows."""
    return _file(request, account_id, period, runtime.fills, FillTable, "fills")


@account_router.get("/{int:account_id}/cash-entries.csv", url_name="cash_entries_csv")
def cash_entries_csv(request: HttpRequest, account_id: int, period: Query[PeriodQuery]) -> HttpResponse:
    """The cash ledger as a file, at most 10,000 rows."""
    return _file(request, account_id, period, runtime.cash_entries, CashEntryTable, "cash-entries")


@account_router.get("/{int:account_id}/statements", response=list[schemas.StatementOut])
def statements(request: HttpRequest, account_id: int, offset: int = 0, limit: int = 100) -> list[Any]:
    """Daily statements of an account, newest first."""
    scope.visible_account(_actor(request), account_id)
    chosen = clearing.statements([account_id], limit=min(max(1, limit), ROWS_MAX), offset=max(0, offset))
    return [
        {
            "statement_id": row.statement_id,
            "trading_date": row.trading_date,
            "version": row.version,
            "opening_cash": row.opening_cash,
            "closing_cash": row.closing_cash,
            "market_value": row.market_value,
            "total_assets": row.total_assets,
        }
        for row in chosen
    ]


@account_router.get("/{int:account_id}/statements/{int:statement_id}")
def statement(request: HttpRequest, account_id: int, statement_id: int) -> HttpResponse:
    """One daily statement with its movements, holdings, orders and fills."""
    scope.visible_account(_actor(request), account_id)
    view = clearing.statement([account_id], statement_id)
    return HttpResponse(encode_json(view), content_type="application/json")


def _actor(request: HttpRequest) -> Actor:
    """The actor that the guard of the API put into the request."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _page(request: HttpRequest, account_id: int, period: PeriodQuery, read: Callable[..., Any]) -> dict[str, Any]:
    scope.visible_account(_actor(request), account_id)
    page = read([account_id], **period.checked())
    return {"rows": list(page.rows), "total": page.total}


def _file(
    request: HttpRequest, account_id: int, period: PeriodQuery, read: Callable[..., Any], table: Any, name: str
) -> HttpResponse:
    scope.visible_account(_actor(request), account_id)
    page = read([account_id], **{**period.checked(), "offset": 0, "limit": EXPORT_ROWS_MAX})
    return csv_answer(table(page.rows), f"{name}-{account_id}.csv")
