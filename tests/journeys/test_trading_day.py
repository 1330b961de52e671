"""A trading day as people live it: a client buys, the day is cleared, the broker earns, the client sells."""

import re

import pytest
from playwright.sync_api import Page, expect

from tradehall.kernel.results import RESULT_TEXTS, ResultCode

pytestmark = pytest.mark.journey

SYMBOL, CODE = "600036.SH", "600036"
CLIENT, BROKER, OPERATOR = "client.zhang", "broker.lin", "operator"


def choose(page: Page, symbol: str) -> None:
    page.locator(f"[data-testid=watchlist-row][data-symbol='{symbol}']").click()
    expect(page.get_by_test_id("ticket-symbol")).to_have_value(symbol.partition(".")[0])


def order(page: Page, side: str, level: str, qty: int) -> None:
    """Enter an order by clicking a level for its price, and confirm it."""
    page.get_by_test_id(f"ticket-{side}").click()
    expect(page.get_by_test_id(level)).to_contain_text(re.compile(r"\d+\.\d\d"))
    page.get_by_test_id(level).click()
    page.get_by_test_id(f"ticket-{side}").click()
    page.get_by_test_id("ticket-qty").fill(str(qty))
    page.get_by_test_id("ticket-submit").click()
    page.get_by_test_id("ticket-confirm").click()


def show_pane(page: Page, name: str) -> None:
    page.locator(".dv-tab", has_text=name).click()


def test_buy_clear_earn_sell(visit) -> None:
    product = visit.product
    product.advance("morning")

    client = visit()
    client.sign_in_as(CLIENT)
    client.open_terminal()
    page = client.page
    choose(page, SYMBOL)

    # Buy: the fill is pushed, the position follows.
    order(page, "buy", "quote-ask-5", 200)
    bought = page.get_by_test_id("orders-table").locator("tbody tr", has_text=CODE).first
    expect(bought).to_contain_text("已成")
    show_pane(page, "持仓")
    position = page.get_by_test_id("positions-table").locator("tbody tr", has_text=CODE)
    expect(position).to_contain_text("200")
    show_pane(page, "成交")
    expect(page.get_by_test_id("fills-table").locator("tbody tr", has_text=CODE).first).to_contain_text("买入")

    # Sell on the same day: refused, with the reason in words.
    order(page, "sell", "quote-bid-5", 200)
    expect(page.get_by_test_id("ticket-message")).to_contain_text(RESULT_TEXTS[ResultCode.BOUGHT_TODAY_NOT_SELLABLE].zh)

    # The day is closed, cleared and the next one opened.
    date = page.get_by_test_id("session-clock").get_attribute("data-date") or ""
    product.close_day()

    broker = visit()
    broker.sign_in_as(BROKER)
    broker.page.goto("/commission/")
    row = broker.page.locator("tbody tr", has_text="张伟")
    expect(row).to_contain_text(re.compile(r"\d+\.\d\d"))

    operator = visit()
    operator.sign_in_as(OPERATOR)
    operator.page.goto("/control/clearing/")
    expect(operator.page.locator("tbody tr").first).to_contain_text(f"{date[:4]}-{date[4:6]}-{date[6:]}")

    product.open_day()
    expect(page.get_by_test_id("session-clock")).not_to_have_attribute("data-date", date)
    product.advance("morning")

    # Now the shares can be sold.
    choose(page, SYMBOL)
    order(page, "sell", "quote-bid-5", 200)
    show_pane(page, "委托")
    sold = page.get_by_test_id("orders-table").locator("tbody tr", has_text=CODE).first
    expect(sold).to_contain_text("卖出")
    expect(sold).to_contain_text("已成")
