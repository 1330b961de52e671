"""Doors: a wrong password locks; nobody reaches another's account by page, API or socket."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from picows import ws_connect
from playwright.sync_api import expect

from tradehall.contracts import WIRE_VERSION
from tradehall.contracts.enums import Side
from tradehall.contracts.frames import AnswerFrame, ErrorFrame, LoginFrame, OrderFrame, SubscribeFrame, WelcomeFrame
from tradehall.kernel.results import ResultCode
from tradehall.push_gateway.tests.test_server import Client

pytestmark = pytest.mark.journey

WRONG_TRIES = 5


def test_a_wrong_password_locks_the_name(visit) -> None:
    person = visit()
    for _ in range(WRONG_TRIES):
        person.sign_in("client.ma", "wrong-password-1")
    person.sign_in("client.ma", visit.product.logins()["client.ma"]["password"])
    expect(person.page.locator("body")).to_contain_text("锁定")
    person.page.goto("/my/")
    expect(person.page).to_have_url(re.compile("/accounts/login/"))

    operator = visit()
    operator.sign_in_as("operator")
    operator.page.goto("/control/sign-ins/")
    expect(operator.page.locator("tbody")).to_contain_text("client.ma")


def test_another_clients_account_is_out_of_reach(visit) -> None:
    logins = visit.product.logins()
    own, other = (logins[name]["account_id"] for name in ("client.zhang", "client.wang"))
    person = visit()
    person.sign_in_as("client.zhang")
    page = person.page

    # By page and by API: not there, rather than forbidden; one's own is.
    assert page.goto(f"/account/{own}/").status == 200
    for path in (
        f"/account/{other}/",
        f"/account/{other}/orders/",
        f"/api/v1/accounts/{other}/cash",
        f"/api/v1/accounts/{other}/positions",
        f"/api/v1/accounts/{other}/orders",
        f"/api/v1/accounts/{other}/fills",
        f"/api/v1/accounts/{other}/orders?format=csv",
    ):
        assert page.request.get(path).status == 404, path
    assert page.request.get(f"/api/v1/accounts/{own}/cash").status == 200
    for path in ("/clients/", "/commission/", "/control/", "/control/clearing/", "/office/"):
        answer = page.request.get(path, max_redirects=0)
        assert answer.status in {302, 403, 404}, path

    # By socket: neither read nor trade.
    token = next(cookie["value"] for cookie in person.context.cookies() if cookie["name"] == "csrftoken")
    answer = page.request.post("/api/v1/session/ticket", headers={"X-CSRFToken": token, "Referer": visit.product.url})
    assert answer.status == 200
    with ThreadPoolExecutor(1) as beside:  # Playwright's loop runs in this thread
        knocking = beside.submit(asyncio.run, knock(visit.product.gateway_url, answer.json()["ticket"], other))
        frames = knocking.result()
    assert frames == (own, ResultCode.SESSION_NOT_ENTITLED, ResultCode.SESSION_NOT_ENTITLED)

    # A ticket without a CSRF token is not given.
    assert page.request.post("/api/v1/session/ticket").status == 403


async def knock(url: str, ticket: str, account: int) -> tuple[int, int, int]:
    _, client = await ws_connect(Client, url)
    client.send(LoginFrame(ticket=ticket, version=WIRE_VERSION))
    welcome = await client.next(WelcomeFrame)
    client.send(SubscribeFrame(account=account))
    refused = await client.next(ErrorFrame)
    client.send(OrderFrame(id="x", account=account, symbol="600000.SH", side=Side.BUY, price=100_000, qty=100))
    answer = await client.next(AnswerFrame)
    client.transport.disconnect()
    return welcome.accounts[0], refused.result, answer.result
