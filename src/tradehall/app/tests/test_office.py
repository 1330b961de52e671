"""What staff do in the back office reaches the counter and leaves a history."""

import pytest
from allauth.mfa.models import Authenticator

from tradehall.business.brokers.models import BrokerShareRate
from tradehall.business.customers.models import (
    CashAccountRecord,
    Client,
    ClientAttribution,
    CommissionTerm,
    Instruction,
)
from tradehall.business.identity.models import SignInRecord, User
from tradehall.business.tests.people import ANN, CAT
from tradehall.contracts.enums import Board
from tradehall.trading_core.facade import permission_bits

OPENING = {
    "client": "100001",
    "account_id": "1000010002",
    "investor_sh": "A000010002",
    "investor_sz": "1000010002",
    "stock_rate": "0.03",
    "stock_minimum": "5.00",
    "fund_rate": "0.01",
    "fund_minimum": "0.10",
    "includes_statutory": "on",
    "permissions": ["2", "3"],
}


def test_opening_an_account_tells_the_counter(firm):
    response = firm.browser(firm.head).post("/office/customers/cashaccountrecord/add/", OPENING)
    assert response.status_code == 302
    instruction = Instruction.objects.get(request_id="open-1000010002")
    assert instruction.made_by == User.objects.get(username="head")
    assert (instruction.kind, instruction.status) == ("OpenAccount", "pending")
    assert CashAccountRecord.objects.get(account_id=1000010002).permissions == permission_bits(
        Board.CHINEXT, Board.STAR
    )
    term = CommissionTerm.objects.get(account_id=1000010002)
    assert (term.stock_rate, term.stock_minimum, term.fund_rate) == (30_000, 50_000, 10_000)


def test_malformed_securities_account_is_refused_at_its_field(firm):
    response = firm.browser(firm.head).post(
        "/office/customers/cashaccountrecord/add/", {**OPENING, "investor_sh": "123"}
    )
    assert response.status_code == 200
    assert "A and nine digits in Shanghai" in response.content.decode()
    assert not CashAccountRecord.objects.filter(account_id=1000010002).exists()


def test_halting_an_account_tells_the_counter(firm):
    firm.browser(firm.head).post(
        f"/office/customers/cashaccountrecord/{ANN}/change/", {"permissions": ["2", "3"], "halted": "on"}
    )
    assert CashAccountRecord.objects.get(account_id=ANN).halted
    assert Instruction.objects.filter(request_id=f"change-{ANN}-1").exists()
    assert CashAccountRecord.history.filter(account_id=ANN).first().history_user.username == "head"


def test_new_attribution_starts_after_today_and_keeps_to_the_whole(firm):
    browser = firm.browser(firm.head)
    form = {"client": "100002", "broker_no": "B2001", "share": "100", "from_date": "20200101", "until_date": "0"}
    refused = browser.post("/office/customers/clientattribution/add/", form)
    assert "a change applies from the next day" in refused.content.decode()
    assert (
        browser.post("/office/customers/clientattribution/add/", {**form, "from_date": "20991231"}).status_code == 302
    )
    assert ClientAttribution.objects.get(client_id="100002").share == 100_000_000
    second = browser.post(
        "/office/customers/clientattribution/add/", {**form, "from_date": "20991231", "broker_no": "B1001"}
    )
    assert second.status_code == 200


def test_share_rate_is_typed_in_per_cent(firm):
    firm.browser(firm.head).post(
        "/office/brokers/brokersharerate/add/", {"broker": "B1001", "from_date": "20270101", "rate": "35.5"}
    )
    assert BrokerShareRate.objects.get(from_date=20270101).rate == 35_500_000


def test_lost_device_is_removed_and_logged(firm):
    ann = User.objects.get(username=firm.ann)
    Authenticator.objects.create(user=ann, type=Authenticator.Type.TOTP, data={"secret": "x"})
    form = {"action": "remove_second_factor", "_selected_action": [str(ann.pk)]}
    firm.browser(firm.head).post("/office/identity/user/", form)
    assert Authenticator.objects.count() == 0
    assert SignInRecord.objects.get(user=ann).outcome == SignInRecord.Outcome.SECOND_FACTOR_OFF


def test_lock_is_lifted_by_hand(firm, client):
    for n in range(5):
        client.post("/accounts/login/", {"login": firm.ann, "password": f"wrong-password-{n}"})
    ann = User.objects.get(username=firm.ann)
    firm.browser(firm.head).post("/office/identity/user/", {"action": "unlock", "_selected_action": [str(ann.pk)]})
    response = client.post("/accounts/login/", {"login": firm.ann, "password": firm.password})
    assert response.status_code == 302


