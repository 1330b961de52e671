"""Fixtures of the tests that span rooms: the whole product, running."""

from collections.abc import Iterator

import pytest

from tradehall.app.temporary_product import TemporaryProduct


@pytest.fixture(scope="session")
def stack() -> Iterator[TemporaryProduct]:
    """The product of this run, shared by every test that leaves it usable: a day is open and moves only when told."""
    yield from _running()


@pytest.fixture
def fresh_stack() -> Iterator[TemporaryProduct]:
    """A product of one test's own, for tests that break things."""
    yield from _running()


def _running() -> Iterator[TemporaryProduct]:
    product = TemporaryProduct()
    try:
        product.start()
        yield product
    finally:
        product.remove()
