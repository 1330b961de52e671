"""Errors of the end of day. `docs/errors.md` is generated from these."""

from typing import ClassVar

from tradehall.kernel.errors import (
    BrokenInvariantError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)


class DayBlockedError(ConflictError):
    """A gate of the end of day is shut; resolve the listed differences and run the close again."""

    code: ClassVar[str] = "TH-3001"


class DayNotClearedError(ConflictError):
    """The day before has not been cleared to its end; close it first."""

    code: ClassVar[str] = "TH-3002"


class DayBusyError(ConflictError):
    """The end of day or an opening runs already; wait for it to finish."""

    code: ClassVar[str] = "TH-3003"


class WrongDayError(ConflictError):
    """The date is not the one that the counter or the calendar is at; check the date."""

    code: ClassVar[str] = "TH-3004"


class OpeningMismatchError(ConflictError):
    """Opening balances differ from the closing ones; find out why before the day is opened."""

    code: ClassVar[str] = "TH-3005"


class DayNotReadyError(UnavailableError):
    """The counter, its reports or its projection are not ready for this step; run the close again shortly."""

    code: ClassVar[str] = "TH-3006"


class CommandRefusedError(ConflictError):
    """The counter refused a command of the day; its words say why."""

    code: ClassVar[str] = "TH-3007"


class AttributionSplitError(InvalidInputError):
    """The brokers of a client share more than 100 %; correct the attribution and run the close again."""

    code: ClassVar[str] = "TH-3008"


class NoStatementError(NotFoundError):
    """There is no such statement for these accounts; check the number."""

    code: ClassVar[str] = "TH-3009"


class NoRunError(NotFoundError):
    """The end of that day has not been started; check the date."""

    code: ClassVar[str] = "TH-3010"


class UnbalancedEntriesError(BrokenInvariantError):
    """Debits and credits of a voucher differ; nothing was posted."""

    code: ClassVar[str] = "TH-3011"