def test_password_is_set_by_hand(firm):
    ann = User.objects.get(username=firm.ann)
    path = f"/office/identity/user/{ann.pk}/password/"
    assert firm.browser(firm.head).get(path).status_code == 200
    fresh = "Another-good-word-9"
    firm.browser(firm.head).post(path, {"password1": fresh, "password2": fresh, "usable_password": "true"})
    ann.refresh_from_db()
    assert ann.check_password(fresh)


def test_nothing_is_deleted(firm):
    browser = firm.browser(firm.head)
    assert browser.post("/office/customers/client/100001/delete/", {"post": "yes"}).status_code == 403
    assert Client.objects.filter(client_no="100001").exists()


def test_staff_see_clients_within_their_branch_only(firm):
    User.objects.filter(username=firm.shanghai).update(is_staff=True, is_superuser=True)
    words = firm.browser(firm.shanghai).get("/office/customers/client/").content.decode()
    assert "100001" in words
    assert "200001" not in words
    assert firm.browser(firm.shanghai).get("/office/customers/client/200001/change/").status_code == 302


def test_user_is_made_with_a_password_that_meets_the_rules(firm):
    form = {
        "username": "b3001",
        "display_name": "新",
        "role": "broker",
        "broker_no": "B3001",
        "password1": "Kestrel-47-over-hill",
        "password2": "Kestrel-47-over-hill",
        "usable_password": "true",
    }
    response = firm.browser(firm.head).post("/office/identity/user/add/", form)
    assert response.status_code == 302
    assert User.objects.get(username="b3001").check_password("Kestrel-47-over-hill")
    weak = firm.browser(firm.head).post(
        "/office/identity/user/add/",
        {**form, "username": "b3002", "broker_no": "B3002", "password1": "1", "password2": "1"},
    )
    assert weak.status_code == 200
    assert not User.objects.filter(username="b3002").exists()


@pytest.fixture
def branch_staff(firm):
    """An operator of the Shanghai branch with the keys of the back office."""
    User.objects.filter(username=firm.shanghai).update(is_staff=True, is_superuser=True)
    return firm.browser(firm.shanghai)


def test_a_branch_is_offered_its_own_clients_and_accounts_only(branch_staff):
    for page in ("clientattribution", "cashaccountrecord"):
        words = branch_staff.get(f"/office/customers/{page}/add/").content.decode()
        assert ("安" in words, "凯" in words) == (True, False)
    accounts = branch_staff.get("/office/customers/commissionterm/add/").content.decode()
    assert (str(ANN) in accounts, str(CAT) in accounts) == (True, False)
    branches = branch_staff.get("/office/customers/client/add/").content.decode()
    assert ("上海营业部" in branches, "深圳营业部" in branches) == (True, False)


def test_a_branch_cannot_name_a_client_of_another(branch_staff):
    form = {"client": "200001", "broker_no": "B2001", "share": "10", "from_date": "20991231", "until_date": "0"}
    assert branch_staff.post("/office/customers/clientattribution/add/", form).status_code == 200
    assert not ClientAttribution.objects.filter(client_id="200001", broker_no="B2001").exists()
    assert (
        branch_staff.post("/office/customers/cashaccountrecord/add/", {**OPENING, "client": "200001"}).status_code
        == 200
    )
    assert not CashAccountRecord.objects.filter(account_id=1000010002).exists()


@pytest.mark.parametrize(
    "page", ["identity/user", "identity/signinrecord", "brokers/broker", "brokers/brokersharerate"]
)
def test_users_and_brokers_are_the_head_offices(firm, branch_staff, page):
    assert branch_staff.get(f"/office/{page}/").status_code == 403
    assert firm.browser(firm.head).get(f"/office/{page}/").status_code == 200


def test_a_user_name_is_kept_as_sign_in_looks_it_up(firm):
    form = {
        "username": "Bob", "display_name": "鲍勃", "role": "operator", "client_no": "", "broker_no": "",
        "branch_path": "HQ/", "password1": firm.password, "password2": firm.password,
    }  # fmt: skip
    browser = firm.browser(firm.head)
    assert browser.post("/office/identity/user/add/", form).status_code == 302
    assert User.objects.filter(username="bob").exists()
    refused = browser.post("/office/identity/user/add/", {**form, "username": "two words"})
    assert "The user name was refused" in refused.content.decode()
