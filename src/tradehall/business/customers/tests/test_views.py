"""Pages of clients and accounts."""

from datetime import UTC, datetime

import pytest

from tradehall.business.tests import projections
from tradehall.business.tests.people import ANN, BEN, CAT
from tradehall.clearing import facade as clearing
from tradehall.clearing.contracts import (
    StatementBody,
    StatementCash,
    StatementFill,
    StatementHolding,
    StatementView,
)

PAGES = ("", "orders/", "fills/", "entries/", "orders/?export=csv", "statement/1/")


def test_client_with_one_account_goes_straight_to_it(firm):
    assert firm.browser(firm.ann).get("/my/")["Location"] == f"/account/{ANN}/"


@pytest.mark.parametrize("page", PAGES)
def test_another_account_is_not_found_by_address(firm, page):
    assert firm.browser(firm.ann).get(f"/account/{BEN}/{page}").status_code == 404
    assert firm.browser(firm.broker).get(f"/account/{BEN}/{page}").status_code == 404
    assert firm.browser(firm.shanghai).get(f"/account/{CAT}/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_is_sent_to_sign_in(db, client, page):
    assert client.get(f"/account/{ANN}/{page}")["Location"].startswith("/accounts/login/")


def test_account_page_shows_cash_and_positions(firm):
    projections.cash(ANN)
    projections.position(ANN)
    words = firm.browser(firm.ann).get(f"/account/{ANN}/").content.decode()
    assert "1,000,000.00" in words
    assert "600000.SH" in words


def test_account_that_the_counter_does_not_know_says_so(firm):
    words = firm.browser(firm.ann).get(f"/account/{ANN}/").content.decode()
    assert "The counter has not opened this account yet." in words


def test_orders_page_pages_and_filters(firm):
    for n in range(1, 61):
        projections.order(ANN, n, date=20260101 if n <= 30 else 20260102)
    browser = firm.browser(firm.ann)
    first = browser.get(f"/account/{ANN}/orders/").content.decode()
    assert "60 in all" in first
    assert "1 / 2" in first
    one_day = browser.get(f"/account/{ANN}/orders/?since=2026-01-01&until=2026-01-01").content.decode()
    assert "30 in all" in one_day
    assert browser.get(f"/account/{ANN}/orders/?page=999999999").status_code == 200


def test_client_list_is_for_brokers_and_operators(firm):
    assert firm.browser(firm.ann).get("/clients/").status_code == 403
    words = firm.browser(firm.broker).get("/clients/").content.decode()
    assert "100001" in words
    assert "200001" in words
    assert "100002" not in words


def test_client_list_filters_sorts_and_exports_within_scope(firm):
    projections.cash(ANN, 5_000_000)
    projections.cash(BEN, 9_000_000)
    projections.cash(CAT, 1_000_000)
    browser = firm.browser(firm.shanghai)
    lines = browser.get("/clients/?export=csv&sort=-total_assets").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Client number", "100002", "100001"]
    assert lines[1].split(",")[-2:] == ["900.00", str(BEN)]
    found = browser.get("/clients/?q=100001").content.decode()
    assert "100001" in found
    assert "100002" not in found


def test_chinese_is_the_first_language(firm, client):
    client.post("/accounts/login/", {"login": firm.ann, "password": firm.password})
    assert "总览" in _account_page(client)
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Overview" in _account_page(client)


def _account_page(client) -> str:
    return client.get(f"/account/{ANN}/orders/").content.decode() + client.get("/my/", follow=True).content.decode()


def test_statement_page_adds_up_on_paper(firm, monkeypatch):
    body = StatementBody(
        account_id=ANN,
        client_no="100001",
        trading_date=20260105,
        opening_cash=10_000_000_000,
        closing_cash=9_989_949_900,
        movements=(
            StatementCash("buy", "600000.SH", 7, -10_000_000, ""),
            StatementCash("commission", "600000.SH", 7, -50_000, ""),
            StatementCash("transfer_fee", "600000.SH", 7, -100, ""),
        ),
        holdings=(StatementHolding("600000.SH", "浦发银行", 100, 10_050_100, 10_050_100, 101_000, 10_100_000),),
        market_value=10_100_000,
        total_assets=10_000_049_900,
        orders=(),
        fills=(
            StatementFill(
                7, 1, 9, "600000.SH", 1, 100_000, 100, 10_000_000, 50_000, 0, 100, 300, 200, True, projections.AT
            ),
        ),
    )
    view = StatementView(1, 1, datetime(2026, 1, 5, 8, 0, tzinfo=UTC), body)
    kept = {((ANN,), 1): view}
    monkeypatch.setattr(clearing, "statement", lambda ids, number: kept[tuple(ids), number])
    words = firm.browser(firm.ann).get(f"/account/{ANN}/statement/1/").content.decode()
    for expected in ("-1,000.00", "-5.00", "-0.01", "998,994.99", "1,000,004.99", "10.10", "2026-01-05 09:30:00"):
        assert expected in words


def test_fee_preview_is_for_the_own_account(firm):
    assert (
        firm.browser(firm.ann)
        .get(f"/api/v1/fee-preview?account={BEN}&symbol=600000.SH&side=1&price=100000&qty=100")
        .status_code
        == 404
    )
    refused = firm.browser(firm.ann).get(f"/api/v1/fee-preview?account={ANN}&symbol=600000.SH&side=3&price=0&qty=100")
    assert (refused.status_code, refused.json()["code"]) == (422, "TH-0001")
    assert sorted(item["field"] for item in refused.json()["detail"]) == ["query.price", "query.side"]
