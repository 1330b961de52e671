"""Errors of this room."""

from tradehall.kernel.errors import ConflictError, InvalidInputError, NotAllowedError


class ActionRunningError(ConflictError):
    """An action on the day is running already; wait for it to finish, the page shows when."""

    code = "TH-4001"


class PhaseRefusedError(InvalidInputError):
    """The clock only goes forward to a phase of today; choose a later phase."""

    code = "TH-4002"


class DayRightsError(NotAllowedError):
    """Actions on the day are for operators with back-office rights; ask one of them."""

    code = "TH-4003"
