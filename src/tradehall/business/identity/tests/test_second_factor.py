"""Two-step verification from switching it on to a recovery code."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from tradehall.business.identity.models import SignInRecord


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(browser, firm):
    return browser.post("/accounts/login/", {"login": firm.ann, "password": firm.password})


@pytest.fixture
def secret(firm, client) -> str:
    """Ann with a second factor, signed in and confirmed by her password."""
    sign_in(client, firm)
    client.post("/accounts/reauthenticate/", {"password": firm.password})
    page = client.get("/accounts/second-factor/on/").content.decode()
    (found,) = re.findall(r'class="mono">([A-Z2-7]+)<', page)
    done = client.post("/accounts/second-factor/on/", {"code": code_of(found)})
    assert done["Location"] == "/accounts/recovery-codes/"
    return found


def recovery_codes(client) -> list[str]:
    page = client.get("/accounts/recovery-codes/").content.decode()
    return re.findall(r"<li>([0-9a-z]+)</li>", page)


def test_switching_on_asks_for_the_password_when_the_session_is_old(firm):
    browser = firm.browser(firm.ann)
    assert browser.get("/accounts/second-factor/on/")["Location"].startswith("/accounts/reauthenticate/")


def test_secret_rests_encrypted(firm, secret):
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_sign_in_needs_the_code(firm, client, secret, django_user_model):
    client.logout()
    assert sign_in(client, firm)["Location"] == "/accounts/second-factor/code/"
    assert "_auth_user_id" not in client.session
    wrong = client.post("/accounts/second-factor/code/", {"code": "000000"})
    assert "验证码错误" in wrong.content.decode()
    assert SignInRecord.objects.latest("id").outcome == SignInRecord.Outcome.WRONG_CODE
    Authenticator.objects.update(last_used_at=None)
    cache.clear()  # The code was used at switching on; the next one comes in half a minute.
    right = client.post("/accounts/second-factor/code/", {"code": code_of(secret)})
    assert right["Location"] == "/"
    assert client.session["_auth_user_id"] == str(django_user_model.objects.get(username=firm.ann).pk)


def test_recovery_code_opens_once(firm, client, secret):
    codes = recovery_codes(client)
    assert len(codes) == 10
    for expected in (302, 200):
        client.logout()
        sign_in(client, firm)
        assert client.post("/accounts/second-factor/code/", {"code": codes[0]}).status_code == expected


def test_codes_cannot_be_guessed_without_end(firm, client, secret):
    client.logout()
    sign_in(client, firm)
    pages = [client.post("/accounts/second-factor/code/", {"code": "000000"}).content.decode() for _ in range(11)]
    assert "验证码错误" in pages[0]
    assert "失败次数过多" in pages[-1]


def test_switching_off_is_logged(firm, client, secret):
    assert client.post("/accounts/second-factor/off/").status_code == 302
    assert Authenticator.objects.count() == 0
    assert SignInRecord.objects.latest("id").outcome == SignInRecord.Outcome.SECOND_FACTOR_OFF
