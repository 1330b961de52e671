"""The terminal on a telephone, in English."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def test_a_telephone_can_watch_and_buy(visit) -> None:
    visit.product.advance("morning")
    person = visit(width=390, language="en-US")
    person.sign_in_as("client.sun")
    person.open_terminal()
    page = person.page
    page.locator("[data-testid=watchlist-row][data-symbol='600000.SH']").click()
    expect(page.get_by_test_id("quote-ask-1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_test_id("nav-trade").click()
    page.get_by_test_id("ticket-buy").click()
    page.get_by_test_id("ticket-qty").fill("150")
    page.get_by_test_id("ticket-submit").click()
    page.get_by_test_id("ticket-confirm").click()
    expect(page.get_by_test_id("ticket-message")).to_contain_text("whole number of lots")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
