"""The broker's commission page."""

from tradehall.business.brokers import queries, views
from tradehall.business.tests import projections
from tradehall.business.tests.people import ANN


def test_commission_page_shows_own_clients_only(firm, monkeypatch):
    monkeypatch.setattr(views, "trading_date_now", lambda: projections.DAY)
    projections.fill(ANN, 1)
    words = firm.browser(firm.broker).get("/commission/").content.decode()
    assert "Provisional" in words
    assert "1.98" in words
    other = firm.browser(firm.other_broker).get("/commission/").content.decode()
    assert "No client is attributed to you on this date." in other


def test_commission_page_is_for_brokers(firm):
    for user in (firm.ann, firm.head):
        assert firm.browser(user).get("/commission/").status_code == 403
        assert firm.browser(user).get("/api/v1/broker/commission").status_code == 403
    assert firm.browser(firm.broker).get("/api/v1/broker/commission").status_code == 200


def test_commission_exports(firm, monkeypatch):
    monkeypatch.setattr(views, "trading_date_now", lambda: projections.DAY)
    projections.fill(ANN, 1)
    lines = firm.browser(firm.broker).get("/commission/?export=csv").content.decode("utf-8-sig").splitlines()
    assert lines[1] == f"100001,安,{ANN},1,5.00,0.05,4.95,40.00%,1.98"


def test_only_cleared_dates_can_be_asked_for(firm, monkeypatch):
    monkeypatch.setattr(views, "trading_date_now", lambda: projections.DAY)
    monkeypatch.setattr(queries, "cleared_dates", lambda: (20260102,))
    browser = firm.browser(firm.broker)
    assert "2026-01-02" in browser.get("/commission/?date=20260102").content.decode()
    assert "<h1>Commission 2026-01-05" in browser.get("/commission/?date=20250101").content.decode()
