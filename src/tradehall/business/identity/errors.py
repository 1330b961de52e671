"""Errors of this room."""

from typing import ClassVar

from tradehall.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, TradehallError


class SignedOutError(TradehallError):
    """You are not signed in or your session has ended; sign in and try again."""

    code: ClassVar[str] = "TH-0101"
    status = 401


class UserExistsError(ConflictError):
    """The user name is taken already; choose another."""

    code = "TH-0102"


class WeakPasswordError(InvalidInputError):
    """The password does not meet the rules; use at least ten characters with letters and digits."""

    code = "TH-0103"


class TooManyRequestsError(TradehallError):
    """Too many requests in a short time; nothing was done, wait a minute and try again."""

    code = "TH-0104"
    status = 429


class WrongRoleError(NotAllowedError):
    """This page or request belongs to another role; sign in as the right user."""

    code = "TH-0105"


class FormExpiredError(NotAllowedError):
    """Nothing was changed: the form had expired; go back, reload the page and send it again."""

    code = "TH-0106"


class UserNameError(InvalidInputError):
    """The user name was refused; use letters, digits and . _ - @ +, 32 at most, without spaces."""

    code = "TH-0107"
