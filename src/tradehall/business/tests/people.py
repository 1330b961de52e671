"""A small firm for the tests of the business rooms: two branches, two brokers, three clients, two operators."""

from dataclasses import dataclass

import pytest
from django.test import Client as Browser

from tradehall.business.brokers import facade as brokers
from tradehall.business.customers import counter as counter_line
from tradehall.business.customers import facade as customers
from tradehall.business.identity.facade import NewUser, Role, create_user
from tradehall.business.identity.models import User
from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Venue
from tradehall.contracts.shard import Answer
from tradehall.kernel.units import parse_money, parse_percent

PASSWORD = "Kestrel-47-over-hill"
ANN, BEN, CAT = 1000010001, 1000020001, 2000010001
"""Accounts: Ann and Ben in Shanghai, Cat in Shenzhen. Ann and Cat are the clients of one broker."""
START = 20200101
PLAN = CommissionPlan(
    stock_rate=parse_percent("0.025"),
    stock_minimum=parse_money("5"),
    fund_rate=parse_percent("0.01"),
    fund_minimum=parse_money("0.1"),
)


@dataclass
class Firm:
    """User names by who they are."""

    ann: str = "100001"
    ben: str = "100002"
    cat: str = "200001"
    broker: str = "b1001"
    other_broker: str = "b2001"
    head: str = "head"
    shanghai: str = "shanghai"
    password: str = PASSWORD

    def browser(self, user_name: str) -> Browser:
        """A browser in which that user is signed in."""
        browser = Browser(headers={"accept-language": "en"})
        browser.force_login(User.objects.get(username=user_name), "allauth.account.auth_backends.AuthenticationBackend")
        return browser


def make_firm() -> Firm:
    """Make all of them; instructions to the counter stay pending."""
    head = customers.create_branch(code="HQ", name="总部", name_en="Head office")
    shanghai = customers.create_branch(code="SH01", name="上海营业部", name_en="Shanghai branch", parent=head)
    shenzhen = customers.create_branch(code="SZ01", name="深圳营业部", name_en="Shenzhen branch", parent=head)
    for broker_no, rate in (("B1001", "40"), ("B2001", "30")):
        brokers.create_broker(
            broker_no=broker_no, name=broker_no, branch_code="SH01", share_rate=parse_percent(rate), from_date=START
        )
    rows = [
        ("100001", "安", shanghai, ANN, "B1001"),
        ("100002", "本", shanghai, BEN, ""),
        ("200001", "凯", shenzhen, CAT, "B1001"),
    ]
    for client_no, name, branch, account_id, broker_no in rows:
        client = customers.create_client(client_no=client_no, name=name, branch=branch)
        if broker_no:
            customers.attribute_client(client=client, broker_no=broker_no, from_date=START, first=True)
        customers.open_account(
            client=client,
            account_id=account_id,
            securities={Venue.SSE: f"A{account_id % 10**9:09}", Venue.SZSE: str(account_id)},
            commission=PLAN,
        )
        create_user(NewUser(client_no, name, Role.CLIENT, PASSWORD, client_no=client_no))
    create_user(NewUser("b1001", "林", Role.BROKER, PASSWORD, broker_no="B1001"))
    create_user(NewUser("b2001", "陈", Role.BROKER, PASSWORD, broker_no="B2001"))
    create_user(NewUser("head", "周", Role.OPERATOR, PASSWORD, branch_path="HQ/", is_staff=True))
    create_user(NewUser("shanghai", "吴", Role.OPERATOR, PASSWORD, branch_path="HQ/SH01/"))
    return Firm()


@pytest.fixture
def firm(db) -> Firm:
    return make_firm()


@pytest.fixture
def counter(monkeypatch) -> list:
    """The counter's socket replaced: commands are kept and answered with `answers`, OK when there are none left."""
    taken = CounterLine()
    monkeypatch.setattr(counter_line, "submit", taken.submit)
    return taken


class CounterLine(list):
    """Commands that were sent; `answers` holds results or errors that the next ones meet."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list = []

    def submit(self, command):
        answer = self.answers.pop(0) if self.answers else 0
        if isinstance(answer, Exception):
            raise answer
        self.append(command)
        return Answer(result=answer)
