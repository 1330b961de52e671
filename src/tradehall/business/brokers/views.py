"""Pages of brokers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from tradehall.business.brokers import queries
from tradehall.business.brokers.tables import CommissionTable
from tradehall.business.customers.facade import trading_date_now
from tradehall.business.export import csv_answer
from tradehall.business.identity.facade import Role, actor_of, require_roles


@require_GET
@require_roles(Role.BROKER)
def commission(request: HttpRequest) -> HttpResponse:
    """The broker's share of each client's commission, today's or that of an earlier cleared date."""
    actor = actor_of(request)
    today = trading_date_now()
    cleared = queries.cleared_dates()
    asked = request.GET.get("date", "")
    date = int(asked) if asked.isdecimal() and int(asked) in cleared else today
    day = queries.commission_day(actor.broker_no, date)
    table = CommissionTable(day.rows)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    if request.GET.get("export") == "csv":
        return csv_answer(table, f"commission-{date}.csv")
    return render(
        request,
        "brokers/commission.html",
        {"day": day, "table": table, "dates": sorted({today, *cleared}, reverse=True), "chosen": date},
    )
