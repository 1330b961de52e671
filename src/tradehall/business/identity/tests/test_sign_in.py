"""Sign-in, failure, lock and the log of all of them."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client as Browser

from tradehall.business.identity.models import SignInRecord, User

Outcome = SignInRecord.Outcome


def outcomes() -> list[str]:
    return list(SignInRecord.objects.order_by("id").values_list("outcome", flat=True))


def sign_in(browser, user_name, password):
    return browser.post("/accounts/login/", {"login": user_name, "password": password})


def test_right_password_signs_in_and_is_logged(firm, client):
    response = sign_in(client, firm.ann, firm.password)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert outcomes() == [Outcome.SIGNED_IN]
    record = SignInRecord.objects.get()
    assert (record.user, record.ip_address) == (User.objects.get(username=firm.ann), "127.0.0.1")


def test_client_number_and_broker_number_stand_for_their_users(firm, client):
    User.objects.filter(username=firm.ann).update(username="client.ann")
    User.objects.filter(username=firm.broker).update(username="broker.lin")
    assert sign_in(client, "100001", firm.password).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username="client.ann").pk)
    client.logout()
    assert sign_in(client, "b1001", firm.password).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username="broker.lin").pk)


def test_wrong_password_says_so_in_both_languages_and_is_logged(firm, client):
    response = sign_in(client, firm.ann, "wrong-password-1")
    assert response.status_code == 200
    assert "用户名或密码错误" in response.content.decode()
    english = client.post(
        "/accounts/login/", {"login": firm.ann, "password": "wrong-password-1"}, headers={"accept-language": "en"}
    )
    assert "The user name or the password is wrong." in english.content.decode()
    assert outcomes() == [Outcome.WRONG_PASSWORD] * 2


def test_unknown_name_is_logged_as_typed(firm, client):
    sign_in(client, "Nobody ", "wrong-password-1")
    record = SignInRecord.objects.get()
    assert (record.username, record.user) == ("nobody", None)


def test_fifth_wrong_password_locks_and_the_page_says_until_when(firm, client):
    answers = [sign_in(client, firm.ann, f"wrong-password-{n}").status_code for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(client, firm.ann, firm.password)
    assert locked.status_code == 429
    words = locked.content.decode()
    assert "登录已暂时锁定" in words
    assert firm.ann in words
    assert "之后再试" in words
    assert "_auth_user_id" not in client.session
    assert outcomes() == [Outcome.WRONG_PASSWORD] * 4 + [Outcome.LOCKED] * 2


def test_lock_counts_the_user_behind_a_client_number(firm, client):
    User.objects.filter(username=firm.ann).update(username="client.ann")
    for n in range(3):
        sign_in(client, "100001", f"wrong-password-{n}")
    for n in range(2):
        sign_in(client, "client.ann", f"wrong-password-{n}")
    assert sign_in(client, "100001", firm.password).status_code == 429


def test_lock_is_for_one_name_and_one_address(firm, client):
    for n in range(5):
        sign_in(client, firm.ann, f"wrong-password-{n}")
    assert sign_in(Browser(), firm.ben, firm.password).status_code == 302
    assert sign_in(Browser(REMOTE_ADDR="10.0.0.9"), firm.ann, firm.password).status_code == 302


def test_lock_ends_after_fifteen_minutes(firm, client):
    for n in range(5):
        sign_in(client, firm.ann, f"wrong-password-{n}")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert sign_in(client, firm.ann, firm.password).status_code == 302


def test_success_clears_the_count(firm, client):
    for n in range(4):
        sign_in(client, firm.ann, f"wrong-password-{n}")
    assert sign_in(client, firm.ann, firm.password).status_code == 302
    client.logout()
    assert sign_in(client, firm.ann, "wrong-password-x").status_code == 200


def test_switched_off_user_does_not_come_in(firm, client):
    User.objects.filter(username=firm.ann).update(is_active=False)
    sign_in(client, firm.ann, firm.password)
    assert "_auth_user_id" not in client.session


def test_sign_out_is_logged_and_ends_the_session(firm):
    browser = firm.browser(firm.ann)
    assert browser.post("/accounts/logout/").status_code == 302
    assert outcomes() == [Outcome.SIGNED_OUT]
    assert browser.get("/my/")["Location"] == "/accounts/login/?next=/my/"


def test_form_without_csrf_token_is_refused(firm):
    browser = Browser(enforce_csrf_checks=True)
    response = sign_in(browser, firm.ann, firm.password)
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_next_goes_back_but_never_to_another_site(firm, client):
    inside = client.post(
        "/accounts/login/?next=/terminal/", {"login": firm.ann, "password": firm.password, "next": "/terminal/"}
    )
    assert inside["Location"] == "/terminal/"
    client.logout()
    outside = client.post(
        "/accounts/login/", {"login": firm.ann, "password": firm.password, "next": "https://evil.example/"}
    )
    assert outside["Location"] == "/"


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/", "/accounts/password/reset/"])
def test_there_is_no_sign_up_and_no_mail(firm, client, path):
    assert client.get(path).status_code == 404


def test_password_change_keeps_the_rules_and_ends_the_session(firm):
    browser = firm.browser(firm.ann)
    weak = browser.post(
        "/accounts/password/", {"oldpassword": firm.password, "password1": "onlyletters", "password2": "onlyletters"}
    )
    assert "must contain letters and digits" in weak.content.decode()
    fresh = "Another-good-word-9"
    done = browser.post("/accounts/password/", {"oldpassword": firm.password, "password1": fresh, "password2": fresh})
    assert done.status_code == 302
    assert User.objects.get(username=firm.ann).check_password(fresh)
    assert Outcome.PASSWORD_CHANGED in outcomes()
    assert browser.get("/my/").status_code == 302


def test_own_log_shows_own_lines_only(firm, client):
    sign_in(client, firm.ben, "wrong-password-1")
    sign_in(client, firm.ann, firm.password)
    words = client.get("/accounts/security/", headers={"accept-language": "en"}).content.decode()
    assert "Signed in" in words
    assert "Wrong password" not in words


def test_flood_of_sign_ins_from_one_address_is_stopped_with_words(firm, client):
    cache.clear()
    answers = [client.post("/accounts/login/", {"login": "", "password": ""}) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert "请一分钟后再试" in answers[-1].content.decode()
