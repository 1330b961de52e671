"""A browser for the journeys: the system's Chromium, driven by Playwright."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tradehall.app.temporary_product import TemporaryProduct
from tradehall.app.test_tools import browser as chromium_path

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 30_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: Playwright's loop must be gone before asynchronous tests of other modules run."""
    path = chromium_path()
    if path is None:
        if os.environ.get("TRADEHALL_WITHOUT_BROWSER"):
            pytest.skip("TRADEHALL_WITHOUT_BROWSER is set and no Chromium was found")
        pytest.fail("no Chromium was found; `make test` installs it")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """A person with a browser window of their own. Any error in the page's own code fails the journey."""

    def __init__(self, chromium: Browser, product: TemporaryProduct, width: int, language: str) -> None:
        self.product = product
        self.context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=language, base_url=product.url
        )
        self.context.set_default_timeout(WAIT_MS)
        self.errors: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sign_in(self, user: str, password: str) -> None:
        self.page.goto("/accounts/login/")
        self.page.fill("input[name=login]", user)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_load_state()

    def sign_in_as(self, user: str) -> None:
        """Sign in with a demo login."""
        self.sign_in(user, self.product.logins()[user]["password"])
        expect(self.page).not_to_have_url(f"{self.product.url}/accounts/login/")

    def open_terminal(self) -> None:
        """Open the terminal and wait for its line."""
        self.page.goto("/terminal/")
        expect(self.page.get_by_test_id("connection-light")).to_have_attribute("data-state", "live")

    def leave(self) -> None:
        self.context.close()
        assert self.errors == []


@pytest.fixture
def visit(chromium: Browser, stack: TemporaryProduct) -> Iterator["Visits"]:
    visits = Visits(chromium, stack)
    yield visits
    visits.leave()


class Visits:
    """Windows of one journey."""

    def __init__(self, chromium: Browser, product: TemporaryProduct) -> None:
        self._chromium = chromium
        self.product = product
        self._all: list[Visitor] = []

    def __call__(self, width: int = 1440, language: str = "zh-CN") -> Visitor:
        visitor = Visitor(self._chromium, self.product, width, language)
        self._all.append(visitor)
        return visitor

    def leave(self) -> None:
        for visitor in self._all:
            visitor.leave()
