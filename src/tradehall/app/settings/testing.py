"""Settings of the test suite."""

from tradehall.app.settings.base import *

SECRET_KEY = "only-for-tests"  # noqa: S105 -- no data lives longer than a test run
