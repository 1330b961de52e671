"""Settings of the test suite."""

from tradehall.app.catalogues import compile_stale
from tradehall.app.settings.base import *

SECRET_KEY = "only-for-tests"  # noqa: S105 -- no data lives longer than a test run
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
compile_stale(LOCALE_PATHS)
