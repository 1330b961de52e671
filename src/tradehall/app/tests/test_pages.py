"""Pages of no room, and who may open what."""

import pytest
from django.contrib import admin

from tradehall.app import pages

STAFF_PAGES = (
    "/office/",
    "/office/customers/client/",
    "/office/identity/user/",
    "/office/customers/cashaccountrecord/add/",
)


def test_home_says_what_to_click_in_chinese_first(db, client):
    words = client.get("/").content.decode()
    assert '<html lang="zh-CN">' in words
    assert "从这里开始" in words


def test_health_needs_no_session(db, client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_terminal_needs_a_session_and_serves_what_was_built(firm, client, settings, tmp_path):
    assert client.get("/terminal/")["Location"] == "/accounts/login/?next=/terminal/"
    settings.TERMINAL_INDEX = tmp_path / "index.html"
    missing = firm.browser(firm.ann).get("/terminal/")
    assert missing.status_code == 503
    assert "make install" in missing.content.decode()
    settings.TERMINAL_INDEX.write_text("<title>T</title>", encoding="utf-8")
    served = firm.browser(firm.ann).get("/terminal/chart/600000.SH")
    assert served.content == b"<title>T</title>"
    assert "csrftoken" in served.cookies


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_back_office_is_for_staff_and_has_no_door_of_its_own(firm, client, page):
    sent = client.get(page, follow=True)
    assert sent.redirect_chain[-1][0].startswith("/accounts/login/")
    for user in (firm.ann, firm.broker, firm.shanghai):
        response = firm.browser(user).get(page, follow=True)
        assert response.status_code == 403
    assert firm.browser(firm.head).get(page).status_code == 200


def test_every_list_of_the_back_office_opens(firm):
    browser = firm.browser(firm.head)
    for model, office in admin.site._registry.items():
        path = f"/office/{model._meta.app_label}/{model._meta.model_name}/"
        assert browser.get(path).status_code == 200, (path, office)


def test_language_switch_is_kept(db, client):
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "zh-CN"}).content.decode()


def test_faults_do_not_leak(db, monkeypatch, client):
    monkeypatch.setattr(pages, "connection", None)
    client.raise_request_exception = False
    response = client.get("/healthz", headers={"accept-language": "en"})
    words = response.content.decode()
    assert response.status_code == 500
    assert "The fault was logged and the request was undone." in words
    assert "AttributeError" not in words
