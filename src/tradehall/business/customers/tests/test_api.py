"""The REST API: session, ticket, accounts, and what it refuses."""

import hashlib

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from tradehall.business.identity.models import User
from tradehall.business.tests import projections
from tradehall.business.tests.people import ANN, BEN, CAT
from tradehall.push_gateway.models import GatewayTicket

PARTS = (
    "cash",
    "positions",
    "orders",
    "fills",
    "cash-entries",
    "orders.csv",
    "fills.csv",
    "cash-entries.csv",
    "statements",
)


def test_signed_out_is_told_so_as_a_problem(db, client):
    response = client.get("/api/v1/session", headers={"accept-language": "en"})
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["code"]) == (401, "TH-0101")
    assert body["message"] == "You are not signed in or your session has ended; sign in and try again."


def test_session_names_user_role_language_and_accounts(firm):
    assert firm.browser(firm.ann).get("/api/v1/session").json() == {
        "user": "100001",
        "name": "安",
        "role": "client",
        "language": "en",
        "accounts": [{"id": ANN, "name": "安", "client_no": "100001", "can_trade": True}],
    }
    accounts = firm.browser(firm.broker).get("/api/v1/session").json()["accounts"]
    assert [(row["id"], row["can_trade"]) for row in accounts] == [(ANN, False), (CAT, False)]


def test_ticket_carries_what_the_session_may_see_and_trade(firm):
    body = firm.browser(firm.ann).post("/api/v1/session/ticket").json()
    assert body["url"] == "ws://testserver:8001/ws"
    ticket = GatewayTicket.objects.get(token_hash=hashlib.sha256(body["ticket"].encode()).hexdigest())
    assert (ticket.account_ids, ticket.tradable_ids) == ([ANN], [ANN])
    firm.browser(firm.broker).post("/api/v1/session/ticket")
    looking = GatewayTicket.objects.get(user_name=firm.broker)
    assert (looking.account_ids, looking.tradable_ids) == ([ANN, CAT], [])


def test_tickets_are_limited(firm):
    cache.clear()
    browser = firm.browser(firm.ann)
    statuses = [browser.post("/api/v1/session/ticket").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_write_without_csrf_token_is_refused(firm):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(username=firm.ann), "allauth.account.auth_backends.AuthenticationBackend")
    response = browser.post("/api/v1/session/ticket")
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert GatewayTicket.objects.count() == 0


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("account_id", [BEN, 9999999999])
def test_another_clients_account_is_not_found(firm, part, account_id):
    response = firm.browser(firm.ann).get(f"/api/v1/accounts/{account_id}/{part}")
    assert (response.status_code, response.json()["code"]) == (404, "TH-0201")


@pytest.mark.parametrize("part", PARTS)
def test_broker_and_branch_scope_hold_for_every_part(firm, part):
    assert firm.browser(firm.broker).get(f"/api/v1/accounts/{BEN}/{part}").status_code == 404
    assert firm.browser(firm.shanghai).get(f"/api/v1/accounts/{CAT}/{part}").status_code == 404


def test_cash_and_positions_are_valued(firm):
    projections.cash(ANN)
    projections.position(ANN)
    browser = firm.browser(firm.ann)
    cash = browser.get(f"/api/v1/accounts/{ANN}/cash").json()
    assert (cash["balance"], cash["available"], cash["market_value"]) == (10_000_000_000, 10_000_000_000, 0)
    assert browser.get(f"/api/v1/accounts/{CAT}/cash").status_code == 404
    (row,) = browser.get(f"/api/v1/accounts/{ANN}/positions").json()
    assert (row["symbol"], row["qty"], row["sellable"], row["holding_cost"]) == ("600000.SH", 300, 300, 29_400_000)


def test_orders_by_period_and_page(firm):
    for n in range(1, 6):
        projections.order(ANN, n, date=20260100 + n)
    projections.order(BEN, 99)
    browser = firm.browser(firm.ann)
    everything = browser.get(f"/api/v1/accounts/{ANN}/orders").json()
    assert (everything["total"], [row["order_id"] for row in everything["rows"]]) == (5, [5, 4, 3, 2, 1])
    some = browser.get(f"/api/v1/accounts/{ANN}/orders?date_from=20260102&date_to=20260104&limit=2&offset=1").json()
    assert (some["total"], [row["order_id"] for row in some["rows"]]) == (3, [3, 2])


def test_impossible_period_is_refused(firm):
    response = firm.browser(firm.ann).get(f"/api/v1/accounts/{ANN}/orders?date_from=20260105&date_to=20260101")
    assert (response.status_code, response.json()["code"]) == (422, "TH-0207")


def test_files_hold_the_rows_of_the_account(firm):
    projections.entry(ANN, 1, 12_345_600)
    projections.entry(BEN, 1, 99_999_900)
    response = firm.browser(firm.ann).get(f"/api/v1/accounts/{ANN}/cash-entries.csv")
    assert response["Content-Disposition"] == f'attachment; filename="cash-entries-{ANN}.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines == ["Time,Reason,Amount,Balance,Reference", "2026-01-05 09:30:00,Deposit,1234.56,1234.56,d-1"]


def test_openapi_document_is_there(db, client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/session/ticket" in paths
    assert "/api/v1/accounts/{account_id}/orders" in paths
