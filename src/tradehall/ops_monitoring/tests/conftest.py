"""Fixtures of these tests."""

from tradehall.business.tests.people import counter, firm

__all__ = ["counter", "firm"]
