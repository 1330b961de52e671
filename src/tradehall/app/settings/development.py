"""Settings of `make run`."""

from tradehall.app.settings.base import *
