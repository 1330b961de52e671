"""Headers of every answer."""

import pytest
from django.test import RequestFactory

from tradehall.business.identity.middleware import gateway_url


def policy(response) -> dict[str, str]:
    pairs = (part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return dict(pairs)


def test_pages_have_a_strict_policy_that_reaches_the_gateway(db, client):
    response = client.get("/")
    found = policy(response)
    assert found["default-src"] == "'self'"
    assert found["script-src"] == "'self'"
    assert found["style-src"] == "'self'"
    assert found["frame-ancestors"] == "'none'"
    assert found["connect-src"] == "'self' ws://testserver:8001"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cache-Control"] == "no-store"


def test_only_the_back_office_may_evaluate(firm):
    assert "'unsafe-eval'" in policy(firm.browser(firm.head).get("/office/"))["script-src"]
    assert "'unsafe-eval'" not in policy(firm.browser(firm.head).get("/control/"))["script-src"]


def test_gateway_url_follows_the_host_that_the_browser_used(settings):
    request = RequestFactory().get("/", headers={"host": "localhost:8000"})
    assert gateway_url(request) == "ws://localhost:8001/ws"
    settings.GATEWAY_URL = "wss://push.example/ws"
    assert gateway_url(request) == "wss://push.example/ws"


def test_missing_page_says_what_to_do_without_leaking(db, client):
    response = client.get("/nothing/here/", headers={"accept-language": "en"})
    assert response.status_code == 404
    words = response.content.decode()
    assert "There is no such page, or you may not see it." in words
    assert "urlpatterns" not in words


@pytest.mark.parametrize("address", ["/?q=%00", "/clients/?page=1&q=a%00b", "/a%00b/"])
def test_an_address_with_a_nul_is_refused_before_any_page(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert policy(response)["default-src"] == "'self'"
