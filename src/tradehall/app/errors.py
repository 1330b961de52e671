"""Errors of the composition root: what a person at the command line can mend."""

from typing import Final

from tradehall.kernel.errors import TradehallError

NOT_RUNNING: Final = 3
"""Exit code of a command that needs the running product when it does not run."""


class SettingError(TradehallError):
    """A setting of the environment cannot be used; the message names it and what to set instead."""

    code = "TH-9001"


class PortBusyError(SettingError):
    """A port that the product listens on is taken; stop its owner or set the named variable."""

    code = "TH-9002"


class EmbeddedServerError(TradehallError):
    """The embedded PostgreSQL could not be prepared or started; the message says why, and `DATABASE_URL` avoids it."""

    code = "TH-9003"


class NatsMissingError(TradehallError):
    """The NATS server is not installed; run `make install`, or set `NATS_URL`."""

    code = "TH-9004"


class StartError(TradehallError):
    """A process of the product did not start; its last log lines are shown, and `tradehall doctor` may tell why."""

    code = "TH-9005"


class FrontEndError(TradehallError):
    """The front end could not be built; the words of npm are above, mend them and run `make install` again."""

    code = "TH-9006"
