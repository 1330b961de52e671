"""Pages of clients and accounts. Each looks through `scope`."""

from collections.abc import Callable
from typing import Any, NamedTuple

import django_tables2 as tables
import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from tradehall.business import labels
from tradehall.business.customers import queries
from tradehall.business.customers.forms import ClientFilter, PeriodFilter
from tradehall.business.customers.scope import visible_account, visible_account_ids
from tradehall.business.customers.tables import (
    CashEntryTable,
    ClientTable,
    FillTable,
    OrderTable,
    PositionTable,
)
from tradehall.business.export import csv_answer
from tradehall.business.identity.facade import Role, actor_of, require_roles
from tradehall.clearing import facade as clearing
from tradehall.contracts.enums import Side
from tradehall.trading_runtime import facade as runtime

PAGE_ROWS = 25
LIST_ROWS = 50
"""Rows of one page of orders, fills and cash entries."""
EXPORT_ROWS_MAX = 10_000
STATEMENTS_SHOWN = 60


class Listing(NamedTuple):
    """A tab of the account page: its words, table, and how to read a page of rows."""

    title: Any
    table: type[tables.Table]
    read: Callable[..., Any]


LISTINGS = {
    "orders": Listing(_("Orders"), OrderTable, runtime.orders),
    "fills": Listing(_("Fills"), FillTable, runtime.fills),
    "entries": Listing(_("Cash entries"), CashEntryTable, runtime.cash_entries),
}


@require_GET
@require_roles(Role.CLIENT)
def accounts(request: HttpRequest) -> HttpResponse:
    """The client's own accounts; the only one opens at once."""
    ids = visible_account_ids(actor_of(request))
    if len(ids) == 1:
        return redirect("account", account_id=ids[0])
    return render(request, "customers/accounts.html", {"views": queries.cash_views(ids)})


@require_GET
@require_roles()
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Cash and positions of one account, and its statements."""
    record = visible_account(actor_of(request), account_id)
    positions = PositionTable(queries.position_views([account_id]))
    RequestConfig(request, paginate=False).configure(positions)
    cash = queries.cash_views([account_id])
    return render(
        request,
        "customers/account.html",
        {
            "record": record,
            "branch": queries.branch_name(record.client),
            "cash": cash[0] if cash else None,
            "positions": positions,
            "statements": clearing.statements([account_id], limit=STATEMENTS_SHOWN),
            "tab": "overview",
            "listings": LISTINGS,
        },
    )


@require_GET
@require_roles()
def listing(request: HttpRequest, account_id: int, tab: str) -> HttpResponse:
    """Orders, fills or cash entries of one account in a period; `?export=csv` gives all of them."""
    record = visible_account(actor_of(request), account_id)
    chosen = LISTINGS[tab]
    form = PeriodFilter(request.GET)
    since, until = form.dates()
    wants_file = request.GET.get("export") == "csv"
    page_no = max(1, int(page) if (page := request.GET.get("page", "1")).isdecimal() and len(page) < 7 else 1)  # noqa: PLR2004
    limit, offset = (EXPORT_ROWS_MAX, 0) if wants_file else (LIST_ROWS, (page_no - 1) * LIST_ROWS)
    page = chosen.read([account_id], date_from=since, date_to=until, limit=limit, offset=offset)
    table = chosen.table(page.rows)
    if wants_file:
        return csv_answer(table, f"{tab}-{account_id}.csv")
    return render(
        request,
        "customers/listing.html",
        {
            "record": record,
            "branch": queries.branch_name(record.client),
            "table": table,
            "form": form,
            "tab": tab,
            "title": chosen.title,
            "listings": LISTINGS,
            "total": page.total,
            "page_no": page_no,
            "pages": max(1, -(-page.total // LIST_ROWS)),
        },
    )


@require_GET
@require_roles()
def statement(request: HttpRequest, account_id: int, statement_id: int) -> HttpResponse:
    """One daily statement, ready to print."""
    record = visible_account(actor_of(request), account_id)
    view = clearing.statement([account_id], statement_id)
    body = view.body
    symbols = {row.symbol for row in body.holdings} | {row.symbol for row in body.fills}
    names = queries.names(symbols | {row.symbol for row in body.movements})
    return render(
        request,
        "customers/statement.html",
        {
            "record": record,
            "branch": queries.branch_name(record.client),
            "view": view,
            "body": body,
            "movements": [
                {
                    "kind": labels.cash_kind(row.kind),
                    "symbol": row.symbol,
                    "name": names.get(row.symbol, ""),
                    "order_id": row.order_id,
                    "amount": row.amount,
                }
                for row in body.movements
            ],
            "holdings": [
                {**msgspec.structs.asdict(row), "name": names.get(row.symbol, row.name)} for row in body.holdings
            ],
            "fills": [
                {
                    **msgspec.structs.asdict(row),
                    "name": names.get(row.symbol, ""),
                    "side": labels.side(Side(row.side)),
                }
                for row in body.fills
            ],
        },
    )


@require_GET
@require_roles(Role.BROKER, Role.OPERATOR)
def clients(request: HttpRequest) -> HttpResponse:
    """The clients that a broker or an operator may see, with filter, sort and export."""
    actor = actor_of(request)
    form = ClientFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.client_assets(actor, word=chosen.get("q", ""), status=chosen.get("status", ""))
    hidden = ("since",) if actor.role is Role.OPERATOR else ()
    table = ClientTable(rows, exclude=hidden)
    RequestConfig(request, paginate={"per_page": PAGE_ROWS}).configure(table)
    if request.GET.get("export") == "csv":
        return csv_answer(table, "clients.csv")
    return render(
        request,
        "customers/clients.html",
        {
            "table": table,
            "form": form,
            "count": len(rows),
            "total_assets": sum(row.total_assets for row in rows),
        },
    )
